"""The front door of the engine: queue, withdraw, ask who was told, send again, ring instead, preview."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.people.models import User
from notifications import allowance, kinds, queueing, recipients, rendering, tasks
from notifications.actions import big_sends, messages
from notifications.actions.contact import choose as choose_channel
from notifications.actions.contact import come_back, pause, start_texts, stop_texts
from notifications.actions.inbound import look_after
from notifications.actions.messages import CannotSendAgain
from notifications.allowance import TooManyToday, Whole
from notifications.events import Event
from notifications.kinds import MessageKind
from notifications.models import Message, SenderProfile
from notifications.queueing import Draft
from notifications.states import ByHandOutcome, MessageState

__all__ = [
    "ByHandOutcome",
    "CannotSendAgain",
    "Preview",
    "TooManyToday",
    "Way",
    "Whole",
    "choose_channel",
    "come_back",
    "fitting",
    "look_after",
    "mark_by_hand",
    "pause",
    "plan",
    "poke",
    "preview",
    "queue",
    "resend",
    "set_profile",
    "start_texts",
    "stop_texts",
    "told",
    "ways",
    "withdraw",
]


@dataclass(frozen=True)
class Way:
    """How one person would be told, before anything is sent."""

    person: User
    channel: str
    reason_not: str  # why they would not be told now; empty when they would


@dataclass(frozen=True)
class Preview:
    """What one person would get, before anything is sent."""

    person: User
    channel: str
    text: str
    subject: str
    parts: int
    pence: Decimal
    reason_not: str  # why they would not get it now; empty when they would


def queue(
    kind: type[MessageKind] | str,
    *,
    to: Iterable[User],
    about: str,
    key: str,
    payload: dict[str, Any],
    by: Actor,
    service_id: int | None,
    send_at: datetime | None = None,
    not_after: datetime | None = None,
    revision: int = 0,
    channel: str | None = None,
    group_id: int | None = None,
    batch: str | None = None,
    whole: Whole | None = None,
) -> list[Message]:
    """Tell each of these people something, once.

    `about` is the subject, such as `meeting:12`; `key` makes it once only per person, and a key that is there
    already is silently left alone. Goes by each person's own channel unless `channel` is given; people who
    chose calls or letters get a row for somebody to ring or post. Without `send_at` it goes now, within the
    hours of the service. Nothing leaves before the transaction commits. Gives back the rows that are new.

    What somebody of the team sends counts towards what they may send in a day, and a send to many waits for a
    second person (see `allowance`); `whole` says so for one that leaves in several calls or by the timetable.
    Raises TooManyToday.
    """
    draft = Draft(
        about, key, by, service_id, payload, group_id, send_at, not_after, revision, channel, batch or ""
    )
    stored = _store(kinds.of(kind), to, draft, whole)
    if any(row.state == MessageState.SCHEDULED and row.next_at <= clock.now() for row in stored):
        poke()
    return stored


def _store(kind: MessageKind, to: Iterable[User], draft: Draft, whole: Whole | None) -> list[Message]:
    rows = queueing.build(kind, to, draft)
    with transaction.atomic():
        held = allowance.hold(kind, rows, by=draft.by, service_id=draft.service_id, whole=whole)
        stored = queueing.store(rows)
        allowance.spend(kind, stored, by=draft.by, service_id=draft.service_id)
        if held:
            big_sends.tell(held, by=draft.by)
    return stored


def plan(kind: type[MessageKind] | str, source: models.QuerySet[Any, dict[str, Any]], *, by: Actor) -> int:
    """Queue for any number of people in one statement; see `queueing.store_from` for `source`."""
    return queueing.store_from(kinds.of(kind), source, by=by)


def fitting(service_id: int | None, due: datetime, *, not_after: datetime | None = None) -> datetime | None:
    """When something due then should go by the service's quiet hours; None when no allowed hour is of use."""
    hours = recipients.hours_of(SenderProfile.of(service_id), None)
    return hours.fit(due, now=clock.now(), not_after=not_after)


def withdraw(
    *,
    about: str,
    reason: str,
    kinds: Sequence[str] | None = None,
    below_revision: int | None = None,
    to: Iterable[User] | None = None,
) -> int:
    """Stop what was to be said about something and has not left yet; gives back how many were stopped.

    With `below_revision` only what speaks of an older revision. Messages that are out, or may be, stay as
    they are and are never repeated: ask `told` afterwards, in the same transaction, who must hear of it.
    """
    return queueing.withdraw(about=about, reason=reason, kinds=kinds, below_revision=below_revision, to=to)


def told(about: str, kinds: Sequence[str] | None = None) -> models.QuerySet[Message, int]:
    """The numbers of the people who may have been told about something."""
    rows = Message.objects.concerning(about).of_kinds(kinds).told()
    return rows.order_by().values_list("person_id", flat=True).distinct()


def resend(message: Message, *, by: Actor) -> Message:
    """Send a message once more, as a new row. Raises CannotSendAgain."""
    row = messages.resend(message, by=by)
    poke()
    return row


def mark_by_hand(message: Message, *, outcome: str, by: Actor) -> Message:
    """Write down that somebody rang or wrote instead; `outcome` is a ByHandOutcome.

    No reply leaves it on the list. Raises Refused when somebody wrote it down a moment ago.
    """
    return messages.mark_by_hand(message, outcome=outcome, by=by)


def ways(kind: type[MessageKind] | str, *, to: Iterable[User]) -> list[Way]:
    """How each would be told, without putting it into words; however many they are, in two queries."""
    declared, people, now = kinds.of(kind), list(to), clock.now()
    chosen = recipients.preferences(person.pk for person in people)
    closed = recipients.closed_addresses(a for person in people for a in (person.mobile, person.email) if a)
    found = []
    for person in people:
        channel = recipients.channel_for(person, chosen.get(person.pk), declared.channels)
        why = recipients.standing_in_the_way(
            person, channel, chosen.get(person.pk), closed, essential=declared.essential, at=now
        )
        found.append(Way(person, channel, why))
    return found


def preview(
    kind: type[MessageKind] | str,
    *,
    to: Iterable[User],
    payload: dict[str, Any],
    about: str,
    service_id: int | None = None,
    group_id: int | None = None,
    revision: int = 0,
) -> list[Preview]:
    """What each would get, by which channel, in how many text parts and for how much; sends nothing."""
    declared, profile, now = kinds.of(kind), SenderProfile.of(service_id), clock.now()
    found = ways(kind, to=to)
    rows = [
        Message(
            kind=declared.slug,
            person=way.person,
            channel=way.channel,
            about=about,
            payload=payload,
            service_id=service_id,
            group_id=group_id,
            revision=revision,
            next_at=now,
        )
        for way in found
    ]
    declared.load(rows)
    return [
        _seen_before(row, declared, profile, way.reason_not) for row, way in zip(rows, found, strict=True)
    ]


def _seen_before(row: Message, declared: MessageKind, profile: SenderProfile, obstacle: str) -> Preview:
    content = rendering.render(declared, row.channel, declared.context(row), profile)
    words, pence = (content.body, content.subject, content.parts), content.pence(profile)
    return Preview(row.person, row.channel, *words, pence, obstacle)


@transaction.atomic
def set_profile(service_id: int, *, by: Actor | None = None, **settings: Any) -> SenderProfile:
    """Set in whose name and at which hours a service's messages go: any field of SenderProfile.

    `quiet_from` and `quiet_until` are the wall-clock times at which texts stop in the evening and may begin
    in the morning (20:00 and 09:00 unless set).
    """
    profile, _ = SenderProfile.objects.update_or_create(service_id=service_id, defaults=settings)
    if by is not None:
        recorder.record(Event.PROFILE_SET, by=by, about=f"service:{service_id}", fields=sorted(settings))
    return profile


def poke() -> None:
    """Ask the workers to look now, once this transaction commits; a dead broker is logged, never raised."""
    tasks.poke_on_commit()
