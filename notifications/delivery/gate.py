"""The last look before a message leaves: every question asked again, in the transaction that marks it."""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import Error as DatabaseError
from django.db import connection, transaction

from notifications import allowance, kinds, recipients, rendering
from notifications.channels.base import Parcel
from notifications.delivery import caps, marking
from notifications.delivery.decisions import Decision, Drop, Go, Hold, Try
from notifications.delivery.facts import Facts
from notifications.hours import Hours
from notifications.kinds import MessageKind
from notifications.models import Message
from notifications.rendering import Content
from notifications.states import BigSendState, Channel, ContactStatus, MessageState

log = logging.getLogger(__name__)

SWITCHED_OFF_FOR = timedelta(minutes=5)
ANSWER_IS_FRESH = timedelta(minutes=10)
LONGEST_VALID = 14400  # seconds; a text stuck longer with the operator would arrive out of the blue


def pass_through(messages: Sequence[Message], *, provider: str, token: UUID, now: datetime) -> list[Go]:
    """Decide about claimed rows and mark those that go as being sent; what is not ours any more stays.

    When a kind's own query fails, the rows are decided one by one, so that one bad row costs only itself.
    """
    try:
        with transaction.atomic():
            return _decide_all(messages, provider, token, now)
    except DatabaseError:
        if len(messages) == 1:
            return _bury(messages[0], token, now)
        log.exception("a batch could not be decided together; trying each by itself")
    gone: list[Go] = []
    for message in messages:
        gone += pass_through([message], provider=provider, token=token, now=now)
    return gone


def _bury(message: Message, token: UUID, now: datetime) -> list[Go]:
    log.exception("message %s (%s) can't be prepared", message.pk, message.kind)
    if connection.connection is None or connection.connection.closed:
        raise ConnectionError("the database went away")
    with transaction.atomic():
        drop = Drop(message, MessageState.DEAD, "A fault in our software stopped it", other_way=True)
        marking.mark([drop], token, now)
    return []


def _decide_all(messages: Sequence[Message], provider: str, token: UUID, now: datetime) -> list[Go]:
    held = marking.lock(messages, token)
    facts = Facts.load(held, provider, now)
    decisions = [_decide(message, facts, provider, now) for message in held]
    marking.mark(decisions, token, now)
    return [decision for decision in decisions if isinstance(decision, Go)]


def _decide(message: Message, facts: Facts, provider: str, now: datetime) -> Decision:
    """One row's answer; a mistake in its kind or its template ends that row and no other."""
    if message.pk in facts.broken:
        return Drop(message, MessageState.DEAD, "A fault in our software stopped it", other_way=True)
    try:
        kind = kinds.get(message.kind)
        return _refused(message, kind, facts, now) or _ready(message, kind, facts, provider, now)
    except DatabaseError:
        raise
    except kinds.UnknownKind:
        return Drop(message, MessageState.DEAD, "Nothing here knows this kind of message any more")
    except Exception:
        log.exception("message %s (%s) can't be put into words", message.pk, message.kind)
        return Drop(message, MessageState.DEAD, "A fault in our software stopped it", other_way=True)


def _refused(message: Message, kind: MessageKind, facts: Facts, now: datetime) -> Decision | None:
    """Every reason not to send it, in the order in which they matter; None when there is none."""
    if message.withdrawn_because:
        return Drop(message, MessageState.CANCELLED, message.withdrawn_because)
    if message.not_after and now >= message.not_after:
        return Drop(message, MessageState.EXPIRED, "It was too late to be of use", other_way=kind.essential)
    if (wanted := kind.still_wanted(message)) is not True:
        return Drop(message, MessageState.CANCELLED, wanted or "Not needed any more")
    if (waits := _second_person(message, facts, now)) is not None:
        return waits
    if switch := facts.switched_off(message):
        return Hold(message, now + SWITCHED_OFF_FOR, switch)
    return _unreachable(message, kind, facts, now) or _untimely(message, kind, facts, now)


def _second_person(message: Message, facts: Facts, now: datetime) -> Decision | None:
    """A send to many leaves only once somebody has confirmed it."""
    send = facts.unconfirmed.get(message.big_send_id or 0)
    if send is None:
        return None
    if send.state == BigSendState.WAITING and now < send.expires_at:
        return Hold(message, send.expires_at, allowance.WAITS)
    return Drop(message, MessageState.CANCELLED, BigSendState.EXPIRED.label)


def _unreachable(message: Message, kind: MessageKind, facts: Facts, now: datetime) -> Drop | None:
    address, preference = facts.address(message), facts.preferences.get(message.person_id)
    if message.person.is_erased:
        return Drop(message, MessageState.SUPPRESSED, "This person's details have been deleted")
    if preference and preference.is_paused(now) and not kind.essential:
        return Drop(message, MessageState.SUPPRESSED, "Has paused their messages")
    if not address:
        missing = "No mobile number" if message.channel == Channel.SMS else "No email address"
        return Drop(message, MessageState.SUPPRESSED, missing, other_way=True)
    if point := facts.closed.get(address):
        stopped = point.status == ContactStatus.OPTED_OUT
        why = point.reason or ContactStatus(point.status).label
        return Drop(message, MessageState.SUPPRESSED, why, other_way=True, stopped=stopped)
    return None


def _untimely(message: Message, kind: MessageKind, facts: Facts, now: datetime) -> Decision | None:
    profile, address = facts.profile(message), facts.address(message)
    hours = recipients.hours_of(profile, facts.preferences.get(message.person_id))
    fresh = kind.answers and now - message.created_at <= ANSWER_IS_FRESH
    if not (kind.any_hour or fresh) and not hours.allow(now):
        return _wait(message, kind, hours.next(now), hours, "Waits until the morning")
    if message.channel != Channel.SMS:
        return None
    if kind.answers and caps.answers_too_often(facts.past, address, now):
        return Drop(message, MessageState.SUPPRESSED, "This number got too many answers in an hour")
    if not caps.is_capped(kind):
        return None
    if caps.is_ordinary(kind) and caps.meeting_is_told_enough(facts.past, message, profile):
        return Drop(message, MessageState.SUPPRESSED, "Has had enough texts about this already")
    free = caps.number_is_free_at(facts.past, address, profile, now)
    if caps.is_ordinary(kind):
        free = max(free, caps.person_is_free_at(facts.past, message, address, profile, hours, now))
    if free > now:
        return _wait(message, kind, free, hours, "Waits, so as not to send too many texts at once")
    return None


def _wait(message: Message, kind: MessageKind, until: datetime, hours: Hours, reason: str) -> Decision:
    until = until if kind.any_hour else hours.next(until)
    if message.not_after and until >= message.not_after:
        return Drop(
            message, MessageState.EXPIRED, "No allowed hour was left for it", other_way=kind.essential
        )
    return Hold(message, until, reason)


def _ready(message: Message, kind: MessageKind, facts: Facts, provider: str, now: datetime) -> Go:
    profile, address = facts.profile(message), facts.address(message)
    content = rendering.render(
        kind, message.channel, {"stop_url": facts.stop_url(message), **kind.context(message)}, profile
    )
    attempt = Try(
        message_id=message.pk,
        n=message.attempts + 1,
        provider=provider,
        address=address,
        started_at=now,
        body_sha256=hashlib.sha256(content.body.encode()).hexdigest(),
        parts=content.parts,
        pence=content.pence(profile),
    )
    _keep_words(message, kind, content, address)
    if message.channel == Channel.SMS:
        facts.past.add(message, address, kind, now)
    return Go(message, attempt, _parcel(message, content, attempt, facts, now))


def _keep_words(message: Message, kind: MessageKind, content: Content, address: str) -> None:
    """Put on the row what was said, for the person's own list; codes and what others shared are never kept."""
    message.address, message.parts = address, content.parts
    message.subject = content.subject
    message.body = "" if kind.secret or kind.private else content.body


def _parcel(message: Message, content: Content, attempt: Try, facts: Facts, now: datetime) -> Parcel:
    valid = LONGEST_VALID
    if message.not_after:
        valid = max(10, min(valid, int((message.not_after - now).total_seconds())))
    return Parcel(
        reference=attempt.pk,
        message_id=message.pk,
        to=attempt.address,
        body=content.body,
        subject=content.subject,
        html=content.html,
        from_address=facts.profile(message).from_address,
        valid_seconds=valid,
        stop_url=facts.stop_url(message),
    )
