"""F14: both changes of the clocks, a clock that is put right by an hour, and people in three time zones."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from groups.actions import meetings
from groups.models import Coming, How, Membership
from tests.faults.scene import neighbours

HOMES = ["Europe/London", "Europe/Madrid", "America/New_York"]
START, DETAILS_AT = time(14), time(16)


@pytest.mark.parametrize("month", [3, 10], ids=["spring", "autumn"])
def test_f14_the_clocks_change_between_the_question_and_the_meeting(world, month):
    """The meeting is on the Sunday itself, two hours after lunch; every slot comes once, by each person's own wall."""
    sunday = next_change(world.clock.now(), month)
    world.clock.to(datetime.combine(sunday - timedelta(days=9), time(12), tzinfo=UTC))
    [meeting] = neighbours(world, groups=1, each=6, at=START, on=sunday, homes=HOMES)
    people = {}
    for n, member in enumerate(
        Membership.objects.filter(group=meeting.group).order_by("pk").select_related("person")
    ):
        people[member.person] = HOMES[n % 3]
        if n >= 3:
            meetings.answer(meeting, membership=member, coming=Coming.YES, how=How.WEB, by=member.person)

    begin = datetime.combine(sunday, START, tzinfo=ZoneInfo("Europe/London"))
    for n, (person, home) in enumerate(people.items()):
        for words, due in slots(begin, ZoneInfo(home), answered=n >= 3):
            world.oracle.owe(person.mobile, words, due)
    world.loop()
    steps = [timedelta(hours=1), timedelta(hours=-1)]

    def put_the_clock_right():
        """Between two texts: what is on its way when the clock goes back would be stamped before its time."""
        is_quiet = not world.count("state IN ('CLAIMED', 'SENDING')")
        if steps and is_quiet and len(world.taken()) >= 3 - len(steps):
            world.clock.forward(steps.pop())

    world.drain(meanwhile=put_the_clock_right)
    assert too_early(world) == []
    world.verdict(
        "F14",
        f"clocks change on {sunday:%d %B %Y}; London, Madrid, New York; steps of an hour",
        relabel=label,
    )


def next_change(after, month):
    """The last Sunday of the month, of the first year in which it is more than two weeks away."""
    for year in range(after.year, after.year + 3):
        last = date(year, month, 31)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        if datetime.combine(sunday, time(), tzinfo=UTC) > after + timedelta(days=14):
            return sunday
    raise AssertionError("no such Sunday")


def slots(begin, home, *, answered):
    """When each text is due: days before on the wall of where the person lives."""
    local = begin.astimezone(home).replace(tzinfo=None)
    if answered:
        yield "details", wall(datetime.combine(local.date() - timedelta(days=1), DETAILS_AT), home)
    else:
        yield "question", wall(local - timedelta(days=7), home)
        yield "nudge", wall(local - timedelta(days=3), home)


def wall(local, home):
    return local.replace(tzinfo=home).astimezone(UTC)


def label(words):
    return "question" if "Can you come?" in words else "nudge" if "are you free" in words else "details"


def too_early(world):
    """Texts that came before their time; the table counts those that came late."""
    owed = world.oracle.owed
    return [one for one in world.taken() if one.at < owed[one.to, label(one.body)] - timedelta(seconds=1)]
