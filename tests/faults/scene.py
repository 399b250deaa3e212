"""Groups of neighbours with a meeting each, a week from now; for cases about meetings."""

from datetime import timedelta

from followon import clock
from groups.actions import meetings
from groups.actions.meetings import Plan
from notifications.models import Preference
from tests import cast
from tests.faults.world import ROBOT


def neighbours(world, *, groups, each, at, on=None, homes=()):
    """So many groups, each with a meeting in seven days or on a day; its `numbers` are its members' mobiles.

    `homes` are the time zones in which they live, in turn.
    """
    service = cast.service("Severn Vale Pain Service", short_name="Severn Vale Pain", phone="+441632960118")
    where = cast.place(service)
    people = world.people(groups * each)
    for n, person in enumerate(people if homes else ()):
        Preference.objects.create(person=person, channel="SMS", tz=homes[n % len(homes)])
    planned = []
    for n in range(groups):
        members = people[n * each : (n + 1) * each]
        group = cast.group(service, f"Group {n}", f"Group {n}", members)
        day = on or clock.today() + timedelta(days=7)
        meeting = meetings.plan(group, plan=Plan(day, at, place=where), by=ROBOT)
        meeting.numbers = [person.mobile for person in members]
        planned.append(meeting)
    return planned
