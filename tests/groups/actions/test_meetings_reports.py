"""Who came, and what follows from it: the group's state, the rule of the paper, the end of the tutor's part."""

from datetime import date, timedelta

import pytest

from followon import clock
from followon.audit.models import Event
from followon.states import MoveNotAllowed
from groups.actions import meetings, members, visits
from groups.models import Attendance, Group, Meeting, Membership, Mode
from groups.states import GroupState, MeetingState
from tests.groups.actions.conftest import THURSDAY, met


@pytest.fixture
def formed(stage):
    """Steady Steppers as a group from the Larkfield programme, which ended on 1 December."""
    Membership.objects.filter(group=stage.steppers).update(from_cohort=stage.larkfield)
    Group.objects.filter(pk=stage.steppers.pk).update(
        cohort=stage.larkfield,
        programme_ended_on=date(2026, 12, 1),
        state=GroupState.FORMING,
        tutor=stage.posts["ruth"],
    )
    stage.steppers.refresh_from_db()
    return stage


def report(stage, meeting, *who, remotely=(), by=None):
    came = {stage.membership(one).pk: True for one in who}
    from_home = {stage.membership(one).pk for one in remotely}
    with clock.moved_to(meeting.ends_at + timedelta(hours=1)):
        return meetings.report(meeting, came=came, remotely=from_home, by=by or stage.gwen)


def group(stage):
    return Group.objects.get(pk=stage.steppers.pk)


def test_report_keeps_who_came_and_who_did_not(stage, meeting):
    came = {stage.membership(stage.gwen).pk: True, stage.membership(stage.ellis).pk: False}
    with clock.moved_to(meeting.ends_at):
        held = meetings.report(meeting, came=came, by=stage.gwen)

    assert (held.state, held.reported_at, held.came) == ("HELD", meeting.ends_at, 1)
    assert dict(Attendance.objects.values_list("membership", "came")) == came  # nobody else is known
    assert Event.objects.get(name="groups.meeting.held").facts == {"came": 1}


def test_report_again_replaces_what_was_said(stage, meeting):
    report(stage, meeting, stage.gwen, stage.ellis)
    report(stage, meeting, stage.khadija)

    assert [row.membership.person for row in Attendance.objects.all()] == [stage.khadija]


def test_report_leaves_out_people_of_other_groups(stage, meeting):
    held = report(stage, meeting, stage.gwen, stage.rhys)

    assert [row.membership.person for row in Attendance.objects.all()] == [stage.gwen]
    assert held.came == 1


def test_report_of_nobody_but_people_of_other_groups_means_that_we_did_not_meet(stage, meeting):
    assert report(stage, meeting, stage.rhys).state == MeetingState.NOT_HELD


def test_a_number_after_names_is_the_latest_word_and_keeps_the_names(stage, meeting):
    report(stage, meeting, stage.gwen, stage.ellis)
    with clock.moved_to(meeting.ends_at + timedelta(hours=2)):
        held = meetings.report_headcount(meeting, headcount=4, by=stage.ellis)

    assert held.came == 4
    assert {row.membership.person for row in Attendance.objects.all()} == {stage.gwen, stage.ellis}
    assert report(stage, meeting, stage.gwen, stage.ellis, stage.khadija).came == 3


def test_report_of_nobody_means_that_we_did_not_meet(stage, meeting):
    with clock.moved_to(meeting.ends_at):
        found = meetings.report(meeting, came={stage.membership(stage.gwen).pk: False}, by=stage.gwen)

    assert found.state == MeetingState.NOT_HELD
    assert not Attendance.objects.exists()


def test_headcount_is_enough(stage, meeting):
    with clock.moved_to(meeting.ends_at):
        held = meetings.report_headcount(meeting, headcount=5, by=stage.ellis)
        assert (held.state, held.came) == ("HELD", 5)
        assert meetings.report_headcount(meeting, headcount=0, by=stage.ellis).state == "NOT_HELD"


@pytest.mark.parametrize("number", [-1, 61])
def test_an_unlikely_number_is_refused(stage, meeting, number):
    with clock.moved_to(meeting.ends_at), pytest.raises(meetings.UnlikelyNumber):
        meetings.report_headcount(meeting, headcount=number, by=stage.gwen)


def test_nothing_can_be_said_before_the_meeting(stage, meeting):
    one_minute_before = meeting.starts_at - timedelta(minutes=1)
    with clock.moved_to(one_minute_before):
        for say in (
            lambda: meetings.report(meeting, came={stage.membership(stage.gwen).pk: True}, by=stage.gwen),
            lambda: meetings.report_headcount(meeting, headcount=3, by=stage.gwen),
            lambda: meetings.did_not_meet(meeting, by=stage.gwen),
        ):
            with pytest.raises(meetings.NotYet):
                say()


def test_nothing_can_be_said_about_a_meeting_that_was_off(stage, meeting):
    meetings.cancel(meeting, by=stage.gwen)
    with clock.moved_to(meeting.ends_at):
        for say in (
            lambda: meetings.report_headcount(meeting, headcount=3, by=stage.gwen),
            lambda: meetings.did_not_meet(meeting, by=stage.gwen),
            lambda: meetings.undo_report(meeting, by=stage.gwen),
        ):
            with pytest.raises(MoveNotAllowed):
                say()


def test_undo_takes_it_all_back(stage, meeting):
    report(stage, meeting, stage.gwen)
    with clock.moved_to(meeting.ends_at + timedelta(hours=2)):
        undone = meetings.undo_report(meeting, by=stage.gwen)

    assert (undone.state, undone.reported_at, undone.came) == ("PLANNED", None, None)
    assert not Attendance.objects.exists()


def test_did_not_meet_can_be_corrected(stage, meeting):
    with clock.moved_to(meeting.ends_at):
        meetings.did_not_meet(meeting, by=stage.gwen)
        assert meetings.report_headcount(meeting, headcount=3, by=stage.gwen).state == "HELD"


def test_the_first_meeting_makes_a_forming_group_a_meeting_one(formed):
    meeting = met(formed)
    assert group(formed).state == GroupState.FORMING

    report(formed, meeting, formed.gwen)
    assert group(formed).state == GroupState.MEETING


# The rule of the paper (F5) ────────────────────────────────────────────────────────────────────────────────────────


def test_three_in_person_after_the_end_make_it_established(formed):
    report(formed, met(formed), formed.gwen, formed.ellis, formed.khadija)

    assert group(formed).established_on == THURSDAY
    assert Event.objects.get(name="groups.group.established").facts == {"on": "2026-12-10"}


def test_two_do_not(formed):
    report(formed, met(formed), formed.gwen, formed.ellis)

    assert group(formed).established_on is None


@pytest.mark.parametrize("mode", [Mode.ONLINE, Mode.PHONE])
def test_three_from_home_do_not(formed, mode):
    report(formed, met(formed, mode=mode, place=None), formed.gwen, formed.ellis, formed.khadija)

    assert group(formed).established_on is None
    assert set(Attendance.objects.values_list("remotely", flat=True)) == {True}


def test_in_a_mixed_meeting_those_in_the_room_count(formed):
    first, second = met(formed, mode=Mode.MIXED), met(formed, week=1, mode=Mode.MIXED)
    everybody = (formed.gwen, formed.ellis, formed.khadija, formed.bill)

    report(formed, first, *everybody, remotely=(formed.bill, formed.ellis))
    assert group(formed).established_on is None
    report(formed, second, *everybody, remotely=(formed.bill,))
    assert group(formed).established_on == second.on_date


def test_three_before_the_end_do_not(formed):
    early = met(formed, week=-2)  # 26 November; the programme ends on 1 December
    report(formed, early, formed.gwen, formed.ellis, formed.khadija)

    assert group(formed).established_on is None


def test_people_from_elsewhere_do_not_count(formed):
    members.join(formed.steppers, person=formed.rhys, by=formed.nadia)
    rhys = Membership.objects.get(group=formed.steppers, person=formed.rhys)
    meeting = met(formed)
    came = {formed.membership(formed.gwen).pk: True, formed.membership(formed.ellis).pk: True, rhys.pk: True}
    with clock.moved_to(meeting.ends_at):
        meetings.report(meeting, came=came, by=formed.gwen)

    assert group(formed).established_on is None


def test_a_number_counts_when_everybody_is_from_the_programme(formed):
    meeting = met(formed)
    with clock.moved_to(meeting.ends_at):
        meetings.report_headcount(meeting, headcount=3, by=formed.gwen)
        assert group(formed).established_on is None  # the patient tutor may be one of the three

        meetings.report_headcount(meeting, headcount=4, by=formed.gwen)
        assert group(formed).established_on == THURSDAY


def test_a_number_counts_whole_when_no_tutor_was_needed(formed):
    meeting = met(formed)
    visits.not_needed(meeting.tutor_visit, by=formed.gwen)
    with clock.moved_to(meeting.ends_at):
        meetings.report_headcount(meeting, headcount=3, by=formed.gwen)

    assert group(formed).established_on == THURSDAY


def test_a_number_does_not_count_with_people_from_elsewhere(formed):
    members.join(formed.steppers, person=formed.rhys, by=formed.nadia)
    meeting = met(formed)
    with clock.moved_to(meeting.ends_at):
        meetings.report_headcount(meeting, headcount=9, by=formed.gwen)

    assert group(formed).established_on is None


def test_names_win_over_a_number(formed):
    meeting = met(formed)
    with clock.moved_to(meeting.ends_at):
        meetings.report_headcount(meeting, headcount=9, by=formed.gwen)
    report(formed, meeting, formed.gwen)

    assert group(formed).established_on is None


def test_the_earliest_meeting_counts_and_corrections_are_followed(formed):
    first, second = met(formed), met(formed, week=1)
    three = (formed.gwen, formed.ellis, formed.khadija)
    report(formed, second, *three)
    assert group(formed).established_on == second.on_date
    report(formed, first, *three)
    assert group(formed).established_on == first.on_date

    with clock.moved_to(second.ends_at + timedelta(hours=1)):
        meetings.undo_report(first, by=formed.gwen)
        assert group(formed).established_on == second.on_date
        meetings.did_not_meet(second, by=formed.gwen)
    assert group(formed).established_on is None
    assert Event.objects.filter(name="groups.group.unestablished").count() == 1


def test_a_group_from_no_programme_is_never_established_by_this_rule(stage, meeting):
    report(stage, meeting, stage.gwen, stage.ellis, stage.khadija)

    assert group(stage).established_on is None


# The patient tutor's part ends ─────────────────────────────────────────────────────────────────────────────────────


def test_the_tutor_s_access_ends_two_weeks_after_the_third_meeting_held(formed):
    plans = [met(formed, week=n) for n in range(4)]
    report(formed, plans[0], formed.gwen)
    with clock.moved_to(plans[1].ends_at):
        meetings.did_not_meet(plans[1], by=formed.gwen)
    report(formed, plans[2], formed.gwen)
    assert group(formed).tutor_until is None

    report(formed, plans[3], formed.gwen)
    assert group(formed).tutor_until == plans[3].ends_at + timedelta(days=14)
    with clock.moved_to(plans[3].ends_at + timedelta(days=15)):
        assert formed.steppers not in Group.objects.overseen_by(formed.ruth)

        meetings.undo_report(plans[3], by=formed.gwen)
        assert group(formed).tutor_until is None
        assert formed.steppers in Group.objects.overseen_by(formed.ruth)


def test_a_report_is_one_transaction(formed):
    meeting = met(formed)
    report(formed, meeting, formed.gwen, formed.ellis, formed.khadija)

    names = Event.objects.order_by("pk").values_list("name", flat=True)
    assert list(names)[-2:] == ["groups.meeting.held", "groups.group.established"]
    assert Meeting.objects.get(pk=meeting.pk).state == "HELD"
