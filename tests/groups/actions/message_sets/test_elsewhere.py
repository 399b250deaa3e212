"""Who lives in another time zone is told by their own clock, and takes nothing from the others."""

import pytest

from groups.actions import meetings, members, planning
from notifications.models import Message, Preference
from tests.groups.actions.conftest import kinds_for, the_plan
from tests.groups.actions.message_sets.expected import ASK, TOMORROW, at, say


@pytest.mark.parametrize(
    ("tz", "asked", "details"),
    [
        ("Europe/Madrid", "2026-12-03 11:00", "2026-12-09 15:00"),
        ("America/New_York", "2026-12-03 14:00", "2026-12-09 21:00"),  # 6am there waits until 9; 4pm there
    ],
)
def test_who_lives_elsewhere_is_told_by_their_own_clock(stage, tz, asked, details):
    Preference.objects.create(person=stage.khadija, channel="SMS", tz=tz)
    meeting = meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen)
    say(stage, meeting, stage.ellis, "YES")

    ask = Message.objects.get(person=stage.khadija, kind=ASK)
    assert f"{ask.next_at:%Y-%m-%d %H:%M}" == asked
    say(stage, meeting, stage.khadija, "YES")
    tomorrow = Message.objects.get(person=stage.khadija, kind=TOMORROW)
    assert f"{tomorrow.next_at:%Y-%m-%d %H:%M}" == details
    assert planning.plan_ahead(by=stage.gwen) == 0


def test_count_me_in_by_one_s_own_clock(stage):
    Preference.objects.create(person=stage.khadija, channel="SMS", tz="America/New_York")
    members.count_me_in(stage.membership(stage.khadija), on=True, by=stage.khadija)
    meeting = meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen)

    assert kinds_for(stage.khadija, meeting) == ["meeting-counted-in", TOMORROW]
    with at(9, 23):  # too late for the details there, too
        members.pause(stage.membership(stage.khadija), by=stage.khadija)
        members.come_back(stage.membership(stage.khadija), by=stage.khadija)
        assert TOMORROW not in kinds_for(stage.khadija, meeting)


def test_somebody_who_lives_elsewhere_takes_the_question_from_nobody_else(stage):
    Preference.objects.create(person=stage.khadija, channel="SMS", tz="Europe/Madrid")
    members.count_me_in(stage.membership(stage.ellis), on=True, by=stage.ellis)

    meeting = meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen)
    planning.plan_ahead(by=stage.gwen)

    assert "meeting-ask" in kinds_for(stage.khadija, meeting)
    assert "meeting-ask" in kinds_for(stage.gwen, meeting)
    assert kinds_for(stage.ellis, meeting) == ["meeting-counted-in", TOMORROW]
