"""People are appointed and stood down; tutors' work passes to a deputy; somebody stays in charge."""

from datetime import date, timedelta

import pytest

from followon import clock
from pmp.actions import staff
from pmp.models import Handover, Post, Role
from tests.cast import person, post
from tests.pmp.known import events, facts_of, handover_of, queued


def test_appoint_gives_a_post_from_today_and_tells_how_to_sign_in(cast):
    made = staff.appoint(cast.severn, person=cast.gwen, role=Role.PATIENT_TUTOR, by=cast.nadia)

    assert (made.from_date, made.until_date, made.role) == (date(2026, 11, 23), None, "PATIENT_TUTOR")
    assert queued() == [("staff-invited", "Gwen", "EMAIL")]
    assert facts_of("pmp.post.appointed") == {"person": cast.gwen.pk, "role": "patient tutor"}


def test_appoint_by_text_where_there_is_no_email(cast):
    staff.appoint(cast.severn, person=cast.khadija, role=Role.PATIENT_TUTOR, by=cast.nadia)

    assert queued() == [("staff-invited", "Khadija", "SMS")]


def test_appoint_refuses_somebody_who_has_the_job(cast):
    with pytest.raises(staff.AlreadyAppointed):
        staff.appoint(cast.severn, person=cast.sam, role=Role.CLINICIAN, by=cast.nadia)


def test_appoint_refuses_somebody_no_code_can_reach(cast):
    with pytest.raises(staff.CannotBeReached):
        staff.appoint(cast.severn, person=cast.colin, role=Role.PATIENT_TUTOR, by=cast.nadia)


def test_a_person_may_have_two_jobs(cast):
    staff.appoint(cast.severn, person=cast.sam, role=Role.COORDINATOR, by=cast.nadia)

    assert Post.objects.held_by(cast.sam).count() == 2


def test_only_tutors_have_a_training_day(cast):
    day = date(2026, 5, 1)
    tutor = staff.appoint(
        cast.severn, person=cast.gwen, role=Role.PATIENT_TUTOR, trained_on=day, by=cast.nadia
    )
    other = staff.appoint(cast.severn, person=cast.gwen, role=Role.CLINICIAN, trained_on=day, by=cast.nadia)

    assert (tutor.trained_on, other.trained_on) == (day, None)


def test_stand_down_ends_the_post_on_the_day(cast):
    staff.stand_down(cast.posts["sam"], on=clock.today() + timedelta(days=10), by=cast.nadia)

    assert Post.objects.held_by(cast.sam).exists()
    with clock.moved_to(clock.now() + timedelta(days=10)):
        assert not Post.objects.held_by(cast.sam).exists()
    assert facts_of("pmp.post.ended") == {"on": "2026-12-03"}


def test_stand_down_passes_the_tutors_handover_to_a_deputy(cast):
    deputy = post(cast.gwen, cast.severn, Role.PATIENT_TUTOR)
    cast.larkfield.tutors.add(deputy)

    staff.stand_down(cast.posts["ruth"], on=clock.today(), by=cast.nadia)

    assert handover_of(cast.larkfield).tutor == deputy
    assert events()[-1] == "pmp.handover.tutor"


def test_stand_down_without_a_deputy_leaves_the_handover_without_tutor(cast):
    staff.stand_down(cast.posts["ruth"], on=clock.today(), by=cast.nadia)

    assert handover_of(cast.larkfield).tutor is None


def test_stand_down_later_leaves_the_tutor_until_then(cast):
    staff.stand_down(cast.posts["ruth"], on=clock.today() + timedelta(days=1), by=cast.nadia)

    assert Handover.objects.get(cohort=cast.larkfield).tutor == cast.posts["ruth"]


def test_stand_down_twice_is_refused(cast):
    staff.stand_down(cast.posts["sam"], on=clock.today(), by=cast.nadia)

    with pytest.raises(staff.AlreadyStoodDown):
        staff.stand_down(cast.posts["sam"], on=clock.today(), by=cast.nadia)


def test_stand_down_before_they_began_is_refused(cast):
    with pytest.raises(staff.EndsBeforeItBegan):
        staff.stand_down(cast.posts["sam"], on=date(2020, 1, 1), by=cast.nadia)


def test_the_last_in_charge_cannot_be_stood_down(cast):
    staff.stand_down(cast.posts["ife"], on=clock.today(), by=cast.nadia)

    with pytest.raises(staff.NobodyLeftInCharge):
        staff.stand_down(cast.posts["nadia"], on=clock.today(), by=cast.nadia)
    assert Post.objects.get(pk=cast.posts["nadia"].pk).until_date is None


def test_stand_down_takes_back_an_invitation_that_has_not_left(cast):
    made = staff.appoint(cast.severn, person=person("Moses"), role=Role.CLINICIAN, by=cast.nadia)

    staff.stand_down(made, on=clock.today(), by=cast.nadia)

    assert queued() == []
