"""Who may do what in a group: every sentence against the whole cast."""

from datetime import date, time, timedelta

import pytest

from followon import clock
from followon.people.actions import consent
from followon.people.models import Method
from groups import permissions
from groups.actions import lifecycle, meetings, members, organisers, visits
from groups.actions.meetings import Plan
from groups.models import GrantScope, Group, OrganiserTurn, Place
from pmp.models import Handover
from pmp.protocol import Purpose

EVERYBODY = [
    "sam",
    "ife",
    "nadia",
    "ruth",
    "olive",
    "piran",
    "maria",
    "tom",
    "colin",
    "aisha",
    "dev",
    "grace",
    "joan",
    "lena",
    "ana",
    "gwen",
    "ellis",
    "len",
    "khadija",
    "bill",
    "rhys",
]
MEMBERS = {"gwen", "ellis", "len", "khadija", "bill"}
ORGANISING = {"gwen", "ellis"}  # organiser and stand-in
STAFF = {"sam", "ife", "nadia"}


@pytest.fixture
def meeting(stage):
    Group.objects.filter(pk=stage.steppers.pk).update(tutor=stage.posts["ruth"])
    stage.steppers.refresh_from_db()
    return meetings.plan(
        stage.steppers, plan=Plan(date(2026, 12, 10), time(11), place=stage.cafe), by=stage.gwen
    )


def allowed(stage, can, *things):
    return {who for who in EVERYBODY if can(getattr(stage, who), *things)}


@pytest.mark.parametrize(
    ("can", "who"),
    [
        (permissions.can_see_group, MEMBERS),
        (permissions.can_see_people, MEMBERS),
        (permissions.can_edit_group, ORGANISING),
        (permissions.can_plan_meeting, ORGANISING),
        (permissions.can_rest_group, ORGANISING),
        (permissions.can_close_group, ORGANISING),
        (permissions.can_grant, {"gwen"}),
        (permissions.can_take_turn, MEMBERS),
        (permissions.can_add_place, MEMBERS),
        (permissions.can_add_member, STAFF),
        (permissions.can_oversee_group, STAFF | {"ruth"}),
        (permissions.can_see_names_as_team, set()),
        (permissions.can_see_meetings_as_team, {"ruth"}),
        (permissions.can_reach_organiser_as_team, set()),
    ],
)
def test_about_a_group(stage, meeting, can, who):
    assert allowed(stage, can, stage.steppers) == who


@pytest.mark.parametrize(
    ("can", "who"),
    [
        (permissions.can_change_meeting, ORGANISING),
        (permissions.can_organise_meeting, ORGANISING),
        (permissions.can_ring_people, ORGANISING),
        (permissions.can_answer_meeting, MEMBERS),
        (permissions.can_report_meeting, ORGANISING | {"ruth"}),
        (permissions.can_remind, ORGANISING | {"nadia"}),
        (permissions.can_see_reminder_names, ORGANISING),
        (permissions.can_hand_on_meeting, {"gwen"}),
        (permissions.can_take_meeting, set()),
        (permissions.can_decline_meeting, set()),
    ],
)
def test_about_a_meeting(stage, meeting, can, who):
    assert allowed(stage, can, meeting) == who


def test_about_a_meeting_that_is_handed_on(stage, meeting):
    organisers.hand_on(meeting, by=stage.gwen)

    assert allowed(stage, permissions.can_take_meeting, meeting) == MEMBERS
    assert allowed(stage, permissions.can_decline_meeting, meeting) == {"ellis"}


def test_whoever_took_a_meeting_over_may_do_what_it_needs(stage, meeting):
    organisers.hand_on(meeting, by=stage.gwen)
    organisers.accept(meeting, stage.membership(stage.khadija), by=stage.khadija)
    meeting.refresh_from_db()

    assert allowed(stage, permissions.can_change_meeting, meeting) == ORGANISING | {"khadija"}
    assert allowed(stage, permissions.can_hand_on_meeting, meeting) == {"gwen", "khadija"}
    assert allowed(stage, permissions.can_edit_group, stage.steppers) == ORGANISING


def test_any_member_may_when_nobody_organises(stage, meeting):
    OrganiserTurn.objects.all().delete()

    assert allowed(stage, permissions.can_plan_meeting, stage.steppers) == MEMBERS
    assert allowed(stage, permissions.can_change_meeting, meeting) == MEMBERS


def test_each_answers_for_themselves_and_organisers_for_whom_they_ring(stage, meeting):
    bill = stage.membership(stage.bill)

    assert allowed(stage, permissions.can_answer_for, meeting, bill) == {"bill", "gwen", "ellis"}
    assert allowed(stage, permissions.can_answer_for, meeting, stage.membership(stage.rhys)) == set()
    members.leave(bill, by=stage.bill)
    assert allowed(stage, permissions.can_answer_for, meeting, stage.membership(stage.bill)) == set()


def test_nobody_answers_when_it_is_over(stage, meeting):
    with clock.moved_to(meeting.ends_at):
        assert allowed(stage, permissions.can_answer_meeting, meeting) == set()
        assert allowed(stage, permissions.can_answer_for, meeting, stage.membership(stage.bill)) == set()


def test_only_the_person_changes_their_membership(stage):
    khadija = stage.membership(stage.khadija)

    assert allowed(stage, permissions.can_change_membership, khadija) == {"khadija"}
    members.leave(khadija, by=stage.khadija)
    assert allowed(stage, permissions.can_change_membership, stage.membership(stage.khadija)) == set()


def test_who_left_may_nothing(stage, meeting):
    members.leave(stage.membership(stage.gwen), by=stage.gwen)

    for can in (permissions.can_see_group, permissions.can_edit_group, permissions.can_take_turn):
        assert not can(stage.gwen, stage.steppers)
    assert not permissions.can_answer_meeting(stage.gwen, meeting)


def test_about_a_visit(stage, meeting):
    visit = meeting.tutor_visit

    assert allowed(stage, permissions.can_answer_visit, visit) == {"ruth"}
    assert allowed(stage, permissions.can_report_visit, visit) == {"ruth"}
    assert allowed(stage, permissions.can_stand_visit_down, visit) == ORGANISING | STAFF
    meetings.cancel(meeting, by=stage.gwen)
    visit.refresh_from_db()
    visit.meeting.refresh_from_db()
    assert allowed(stage, permissions.can_answer_visit, visit) == set()


def test_about_a_handover(stage):
    handover = Handover.objects.get(cohort=stage.larkfield)

    assert allowed(stage, permissions.can_form_group, handover) == STAFF


def test_about_places(stage):
    own = Place.objects.create(service=stage.severn, group=stage.steppers, name="Hall", short_name="Hall")

    assert allowed(stage, permissions.can_check_place, own, stage.steppers) == MEMBERS
    assert allowed(stage, permissions.can_check_place, own, stage.harbour) == set()
    assert allowed(stage, permissions.can_check_place, stage.cafe, stage.harbour) == {"rhys"}
    assert allowed(stage, permissions.can_share_place, stage.severn) == {"nadia"}


# After the handover the service sees counts, not people (F10) ─────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("scope", "can"),
    [
        (GrantScope.NAMES, permissions.can_see_names_as_team),
        (GrantScope.MEETINGS, permissions.can_see_meetings_as_team),
        (GrantScope.CONTACT_ORGANISER, permissions.can_reach_organiser_as_team),
    ],
)
def test_a_grant_opens_its_scope_to_the_staff_of_the_service_and_no_other(stage, scope, can):
    lifecycle.grant(stage.steppers, scope=scope, until=date(2026, 12, 24), by=stage.gwen)

    assert allowed(stage, can, stage.steppers) == STAFF
    others = {permissions.can_see_names_as_team, permissions.can_see_meetings_as_team,
              permissions.can_reach_organiser_as_team} - {can}  # fmt: skip
    assert all(allowed(stage, other, stage.steppers) == set() for other in others)


def test_one_person_may_agree_that_the_service_rings(stage):
    bill = stage.membership(stage.bill)
    assert allowed(stage, permissions.can_see_member_as_team, bill) == set()

    consent.give(
        stage.bill, purpose=Purpose.SERVICE_MAY_CONTACT, scope=f"service:{stage.severn.pk}", wording="sharing-2026-11",
        method=Method.PHONE, by=stage.nadia,
    )  # fmt: skip
    assert allowed(stage, permissions.can_see_member_as_team, bill) == STAFF
    assert allowed(stage, permissions.can_see_member_as_team, stage.membership(stage.khadija)) == set()


def test_the_patient_tutor_sees_the_group_until_two_weeks_after_the_third_meeting(stage, meeting):
    ends = meeting.ends_at
    Group.objects.filter(pk=stage.steppers.pk).update(tutor_until=ends + timedelta(days=14))

    for when, sees in ((ends, True), (ends + timedelta(days=13), True), (ends + timedelta(days=14), False)):
        with clock.moved_to(when):
            assert permissions.can_oversee_group(stage.ruth, stage.steppers) is sees
            assert permissions.can_see_meetings_as_team(stage.ruth, stage.steppers) is sees


def test_who_stopped_working_here_sees_nothing(stage):
    stage.posts["nadia"].until_date = clock.today()
    stage.posts["nadia"].save()

    assert not permissions.can_oversee_group(stage.nadia, stage.steppers)
    assert not permissions.can_add_member(stage.nadia, stage.steppers)


def test_a_visit_needs_a_tutor_who_still_is_one(stage, meeting):
    visit = meeting.tutor_visit
    visits.answer(visit, coming=True, by=stage.ruth)
    stage.posts["ruth"].until_date = clock.today()
    stage.posts["ruth"].save()

    assert not permissions.can_answer_visit(stage.ruth, visit)
    assert not permissions.can_report_meeting(stage.ruth, meeting)
