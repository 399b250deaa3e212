"""Was this database put back from a backup? Then nothing leaves until somebody has said so (decision 0009).

What the backup still has as due may have left already. Each such message becomes a doubt, and is settled as doubts
are: by the provider's list where there is one.
"""

import hashlib
import logging
import time
from collections.abc import Sequence
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

# The cluster, the database in it, and the timeline, which changes when a server is wound back or a standby takes over.
_PLACE = """
SELECT system_identifier::text,
       (SELECT oid FROM pg_database WHERE datname = current_database())::text,
       left(pg_walfile_name(pg_current_wal_lsn()), 8)
FROM pg_control_system()
"""
_LEAVE_OUT = """
SELECT setval(pg_get_serial_sequence('notifications_message', 'id'),
              nextval(pg_get_serial_sequence('notifications_message', 'id')) + %s)
"""
_resting_until = 0.0


def check(now: datetime) -> None:
    """Before anything is sent: stop everything if this is a restored backup, and look into what it has lost."""
    place, timeline = _where()
    seen = _remembered(place)  # before the row: what Redis holds was committed before it was put there
    origin = Origin.objects.first()
    if origin is None:
        Origin.objects.begin(f"{place}/{timeline}", seen)
        return
    if origin.held_at is None:
        if origin.mark == f"{place}/{timeline}" and seen <= origin.passes:
            return
        if origin.mark.startswith(f"{place}/") and 0 < seen <= origin.passes:
            Origin.objects.filter(pk=origin.pk).update(
                mark=f"{place}/{timeline}"
            )  # a standby that had everything
            return
        origin = hold(now, seen=seen)
    examine(origin)


def passed() -> None:
    """A pass has got through: count it here, and where a backup of the database does not reach."""
    _remember(_where()[0], Origin.objects.count_pass())


@transaction.atomic
def hold(now: datetime, *, seen: int = 0, since: datetime | None = None) -> Origin:
    """Stop all sending, as `manage.py sending --restored` and `check` do."""
    Origin.objects.get_or_create(pk=1, defaults={"mark": "/".join(_where())})
    origin = Origin.objects.select_for_update().get(pk=1)
    if origin.held_at is not None:
        return origin
    log.critical("the database was put back from a backup: nothing is sent until somebody lets it go")
    last = Heartbeat.objects.filter(job=DISPATCH).values_list("last_ok", flat=True).first()
    origin.held_from = since or last or now - LONGEST_LOSS
    origin.held_at, origin.mark = now, "/".join(_where())
    origin.passes = max(origin.passes, seen)
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


def _where() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(_PLACE)
        cluster, database, timeline = cursor.fetchone()
    return f"{cluster}/{database}", timeline


def _key(place: str) -> str:
    return f"dispatch-passes/{place}"


def _remembered(place: str) -> int:
    """How many passes Redis knows of; 0 when it can't say."""
    global _resting_until
    if time.monotonic() < _resting_until:
        return 0
    try:
        return int(cache.get(_key(place)) or 0)
    except Exception:
        _resting_until = time.monotonic() + CACHE_REST
        log.warning("Redis could not say how far we had got; a restored backup is told by its place alone")
        return 0


def _remember(place: str, passes: int) -> None:
    global _resting_until
    if time.monotonic() < _resting_until:
        return
    try:
        cache.set(_key(place), passes, timeout=None)
    except Exception:
        _resting_until = time.monotonic() + CACHE_REST
