"""What was left behind: rows whose worker died, and messages nobody knows whether the provider has."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from notifications.channels import sender
from notifications.channels.base import CannotAsk, Found
from notifications.delivery import another_way, receiving
from notifications.delivery.recording import GRACE
from notifications.models import Attempt, Message, ProviderEvent
from notifications.states import Channel, MessageState, Outcome

log = logging.getLogger(__name__)

MOST_LAPSES = 5  # a row that killed this many workers is not tried again
AT_ONCE = 50
ASK_AGAIN = timedelta(minutes=1)
BEFORE = timedelta(seconds=60)  # how far the provider's clock may be behind ours

# A worker frozen in the midst of writing holds locks on its rows; the others are freed without it.
_FREE = """
UPDATE notifications_message
SET state = CASE WHEN lapses >= %(most)s THEN 'DEAD' ELSE 'SCHEDULED' END,
    reason = CASE WHEN lapses >= %(most)s THEN 'A fault in our software stopped it' ELSE reason END,
    lapses = lapses + 1, lease_token = NULL, lease_until = NULL
WHERE id IN (SELECT id FROM notifications_message WHERE state = 'CLAIMED' AND lease_until <= %(now)s
             ORDER BY id FOR UPDATE SKIP LOCKED)
"""
_DOUBT = """
UPDATE notifications_message
SET state = 'UNCERTAIN', reason = 'No answer yet', lease_token = NULL, lease_until = NULL,
    next_at = greatest(sent_at + CASE channel WHEN 'EMAIL' THEN %(email)s ELSE %(sms)s END, %(now)s)
WHERE id IN (SELECT id FROM notifications_message WHERE state = 'SENDING' AND lease_until <= %(now)s
             ORDER BY id FOR UPDATE SKIP LOCKED)
"""
# Nobody else looks at the same row for a minute; there is no transaction while the provider is asked.
_TAKE = """
UPDATE notifications_message AS message SET next_at = %(later)s
FROM (SELECT id FROM notifications_message WHERE state = 'UNCERTAIN' AND next_at <= %(now)s
      ORDER BY next_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED) AS due
WHERE message.id = due.id RETURNING message.*
"""


def sweep(now: datetime) -> None:
    """Free rows whose lease is over: those not begun go back in line, those begun become doubts."""
    grace: dict[str, Any] = {"sms": GRACE[Channel.SMS], "email": GRACE[Channel.EMAIL]}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FREE, {"most": MOST_LAPSES - 1, "now": now})
        cursor.execute(_DOUBT, {"now": now, **grace})


def reconcile(now: datetime) -> int:
    """Settle the doubts whose time has come; gives back how many were looked at."""
    rows = list(Message.objects.raw(_TAKE, {"now": now, "later": now + ASK_AGAIN, "limit": AT_ONCE}))
    for message in rows:
        try:
            settle(message, now)
        except Exception:
            log.exception("the doubt about message %s could not be settled; it stays", message.pk)
    return len(rows)


@dataclass(frozen=True)
class _Verdict:
    state: MessageState
    reason: str = ""
    next_at: datetime | None = None
    in_doubt: bool = False


def settle(message: Message, now: datetime) -> None:
    """Find out whether the provider has the message: from its callbacks, else from its list; else wait."""
    attempts = list(message.tries.order_by("n"))
    unsure = [one for one in attempts if one.provider_sid is None and one.outcome != Outcome.NOT_SENT]
    if _is_proven(attempts):
        _close(message, _Verdict(MessageState.ACCEPTED), now)
        return
    for attempt in unsure:
        found = _ask(message, attempt, now)
        if found == "wait":
            return
        if isinstance(found, Found) and _adopt(message, attempt, found, now):
            return
    _close(message, _not_there(message, attempts, now), now)


def _is_proven(attempts: list[Attempt]) -> bool:
    """A callback came, or a worker that lost the row wrote the provider's id on its attempt."""
    if any(one.outcome == Outcome.ACCEPTED or one.provider_sid for one in attempts):
        return True
    return ProviderEvent.objects.filter(attempt__in=attempts).exists()


def _ask(message: Message, attempt: Attempt, now: datetime) -> Found | str:
    """What the provider has of this attempt: a find, "nothing", or "wait" when it can't be known yet."""
    if sender(attempt.provider).supports_idempotency:
        return "nothing"
    if _is_someone_elses_turn(attempt):
        return "wait"
    try:
        listed = sender(attempt.provider).find(attempt.address, attempt.started_at - BEFORE)
    except CannotAsk as error:
        log.warning(
            "message %s stays in doubt: %s could not be asked (%s)", message.pk, attempt.provider, error
        )
        if message.not_after and now >= message.not_after:
            _close(message, _gone_by(), now)
        return "wait"
    if listed is None:
        return "nothing"
    return next(iter(_matching(attempt, listed)), "nothing")


def _is_someone_elses_turn(attempt: Attempt) -> bool:
    """Whether the same words are on their way to the same number right now: the list could show either."""
    return (
        Attempt.objects.filter(
            address=attempt.address,
            body_sha256=attempt.body_sha256,
            provider_sid__isnull=True,
            message__state=MessageState.SENDING,
        )
        .exclude(pk=attempt.pk)
        .exists()
    )


def _matching(attempt: Attempt, listed: list[Found]) -> list[Found]:
    """Listed messages with the same words that no other attempt has claimed, the oldest first."""
    same = [one for one in listed if receiving.fingerprint(one.body) == attempt.body_sha256]
    known = set(
        Attempt.objects.filter(
            provider=attempt.provider, provider_sid__in=[one.sid for one in same]
        ).values_list("provider_sid", flat=True)
    )
    return sorted((one for one in same if one.sid not in known), key=lambda one: one.created_at)


def _adopt(message: Message, attempt: Attempt, found: Found, now: datetime) -> bool:
    """Take the provider's message as ours; False when another attempt was quicker."""
    try:
        with transaction.atomic():
            receiving.hold(pk=message.pk)
            Attempt.objects.filter(pk=attempt.pk).update(
                provider_sid=found.sid, outcome=Outcome.ACCEPTED, resolved_by="list", finished_at=now
            )
            _close(message, _Verdict(MessageState.ACCEPTED), now)
            message.refresh_from_db()
            receiving.apply(message, attempt, found.status, found.code, now)
    except IntegrityError:
        return False
    return True


def _not_there(message: Message, attempts: list[Attempt], now: datetime) -> _Verdict:
    """The provider does not have it, or keeps no list: what now?"""
    if message.withdrawn_because:
        return _Verdict(MessageState.CANCELLED, message.withdrawn_because)
    silent = sum(one.outcome == Outcome.UNSURE or one.outcome == Outcome.SENDING for one in attempts)
    if message.channel == Channel.EMAIL and silent >= 2:
        return _gone_by()
    if message.not_after and now >= message.not_after:
        blind = message.channel == Channel.EMAIL
        return _gone_by() if blind else _Verdict(MessageState.EXPIRED, "It was too late to be of use")
    return _Verdict(MessageState.SCHEDULED, "It had not gone, so it goes again", next_at=now)


def _gone_by() -> _Verdict:
    return _Verdict(MessageState.EXPIRED, "Nobody can say whether it went. Please check", in_doubt=True)


def _close(message: Message, verdict: _Verdict, now: datetime) -> None:
    """Write the verdict down, if the row is still in doubt."""
    changed = Message.objects.filter(pk=message.pk, state=MessageState.UNCERTAIN).update(
        state=verdict.state,
        reason=verdict.reason,
        next_at=verdict.next_at or message.next_at,
        in_doubt=verdict.in_doubt,
    )
    can_be_asked = message.channel == Channel.SMS and verdict.state == MessageState.SCHEDULED
    if changed and can_be_asked:
        Attempt.objects.filter(message=message, outcome__in=(Outcome.UNSURE, Outcome.SENDING)).update(
            outcome=Outcome.NOT_SENT, resolved_by="list", finished_at=now
        )
    if changed and verdict.state == MessageState.EXPIRED:
        another_way.find(message, verdict.reason)
