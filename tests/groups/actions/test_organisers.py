"""Handing one meeting on: stand-in, everybody willing, the service; the first to say yes has it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from followon import clock
from followon.audit.actors import Job as Robot
from followon.audit.models import Event
from groups.actions import asking, meetings, members, organisers
from groups.models import Membership, PassOn
from groups.states import PassOnState
from notifications.models import Message
from tests.groups.actions.conftest import outbox, the_plan, willing

ROBOT = Robot("hand on further")


def pass_ons(meeting):
    return {row for row in outbox() if row[0].startswith("pass-on")}


def go_on(when):
    with clock.moved_to(when):
        return asking.hand_on_further(by=ROBOT)


def test_hand_on_asks_the_stand_in_first(stage, meeting):
    willing(stage, stage.khadija)
    passing = organisers.hand_on(meeting, by=stage.gwen)

    assert (passing.state, passing.given_by) == (PassOnState.STAND_IN, stage.membership(stage.gwen))
    assert pass_ons(meeting) == {("pass-on-ask", "Ellis", "Tue 24 Nov 12:00")}
    assert passing.next_step_at == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # four hours, open until 4pm
    assert Event.objects.get(name="groups.organiser.passed_on").facts == {}


def test_four_working_hours_go_over_the_night(stage, meeting):
    with clock.moved_to(datetime(2026, 11, 27, 15, 0, tzinfo=UTC)):  # Friday at three
        passing = organisers.hand_on(meeting, by=stage.gwen)

    assert passing.next_step_at == datetime(2026, 11, 30, 12, 0, tzinfo=UTC)  # Monday at noon


def test_handing_on_twice_is_once(stage, meeting):
    assert organisers.hand_on(meeting, by=stage.gwen) == organisers.hand_on(meeting, by=stage.gwen)
    assert Message.objects.filter(kind="pass-on-ask").count() == 1


def test_handing_on_never_waits_past_half_of_the_time_left(stage):
    soon = meetings.plan(
        stage.steppers,
        plan=the_plan(stage, on_date=date(2026, 11, 24), start_time=time(14)),
        by=stage.gwen,
    )  # fmt: skip

    assert organisers.hand_on(soon, by=stage.gwen).next_step_at == datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


def test_without_a_stand_in_everybody_willing_is_asked_at_once(stage, meeting):
    willing(stage, stage.khadija, stage.bill)
    organisers.step_back(stage.membership(stage.ellis), for_good=True, by=stage.ellis)
    passing = organisers.hand_on(meeting, by=stage.gwen)

    assert passing.state == PassOnState.EVERYBODY
    assert pass_ons(meeting) == {
        ("pass-on-ask", "Khadija", "Tue 24 Nov 12:00"), ("pass-on-ask", "Bill", "Tue 24 Nov 12:00")
    }  # fmt: skip


def test_after_four_hours_everybody_willing_is_asked(stage, meeting):
    willing(stage, stage.khadija)
    passing = organisers.hand_on(meeting, by=stage.gwen)

    assert go_on(passing.next_step_at - timedelta(minutes=1)) == 0
    assert go_on(passing.next_step_at) == 1
    assert go_on(passing.next_step_at) == 0
    passing.refresh_from_db()
    assert passing.state == PassOnState.EVERYBODY
    assert {row[1] for row in pass_ons(meeting)} == {"Ellis", "Khadija"}
    assert passing.next_step_at == datetime(2026, 11, 25, 16, 0, tzinfo=UTC)


def test_a_day_later_the_service_is_told_and_the_meeting_stands(stage, meeting):
    willing(stage, stage.khadija)
    passing = organisers.hand_on(meeting, by=stage.gwen)
    go_on(passing.next_step_at)
    go_on(datetime(2026, 11, 25, 16, 0, tzinfo=UTC))

    passing.refresh_from_db()
    meeting.refresh_from_db()
    assert (passing.state, passing.next_step_at, meeting.state) == (PassOnState.STUCK, None, "PLANNED")
    told = Message.objects.filter(kind__in=["pass-on-stuck", "pass-on-service"])
    assert set(told.values_list("kind", "person__first_name", "channel")) == {
        ("pass-on-stuck", "Gwen", "SMS"), ("pass-on-service", "Nadia", "EMAIL")
    }  # fmt: skip
    assert go_on(datetime(2026, 11, 30, 16, 0, tzinfo=UTC)) == 0


def test_with_nobody_willing_the_service_is_told_at_once(stage, meeting):
    organisers.step_back(stage.membership(stage.ellis), for_good=True, by=stage.ellis)

    assert organisers.hand_on(meeting, by=stage.gwen).state == PassOnState.STUCK


def test_the_lead_is_told_where_there_is_no_coordinator(stage, meeting):
    stage.posts["nadia"].delete()
    organisers.step_back(stage.membership(stage.ellis), for_good=True, by=stage.ellis)
    organisers.hand_on(meeting, by=stage.gwen)

    assert Message.objects.get(kind="pass-on-service").person == stage.ife


def test_the_first_to_say_yes_has_it(stage, meeting):
    willing(stage, stage.khadija)
    passing = organisers.hand_on(meeting, by=stage.gwen)
    go_on(passing.next_step_at)

    taken = organisers.accept(meeting, stage.membership(stage.khadija), by=stage.khadija)

    assert taken.organiser == stage.membership(stage.khadija)
    assert taken.organiser_since == clock.now()
    assert pass_ons(meeting) == {("pass-on-done", "Gwen", "Tue 24 Nov 12:00")}
    with pytest.raises(organisers.TakenAlready):
        organisers.accept(meeting, stage.membership(stage.ellis), by=stage.ellis)
    passing.refresh_from_db()
    assert (passing.state, passing.taken_by) == (PassOnState.TAKEN, stage.membership(stage.khadija))


def test_saying_yes_twice_is_once(stage, meeting):
    organisers.hand_on(meeting, by=stage.gwen)
    organisers.accept(meeting, stage.membership(stage.ellis), by=stage.ellis)

    assert organisers.accept(meeting, stage.membership(stage.ellis), by=stage.ellis).pk == meeting.pk
    assert Event.objects.filter(name="groups.organiser.took_over").count() == 1


def test_anybody_in_the_group_may_step_up_and_nobody_else(stage, meeting):
    organisers.hand_on(meeting, by=stage.gwen)
    with pytest.raises(organisers.NotInThisGroup):
        organisers.accept(meeting, stage.membership(stage.rhys), by=stage.rhys)

    assert organisers.accept(meeting, stage.membership(stage.khadija), by=stage.khadija)


def test_a_meeting_that_is_stuck_can_still_be_taken(stage, meeting):
    organisers.step_back(stage.membership(stage.ellis), for_good=True, by=stage.ellis)
    organisers.hand_on(meeting, by=stage.gwen)
    organisers.accept(meeting, stage.membership(stage.khadija), by=stage.khadija)

    assert PassOn.objects.get().state == PassOnState.TAKEN
    waiting = Message.objects.filter(kind__in=["pass-on-stuck", "pass-on-service"], state="SCHEDULED")
    assert not waiting.exists()


def test_when_the_stand_in_says_no_the_others_are_asked_at_once(stage, meeting):
    willing(stage, stage.khadija)
    organisers.hand_on(meeting, by=stage.gwen)
    organisers.decline(meeting, stage.membership(stage.ellis), by=stage.ellis)

    assert pass_ons(meeting) == {("pass-on-ask", "Khadija", "Tue 24 Nov 12:00")}


def test_when_nobody_is_left_to_ask_the_service_is_told(stage, meeting):
    organisers.hand_on(meeting, by=stage.gwen)
    organisers.decline(meeting, stage.membership(stage.ellis), by=stage.ellis)

    assert PassOn.objects.get().state == PassOnState.STUCK


def test_when_all_have_said_no_the_service_is_told_at_once(stage, meeting):
    willing(stage, stage.khadija)
    organisers.hand_on(meeting, by=stage.gwen)
    for who in (stage.ellis, stage.khadija):
        organisers.decline(meeting, stage.membership(who), by=who)

    assert PassOn.objects.get().state == PassOnState.STUCK
    assert Message.objects.filter(kind="pass-on-service").count() == 1


def test_who_hands_on_and_then_takes_it_back_hears_nothing_of_it(stage, meeting):
    organisers.hand_on(meeting, by=stage.gwen)
    organisers.accept(meeting, stage.membership(stage.gwen), by=stage.gwen)

    assert pass_ons(meeting) == set()
    assert PassOn.objects.get().taken_by == stage.membership(stage.gwen)


def test_the_service_may_hand_on_for_somebody(stage, meeting):
    passing = organisers.hand_on(meeting, by=ROBOT)

    assert passing.given_by == stage.membership(stage.gwen)


def test_saying_no_unasked_or_twice_changes_nothing(stage, meeting):
    organisers.decline(meeting, stage.membership(stage.khadija), by=stage.khadija)
    organisers.hand_on(meeting, by=stage.gwen)
    willing(stage, stage.bill)
    for _ in range(2):
        organisers.decline(meeting, stage.membership(stage.khadija), by=stage.khadija)

    assert PassOn.objects.get().state == PassOnState.STAND_IN
    assert not Event.objects.filter(name="groups.organiser.declined").exists()


def test_what_is_off_needs_nobody(stage, meeting):
    passing = organisers.hand_on(meeting, by=stage.gwen)
    meetings.cancel(meeting, by=stage.gwen)

    passing.refresh_from_db()
    assert passing.state == PassOnState.OVER
    assert go_on(datetime(2026, 11, 25, 16, 0, tzinfo=UTC)) == 0
    with pytest.raises(organisers.TakenAlready):
        organisers.accept(meeting, stage.membership(stage.ellis), by=stage.ellis)
    with pytest.raises(organisers.TakenAlready):
        organisers.hand_on(meeting, by=stage.gwen)


def test_a_meeting_that_has_begun_ends_the_asking(stage, meeting):
    passing = organisers.hand_on(meeting, by=stage.gwen)
    go_on(meeting.starts_at)

    passing.refresh_from_db()
    assert passing.state == PassOnState.OVER


def test_nobody_who_rests_is_asked(stage, meeting):
    willing(stage, stage.khadija)
    members.pause(stage.membership(stage.khadija), by=stage.khadija)
    passing = organisers.hand_on(meeting, by=stage.gwen)
    go_on(passing.next_step_at)

    assert {row[1] for row in pass_ons(meeting)} == {"Ellis"}


def test_no_reason_is_stored_anywhere(stage, meeting):
    fields = {field.name for field in PassOn._meta.get_fields()}

    assert fields == {
        "id", "asks", "meeting", "given_by", "taken_by", "state", "began_at", "next_step_at", "ended_at"
    }  # fmt: skip
    assert Membership.objects.count() == 7
