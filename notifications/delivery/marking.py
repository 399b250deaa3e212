"""The database side of a decision: lock the rows, and write down what was decided in a few statements."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from followon.statements import Statement
from notifications import kinds
from notifications.delivery import another_way
from notifications.delivery.decisions import Decision, Drop, Go, Hold
from notifications.models import Message

START_WITHIN = timedelta(
    seconds=25
)  # a thread that begins later than this after the mark does not call any more
SENDING_LEASE = timedelta(seconds=95)  # beginning, connecting, waiting for the answer, and half a minute more

_LOCK = Statement(
    "notifications.delivery.marking.lock",
    """
SELECT id FROM notifications_message
WHERE id = ANY(%s::bigint[]) AND lease_token = %s::uuid AND state = 'CLAIMED' ORDER BY id FOR UPDATE
""",
)
_TRIES = Statement(
    "notifications.delivery.marking.tries",
    """
INSERT INTO notifications_attempt
  (id, message_id, n, provider, address, started_at, outcome, code, body_sha256, parts, pence, resolved_by)
SELECT given.*, '' FROM unnest(
  %s::uuid[], %s::bigint[], %s::smallint[], %s::text[], %s::text[], %s::timestamptz[],
  %s::text[], %s::text[], %s::text[], %s::smallint[], %s::numeric[]) AS given
""",
)
_SENDING = Statement(
    "notifications.delivery.marking.sending",
    """
UPDATE notifications_message AS message
SET state = 'SENDING', attempts = attempts + 1, reason = '', sent_at = %s::timestamptz, lease_until = %s::timestamptz,
    address = given.address, subject = given.subject, body = given.body, parts = given.parts, receipt_rank = 0
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::smallint[])
  AS given(id, address, subject, body, parts)
WHERE message.id = given.id
""",
)
_BACK = """
UPDATE notifications_message AS message
SET state = given.state, next_at = given.next_at, reason = given.reason,
    lease_token = NULL, lease_until = NULL
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[]) AS given(id, state, next_at, reason)
WHERE message.id = given.id
"""


def lock(messages: Sequence[Message], token: UUID) -> list[Message]:
    """Those of the messages that are still ours, their rows locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(*_LOCK.sent([message.pk for message in messages], token))
        ours = {pk for (pk,) in cursor.fetchall()}
    return [message for message in messages if message.pk in ours]


def mark(decisions: Sequence[Decision], token: UUID, now: datetime) -> None:
    """Write the decisions down; the rows are locked by `lock` in this transaction."""
    going = [decision for decision in decisions if isinstance(decision, Go)]
    back = [decision for decision in decisions if not isinstance(decision, Go)]
    with connection.cursor() as cursor:
        if going:
            tries = [one.attempt for one in going]
            cursor.execute(*_TRIES.sent(*_columns(tries, _TRY_FIELDS)))
            rows = [one.message for one in going]
            cursor.execute(*_SENDING.sent(now, now + SENDING_LEASE, *_columns(rows, _ROW_FIELDS)))
        if back:
            states, times = [_state(one) for one in back], [_next(one) for one in back]
            ids, reasons = [one.message.pk for one in back], [one.reason[:200] for one in back]
            cursor.execute(_BACK, [ids, states, times, reasons])
    _after_drops([one for one in back if isinstance(one, Drop)])


_TRY_FIELDS = (
    "pk", "message_id", "n", "provider", "address", "started_at", "outcome", "code", "body_sha256", "parts",
    "pence",
)  # fmt: skip
_ROW_FIELDS = ("pk", "address", "subject", "body", "parts")


def _columns(rows: Sequence[Any], fields: Sequence[str]) -> list[list[Any]]:
    return [[getattr(row, name) for row in rows] for name in fields]


def _state(decision: Hold | Drop) -> str:
    return "SCHEDULED" if isinstance(decision, Hold) else str(decision.state)


def _next(decision: Hold | Drop) -> datetime:
    return decision.until if isinstance(decision, Hold) else decision.message.next_at


def _after_drops(drops: Iterable[Drop]) -> None:
    for drop in drops:
        drop.message.state, drop.message.reason = drop.state, drop.reason
        forget_secret(drop.message)
        if drop.other_way:
            another_way.find(drop.message, drop.reason, stopped=drop.stopped)


def forget_secret(message: Message) -> None:
    """Empty the payload of a code that has had its day."""
    try:
        secret = kinds.get(message.kind).secret
    except kinds.UnknownKind:
        secret = False
    if secret:
        Message.objects.filter(pk=message.pk).update(payload={})
