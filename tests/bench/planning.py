"""Planning reminders against a raw INSERT … SELECT of the same rows, in one run, in turn; and a pass with nothing new.

    python tests/bench/planning.py [memberships] [rounds]

Limits (performance.md 6): at most 3 x the raw statement at 100,000 memberships; constant in the size of the history.
"""

import sys
import time
from datetime import date, timedelta
from datetime import time as clock_face
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.place import machine, services

MEMBERS = 8
LIMIT = 3.0
COLUMNS = (
    "kind, person_id, channel, about, key, revision, payload, by, service_id, group_id, batch, priority, expects, "
    "created_at, send_at, next_at, not_after, state, reason"
)


def main(memberships: int, rounds: int) -> None:
    """Print the table."""
    with services():
        seed(memberships // MEMBERS)
        planned = plan()[1]
        keep_a_copy()
        print(machine())
        print(f"{memberships} memberships, {planned} rows, {rounds} rounds\n")
        pairs = []
        for _ in range(rounds):
            empty()
            raw = timed(insert_raw)
            empty()
            ours, count = plan()
            assert count == planned, f"{count} rows instead of {planned}"
            pairs.append((raw, ours))
        raw, ours = median(one for one, _ in pairs), median(one for _, one in pairs)
        ratio = median(two / one for one, two in pairs)
        print(f"raw INSERT … SELECT   {raw:8.2f} s\nplanner               {ours:8.2f} s")
        print(
            f"ratio                 {ratio:8.2f}   limit {LIMIT:.0f}   {'ok' if ratio <= LIMIT else 'TOO SLOW'}"
        )
        nothing, none = plan()
        assert none == 0
        print(f"again, nothing new    {nothing:8.2f} s")


def seed(groups: int) -> None:
    """Groups of eight that meet on one of the next 28 days; half of the people chose texts, the others never said."""
    from followon.people.models import User
    from groups.models import Group, Meeting, Membership
    from notifications.models import Preference
    from pmp.models import Service
    from tests.bench.world import analyse

    service = Service.objects.create(
        name="Severn Vale Pain Service", short_name="Severn", phone="+441632960118"
    )
    people = User.objects.bulk_create(
        (User(first_name=f"Person{n}", mobile=f"+4477{n:08}", password="!") for n in range(groups * MEMBERS)),
        batch_size=5000,
    )
    made = Group.objects.bulk_create(
        (
            Group(service=service, name=f"Group {n}", short_name=f"Group {n}", state="MEETING")
            for n in range(groups)
        ),
        batch_size=5000,
    )
    Membership.objects.bulk_create(
        (Membership(group=made[n // MEMBERS], person=person) for n, person in enumerate(people)),
        batch_size=5000,
    )
    Preference.objects.bulk_create(
        (Preference(person=person, channel="SMS") for person in people[::2]), batch_size=5000
    )
    Meeting.objects.bulk_create(
        [one_to_come(group, in_days=8 + n % 28) for n, group in enumerate(made)], batch_size=5000
    )
    analyse()


def one_to_come(group, *, in_days: int):
    """A meeting at eleven, not yet saved, with what it needs to be planned."""
    from followon import clock
    from groups.actions import planning
    from groups.models import Meeting

    on_date: date = clock.today() + timedelta(days=in_days)
    meeting = Meeting(group=group, on_date=on_date, start_time=clock_face(11))
    meeting.starts_at = clock.at_local(meeting.local, meeting.tz)
    meeting.ends_at = meeting.starts_at + meeting.length
    planning.set_slots(meeting)
    return meeting


def plan() -> tuple[float, int]:
    """One pass of the planner: seconds, and rows that are new."""
    from followon.audit.actors import Job
    from groups.actions import planning

    start = time.perf_counter()
    count = planning.plan_ahead(by=Job("bench"))
    return time.perf_counter() - start, count


def timed(act) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def keep_a_copy() -> None:
    execute("CREATE TABLE planned AS SELECT * FROM notifications_message")


def empty() -> None:
    execute("TRUNCATE notifications_message CASCADE")


def insert_raw() -> None:
    execute(f"INSERT INTO notifications_message ({COLUMNS}) SELECT {COLUMNS} FROM planned")


def execute(sql: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)


if __name__ == "__main__":
    main(*(int(one) for one in [*sys.argv[1:], *["100000", "3"][len(sys.argv) - 1 :]]))
