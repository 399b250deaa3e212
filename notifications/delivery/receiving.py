"""What providers tell us after they took a message: kept once, applied by rank, in whatever order."""

import hashlib
import logging
import random
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from notifications.channels import codes
from notifications.delivery import another_way
from notifications.models import Attempt, ContactPoint, Message, ProviderEvent
from notifications.states import STOPPABLE, Channel, ContactStatus, MessageState, Outcome

log = logging.getLogger(__name__)

RANKS = {
    "accepted": 10,
    "scheduled": 10,
    "queued": 10,
    "sending": 20,
    "sent": 30,
    "undelivered": 50,
    "failed": 50,
    "canceled": 50,
    "delivered": 60,
    "read": 70,
}
FAILED, ARRIVED = 50, 60
IN_HAND = (MessageState.SENDING, MessageState.UNCERTAIN, MessageState.SCHEDULED, MessageState.CLAIMED)


def fingerprint(body: str) -> str:
    """How an attempt remembers the words it sent, without keeping them."""
    return hashlib.sha256(body.encode()).hexdigest()


@transaction.atomic
def take(
    *, provider: str, attempt_id: UUID, sid: str, status: str, code: str, now: datetime
) -> ProviderEvent | None:
    """Keep what a provider said and apply it; None when it had said so before.

    Raises nothing for an attempt we do not know: that is kept, and logged as an alarm.
    """
    message = hold(tries=attempt_id)
    attempt = Attempt.objects.filter(pk=attempt_id, provider=provider).first()
    event = ProviderEvent(
        provider=provider,
        event_key=f"{attempt_id}:{sid}:{status}:{code}"[:120],
        attempt=attempt,
        sid=sid,
        status=status,
        code=code,
        received_at=now,
    )
    try:
        with transaction.atomic():
            event.save()
    except IntegrityError:
        return None
    if message is None or attempt is None:
        log.error("%s speaks of an attempt that we do not know", provider)
        return event
    _own(attempt, sid, now)
    apply(message, attempt, status, code, now)
    event.applied_at = now
    event.save(update_fields=["applied_at"])
    return event


def hold(**which: object) -> Message | None:
    """Lock a message and read it. Whoever writes to a message and to its attempts locks the message first: who sends,
    who settles a doubt and every callback come from different processes, and must not wait for each other in a ring.
    """
    rows = Message.objects.select_for_update(of=("self",)).select_related("person")
    return rows.filter(**which).first()


def _own(attempt: Attempt, sid: str, now: datetime) -> None:
    """A callback proves that the provider took the attempt, and under which id."""
    without = Attempt.objects.filter(pk=attempt.pk, provider_sid__isnull=True)
    try:
        with transaction.atomic():
            owned = without.update(
                provider_sid=sid or None, outcome=Outcome.ACCEPTED, resolved_by="callback", finished_at=now
            )
    except IntegrityError:
        log.error("%s gave the id of another attempt to %s", attempt.provider, attempt.pk)
        return
    if owned and attempt.outcome == Outcome.NOT_SENT:
        log.error("attempt %s was taken by the provider although its list did not show it", attempt.pk)


def apply(message: Message, attempt: Attempt, status: str, code: str, now: datetime) -> None:
    """Move the message, which is held, as far as this status goes; lower ranks than the best so far change nothing."""
    rank = RANKS.get(status, 0)
    is_newest = attempt.n == message.attempts
    if rank >= ARRIVED:
        _arrived(message, attempt, rank, now, is_newest=is_newest)
    elif is_newest and rank == FAILED and rank > message.receipt_rank:
        _failed(message, attempt, code, now)
    elif is_newest and rank > message.receipt_rank:
        _on_its_way(message, rank)


def _save(message: Message, state: MessageState, rank: int, reason: str = "", **more: object) -> None:
    message.state, message.reason, message.receipt_rank = state, reason[:200], rank
    message.lease_token = message.lease_until = None
    for name, value in more.items():
        setattr(message, name, value)
    fields = ["state", "reason", "receipt_rank", "lease_token", "lease_until", *more]
    message.save(update_fields=fields)


def _on_its_way(message: Message, rank: int) -> None:
    if message.state in IN_HAND or message.in_doubt:
        _save(message, MessageState.ACCEPTED, rank, in_doubt=False)
    elif message.state == MessageState.ACCEPTED:
        _save(message, MessageState.ACCEPTED, rank, message.reason)


def _arrived(message: Message, attempt: Attempt, rank: int, now: datetime, *, is_newest: bool) -> None:
    if message.state == MessageState.SENDING and not is_newest:
        log.error("message %s arrived while it was being sent once more", message.pk)
        return
    may = (
        *IN_HAND,
        MessageState.ACCEPTED,
        MessageState.UNDELIVERED,
        MessageState.FAILED,
        MessageState.DELIVERED,
    )
    if message.state not in may and not message.in_doubt:
        return
    _save(message, MessageState.DELIVERED, max(rank, message.receipt_rank), final_at=now, in_doubt=False)
    Message.objects.filter(fallback_of=message, state__in=STOPPABLE).update(
        state=MessageState.CANCELLED,
        reason="The first one arrived after all",
        lease_token=None,
        lease_until=None,
    )
    _proves_the_address(message, attempt, now)


def _proves_the_address(message: Message, attempt: Attempt, now: datetime) -> None:
    point, made = ContactPoint.objects.get_or_create(
        person_id=message.person_id,
        channel=message.channel,
        address=attempt.address,
        defaults={"status": ContactStatus.ACTIVE, "at": now, "verified_at": now},
    )
    if not made and point.status in (ContactStatus.UNVERIFIED, ContactStatus.INVALID):
        point.status, point.reason, point.at, point.verified_at = ContactStatus.ACTIVE, "", now, now
        point.save()


def _failed(message: Message, attempt: Attempt, code: str, now: datetime) -> None:
    """Not delivered: once more within the hour where that can help, else the person's next channel."""
    known, words = codes.number(code), codes.in_words(code)
    later = now + timedelta(minutes=random.uniform(30, 60))  # noqa: S311 - spreading load, not a secret
    in_time = message.not_after is None or later < message.not_after
    once_more = known in codes.COME_BACK_LATER and message.attempts - message.spared < 2 and in_time
    if message.state not in (*IN_HAND, MessageState.ACCEPTED) and not message.in_doubt:
        return
    if once_more and not message.withdrawn_because:
        _save(message, MessageState.SCHEDULED, 0, words, next_at=later)
        return
    _save(message, MessageState.UNDELIVERED, FAILED, words, final_at=now, in_doubt=False)
    if known in codes.OPTED_OUT:
        another_way.close_address(message, attempt.address, ContactStatus.OPTED_OUT, words, now)
    elif known in codes.NEVER_AGAIN and message.channel == Channel.SMS:
        another_way.close_address(message, attempt.address, ContactStatus.INVALID, words, now)
    another_way.find(message, words, stopped=known in codes.OPTED_OUT)
