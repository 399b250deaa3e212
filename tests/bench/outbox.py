"""A service with so many memberships, each with a question about its next meeting that is due now."""

from datetime import time

from tests.bench import planning
from tests.bench.planning import COLUMNS, execute


def plan(memberships: int) -> int:
    """Seed groups of eight, have the planner plan their questions, and keep those rows as a pattern."""
    planning.seed(memberships // planning.MEMBERS)
    planning.plan()
    _always_open()
    execute("CREATE TABLE pattern AS SELECT * FROM notifications_message WHERE kind = 'meeting-ask'")
    execute("UPDATE pattern SET state = 'SCHEDULED', reason = ''")
    # No number ends in one of the figures that the stand-in refuses.
    execute("UPDATE people_user SET mobile = '+4477' || lpad((id * 10)::text, 8, '0')")
    execute("UPDATE people_user SET email = 'p' || id || '@example.org'")
    execute("VACUUM ANALYZE")
    return count("pattern")


def _always_open() -> None:
    """No quiet hours: a bench may run at night."""
    from notifications import outbox
    from pmp.models import Service

    name, day = "Severn Vale Pain Service", {"quiet_until": time(0), "quiet_from": time(23, 59, 59)}
    outbox.set_profile(Service.objects.get().pk, name=name, **day)


def make_due(messages: int, channel: str = "SMS") -> None:
    """An outbox with nothing but so many rows that are due now."""
    _fill(messages, "SELECT * FROM pattern", channel=f"'{channel}'", send_at="now()", next_at="now()")


def make_history(messages: int) -> None:
    """An outbox with nothing but so many rows that were delivered long ago."""
    often = messages // count("pattern") + 1
    source = f"SELECT * FROM pattern CROSS JOIN generate_series(1, {often}) AS n"
    then = "now() - interval '90 days'"
    facts = {"key": "key || ':' || n", "state": "'DELIVERED'", "channel": "'SMS'"}
    _fill(messages, source, **facts, send_at=then, next_at=then)


def _fill(messages: int, source: str, **instead: str) -> None:
    given = ", ".join(instead.get(name, name) for name in COLUMNS.split(", "))
    execute("TRUNCATE notifications_message, notifications_provider_state CASCADE")
    execute(
        f"INSERT INTO notifications_message ({COLUMNS}) SELECT {given} FROM ({source}) AS s LIMIT {messages}"
    )
    execute("VACUUM ANALYZE notifications_message")


def count(table: str, where: str = "true") -> int:
    """How many rows there are."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {where}")
        return int(cursor.fetchone()[0])


def is_empty() -> bool:
    """Whether nothing waits any more; asked often, so it looks at two short indexes and counts nothing."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute(
            "SELECT NOT EXISTS (SELECT FROM notifications_message WHERE state = 'SCHEDULED' AND channel = 'SMS')"
            " AND NOT EXISTS (SELECT FROM notifications_message WHERE state IN ('CLAIMED', 'SENDING'))"
        )
        return bool(cursor.fetchone()[0])


def accepted() -> int:
    """How many messages the provider has taken, by our own rows."""
    return count("notifications_message", "state = 'ACCEPTED'")
