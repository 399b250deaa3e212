"""Was this database put back from a backup? Then nothing leaves until somebody has said so (decision 0009).

What the backup still has as due may have left already. Each such message becomes a doubt, and is settled as doubts
are: by the provider's list where there is one.
"""

import hashlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection, transaction

from followon.audit.actors import Job
from notifications import kinds, rendering
from notifications.actions import switches
from notifications.channels import provider_of
from notifications.delivery.facts import Facts
from notifications.models import Attempt, Heartbeat, Message, Origin, SenderProfile
from notifications.states import MessageState, Outcome, SwitchScope
from notifications.watch import DISPATCH

log = logging.getLogger(__name__)

WHY = "The database was put back from a backup. Check what it has lost, then let messages go"
AT_ONCE = 50
CACHE_REST = 30.0  # seconds without asking Redis after it did not answer
LONGEST_LOSS = timedelta(days=7)  # how far back to look when the backup holds no sign of life
UNUSED = 1_000_000  # numbers left out, so that no new message gets the number of one that was lost

# The cluster, the database in it, the timeline (it changes when a server is wound back or a standby takes over), and
# what is written down of them.
_WHERE = """
SELECT system_identifier::text || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())::text,
       left(pg_walfile_name(pg_current_wal_lsn()), 8), origin.mark, origin.passes, origin.held_at IS NOT NULL
FROM pg_control_system() LEFT JOIN notifications_origin AS origin ON true
"""
_PASSED = """
WITH counted AS (
  INSERT INTO notifications_origin (id, mark, passes) VALUES (1, %s, %s)
  ON CONFLICT (id) DO UPDATE SET passes = notifications_origin.passes + 1 RETURNING passes)
INSERT INTO notifications_heartbeat (job, last_ok) SELECT %s, %s FROM counted
ON CONFLICT (job) DO UPDATE SET last_ok = excluded.last_ok RETURNING (SELECT passes FROM counted)
"""
_LEAVE_OUT = """
SELECT setval(pg_get_serial_sequence('notifications_message', 'id'),
              nextval(pg_get_serial_sequence('notifications_message', 'id')) + %s)
"""
_resting_until = 0.0


@dataclass(frozen=True)
class Where:
    """In which database a pass begins, and what this database and Redis remember of the passes before."""

    place: str
    timeline: str
    mark: str | None
    passes: int
    is_held: bool
    seen: int

    @property
    def now(self) -> str:
        return f"{self.place}/{self.timeline}"

    @property
    def is_known(self) -> bool:
        """The same as ever, or the first time ever."""
        return self.mark is None or (self.mark == self.now and self.seen <= self.passes)

    @property
    def is_standby(self) -> bool:
        """Another server took over, and it had everything."""
        return bool(self.mark and self.mark.startswith(f"{self.place}/")) and 0 < self.seen <= self.passes


def look() -> Where:
    """Where we are. What Redis holds was committed before it was put there, so it is asked first."""
    seen = _remembered()
    with connection.cursor() as cursor:
        cursor.execute(_WHERE)
        place, timeline, mark, passes, is_held = cursor.fetchone()
    return Where(place, timeline, mark, passes or 0, is_held, seen.get(place, 0))


def check(now: datetime) -> Where:
    """Before anything is sent: stop everything if this is a restored backup, and look into what it has lost."""
    where = look()
    if where.is_held:
        examine(Origin.objects.get())
    elif where.is_known:
        pass
    elif where.is_standby:
        Origin.objects.update(mark=where.now)
    else:
        examine(hold(now, where=where))
    return where


def passed(where: Where, now: datetime) -> None:
    """A pass has got through: say so, and count it here and where a backup of the database does not reach."""
    with connection.cursor() as cursor:
        cursor.execute(_PASSED, [where.now, where.seen + 1, DISPATCH, now])
        [passes] = cursor.fetchone()
    _remember(where.place, passes)


@transaction.atomic
def hold(now: datetime, *, where: Where | None = None) -> Origin:
    """Stop all sending, as `manage.py sending --restored` and `check` do."""
    where = where or look()
    Origin.objects.get_or_create(pk=1, defaults={"mark": where.now})
    origin = Origin.objects.select_for_update().get(pk=1)
    if origin.held_at is not None:
        return origin
    log.critical("the database was put back from a backup: nothing is sent until somebody lets it go")
    last = Heartbeat.objects.filter(job=DISPATCH).values_list("last_ok", flat=True).first()
    origin.held_from, origin.held_at = last or now - LONGEST_LOSS, now
    origin.mark, origin.passes = where.now, max(origin.passes, where.seen)
    origin.save()
    with connection.cursor() as cursor:
        cursor.execute(_LEAVE_OUT, [UNUSED])
    switches.switch_off(SwitchScope.GLOBAL, "", reason=WHY, by=Job("delivery"))
    return origin


def examine(origin: Origin) -> int:
    """Make doubts of what may have left since the backup was made; gives back how many are new."""
    found = 0
    while rows := _some(origin):
        found += len(rows)
    return found


@transaction.atomic
def _some(origin: Origin) -> Sequence[Message]:
    rows = list(
        origin.unexamined().select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:AT_ONCE]
    )
    if not rows:
        return rows
    begin, end = origin.lost
    facts = Facts.load(rows, provider_of(rows[0].channel), end)
    for row in rows:
        row.attempts += 1
        row.address = facts.address(row)
        row.state, row.reason, row.sent_at = (
            MessageState.UNCERTAIN,
            "It may have gone already",
            origin.held_from,
        )
        row.next_at = end
    Attempt.objects.bulk_create(_try(row, facts, begin) for row in rows)
    fields = ["attempts", "address", "state", "reason", "sent_at", "next_at"]
    Message.objects.bulk_update(rows, fields)
    return rows


def _try(row: Message, facts: Facts, begin: datetime) -> Attempt:
    """The try that was lost with the database, if there was one."""
    return Attempt(
        message=row,
        n=row.attempts,
        provider=provider_of(row.channel),
        address=row.address,
        started_at=begin,
        outcome=Outcome.UNSURE,
        body_sha256=_fingerprint(row, facts.profile(row)),
    )


def _fingerprint(row: Message, profile: SenderProfile) -> str:
    """Of the words it would have now; nothing is like a message that can't be put into words."""
    try:
        kind = kinds.get(row.kind)
        words = rendering.render(kind, row.channel, {"stop_url": "", **kind.context(row)}, profile).body
    except Exception:
        log.exception("message %s (%s) can't be put into words; the gate will say so", row.pk, row.kind)
        return ""
    return hashlib.sha256(words.encode()).hexdigest()


KEY = "dispatch-passes"


def _remembered() -> dict[str, int]:
    """How many passes Redis knows of in each database; nothing when it can't say."""
    global _resting_until
    if time.monotonic() < _resting_until:
        return {}
    try:
        return dict(cache.get(KEY) or {})
    except Exception:
        _resting_until = time.monotonic() + CACHE_REST
        log.warning("Redis could not say how far we had got; a restored backup is told by its place alone")
        return {}


def _remember(place: str, passes: int) -> None:
    global _resting_until
    if time.monotonic() < _resting_until:
        return
    try:
        cache.set(KEY, {place: passes}, timeout=None)
    except Exception:
        _resting_until = time.monotonic() + CACHE_REST
