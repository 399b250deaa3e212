"""Writing rows into the outbox: set-based, once only per key, and never by itself waking a worker."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from django.db import connection, models, transaction

from followon import clock
from followon.audit.actors import Actor, actor_key
from followon.people.models import User
from notifications import recipients
from notifications.kinds import MessageKind
from notifications.models import Message, Preference, SenderProfile
from notifications.states import HUMAN_CHANNELS, STOPPABLE, MessageState

COLUMNS = {
    "kind": "text", "person_id": "bigint", "channel": "text", "about": "text", "key": "text",
    "revision": "int", "payload": "jsonb", "by": "text", "service_id": "bigint", "group_id": "bigint",
    "batch": "text", "priority": "smallint", "expects": "text", "fallback_of_id": "bigint",
    "big_send_id": "bigint",
    "created_at": "timestamptz", "send_at": "timestamptz", "next_at": "timestamptz",
    "not_after": "timestamptz", "state": "text", "reason": "text",
}  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """What is to be said, before it is known to whom and how."""

    about: str
    key: str
    by: Actor
    service_id: int | None
    payload: dict[str, Any] = field(default_factory=dict)
    group_id: int | None = None
    send_at: datetime | None = None
    not_after: datetime | None = None
    revision: int = 0
    channel: str | None = None
    batch: str = ""
    fallback_of: Message | None = None
    reason: str = ""

    @classmethod
    def after(cls, message: Message, *, key: str, by: Actor, **more: Any) -> Self:
        """The same thing said again, under another key."""
        same = ("about", "service_id", "payload", "group_id", "not_after", "revision", "batch")
        return cls(key=key, by=by, **{**{name: getattr(message, name) for name in same}, **more})


def build(kind: MessageKind, to: Iterable[User], draft: Draft) -> list[Message]:
    """The rows as they would be stored: channel chosen, hour made to fit, calls set aside for a person."""
    people = list(to)
    preferences = recipients.preferences(person.pk for person in people)
    profile = SenderProfile.of(draft.service_id)
    rows = [_row(kind, person, preferences.get(person.pk), draft, profile) for person in people]
    return [row for row in rows if row.channel not in HUMAN_CHANNELS or kind.by_hand]


def _row(
    kind: MessageKind, person: User, preference: Preference | None, draft: Draft, profile: SenderProfile
) -> Message:
    now = clock.now()
    due = draft.send_at or now
    row = Message(
        kind=kind.slug,
        person=person,
        channel=recipients.channel_for(person, preference, kind.channels, draft.channel),
        about=draft.about,
        key=f"{draft.key}:person:{person.pk}",
        revision=draft.revision,
        payload=draft.payload,
        by=actor_key(draft.by),
        service_id=draft.service_id,
        group_id=draft.group_id,
        batch=draft.batch,
        priority=kind.priority,
        expects=kind.expects,
        fallback_of=draft.fallback_of,
        created_at=now,
        send_at=due,
        next_at=max(due, now),
        not_after=draft.not_after,
        reason=draft.reason,
    )
    if draft.channel and kind.address(row):  # an address that is not on the account, such as a new one
        row.channel = draft.channel
    if row.channel in HUMAN_CHANNELS:
        _set_aside(row, kind, paused=bool(preference and preference.is_paused(row.next_at)))
    elif not (kind.any_hour or kind.answers):
        hours = recipients.hours_of(profile, preference)
        _fit_hours(row, hours.fit(due, now=now, not_after=draft.not_after))
    return row


def _set_aside(row: Message, kind: MessageKind, *, paused: bool) -> None:
    row.state = MessageState.BY_HAND
    if paused and not kind.essential:
        row.state, row.reason = MessageState.SUPPRESSED, "Has paused their messages"


def _fit_hours(row: Message, fitted: datetime | None) -> None:
    if fitted is None:
        row.state, row.reason = MessageState.EXPIRED, "It could only have arrived in quiet hours"
    else:
        row.next_at = fitted


def store(rows: Sequence[Message]) -> list[Message]:
    """Insert the rows, skipping every key that is there already; gives back the ones that are new."""
    if not rows:
        return []
    arrays = ", ".join(f"%s::{kind}[]" for kind in COLUMNS.values())
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    sql = (
        f"INSERT INTO notifications_message ({names}) "  # noqa: S608 - names are constants of this module
        f"SELECT * FROM unnest({arrays}) "
        'ON CONFLICT ("key") DO NOTHING RETURNING "id", "key"'
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [[_plain(row, name) for row in rows] for name in COLUMNS])
        new = {key: pk for pk, key in cursor.fetchall()}
    stored = []
    for row in rows:
        if row.key in new:
            row.pk, row._state.adding, row._state.db = new.pop(row.key), False, "default"
            stored.append(row)
    return stored


def _plain(row: Message, name: str) -> Any:
    value = getattr(row, name)
    return json.dumps(value) if name == "payload" else value


def store_from(kind: MessageKind, source: models.QuerySet[Any, dict[str, Any]], *, by: Actor) -> int:
    """Plan messages for any number of people in one statement, from a `.values()` queryset.

    The queryset names, for each message, `person_id, about, key, payload, service_id, send_at, not_after`,
    and may name `group_id, revision, batch`; `send_at` fits the hours already (see `outbox.fitting`). Each
    person's own channel is looked up in the same statement. Gives back how many rows are new.
    """
    inner, params = source.query.sql_with_params()
    given = {*source.query.values_select, *source.query.annotation_select}
    optional = {"group_id": "NULL::bigint", "revision": "0", "batch": "''"}
    extra = {name: f"given.{name}" if name in given else default for name, default in optional.items()}
    now, channels = clock.now(), [str(channel) for channel in kind.channels]
    facts: list[Any] = [kind.slug, channels, actor_key(by), kind.priority, str(kind.expects), now]
    rules = {"by_hand": str(kind.by_hand), "resting": str(not kind.essential)}
    with connection.cursor() as cursor:
        cursor.execute(_PLAN.format(inner=inner, **rules, **extra), [*facts, *params])
        return int(cursor.rowcount)


_PLAN = """
WITH kind AS (SELECT %s::text AS slug, %s::text[] AS channels, %s::text AS by_whom, %s::smallint AS priority,
                     %s::text AS expects, %s::timestamptz AS now),
given AS (SELECT * FROM ({inner}) AS given
          WHERE NOT EXISTS (SELECT FROM notifications_message AS there WHERE there.key = given.key)),
chosen AS (
  SELECT given.*,
    CASE
      WHEN preference.channel IN ('CALL', 'LETTER') THEN preference.channel
      WHEN preference.channel = 'SMS' AND person.mobile <> '' AND 'SMS' = ANY(kind.channels) THEN 'SMS'
      WHEN preference.channel = 'EMAIL' AND person.email <> '' AND 'EMAIL' = ANY(kind.channels) THEN 'EMAIL'
      WHEN preference.second_channel IN ('CALL', 'LETTER') THEN preference.second_channel
      WHEN person.mobile <> '' AND 'SMS' = ANY(kind.channels) THEN 'SMS'
      WHEN person.email <> '' AND 'EMAIL' = ANY(kind.channels) THEN 'EMAIL'
      ELSE 'CALL'
    END AS channel,
    {resting} AND preference.paused_at IS NOT NULL
      AND coalesce(preference.paused_until > given.send_at, true) AS resting
  FROM given CROSS JOIN kind JOIN people_user person ON person.id = given.person_id
  LEFT JOIN notifications_preference preference ON preference.person_id = given.person_id
)
INSERT INTO notifications_message (
  kind, person_id, channel, about, key, revision, payload, by, service_id, group_id, batch, priority, expects,
  created_at, send_at, next_at, not_after, state, reason)
SELECT
  kind.slug, person_id, channel, about, key, {revision}, payload, kind.by_whom, service_id, {group_id},
  {batch}, kind.priority, kind.expects, kind.now, send_at, greatest(send_at, kind.now), not_after,
  CASE WHEN channel NOT IN ('CALL', 'LETTER') THEN 'SCHEDULED'
       WHEN resting THEN 'SUPPRESSED' ELSE 'BY_HAND' END,
  CASE WHEN channel IN ('CALL', 'LETTER') AND resting THEN 'Has paused their messages' ELSE '' END
FROM chosen AS given CROSS JOIN kind WHERE {by_hand} OR channel NOT IN ('CALL', 'LETTER')
ON CONFLICT (key) DO NOTHING
"""


def withdraw(
    *,
    about: str,
    reason: str,
    kinds: Sequence[str] | None = None,
    below_revision: int | None = None,
    to: Iterable[User] | None = None,
) -> int:
    """Stop what has not left; forbid repeating what may be out. See `outbox.withdraw`."""
    rows = Message.objects.concerning(about).of_kinds(kinds)
    if below_revision is not None:
        rows = rows.filter(revision__lt=below_revision)
    if to is not None:
        rows = rows.filter(person__in=[person.pk for person in to])
    state = MessageState.CANCELLED if below_revision is None else MessageState.SUPERSEDED
    out = (MessageState.SENDING, MessageState.UNCERTAIN)
    with transaction.atomic(savepoint=False):
        # In the order in which the gate locks them, or the two could wait for each other.
        held = rows.filter(state__in=(*STOPPABLE, *out)).order_by("pk").select_for_update(of=("self",))
        found = list(held.values_list("pk", "state"))
        to_stop = [pk for pk, was in found if was in STOPPABLE]
        if to_stop:
            Message.objects.filter(pk__in=to_stop).update(
                state=state, reason=reason[:200], lease_token=None, lease_until=None
            )
        if len(found) > len(to_stop):
            may_be_out = Message.objects.filter(pk__in=[pk for pk, was in found if was in out])
            may_be_out.filter(withdrawn_because="").update(withdrawn_because=reason[:200])
    return len(to_stop)
