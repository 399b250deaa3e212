"""Joining up and splitting: each by their own yes, nothing shared before moves along, nothing is lost."""

from datetime import date

import pytest

from followon.people.models import Method
from followon.states import MoveNotAllowed
from groups import sharing
from groups.actions import lifecycle, meetings, members
from groups.actions.between import regrouping
from groups.actions.meetups import after
from groups.models import Attendance, Group, Meeting, Membership, OrganiserTurn, RegroupAnswer, Regrouping
from groups.protocol import Purpose
from groups.states import GroupState, RegroupState
from notifications.models import Message
from tests import cast
from tests.groups.actions.conftest import kinds_for, let_go, outbox

NAMES = {"name": "Harbour Steppers", "short_name": "Harbour Steppers"}


@pytest.fixture
def in_touch(stage):
    asked = after.ask_in_touch(stage.steppers, other=stage.harbour, by=stage.gwen)
    after.answer_in_touch(asked, agreed=True, by=stage.rhys)
    Message.objects.all().update(state="DELIVERED")
    return asked


@pytest.fixture
def proposed(stage, in_touch):
    return regrouping.join_up(stage.steppers, other=stage.harbour, by=stage.gwen, **NAMES)


@pytest.fixture
def asking(stage, proposed):
    return regrouping.agree(proposed, by=stage.rhys)


def says(found, who, *, comes=True, shares=()):
    place = Membership.objects.current().get(person=who, group__in=found.group_ids)
    return regrouping.answer(found, membership=place, comes=comes, shares=shares, by=who)


def still_in(group):
    return sorted(
        Membership.objects.current().filter(group=group).values_list("person__first_name", flat=True)
    )


# Proposing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_a_group_one_is_in_touch_with(stage):
    with pytest.raises(regrouping.NotInTouch):
        regrouping.join_up(stage.steppers, other=stage.harbour, by=stage.gwen, **NAMES)


def test_the_other_organisers_are_asked_first(stage, proposed):
    assert {(kind, first) for kind, first, _ in outbox()} == {("join-up-ask", "Rhys")}


def test_one_thing_at_a_time(stage, proposed):
    with pytest.raises(regrouping.UnderWay):
        regrouping.split(stage.steppers, by=stage.gwen, **NAMES)
    with pytest.raises(regrouping.UnderWay):
        regrouping.join_up(stage.harbour, other=stage.steppers, by=stage.rhys, **NAMES)


@pytest.mark.parametrize("names", [{"name": " ", "short_name": "x"}, {"name": "x", "short_name": "x" * 19}])
def test_a_new_group_has_a_name(stage, in_touch, names):
    with pytest.raises(regrouping.NameMissing):
        regrouping.join_up(stage.steppers, other=stage.harbour, by=stage.gwen, **names)


def test_everybody_in_both_is_asked_but_those_who_rest(stage, asking):
    asked = sorted(first for kind, first, _ in outbox() if kind == "regroup-ask")

    assert asked == ["Bill", "Ellis", "Gwen", "Khadija", "Rhys"]  # not Len


def test_a_no_changes_nothing(stage, proposed):
    regrouping.call_off(proposed, by=stage.rhys)

    assert kinds_for(stage.gwen) == ["regroup-off"]
    assert kinds_for(stage.khadija) == []
    assert Group.objects.count() == 3


# Joining up ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_moves_before_the_new_group_begins(stage, asking):
    says(asking, stage.khadija)

    assert "Khadija" in still_in(stage.steppers)
    assert Group.objects.count() == 3


def test_those_who_said_yes_move_and_the_others_stay(stage, asking):
    says(asking, stage.gwen)
    says(asking, stage.rhys)
    says(asking, stage.ellis, comes=False)

    new = regrouping.form(asking, by=stage.gwen)

    assert still_in(new) == ["Gwen", "Rhys"]
    assert still_in(stage.steppers) == ["Bill", "Ellis", "Khadija", "Len"]  # no, and no answer
    stage.steppers.refresh_from_db()
    assert stage.steppers.state == GroupState.MEETING


def test_old_consent_does_not_move(stage, asking):
    old = Membership.objects.get(person=stage.gwen, group=stage.steppers)
    members.share(old, purposes=set(sharing.PURPOSES), method=Method.SCREEN, by=stage.gwen)
    says(asking, stage.gwen, shares=[Purpose.SHARE_NAME])
    says(asking, stage.rhys)

    new = regrouping.form(asking, by=stage.gwen)

    place = Membership.objects.get(person=stage.gwen, group=new)
    assert sharing.purposes_of(place) == {Purpose.SHARE_NAME}
    seen = {one.person_name for one in sharing.shared_details(new, stage.rhys)}
    assert seen == {"Gwen", "Rhys"}
    assert not any(one.mobile for one in sharing.shared_details(new, stage.rhys))


def test_an_old_group_nobody_is_left_in_ends_well(stage, asking):
    cast.meeting(stage.harbour, on=date(2026, 12, 3))
    says(asking, stage.gwen)
    says(asking, stage.rhys)

    new = regrouping.form(asking, by=stage.gwen)

    stage.harbour.refresh_from_db()
    assert (stage.harbour.state, stage.harbour.closed_because) == (GroupState.CLOSED, "joined-up")
    assert stage.harbour.goes_on_as == new


def test_history_and_counts_are_kept(stage, asking):
    met = cast.meeting(stage.steppers, on=date(2026, 11, 12))
    places = Membership.objects.filter(group=stage.steppers)
    meetings.report(met, came={place.pk: True for place in places}, by=stage.gwen)
    before = (Meeting.objects.count(), Attendance.objects.filter(came=True).count(), places.count())
    for who in (stage.gwen, stage.ellis, stage.khadija, stage.bill, stage.rhys):
        says(asking, who)

    regrouping.form(asking, by=stage.gwen)

    assert (Meeting.objects.count(), Attendance.objects.filter(came=True).count(), places.count()) == before


def test_the_two_who_agreed_look_after_it_at_first(stage, asking):
    says(asking, stage.gwen)
    says(asking, stage.rhys)
    says(asking, stage.ellis)

    new = regrouping.form(asking, by=stage.gwen)

    turns = OrganiserTurn.objects.now().filter(group=new)
    assert sorted(turns.values_list("membership__person__first_name", flat=True)) == ["Gwen", "Rhys"]


def test_they_are_welcomed_and_not_told_that_they_left(stage, asking):
    says(asking, stage.khadija)
    says(asking, stage.rhys)

    regrouping.form(asking, by=stage.gwen)

    assert kinds_for(stage.khadija) == ["group-directory", "group-joined"]


def test_somebody_of_each_group_says_yes(stage, asking):
    says(asking, stage.gwen)
    says(asking, stage.ellis)

    with pytest.raises(regrouping.TooFew, match="each group"):
        regrouping.form(asking, by=stage.gwen)
    assert Group.objects.count() == 3


def test_coming_along_later(stage, asking):
    says(asking, stage.gwen)
    says(asking, stage.rhys)
    new = regrouping.form(asking, by=stage.gwen)

    says(asking, stage.khadija, shares=[Purpose.SHARE_NAME])

    assert still_in(new) == ["Gwen", "Khadija", "Rhys"]
    assert "Khadija" not in still_in(stage.steppers)


def test_somebody_who_has_moved_does_not_answer_again(stage, asking):
    old = Membership.objects.get(person=stage.gwen, group=stage.steppers)
    says(asking, stage.gwen)
    says(asking, stage.rhys)
    regrouping.form(asking, by=stage.gwen)

    with pytest.raises(regrouping.NotAsked):
        regrouping.answer(asking, membership=old, comes=False, by=stage.gwen)


def test_somebody_in_both_groups_comes_along_once(stage, asking):
    members.join(stage.harbour, person=stage.gwen, by=stage.gwen)
    for place in Membership.objects.filter(person=stage.gwen):
        regrouping.answer(asking, membership=place, comes=True, by=stage.gwen)
    says(asking, stage.rhys)

    new = regrouping.form(asking, by=stage.gwen)

    assert still_in(new) == ["Gwen", "Rhys"]
    assert "Gwen" not in still_in(stage.steppers)


def test_written_down_on_the_phone_it_shares_nothing(stage, asking):
    place = stage.membership(stage.bill)

    said = regrouping.answer(
        asking, membership=place, comes=True, shares=[Purpose.SHARE_LANDLINE], by=stage.gwen
    )

    assert (said.shares, said.recorded_by) == ([], stage.gwen)


def test_the_latest_answer_wins(stage, asking):
    says(asking, stage.khadija)
    says(asking, stage.khadija, comes=False)

    assert [said.comes for said in RegroupAnswer.objects.all()] == [False]


def test_called_off_those_who_were_asked_are_told(stage, asking):
    let_go()

    regrouping.call_off(asking, by=stage.gwen)

    told = {first for kind, first, _ in outbox() if kind == "regroup-off"}
    assert {"Ellis", "Khadija", "Rhys"} <= told
    assert "Len" not in told


@pytest.mark.parametrize("state", [RegroupState.FORMED, RegroupState.OFF])
@pytest.mark.parametrize("act", [regrouping.agree, regrouping.form, regrouping.call_off])
def test_what_is_over_is_over(stage, asking, state, act):
    Regrouping.objects.update(state=state)

    with pytest.raises(MoveNotAllowed):
        act(asking, by=stage.gwen)


def test_nobody_answers_what_has_not_been_agreed(stage, proposed):
    with pytest.raises(MoveNotAllowed):
        says(proposed, stage.khadija)


def test_an_ended_group_does_not_join_up(stage, in_touch):
    lifecycle.close(stage.harbour, because="moved-on", by=stage.rhys)

    with pytest.raises(regrouping.Refused):
        regrouping.join_up(stage.steppers, other=stage.harbour, by=stage.gwen, **NAMES)


# Becoming two ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_group_becomes_two(stage):
    found = regrouping.split(stage.steppers, by=stage.gwen, **NAMES)
    says(found, stage.khadija)
    says(found, stage.bill)

    new = regrouping.form(found, by=stage.gwen)

    assert still_in(new) == ["Bill", "Khadija"]
    assert still_in(stage.steppers) == ["Ellis", "Gwen", "Len"]
    assert new.cohort_id is None  # what was agreed for the programme's group does not come along


def test_three_do_not_become_two_groups(stage):
    members.leave(stage.membership(stage.khadija), by=stage.khadija)

    with pytest.raises(regrouping.TooFew):
        regrouping.split(stage.steppers, by=stage.gwen, **NAMES)


def test_one_person_is_no_group(stage):
    found = regrouping.split(stage.steppers, by=stage.gwen, **NAMES)
    says(found, stage.khadija)

    with pytest.raises(regrouping.TooFew):
        regrouping.form(found, by=stage.gwen)
