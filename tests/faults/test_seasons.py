"""F24: the meetup of all groups, whose timeline is walked twice at once and killed half way."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from followon import clock
from groups.actions.meetups import options, seasons
from groups.models import Known, Meetup, Place, SeasonName
from tests import cast
from tests.faults.world import ROBOT, rows

ASKED_BY_TEXT = ("gwen", "ellis", "khadija", "rhys")  # Len rests, Bill is rung


@pytest.mark.parametrize(
    "half_way", [pytest.param(n, marks=[pytest.mark.full] * (n != 9)) for n in (3, 6, 9, 12, 15)]
)
def test_f24_the_timeline_is_walked_twice_and_killed_half_way(world, half_way):
    """Each is asked for dates once, whoever died over it, and however many walk at the same time."""
    year = clock.today().year + 1
    stage = cast.assemble()
    season, _ = seasons.open_season(stage.severn, season=SeasonName.SPRING, year=year, by=ROBOT)
    Place.objects.filter(pk=stage.cafe.pk).update(step_free=Known.YES, capacity=20)
    options.confirm(
        season,
        slots=[options.SlotPlan(day, time(11)) for day in two_days(season.aim_on)],
        places=[options.PlacePlan(stage.cafe, capacity=20, online_seats=2, cost_pence=5000)],
        by=stage.nadia,
    )
    world.clock.to(datetime.combine(season.ask_on, time(11), tzinfo=UTC))
    for name in ASKED_BY_TEXT:
        world.oracle.owe(getattr(stage, name).mobile, "dates", world.clock.now())

    walk = {"task": "groups.tasks.walk_timeline"}
    world.wait_for_death(world.loop(**walk, point="before a write", nth=half_way))
    for pid in [world.loop(**walk), world.loop(**walk)]:
        world.wait_for_death(pid)
    world.wait_for_death(world.loop(**walk))
    world.loop()
    world.wait(lambda: len(world.taken()) >= len(world.oracle.owed), 30)
    twice = rows(
        "SELECT person_id FROM notifications_message WHERE kind = 'meetup-dates' GROUP BY 1 HAVING count(*) > 1"
    )

    assert twice == []
    assert Meetup.objects.get(pk=season.pk).state == "ASKING"
    world.verdict("F24", f"the season walked twice at once, killed before write {half_way}", relabel=label)


def label(words):
    return "dates" if words.startswith(("All groups meet", "All-groups meetup")) else None


def two_days(aim):
    """The Saturday aimed at, and the Tuesday after it."""
    saturday = aim + timedelta(days=(5 - aim.weekday()) % 7)
    return [date(saturday.year, saturday.month, saturday.day), saturday + timedelta(days=3)]
