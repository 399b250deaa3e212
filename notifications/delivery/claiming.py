"""Taking rows in hand: a batch at a time, never one that somebody else holds, and only for a minute."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from notifications.models import Message
from notifications.states import MessageState

LEASE = timedelta(seconds=60)
SUSPECT = 2  # so many workers died holding it; it may be what they died of

# Per priority, so that what is due is found at once however much is planned for later.
_CLAIM = """
WITH due AS (
  SELECT mine.id FROM generate_series(0, 9) AS level(priority) CROSS JOIN LATERAL (
    SELECT id FROM notifications_message
    WHERE state = 'SCHEDULED' AND channel = %(channel)s AND priority = level.priority AND next_at <= %(now)s
    ORDER BY next_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
  ) AS mine LIMIT %(limit)s
)
UPDATE notifications_message AS message
SET state = 'CLAIMED', lease_token = %(token)s, lease_until = %(until)s
FROM due WHERE message.id = due.id
RETURNING message.*
"""

_LOOK = """
SELECT
  (SELECT array_agg(channel) FROM unnest(%(channels)s::text[]) AS wanted(channel) WHERE EXISTS (
     SELECT 1 FROM generate_series(0, 9) AS level(priority) CROSS JOIN LATERAL (
       SELECT 1 FROM notifications_message WHERE state = 'SCHEDULED' AND channel = wanted.channel
       AND priority = level.priority AND next_at <= %(now)s LIMIT 1) AS one)),
  EXISTS (SELECT 1 FROM notifications_message
          WHERE state IN ('CLAIMED', 'SENDING') AND lease_until <= %(now)s),
  EXISTS (SELECT 1 FROM notifications_message WHERE state = 'UNCERTAIN' AND next_at <= %(now)s)
"""


@dataclass(frozen=True)
class Work:
    """What there is to do, found in one query that never reads history."""

    channels: list[str]
    leases_over: bool
    doubts_due: bool


def look(channels: Iterable[str], now: datetime) -> Work:
    """What there is to do at this instant."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, {"channels": [str(one) for one in channels], "now": now})
        due, leases_over, doubts_due = cursor.fetchone()
    return Work(due or [], leases_over, doubts_due)


@transaction.atomic
def claim(channel: str, *, limit: int, token: UUID, now: datetime) -> list[Message]:
    """Take up to `limit` due rows of a channel in hand, the most urgent first.

    A row whose workers keep dying is taken by itself, so that nothing beside it is blamed for the next death; a worker
    that dies meanwhile has taken nothing.
    """
    if limit <= 0:
        return []
    rows = _take(channel, limit, token, now)
    suspect = next((row for row in rows if row.lapses >= SUSPECT), None)
    if suspect is None:
        return rows
    release([row for row in rows if row is not suspect], token)
    return [suspect]


def _take(channel: str, limit: int, token: UUID, now: datetime) -> list[Message]:
    facts = {"channel": channel, "limit": limit, "token": token, "now": now, "until": now + LEASE}
    rows = list(Message.objects.raw(_CLAIM, facts))
    return sorted(rows, key=lambda row: (row.priority, row.next_at, row.pk))


def release(messages: Iterable[Message], token: UUID) -> None:
    """Put back what was taken and not begun."""
    Message.objects.filter(
        pk__in=[message.pk for message in messages], lease_token=token, state=MessageState.CLAIMED
    ).update(state=MessageState.SCHEDULED, lease_token=None, lease_until=None)
