"""A date that suits becomes a meeting with all its reminders, once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from followon import clock
from followon.states import MoveNotAllowed
from groups.actions import meetings
from groups.actions.polls import asking, closing
from groups.models import Answer, Meeting, Mode
from groups.states import PollState
from tests.groups.actions.conftest import kinds_for, let_go, outbox
from tests.groups.actions.polls.conftest import all_answer, option, question, says


def test_booking_plans_the_meeting_with_all_its_reminders(poll, stage):
    all_answer(poll, stage)
    let_go()

    meeting = closing.book(option(poll, 1), mode=Mode.IN_PERSON, place=stage.cafe, by=stage.gwen)

    assert (meeting.local, meeting.place, meeting.length) == (
        datetime(2027, 1, 12, 11),  # noqa: DTZ001 - a time on the wall
        stage.cafe,
        timedelta(minutes=90),
    )
    poll.refresh_from_db()
    assert (poll.state, poll.meeting, poll.booked.number) == (PollState.BOOKED, meeting, 1)
    assert outbox(poll) == set()
    assert kinds_for(stage.khadija, meeting) == ["meeting-ask", "meeting-nudge", "poll-result"]
    assert not Answer.objects.exists()  # a date that suits is not yet a promise to come


def test_with_the_question_near_only_the_question_is_asked(stage):
    days = (date(2026, 12, 3), date(2026, 12, 4))
    poll = asking.ask(
        stage.steppers, question=question(stage, days=days, closes_on=date(2026, 11, 26)), by=stage.gwen
    )
    says(poll, stage, stage.khadija, n1="YES")

    meeting = closing.book(option(poll, 1), mode=Mode.IN_PERSON, by=stage.gwen)

    assert kinds_for(stage.khadija, meeting) == ["meeting-ask", "meeting-nudge"]


def test_a_date_nobody_can_make_is_not_booked(poll, stage):
    says(poll, stage, stage.khadija, n1="NO", n2="YES")

    with pytest.raises(closing.NobodyCan):
        closing.book(option(poll, 1), mode=Mode.IN_PERSON, by=stage.gwen)
    assert not Meeting.objects.exists()


def test_a_date_that_has_gone_by_is_not_booked(poll, stage):
    says(poll, stage, stage.khadija, n1="YES")

    with clock.moved_to(datetime(2027, 1, 12, 12, tzinfo=UTC)), pytest.raises(meetings.InThePast):
        closing.book(option(poll, 1), mode=Mode.IN_PERSON, by=stage.gwen)
    poll.refresh_from_db()
    assert poll.state == PollState.OPEN


def test_booking_twice(poll, stage):
    says(poll, stage, stage.khadija, n1="YES", n2="YES")
    closing.book(option(poll, 1), mode=Mode.IN_PERSON, by=stage.gwen)

    with pytest.raises(MoveNotAllowed):
        closing.book(option(poll, 2), mode=Mode.IN_PERSON, by=stage.gwen)
    assert Meeting.objects.count() == 1
