"""A meeting that moves: exactly those who were told hear of it, at once, and only the last word."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from followon import clock
from groups.actions import meetings, planning
from groups.actions.meetings import Plan
from notifications.models import Message
from tests.groups.actions.conftest import kinds_for, let_go, outbox, rung, the_plan
from tests.groups.actions.message_sets.expected import (
    ASK,
    ASKED_AT,
    EVERYBODY,
    NUDGE,
    NUDGED_AT,
    TOMORROW,
    at,
    say,
)


def test_moving_before_anybody_was_told_tells_nobody(stage, meeting):
    meetings.move(meeting, to=the_plan(stage, on_date=date(2026, 12, 17)), by=stage.gwen)

    assert outbox(meeting) == {
        (kind, who, {ASKED_AT: "Thu 10 Dec 11:00", NUDGED_AT: "Mon 14 Dec 11:00"}[when])
        for kind, who, when in EVERYBODY
    }


def test_moving_after_telling_tells_those_told_at_once(stage, meeting):
    with at(3):
        let_go()
        rung(stage.bill)
        meetings.move(meeting, to=the_plan(stage, on_date=date(2026, 12, 11)), by=stage.gwen)

        assert outbox(meeting) == {
            ("meeting-changed", "Gwen", "Thu 03 Dec 12:00"),
            ("meeting-changed", "Ellis", "Thu 03 Dec 12:00"),
            ("meeting-changed", "Khadija", "Thu 03 Dec 12:00"),
            ("meeting-changed", "Bill", "Thu 03 Dec 12:00"),
            (NUDGE, "Gwen", "Tue 08 Dec 11:00"),
            (NUDGE, "Ellis", "Tue 08 Dec 11:00"),
            (NUDGE, "Khadija", "Tue 08 Dec 11:00"),
        }


def test_nobody_is_told_of_a_time_that_is_no_more(stage, meeting):
    with at(3):
        let_go()
        say(stage, meeting, stage.khadija, "YES")
        meetings.move(meeting, to=the_plan(stage, start_time=time(14)), by=stage.gwen)

    old = Message.objects.filter(about=f"meeting:{meeting.pk}", revision=1)
    assert set(old.values_list("state", flat=True)) <= {"DELIVERED", "SUPERSEDED", "CANCELLED"}


def test_moving_tells_one_who_answered_before_being_asked(stage, meeting):
    say(stage, meeting, stage.khadija, "YES")
    meetings.move(meeting, to=the_plan(stage, on_date=date(2026, 12, 17)), by=stage.gwen)

    theirs = {row for row in outbox(meeting) if row[1] == "Khadija"}
    assert theirs == {
        ("meeting-changed", "Khadija", "Tue 24 Nov 12:00"),
        (ASK, "Khadija", "Thu 10 Dec 11:00"),  # three weeks later, about the new day
        (TOMORROW, "Khadija", "Wed 16 Dec 16:00"),
    }


def test_a_change_near_the_question_is_the_question(stage, meeting):
    with at(1):
        say(stage, meeting, stage.khadija, "YES")
        meetings.move(meeting, to=the_plan(stage, start_time=time(14)), by=stage.gwen)

        assert kinds_for(stage.khadija, meeting) == ["meeting-changed", TOMORROW]
        assert planning.plan_ahead(by=stage.gwen) == 0


def test_a_change_near_the_question_is_the_question_in_summer_too(stage):
    with clock.moved_to(datetime(2026, 7, 1, 12, tzinfo=UTC)):
        meeting = meetings.plan(
            stage.steppers, plan=the_plan(stage, on_date=date(2026, 7, 10)), by=stage.gwen
        )
        say(stage, meeting, stage.khadija, "NO")
        meetings.move(meeting, to=the_plan(stage, on_date=date(2026, 7, 9)), by=stage.gwen)

        assert kinds_for(stage.khadija, meeting) == ["meeting-changed"]


def test_an_answer_to_the_old_time_is_not_an_answer_to_the_new(stage, meeting):
    answer = say(stage, meeting, stage.khadija, "YES")
    moved = meetings.move(meeting, to=the_plan(stage, start_time=time(14)), by=stage.gwen)

    answer.refresh_from_db()
    assert not answer.is_of(moved)
    assert say(stage, moved, stage.khadija, "YES").is_of(moved)


def test_moving_twice_leaves_only_the_last(stage, meeting):
    with at(3):
        let_go()
        for hour in (12, 13, 14):
            meetings.move(meeting, to=the_plan(stage, start_time=time(hour)), by=stage.gwen)

        waiting = Message.objects.filter(about=f"meeting:{meeting.pk}", state="SCHEDULED")
        assert set(waiting.values_list("revision", flat=True)) == {4}
        assert kinds_for(stage.gwen, meeting) == ["meeting-changed", NUDGE]


def test_moving_away_from_tonight_goes_at_any_hour(stage, meeting):
    with at(3):
        let_go()
    with at(10, 5):
        meetings.move(meeting, to=the_plan(stage, on_date=date(2026, 12, 17)), by=stage.gwen)

        assert ("meeting-changed-soon", "Ellis", "Thu 10 Dec 05:00") in outbox(meeting)


def test_moving_needs_something_to_move(stage, meeting):
    same = meetings.move(meeting, to=replace(Plan.of(meeting), plan="Cards and cake"), by=stage.gwen)

    assert (same.revision, same.plan) == (1, "Cards and cake")
    assert outbox(meeting) == EVERYBODY
