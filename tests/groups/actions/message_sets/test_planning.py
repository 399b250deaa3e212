"""Who is asked when a meeting is planned, and what planning again mends."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from followon import clock
from groups.actions import meetings, planning
from groups.actions.meetings import Plan
from groups.models import Membership
from notifications.models import Message
from tests import cast
from tests.groups.actions.conftest import THURSDAY, kinds_for, let_go, outbox, the_plan
from tests.groups.actions.message_sets.expected import ASK, EVERYBODY, at
from tests.groups.conftest import wall


def test_planning_asks_everybody_who_is_not_resting(stage, meeting):
    assert outbox(meeting) == EVERYBODY
    assert Message.objects.get(kind=ASK, person=stage.bill).state == "BY_HAND"


@pytest.mark.parametrize("what", ["move", "cancel"])
def test_a_question_that_leaves_while_the_meeting_changes_is_followed_by_the_news(
    stage, meeting, monkeypatch, what
):
    """A worker may be quicker than the change: what has left until the withdrawal counts as told."""
    withdraw = planning.outbox.withdraw

    def leaves_a_moment_before(**what):
        Message.objects.filter(kind=ASK, person=stage.khadija).update(state="ACCEPTED", sent_at=clock.now())
        return withdraw(**what)

    monkeypatch.setattr("notifications.outbox.withdraw", leaves_a_moment_before)
    if what == "move":
        later = replace(Plan.of(meeting), on_date=date(2026, 12, 17))
        meetings.move(meeting, to=later, by=stage.gwen)
    else:
        meetings.cancel(meeting, by=stage.gwen)

    news = "meeting-changed" if what == "move" else "meeting-cancelled"
    assert news in kinds_for(stage.khadija, meeting)
    assert news not in kinds_for(stage.ellis, meeting)


def test_planning_again_changes_nothing(stage, meeting):
    assert planning.plan_ahead(by=stage.gwen) == 0
    assert outbox(meeting) == EVERYBODY


def test_planning_mends_what_was_lost(stage, meeting):
    Message.objects.all().delete()

    assert planning.plan_ahead(by=stage.gwen) == len(EVERYBODY)
    assert outbox(meeting) == EVERYBODY


def test_the_hourly_pass_looks_eight_days_ahead_and_once_a_day_further(stage, meeting):
    Message.objects.all().delete()
    assert planning.keep_planned(by=stage.gwen) == len(EVERYBODY)  # the first of the day

    Message.objects.all().delete()
    assert planning.keep_planned(by=stage.gwen) == 0
    with clock.moved_to(datetime(2026, 11, 25, 6, tzinfo=UTC)):
        assert planning.keep_planned(by=stage.gwen) == len(EVERYBODY)
    Message.objects.all().delete()
    with at(2, 12):
        assert planning.keep_planned(by=stage.gwen) == len(EVERYBODY)
        Message.objects.all().delete()
        assert planning.keep_planned(by=stage.gwen) == len(EVERYBODY)  # eight days before


def test_planning_ahead_leaves_out_what_is_farther_than_sixty_days(stage):
    far = meetings.plan(stage.steppers, plan=the_plan(stage, on_date=date(2027, 3, 4)), by=stage.gwen)
    Message.objects.all().delete()

    assert planning.plan_ahead(by=stage.gwen) == 0
    assert outbox(far) == set()


def test_a_meeting_the_day_after_tomorrow_is_asked_about_at_once_and_not_nudged(stage):
    soon = meetings.plan(stage.steppers, plan=the_plan(stage, on_date=date(2026, 11, 26)), by=stage.gwen)

    assert outbox(soon) == {(ASK, who, "Tue 24 Nov 12:00") for who in ("Gwen", "Ellis", "Khadija", "Bill")}


def test_another_group_hears_nothing(stage, meeting):
    with at(3):
        let_go()
        meetings.cancel(meeting, by=stage.gwen)

    assert not Message.objects.filter(person__in=[stage.rhys, stage.piran]).exists()


def test_a_meeting_made_by_other_means_is_planned_all_the_same(stage):
    made = cast.meeting(stage.steppers, on=THURSDAY, where=stage.cafe)
    assert made.ask_at is None

    assert planning.plan_ahead(by=stage.gwen) == len(EVERYBODY)
    made.refresh_from_db()
    assert clock.to_local(made.ask_at, made.tz) == wall(2026, 12, 3, 11)


@pytest.mark.parametrize("people", [1, 3, 9])
def test_planning_costs_the_same_for_few_and_many(stage, people, django_assert_num_queries):
    for number in range(people):
        Membership.objects.create(
            group=stage.harbour, person=[stage.maria, stage.tom, stage.colin, stage.aisha, stage.dev, stage.grace,
                                         stage.joan, stage.lena, stage.ana][number],
        )  # fmt: skip
    meeting = meetings.plan(
        stage.harbour, plan=Plan(THURSDAY + timedelta(days=1), time(11), place=stage.cafe), by=stage.rhys
    )
    Message.objects.all().delete()

    with django_assert_num_queries(6):
        planning.plan(type(meeting).objects.filter(pk=meeting.pk), by=stage.rhys)
    assert Message.objects.filter(kind=ASK).count() == people + 1
