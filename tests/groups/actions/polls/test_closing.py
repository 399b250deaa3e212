"""A question closes when everybody has answered or its day has come, and is dropped when it has no point."""

from datetime import UTC, datetime, timedelta

import pytest

from followon import clock
from followon.audit.actors import Job as By
from followon.states import MoveNotAllowed
from groups.actions import lifecycle, members, organisers
from groups.actions.polls import answers, asking, closing
from groups.models import Mode
from groups.states import PollState
from tests.groups.actions.conftest import let_go, outbox
from tests.groups.actions.polls.conftest import all_answer, option, question, says

BY = By("test")


def test_it_closes_itself_when_everybody_has_answered(poll, stage):
    all_answer(poll, stage, but=[stage.khadija])
    poll.refresh_from_db()
    assert poll.state == PollState.OPEN

    says(poll, stage, stage.khadija, n1="IF_HAVE_TO")

    poll.refresh_from_db()
    assert poll.state == PollState.CLOSED
    assert ("poll-ready", "Gwen", "Tue 24 Nov 12:00") in outbox(poll)
    assert {kind for kind, _, _ in outbox(poll)} == {"poll-ready"}


def test_late_answers_count_until_a_date_is_booked(poll, stage):
    closing.close(poll, by=stage.gwen)
    says(poll, stage, stage.khadija, n1="YES")
    closing.book(option(poll, 1), mode=Mode.IN_PERSON, place=stage.cafe, by=stage.gwen)

    with pytest.raises(answers.AskingIsOver):
        says(poll, stage, stage.khadija, n1="NO")


def test_whoever_closes_it_is_not_told_so(poll, stage):
    closing.close(poll, by=stage.gwen)

    assert "poll-ready" not in {kind for kind, _, _ in outbox(poll)}


def test_the_day_has_come(poll, stage):
    let_go()
    with clock.moved_to(datetime(2026, 12, 2, 23, 59, tzinfo=UTC)):
        assert closing.keep(by=BY) == 0
    with clock.moved_to(datetime(2026, 12, 3, 0, 0, tzinfo=UTC)):
        assert closing.keep(by=BY) == 1
        assert closing.keep(by=BY) == 0

    poll.refresh_from_db()
    assert poll.state == PollState.CLOSED
    assert [first for kind, first, _ in outbox(poll) if kind == "poll-ready"] == ["Gwen"]


def test_the_stand_in_is_asked_three_days_later_and_once(poll, stage):
    closing.close(poll, by=BY)
    with clock.moved_to(clock.now() + timedelta(days=3) - timedelta(minutes=1)):
        assert closing.keep(by=BY) == 0
    with clock.moved_to(clock.now() + timedelta(days=3)):
        assert closing.keep(by=BY) == 1
        assert closing.keep(by=BY) == 0

    assert [first for kind, first, _ in outbox(poll) if kind == "poll-ready"].count("Ellis") == 1


def test_a_resting_asker_is_spared(poll, stage):
    organisers.take_turn(stage.membership(stage.khadija), job="ORGANISER", by=stage.khadija)
    members.pause(stage.membership(stage.gwen), by=stage.gwen)

    closing.close(poll, by=BY)

    assert {first for kind, first, _ in outbox(poll) if kind == "poll-ready"} == {"Khadija"}


def test_what_an_ended_group_asked_is_dropped(poll, stage):
    lifecycle.close(stage.steppers, because="LIVES_MOVED_ON", by=stage.gwen)

    assert closing.keep(by=BY) == 1

    poll.refresh_from_db()
    assert poll.state == PollState.DROPPED
    assert outbox(poll) == set()


def test_a_question_whose_dates_have_all_gone_by_is_dropped(poll, stage):
    closing.close(poll, by=stage.gwen)

    with clock.moved_to(datetime(2027, 1, 16, 11, 0, tzinfo=UTC)):
        assert closing.keep(by=BY) == 1

    poll.refresh_from_db()
    assert poll.state == PollState.DROPPED


def test_dropping_withdraws_what_was_to_be_asked(poll, stage):
    closing.drop(poll, by=stage.gwen)

    assert outbox(poll) == set()
    with pytest.raises(MoveNotAllowed):
        closing.drop(poll, by=stage.gwen)
    asking.ask(stage.steppers, question=question(stage), by=stage.gwen)  # and there is room for another
