"""How somebody on a programme is reached: the engine keeps it; here, what was tried before no longer counts."""

from django.db import transaction

from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from notifications.actions import contact as engine
from notifications.kinds import Channel
from notifications.models import Preference
from pmp.models import Enrolment

_NEEDS = {Channel.SMS: "a mobile number", Channel.EMAIL: "an email address", Channel.CALL: "a phone number"}


class NoSuchAddress(Refused):
    """The channel needs an address the person has not given."""

    def __init__(self, channel: Channel) -> None:
        super().__init__(f"To be reached by {channel.label.lower()}, {_NEEDS[channel]} is needed.")


@transaction.atomic
def choose(
    person: User,
    *,
    channel: str,
    by: Actor,
    second: str = "",
    language: str | None = None,
    large_print: bool | None = None,
    interpreter: str | None = None,
) -> Preference:
    """Set how a person is reached first, and else; what waits to go to them goes that way too.

    Language, print and interpreter stay as they are unless given. Whoever is reached another way than before has
    not been reached that way yet: test messages start afresh. Raises NoSuchAddress.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    for wanted in map(Channel, filter(None, (channel, second))):
        if wanted != Channel.LETTER and not _has(person, wanted):
            raise NoSuchAddress(wanted)
    before = Preference.objects.filter(person=person).values_list("channel", flat=True).first()
    kept = engine.choose(
        person,
        channel=channel,
        second_channel=second,
        language=language,
        large_print=large_print,
        interpreter=interpreter,
        by=by,
    )
    if before is not None and before != channel:
        untested(person)
    return kept


def untested(person: User) -> None:
    """What was reached so far was another address: the next test message decides. Within a transaction."""
    Enrolment.objects.of(person).filter(reached_at__isnull=False).update(reached_at=None)


def _has(person: User, channel: Channel) -> bool:
    if channel == Channel.CALL:
        return bool(person.landline or person.mobile)
    return bool(person.mobile if channel == Channel.SMS else person.email)
