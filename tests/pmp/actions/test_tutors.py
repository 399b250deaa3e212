"""A patient tutor is assigned, asked about the second session, and answers."""

from datetime import timedelta

import pytest

from followon import clock
from notifications.models import Message
from pmp.actions import handovers, tutors
from pmp.models import Role
from tests.cast import post
from tests.pmp.known import events, facts_of, handover_of, queued


def test_assign_tutor_keeps_the_one_before_as_deputy(cast, handover):
    gwen = post(cast.gwen, cast.severn, Role.PATIENT_TUTOR)
    tutors.ask(handover, by=cast.sam)

    handovers.assign_tutor(handover, tutor=gwen, by=cast.sam)

    fresh = handover_of(cast.larkfield)
    assert (fresh.tutor, fresh.tutor_asked_at, queued()) == (gwen, None, [])
    assert set(cast.larkfield.tutors.all()) == {gwen, cast.posts["ruth"]}


def test_assign_the_same_tutor_does_nothing(cast, handover):
    handovers.assign_tutor(handover, tutor=cast.posts["ruth"], by=cast.sam)

    assert events() == []


@pytest.mark.parametrize("name", ["sam", "olive"])
def test_assign_refuses_who_is_not_a_tutor_here(cast, handover, name):
    with pytest.raises(tutors.NotATutorHere):
        handovers.assign_tutor(handover, tutor=cast.posts[name], by=cast.sam)


def test_assign_refuses_a_tutor_who_has_stopped(cast, handover):
    gwen = post(cast.gwen, cast.severn, Role.PATIENT_TUTOR, until_date=clock.today())

    with pytest.raises(tutors.NotATutorHere):
        handovers.assign_tutor(handover, tutor=gwen, by=cast.sam)


def test_ask_is_about_the_second_of_the_three_sessions_and_once_a_day(cast, handover):
    tutors.ask(handover, by=cast.sam)
    tutors.ask(handover, by=cast.sam)

    [message] = Message.objects.all()
    assert message.payload["session"] == cast.larkfield.sessions.get(number=11).pk
    assert message.expects == "YES_NO"
    assert facts_of("pmp.handover.tutor_asked") == {"session": 11}
    with clock.moved_to(clock.now() + timedelta(days=1)):
        assert len(tutors.ask(handover, by=cast.sam)) == 1


def test_ask_needs_a_tutor_and_a_session_to_come(cast, handover):
    with clock.moved_to(clock.now() + timedelta(days=9)), pytest.raises(tutors.NobodyToAsk):
        tutors.ask(handover, by=cast.sam)
    handovers.assign_tutor(handover, tutor=None, by=cast.sam)
    with pytest.raises(tutors.NobodyToAsk):
        tutors.ask(handover, by=cast.sam)


def test_yes_settles_the_step(cast, handover):
    tutors.answer(handover, coming=True, by=cast.ruth)

    step = handover.steps.get()
    assert (step.key, step.outcome, step.recorded_by) == ("tutor-coming", "DONE", cast.ruth)
    assert handover_of(cast.larkfield).tutor_coming is True


def test_no_without_a_deputy_settles_the_step_as_not_needed(cast, handover):
    tutors.answer(handover, coming=False, by=cast.ruth)

    step = handover.steps.get()
    assert (step.outcome, step.reason) == ("NOT_NEEDED", "The patient tutor can’t come")


def test_no_with_a_deputy_leaves_the_step_open(cast, handover):
    cast.larkfield.tutors.add(post(cast.gwen, cast.severn, Role.PATIENT_TUTOR))
    tutors.answer(handover, coming=True, by=cast.ruth)

    tutors.answer(handover, coming=False, by=cast.ruth)

    assert not handover.steps.exists()
    assert handover_of(cast.larkfield).tutor_coming is False
