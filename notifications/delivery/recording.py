"""What the provider answered: on the row if it is still ours, and on the attempt in any case."""

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from followon.statements import Statement
from notifications.channels import sender
from notifications.channels.base import Result
from notifications.delivery import another_way, marking
from notifications.delivery.decisions import Go
from notifications.models import Message, SendSwitch
from notifications.states import Channel, ContactStatus, MessageState, Outcome, SwitchScope

log = logging.getLogger(__name__)

DELAYS = [timedelta(seconds=s) for s in (30, 120, 600, 1800, 3600, 7200)]
MOST_TRIES = 6
GRACE = {Channel.SMS: timedelta(minutes=5), Channel.EMAIL: timedelta(minutes=15)}
SLOW_DOWN = timedelta(seconds=30)

# Only a row that still carries our token changes; the attempt is written in any case, so all of the messages are held
# first, in the order in which everybody holds them (see receiving.hold).
_MESSAGES = Statement(
    "notifications.delivery.recording.messages",
    """
WITH held AS MATERIALIZED
  (SELECT id FROM notifications_message WHERE id = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE)
UPDATE notifications_message AS message
SET state = CASE
      WHEN given.state <> 'SCHEDULED' THEN given.state
      WHEN message.withdrawn_because <> '' THEN 'CANCELLED'
      WHEN message.not_after <= given.next_at THEN 'EXPIRED'
      ELSE 'SCHEDULED' END,
    reason = CASE
      WHEN given.state = 'SCHEDULED' AND message.withdrawn_because <> '' THEN message.withdrawn_because
      ELSE given.reason END,
    next_at = given.next_at, spared = message.spared + given.spared,
    lease_token = NULL, lease_until = NULL
FROM held JOIN unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::smallint[])
  AS given(id, state, reason, next_at, spared) USING (id)
WHERE message.id = held.id AND message.lease_token = %s::uuid AND message.state = 'SENDING'
RETURNING message.id, message.state
""",
)
_ATTEMPTS = Statement(
    "notifications.delivery.recording.attempts",
    """
UPDATE notifications_attempt AS attempt
SET outcome = given.outcome, http = given.http, code = given.code, finished_at = %s::timestamptz,
    provider_sid = coalesce(attempt.provider_sid, given.sid),
    resolved_by = CASE WHEN given.outcome = 'UNSURE' THEN attempt.resolved_by
                       WHEN attempt.resolved_by = '' THEN 'response' ELSE attempt.resolved_by END
FROM unnest(%s::uuid[], %s::text[], %s::smallint[], %s::text[], %s::text[])
  AS given(id, outcome, http, code, sid)
WHERE attempt.id = given.id
""",
)


@dataclass(frozen=True)
class Answered:
    """One message and what became of handing it over."""

    go: Go
    result: Result
    seconds: float = 0.0  # how long the provider took


@dataclass(frozen=True)
class _Next:
    state: MessageState
    reason: str
    next_at: datetime
    spared: int = 0


def record(answers: Sequence[Answered], token: UUID, now: datetime) -> None:
    """Write the answers down together; when a provider gives an id twice, one by one."""
    answers = sorted(answers, key=lambda answer: answer.go.message.pk)  # everybody locks rows in this order
    try:
        with transaction.atomic():
            _record(answers, token, now)
    except IntegrityError:
        if len(answers) == 1:
            log.error("provider id of attempt %s was given before", answers[0].go.attempt.pk)
            _record_without_sid(answers[0], token, now)
            return
        for answer in answers:
            record([answer], token, now)


def _record_without_sid(answer: Answered, token: UUID, now: datetime) -> None:
    """An id that another attempt has: whether ours was taken is then a question like any other doubt."""
    doubt = Result(
        Outcome.UNSURE, http=answer.result.http, words="The provider gave an id it had given before"
    )
    with transaction.atomic():
        _record([Answered(answer.go, doubt)], token, now)


def _record(answers: Sequence[Answered], token: UUID, now: datetime) -> None:
    nexts = [_next(answer, now) for answer in answers]
    numbers, results = [answer.go.message.pk for answer in answers], [answer.result for answer in answers]
    with connection.cursor() as cursor:
        told = _MESSAGES.sent(
            numbers,
            numbers,
            [str(one.state) for one in nexts],
            [one.reason[:200] for one in nexts],
            [one.next_at for one in nexts],
            [one.spared for one in nexts],
            token,
        )
        cursor.execute(*told)
        ours = dict(cursor.fetchall())
        tried = _ATTEMPTS.sent(
            now,
            [answer.go.attempt.pk for answer in answers],
            [str(result.outcome) for result in results],
            [result.http for result in results],
            [result.code[:20] for result in results],
            [result.sid for result in results],
        )
        cursor.execute(*tried)
    for answer, one in zip(answers, nexts, strict=True):
        if answer.go.message.pk not in ours:
            _came_late(answer)
        else:
            _follow_up(answer, MessageState(ours[answer.go.message.pk]), one.reason, now)


def _next(answer: Answered, now: datetime) -> _Next:
    """The state that follows from an answer."""
    message, result = answer.go.message, answer.result
    match result.outcome:
        case Outcome.ACCEPTED:
            return _Next(MessageState.ACCEPTED, "", message.next_at)
        case Outcome.REFUSED:
            return _Next(MessageState.FAILED, result.words, message.next_at)
        case Outcome.UNSURE:
            grace = timedelta(seconds=30) if _is_idempotent(answer) else GRACE[Channel(message.channel)]
            return _Next(MessageState.UNCERTAIN, result.words, answer.go.attempt.started_at + grace)
        case _:
            return _again(answer, now)


def _is_idempotent(answer: Answered) -> bool:
    return sender(answer.go.attempt.provider).supports_idempotency


def _again(answer: Answered, now: datetime) -> _Next:
    """It never left: later once more, six times at most; being told to wait does not count."""
    result, counted = answer.result, answer.go.message.attempts + 1 - answer.go.message.spared
    if result.http == 429 or result.our_fault or result.code == "late":
        return _Next(MessageState.SCHEDULED, result.words, now + slow_down(result), spared=1)
    if counted >= MOST_TRIES:
        return _Next(MessageState.DEAD, f"Tried {counted} times. {result.words}", now)
    return _Next(MessageState.SCHEDULED, result.words, now + _jitter(DELAYS[counted - 1]))


def slow_down(result: Result) -> timedelta:
    """How long to leave the provider alone: what it asked for, else about half a minute."""
    return timedelta(seconds=result.wait_seconds) if result.wait_seconds else _jitter(SLOW_DOWN)


def _jitter(delay: timedelta) -> timedelta:
    """Somewhere between a few seconds and the whole delay, so that a crowd does not come back at once."""
    return max(timedelta(seconds=2), delay * random.random())  # noqa: S311 - spreading load, not a secret


def _follow_up(answer: Answered, state: MessageState, reason: str, now: datetime) -> None:
    message, result = answer.go.message, answer.result
    message.state, message.reason = state, reason
    if state in (MessageState.ACCEPTED, MessageState.FAILED, MessageState.DEAD, MessageState.EXPIRED):
        marking.forget_secret(message)
    if result.closes:
        another_way.close_address(message, answer.go.attempt.address, result.closes, result.words, now)
    if state in (MessageState.FAILED, MessageState.DEAD, MessageState.EXPIRED):
        stopped = result.closes == ContactStatus.OPTED_OUT
        another_way.find(message, result.words, stopped=stopped)
    if result.our_fault:
        switch_off(answer.go.attempt.provider, result.words, now)


def switch_off(provider: str, words: str, now: datetime) -> None:
    """Our own account or sender is at fault: stop the provider until somebody has looked."""
    log.critical("sending by %s is stopped: %s", provider, words)
    SendSwitch.objects.update_or_create(
        scope=SwitchScope.PROVIDER,
        value=provider,
        defaults={
            "is_off": True,
            "reason": words[:200],
            "by": "job:delivery",
            "at": now,
            "released_at": None,
        },
    )


def _came_late(answer: Answered) -> None:
    """The row is somebody else's by now, but the provider has the message: it must not go again."""
    if answer.result.outcome != Outcome.ACCEPTED:
        return
    waiting = (MessageState.UNCERTAIN, MessageState.SCHEDULED, MessageState.CLAIMED)
    saved = Message.objects.filter(pk=answer.go.message.pk, state__in=waiting).update(
        state=MessageState.ACCEPTED, reason="", lease_token=None, lease_until=None
    )
    if not saved and Message.objects.filter(pk=answer.go.message.pk, state=MessageState.SENDING).exists():
        log.error("message %s may have left twice", answer.go.message.pk)
