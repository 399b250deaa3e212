"""What people decide about how we reach them: channel, pause, back, stop, start."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor, actor_key
from followon.errors import Refused
from followon.people.models import User
from notifications import kinds, queueing
from notifications.events import Event
from notifications.models import ContactPoint, Message, Preference
from notifications.queueing import Draft
from notifications.recipients import address_of, channel_for, hold
from notifications.states import HUMAN_CHANNELS, OFFERED_CHANNELS, Channel, ContactStatus, MessageState

SAID_STOP = "Texted STOP"


class NoAddress(Refused):
    """The person has no address on the channel they chose."""


def _locked(person: User) -> Preference:
    """The person's preference, made if there is none, its row held until the transaction ends."""
    Preference.objects.bulk_create(
        [Preference(person=person, channel=channel_for(person, None))], ignore_conflicts=True
    )
    return Preference.objects.select_for_update().get(person=person)


@transaction.atomic
def choose(
    person: User,
    *,
    channel: str,
    second_channel: str = "",
    by: Actor,
    language: str | None = None,
    large_print: bool | None = None,
    interpreter: str | None = None,
) -> Preference:
    """Say by which channel a person wants to be reached, and which comes next. Raises NoAddress.

    Words of language and interpreter stay as they are unless given (Accessible Information Standard).
    """
    for wanted in filter(None, (channel, second_channel)):
        if wanted not in OFFERED_CHANNELS:
            raise Refused("Choose text, email, phone call or letter.")
        if wanted != Channel.LETTER and not address_of(person, wanted):
            raise NoAddress(_MISSING[Channel(wanted)])
    preference = _locked(person)
    before = preference.channel
    preference.channel = channel
    preference.second_channel = second_channel if second_channel != channel else ""
    for name, value in (("language", language), ("large_print", large_print), ("interpreter", interpreter)):
        if value is not None:
            setattr(preference, name, value)
    preference.save()
    recorder.record(Event.CHANNEL_CHOSEN, by=by, about=person, channel=Channel(channel).label, was=before)
    _follow(person, preference)
    return preference


_MISSING = {
    Channel.SMS: "Add a mobile number first, so that we can text you.",
    Channel.EMAIL: "Add an email address first, so that we can email you.",
    Channel.CALL: "Add a phone number first, so that somebody can ring you.",
}


def _follow(person: User, preference: Preference) -> None:
    """Messages that wait already go by the new channel as well; calls and letters become a person's work."""
    ahead = Q(state=MessageState.SCHEDULED) | Q(state=MessageState.BY_HAND, next_at__gt=clock.now())
    waiting = Message.objects.filter(ahead, person=person, fallback_of=None).exclude(
        kind__in=kinds.machine_only()
    )
    for slug in waiting.order_by().values_list("kind", flat=True).distinct():
        kind = kinds.get(slug)
        channel = channel_for(person, preference, kind.channels)
        if channel in HUMAN_CHANNELS and kind.by_hand:
            waiting.filter(kind=slug).update(channel=channel, state=MessageState.BY_HAND)
        elif channel not in HUMAN_CHANNELS:
            waiting.filter(kind=slug).update(channel=channel, state=MessageState.SCHEDULED)


@transaction.atomic
def pause(person: User, *, by: Actor, until: datetime | None = None, how: str = "on screen") -> Preference:
    """Send nothing but changes, cancellations and what they ask for, until they want messages again."""
    preference = _locked(person)
    preference.paused_at, preference.paused_until = clock.now(), until
    preference.asked_still_paused_at = None
    preference.save()
    recorder.record(Event.PAUSED, by=by, about=person, how=how)
    return preference


@transaction.atomic
def come_back(person: User, *, by: Actor, how: str = "on screen") -> Preference:
    """End the pause. Does nothing to somebody who has not paused."""
    preference = _locked(person)
    if preference.paused_at is not None:
        preference.paused_at = preference.paused_until = preference.asked_still_paused_at = None
        preference.save()
        recorder.record(Event.RESUMED, by=by, about=person, how=how)
    return preference


@transaction.atomic
def stop_texts(address: str, *, by: Actor, how: str, service_id: int | None = None) -> list[User]:
    """Send no text to this number any more, whoever shares it.

    Those who have an email address are told by email, so that nobody stops texts by mistake and never knows.
    Gives back the people.
    """
    people = list(User.objects.filter(mobile=address).order_by("pk"))
    # Whoever has one of them in hand is not to send it; the gate finds another way for what is essential.
    # Rows first and the number after them, as the gate does: the other way round the two would wait for each other.
    Message.objects.filter(person__in=people, channel=Channel.SMS, state=MessageState.CLAIMED).update(
        state=MessageState.SCHEDULED, lease_token=None, lease_until=None
    )
    hold([address])
    already = set(
        ContactPoint.objects.filter(address=address, status=ContactStatus.OPTED_OUT).values_list(
            "person", flat=True
        )
    )
    for person in people:
        _set(person, address, ContactStatus.OPTED_OUT, SAID_STOP)
        if person.pk not in already:
            recorder.record(Event.TEXTS_STOPPED, by=by, about=person, how=how)
            _tell_by_email(person, service_id)
    return people


def _tell_by_email(person: User, service_id: int | None) -> None:
    if person.email:
        key = f"texts-are-off:{clock.now():%Y-%m-%dT%H:%M}"
        draft = Draft("contact", key, person, service_id, channel=Channel.EMAIL)
        queueing.store(queueing.build(kinds.get("texts-are-off"), [person], draft))


def _set(person: User, address: str, status: ContactStatus, reason: str) -> None:
    ContactPoint.objects.update_or_create(
        person=person,
        channel=Channel.SMS,
        address=address,
        defaults={"status": status, "reason": reason, "at": clock.now()},
    )


@transaction.atomic
def start_texts(address: str, *, by: Actor, how: str) -> list[User]:
    """Text this number again; only START does this, never a yes. Gives back the people."""
    people = list(User.objects.filter(mobile=address).order_by("pk"))
    stopped = ContactPoint.objects.filter(address=address, status=ContactStatus.OPTED_OUT)
    for person in people:
        if stopped.filter(person=person).exists():
            recorder.record(Event.TEXTS_STARTED, by=by, about=person, how=how)
    stopped.update(status=ContactStatus.ACTIVE, reason="", at=clock.now())
    return people


def has_stopped(person: User) -> bool:
    """Whether texts to this person's number are stopped."""
    closed = ContactPoint.objects.filter(address=person.mobile, status=ContactStatus.OPTED_OUT)
    return bool(person.mobile) and closed.exists()


@transaction.atomic
def number_works_again(person: User, *, channel: str, by: Actor) -> None:
    """Forget that an address failed, because somebody has put it right; a STOP is not forgotten."""
    ContactPoint.objects.filter(
        person=person,
        channel=channel,
        address=address_of(person, channel),
        status__in=(ContactStatus.INVALID, ContactStatus.BOUNCED),
    ).update(status=ContactStatus.UNVERIFIED, reason=f"Checked by {actor_key(by)}", at=clock.now())
