"""How somebody is reached: by text, email, call or letter, in which language and how large."""

from django.db import transaction

from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from notifications.kinds import Channel
from notifications.models import Preference
from pmp.events import Event
from pmp.models import Enrolment


class NoSuchAddress(Refused):
    """The channel needs an address the person has not given."""

    def __init__(self, channel: Channel) -> None:
        needs = {
            Channel.SMS: "a mobile number",
            Channel.EMAIL: "an email address",
            Channel.CALL: "a phone number",
        }
        super().__init__(f"To be reached by {channel.label.lower()}, {needs[channel]} is needed.")


@transaction.atomic
def choose(
    person: User,
    *,
    channel: str,
    by: Actor,
    second: str = "",
    language: str = "",
    large_print: bool = False,
    interpreter: str = "",
) -> Preference:
    """Set how a person is reached first, and else; a channel they have no address for is refused.

    Whoever is reached another way than before has not been reached that way yet: test messages start afresh.
    Raises NoSuchAddress.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    first, other = Channel(channel), Channel(second) if second else None
    for wanted in filter(None, (first, other)):
        if wanted != Channel.LETTER and not _has(person, wanted):
            raise NoSuchAddress(wanted)
    old = Preference.objects.filter(person=person).first()
    new, _ = Preference.objects.update_or_create(
        person=person,
        defaults={
            "channel": first,
            "second_channel": other if other and other != first else "",
            "language": language,
            "large_print": large_print,
            "interpreter": interpreter,
        },
    )
    recorder.record(Event.REACH_CHOSEN, by=by, about=person, channel=first.label.lower())
    if old is not None and old.channel != first:
        untested(person)
    return new


def untested(person: User) -> None:
    """What was reached so far was another address: the next test message decides. Within a transaction."""
    Enrolment.objects.of(person).filter(reached_at__isnull=False).update(reached_at=None)


def _has(person: User, channel: Channel) -> bool:
    if channel == Channel.CALL:
        return bool(person.landline or person.mobile)
    return bool(person.mobile if channel == Channel.SMS else person.email)
