"""Turns at organising and standing in: claimed, offered, given back."""

from datetime import timedelta

import pytest

from followon.audit.models import Event
from groups.actions import meetings, members, organisers
from groups.models import Job, OrganiserTurn, PassOn
from notifications.models import Message
from tests.groups.actions.conftest import the_plan, willing


def turns(stage):
    rows = OrganiserTurn.objects.now().filter(group=stage.steppers)
    return {(row.membership.person.first_name, row.job) for row in rows.select_related("membership__person")}


def test_a_turn_is_claimed_once(stage):
    first = organisers.take_turn(stage.membership(stage.khadija), job=Job.ORGANISER, by=stage.khadija)
    again = organisers.take_turn(stage.membership(stage.khadija), job=Job.ORGANISER, by=stage.khadija)

    assert first == again
    assert turns(stage) == {("Gwen", "ORGANISER"), ("Khadija", "ORGANISER"), ("Ellis", "STAND_IN")}
    assert Event.objects.filter(name="groups.organiser.took_turn").count() == 1


def test_a_stand_in_who_organises_stands_in_no_more(stage):
    organisers.take_turn(stage.membership(stage.ellis), job=Job.ORGANISER, by=stage.ellis)

    assert turns(stage) == {("Gwen", "ORGANISER"), ("Ellis", "ORGANISER")}


def test_an_organiser_steps_back_before_standing_in(stage, meeting):
    """By standing in her organising would end, and her meeting would be nobody's without anybody being asked."""
    gwen = stage.membership(stage.gwen)
    with pytest.raises(organisers.OrganisesNow, match="step back from organising first"):
        organisers.take_turn(gwen, job=Job.STAND_IN, by=stage.gwen)
    assert turns(stage) == {("Gwen", "ORGANISER"), ("Ellis", "STAND_IN")}

    organisers.step_back(gwen, for_good=False, by=stage.gwen)
    organisers.take_turn(gwen, job=Job.STAND_IN, by=stage.gwen)

    assert turns(stage) == {("Gwen", "STAND_IN"), ("Ellis", "STAND_IN")}
    assert PassOn.objects.get().meeting == meeting


def test_who_has_left_takes_no_turn(stage):
    members.leave(stage.membership(stage.khadija), by=stage.khadija)

    with pytest.raises(organisers.NotInThisGroup):
        organisers.take_turn(stage.membership(stage.khadija), job=Job.ORGANISER, by=stage.khadija)


def test_a_new_organiser_takes_meetings_that_nobody_looks_after(stage):
    OrganiserTurn.objects.all().delete()
    meeting = meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.khadija)
    assert meeting.organiser is None

    organisers.take_turn(stage.membership(stage.khadija), job=Job.ORGANISER, by=stage.khadija)
    meeting.refresh_from_db()
    assert meeting.organiser == stage.membership(stage.khadija)


def test_offering_is_written_down_once(stage):
    willing(stage, stage.khadija)
    willing(stage, stage.khadija)

    assert stage.membership(stage.khadija).could_organise
    assert Event.objects.filter(name="groups.organiser.willing").count() == 1


def test_stepping_back_hands_on_all_coming_meetings(stage, meeting):
    later = meetings.plan(
        stage.steppers, plan=the_plan(stage, on_date=meeting.on_date + timedelta(weeks=2)), by=stage.gwen
    )
    organisers.step_back(stage.membership(stage.gwen), for_good=False, by=stage.gwen)

    assert turns(stage) == {("Ellis", "STAND_IN")}
    assert set(PassOn.objects.values_list("meeting", flat=True)) == {meeting.pk, later.pk}
    assert stage.membership(stage.gwen).could_organise


def test_stepping_back_for_good_is_for_good(stage):
    willing(stage, stage.gwen)
    organisers.step_back(stage.membership(stage.gwen), for_good=True, by=stage.gwen)

    assert not stage.membership(stage.gwen).could_organise
    assert not Message.objects.filter(kind="group-without-organiser").exists()  # Ellis still stands in
