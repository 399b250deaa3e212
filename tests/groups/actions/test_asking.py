"""What is asked in its own time: who came, and whether a pause is over."""

from datetime import UTC, date, datetime, timedelta

import pytest

from followon import clock
from followon.audit.actors import Job as Robot
from groups import tasks
from groups.actions import asking, meetings, members, organisers
from groups.models import Job, OrganiserTurn
from notifications.models import Message
from tests.groups.actions.conftest import the_plan
from tests.groups.conftest import wall

ROBOT = Robot("ask who came")


def asked(meeting):
    rows = Message.objects.filter(kind="who-came", about=f"meeting:{meeting.pk}").order_by("pk")
    return [(row.person.first_name, f"{row.next_at:%d %b %H:%M}") for row in rows]


def ask(when):
    with clock.moved_to(when):
        return asking.who_came(by=ROBOT)


def test_the_organiser_is_asked_three_hours_after_the_start(stage, meeting):
    assert ask(meeting.starts_at + timedelta(hours=2, minutes=59)) == 0
    assert ask(meeting.starts_at + timedelta(hours=3)) == 1
    assert ask(meeting.starts_at + timedelta(hours=4)) == 0

    assert asked(meeting) == [("Gwen", "10 Dec 14:00")]
    assert Message.objects.get(kind="who-came").not_after == meeting.starts_at + timedelta(days=7)


def test_nobody_is_asked_before_a_long_day_is_over(stage):
    meeting = meetings.plan(stage.steppers, plan=the_plan(stage, length=timedelta(hours=6)), by=stage.gwen)

    assert ask(meeting.starts_at + timedelta(hours=5)) == 0
    assert ask(meeting.ends_at) == 1


def test_after_an_evening_the_question_waits_for_the_morning(stage):
    evening = meetings.plan(
        stage.steppers, plan=the_plan(stage, start_time=wall(2026, 1, 1, 19).time()), by=stage.gwen
    )
    ask(evening.starts_at + timedelta(hours=3))

    assert asked(evening) == [("Gwen", "11 Dec 09:00")]


def test_two_days_later_the_stand_in_is_asked_and_then_nobody(stage, meeting):
    for hours in (3, 24, 47, 48, 72, 24 * 8):
        ask(meeting.starts_at + timedelta(hours=hours))

    assert asked(meeting) == [("Gwen", "10 Dec 14:00"), ("Ellis", "12 Dec 11:00")]


def test_after_days_without_a_worker_both_are_asked_and_after_a_week_nobody(stage, meeting):
    ask(meeting.starts_at + timedelta(days=8))
    assert asked(meeting) == []

    ask(meeting.starts_at + timedelta(days=3))
    assert {who for who, _ in asked(meeting)} == {"Gwen", "Ellis"}


def test_one_answer_stops_the_question_for_everybody(stage, meeting):
    ask(meeting.starts_at + timedelta(hours=3))
    with clock.moved_to(meeting.starts_at + timedelta(hours=3, minutes=5)):
        meetings.report_headcount(meeting, headcount=4, by=stage.ellis)

    assert Message.objects.get(kind="who-came").state == "CANCELLED"
    assert ask(meeting.starts_at + timedelta(days=3)) == 0


def test_nobody_is_asked_about_a_meeting_that_was_off(stage, meeting):
    meetings.cancel(meeting, by=stage.gwen)

    assert ask(meeting.starts_at + timedelta(hours=3)) == 0


def test_whoever_took_the_meeting_over_is_asked(stage, meeting):
    organisers.hand_on(meeting, by=stage.gwen)
    organisers.accept(meeting, stage.membership(stage.khadija), by=stage.khadija)
    ask(meeting.starts_at + timedelta(hours=3))

    assert [who for who, _ in asked(meeting)] == ["Khadija"]


def test_a_group_without_organiser_stops_no_other(stage, meeting):
    OrganiserTurn.objects.filter(group=stage.steppers).delete()
    type(meeting).objects.filter(pk=meeting.pk).update(organiser=None)
    other = meetings.plan(stage.harbour, plan=the_plan(stage), by=stage.rhys)
    ask(meeting.starts_at + timedelta(hours=3))

    assert asked(meeting) == []
    assert [who for who, _ in asked(other)] == ["Rhys"]


def test_without_a_stand_in_another_organiser_is_asked(stage, meeting):
    OrganiserTurn.objects.filter(job=Job.STAND_IN).delete()
    organisers.take_turn(stage.membership(stage.khadija), job=Job.ORGANISER, by=stage.khadija)
    ask(meeting.starts_at + timedelta(hours=3))
    ask(meeting.starts_at + timedelta(days=2))

    assert [who for who, _ in asked(meeting)] == ["Gwen", "Khadija"]


@pytest.mark.parametrize(("day", "back"), [(date(2026, 12, 23), False), (date(2026, 12, 24), True)])
def test_a_pause_until_a_day_ends_on_it(stage, day, back):
    members.pause(stage.membership(stage.khadija), until=date(2026, 12, 24), by=stage.khadija)
    with clock.moved_to(datetime(day.year, day.month, day.day, 6, tzinfo=UTC)):
        asking.welcome_back(by=ROBOT)

    assert stage.membership(stage.khadija).is_active == back
    assert stage.membership(stage.len).state == "PAUSED"  # open-ended


def test_a_tick_with_nothing_due_costs_three_questions_at_most(stage, meeting, django_assert_max_num_queries):
    ask(meeting.starts_at + timedelta(hours=3))
    for task, queries in (
        (tasks.ask_who_came, 2), (tasks.hand_on_further, 1), (tasks.welcome_back, 1), (tasks.ask_rested_groups, 1)
    ):  # fmt: skip
        with clock.moved_to(meeting.starts_at + timedelta(hours=4)), django_assert_max_num_queries(queries):
            task(unknown="swallowed, so that old and new workers can overlap")


def test_the_planning_task_mends_what_is_missing(stage, meeting):
    Message.objects.all().delete()
    tasks.plan_reminders()

    assert Message.objects.filter(about=f"meeting:{meeting.pk}").count() == 7
