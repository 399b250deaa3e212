"""F7: for each thing that happens to a meeting, exactly who is told what, and nobody else."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from followon import clock
from groups.actions import meetings, members, planning
from groups.actions.meetings import Plan
from groups.models import Coming, How, Membership, TakesPart
from notifications.models import Message, Preference
from tests import cast
from tests.groups.actions.conftest import THURSDAY, kinds_for, let_go, outbox, rung, the_plan
from tests.groups.conftest import wall

ASK, NUDGE, TOMORROW = "meeting-ask", "meeting-nudge", "meeting-tomorrow"
ASKED_AT, NUDGED_AT, DETAILS_AT = "Thu 03 Dec 11:00", "Mon 07 Dec 11:00", "Wed 09 Dec 16:00"
EVERYBODY = {
    (ASK, "Gwen", ASKED_AT),
    (ASK, "Ellis", ASKED_AT),
    (ASK, "Khadija", ASKED_AT),
    (ASK, "Bill", ASKED_AT),  # somebody rings him
    (NUDGE, "Gwen", NUDGED_AT),
    (NUDGE, "Ellis", NUDGED_AT),
    (NUDGE, "Khadija", NUDGED_AT),  # nobody rings twice
}


def at(day, hour=12, month=12):
    return clock.moved_to(datetime(2026, month, day, hour, tzinfo=UTC))


def say(stage, meeting, who, coming, how=How.WEB):
    return meetings.answer(meeting, membership=stage.membership(who), coming=coming, how=how, by=who)


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


def test_yes_gets_the_details_and_no_more_questions(stage, meeting):
    say(stage, meeting, stage.khadija, Coming.YES)

    theirs = {row for row in outbox(meeting) if row[1] == "Khadija"}
    assert theirs == {(TOMORROW, "Khadija", DETAILS_AT)}


@pytest.mark.parametrize(("coming", "kinds"), [("YES", [TOMORROW]), ("SEE", [TOMORROW]), ("NO", [])])
def test_each_answer_has_its_messages(stage, meeting, coming, kinds):
    say(stage, meeting, stage.khadija, coming)

    assert kinds_for(stage.khadija, meeting) == kinds


def test_a_change_of_mind_is_followed_each_time(stage, meeting):
    for coming in ("YES", "NO", "YES", "SEE", "NO", "YES"):
        say(stage, meeting, stage.khadija, coming)

    assert kinds_for(stage.khadija, meeting) == [TOMORROW]


def test_an_answer_after_the_details_went_brings_no_second_ones(stage, meeting):
    say(stage, meeting, stage.khadija, "YES")
    with at(9, 17):
        let_go()
        say(stage, meeting, stage.khadija, "NO")
        say(stage, meeting, stage.khadija, "YES")

        assert kinds_for(stage.khadija, meeting) == []


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


def test_cancelling_before_anybody_was_told_tells_nobody(stage, meeting):
    meetings.cancel(meeting, by=stage.gwen)

    assert outbox(meeting) == set()


def test_cancelling_tells_exactly_those_told(stage, meeting):
    with at(3):
        let_go(Message.objects.get(kind=ASK, person=stage.ellis))
        let_go(Message.objects.get(kind=ASK, person=stage.khadija), state="UNCERTAIN")
        say(stage, meeting, stage.gwen, "NO")
        meetings.cancel(meeting, why="The café is closed", by=stage.gwen)

        assert outbox(meeting) == {
            ("meeting-cancelled", who, "Thu 03 Dec 12:00") for who in ("Gwen", "Ellis", "Khadija")
        }


def test_cancelling_once_tells_once(stage, meeting):
    with at(3):
        let_go()
        meetings.cancel(meeting, by=stage.gwen)
        let_go()

        assert planning.plan_ahead(by=stage.gwen) == 0
        assert Message.objects.filter(kind="meeting-cancelled", person=stage.ellis).count() == 1


def test_cancelling_late_goes_at_any_hour(stage, meeting):
    with at(3):
        let_go()
    with at(9, 22):
        meetings.cancel(meeting, by=stage.gwen)
        kinds = set(Message.objects.filter(state="SCHEDULED").values_list("kind", "next_at"))

    assert {kind for kind, _ in kinds} == {"meeting-cancelled"}  # 13 hours ahead: the morning will do
    with at(9, 23):
        meetings.put_back(meeting, by=stage.gwen)
    with at(10, 5):
        meetings.cancel(meeting, by=stage.gwen)
        assert outbox(meeting) == {
            ("meeting-cancelled-soon", who, "Thu 10 Dec 05:00") for who in ("Gwen", "Ellis", "Khadija")
        }


def test_moving_away_from_tonight_goes_at_any_hour(stage, meeting):
    with at(3):
        let_go()
    with at(10, 5):
        meetings.move(meeting, to=the_plan(stage, on_date=date(2026, 12, 17)), by=stage.gwen)

        assert ("meeting-changed-soon", "Ellis", "Thu 10 Dec 05:00") in outbox(meeting)


def test_putting_back_tells_those_who_knew_and_plans_anew(stage, meeting):
    with at(3):
        let_go(Message.objects.get(kind=ASK, person=stage.ellis))
        say(stage, meeting, stage.gwen, "YES")
        meetings.cancel(meeting, by=stage.gwen)
        let_go()
        meetings.put_back(meeting, by=stage.gwen)

        assert outbox(meeting) == {
            ("meeting-back-on", "Gwen", "Thu 03 Dec 12:00"),
            ("meeting-back-on", "Ellis", "Thu 03 Dec 12:00"),
            (ASK, "Khadija", "Thu 03 Dec 12:00"),
            (ASK, "Bill", "Thu 03 Dec 12:00"),
            (NUDGE, "Ellis", NUDGED_AT),
            (NUDGE, "Khadija", NUDGED_AT),
            (TOMORROW, "Gwen", DETAILS_AT),
        }


def test_cancelling_and_putting_back_at_once_sends_only_the_last_word(stage, meeting):
    with at(3):
        let_go()
        meetings.cancel(meeting, by=stage.gwen)
        meetings.put_back(meeting, by=stage.gwen)

        assert "meeting-cancelled" not in {kind for kind, _, _ in outbox(meeting)}
        assert kinds_for(stage.ellis, meeting) == ["meeting-back-on", NUDGE]


def test_who_joins_late_gets_theirs(stage, meeting):
    with at(8):
        let_go()
        members.join(stage.steppers, person=stage.dev, by=stage.nadia)

        assert outbox(meeting) == {(ASK, "Dev", "Tue 08 Dec 12:00"), (ASK, "Bill", ASKED_AT)}


def test_who_joins_early_gets_all_of_it(stage, meeting):
    with at(1):
        members.join(stage.steppers, person=stage.dev, by=stage.nadia)

        assert {row for row in outbox(meeting) if row[1] == "Dev"} == {
            (ASK, "Dev", ASKED_AT), (NUDGE, "Dev", NUDGED_AT)
        }  # fmt: skip


def test_who_leaves_gets_nothing_more(stage, meeting):
    say(stage, meeting, stage.khadija, "YES")
    members.leave(stage.membership(stage.khadija), by=stage.khadija)

    assert kinds_for(stage.khadija, meeting) == []
    with at(3):
        let_go()
        meetings.cancel(meeting, by=stage.gwen)
        assert kinds_for(stage.khadija, meeting) == []


def test_who_rests_gets_nothing_but_what_they_counted_on(stage, meeting):
    with at(3):
        let_go()
        say(stage, meeting, stage.khadija, "YES")
        members.pause(stage.membership(stage.khadija), by=stage.khadija)
        members.pause(stage.membership(stage.ellis), by=stage.ellis)

        assert kinds_for(stage.khadija, meeting) == kinds_for(stage.ellis, meeting) == []
        meetings.cancel(meeting, by=stage.gwen)
        assert kinds_for(stage.khadija, meeting) == ["meeting-cancelled"]
        assert kinds_for(stage.ellis, meeting) == []


def test_news_waiting_for_the_morning_reaches_one_who_rests_meanwhile(stage, meeting):
    with at(3):
        let_go()
        say(stage, meeting, stage.khadija, "YES")
    with at(3, 22):
        meetings.cancel(meeting, by=stage.gwen)
        members.pause(stage.membership(stage.khadija), by=stage.khadija)

        assert kinds_for(stage.khadija, meeting) == ["meeting-cancelled"]


def test_who_comes_back_gets_what_is_still_due(stage, meeting):
    members.pause(stage.membership(stage.khadija), by=stage.khadija)
    with at(2):
        members.come_back(stage.membership(stage.khadija), by=stage.khadija)

        assert {row for row in outbox(meeting) if row[1] == "Khadija"} == {
            (ASK, "Khadija", ASKED_AT), (NUDGE, "Khadija", NUDGED_AT)
        }  # fmt: skip


def test_resting_and_coming_back_at_once_loses_nothing(stage, meeting):
    for _ in range(3):
        members.pause(stage.membership(stage.khadija), by=stage.khadija)
        members.come_back(stage.membership(stage.khadija), by=stage.khadija)

    assert kinds_for(stage.khadija, meeting) == [ASK, NUDGE]


def test_count_me_in_is_told_a_week_before_and_the_day_before(stage):
    members.count_me_in(stage.membership(stage.khadija), on=True, by=stage.khadija)
    meeting = meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen)

    assert {row for row in outbox(meeting) if row[1] == "Khadija"} == {
        ("meeting-counted-in", "Khadija", ASKED_AT), (TOMORROW, "Khadija", DETAILS_AT)
    }  # fmt: skip


def test_count_me_in_follows_each_change_of_mind(stage, meeting):
    for on in (True, False, True, False):
        members.count_me_in(stage.membership(stage.khadija), on=on, by=stage.khadija)
        expected = ["meeting-counted-in", TOMORROW] if on else [ASK, NUDGE]
        assert kinds_for(stage.khadija, meeting) == expected


def test_a_no_takes_one_out_for_once(stage):
    members.count_me_in(stage.membership(stage.khadija), on=True, by=stage.khadija)
    meeting = meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen)
    say(stage, meeting, stage.khadija, "NO")

    assert kinds_for(stage.khadija, meeting) == []
    later = meetings.plan(stage.steppers, plan=the_plan(stage, on_date=date(2027, 1, 7)), by=stage.gwen)
    assert kinds_for(stage.khadija, later) == ["meeting-counted-in", TOMORROW]


def test_who_stays_in_touch_is_not_asked_about_meetings(stage, meeting):
    members.take_part(stage.membership(stage.khadija), how=TakesPart.IN_TOUCH, by=stage.khadija)

    assert kinds_for(stage.khadija, meeting) == []
    say(stage, meeting, stage.khadija, "YES")
    assert kinds_for(stage.khadija, meeting) == [TOMORROW]
    assert Membership.objects.get(person=stage.khadija).takes_part == TakesPart.IN_TOUCH


def test_a_phone_call_takes_the_person_off_the_ring_list(stage, meeting):
    with at(3):
        meetings.answer(
            meeting, membership=stage.membership(stage.bill), coming="YES", how=How.PHONE, by=stage.gwen
        )

    rung_about = Message.objects.get(person=stage.bill, kind=ASK)
    assert (rung_about.state, rung_about.reason) == ("DONE_BY_HAND", "Told them")
    assert outbox(meeting) & {(TOMORROW, "Bill", DETAILS_AT)}


def test_another_group_hears_nothing(stage, meeting):
    with at(3):
        let_go()
        meetings.cancel(meeting, by=stage.gwen)

    assert not Message.objects.filter(person__in=[stage.rhys, stage.piran]).exists()


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


def test_moving_needs_something_to_move(stage, meeting):
    same = meetings.move(meeting, to=replace(Plan.of(meeting), plan="Cards and cake"), by=stage.gwen)

    assert (same.revision, same.plan) == (1, "Cards and cake")
    assert outbox(meeting) == EVERYBODY
