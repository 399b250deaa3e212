"""A group asks which dates suit: each in their own way, one question at a time, and each refusal."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from followon import clock
from groups.actions import lifecycle, meetings, members
from groups.actions.polls import asking
from groups.models import Poll, PollAsked
from notifications.models import Message
from notifications.states import MessageState
from pmp.models import Service
from tests import cast
from tests.groups.actions.conftest import outbox
from tests.groups.actions.polls.conftest import JAN, question


def test_each_is_asked_in_their_own_way_and_once_more(poll, stage):
    assert outbox(poll) == {
        ("poll-ask", "Gwen", "Tue 24 Nov 12:00"),
        ("poll-ask", "Ellis", "Tue 24 Nov 12:00"),
        ("poll-ask", "Khadija", "Tue 24 Nov 12:00"),
        ("poll-ask", "Bill", "Tue 24 Nov 12:00"),  # by hand: he has a landline only
        ("poll-nudge", "Gwen", "Mon 30 Nov 12:00"),
        ("poll-nudge", "Ellis", "Mon 30 Nov 12:00"),
        ("poll-nudge", "Khadija", "Mon 30 Nov 12:00"),
    }
    assert Message.objects.get(kind="poll-ask", person=stage.bill).state == MessageState.BY_HAND
    assert list(poll.options.values_list("number", "on_date")) == list(enumerate(JAN, 1))
    assert poll.closes_at == datetime(2026, 12, 3, tzinfo=UTC)


def test_who_rests_or_stays_in_touch_only_is_not_asked(stage):
    members.take_part(stage.membership(stage.ellis), how="IN_TOUCH", by=stage.ellis)

    poll = asking.ask(stage.steppers, question=question(stage), by=stage.gwen)

    asked = PollAsked.objects.filter(poll=poll).values_list("membership__person__first_name", flat=True)
    assert sorted(asked) == ["Bill", "Gwen", "Khadija"]


def test_a_short_question_has_no_second_asking(stage):
    asking.ask(stage.steppers, question=question(stage, closes_on=date(2026, 11, 26)), by=stage.gwen)

    assert {kind for kind, _, _ in outbox()} == {"poll-ask"}


def test_both_sides_of_the_clock_change_keep_the_time_on_the_wall(stage):
    days = (date(2027, 3, 26), date(2027, 3, 30))  # the clocks go forward on Sunday the 28th
    poll = asking.ask(stage.steppers, question=question(stage, days=days, at=time(14)), by=stage.gwen)

    assert [one.starts_at.hour for one in poll.options.all()] == [14, 13]
    assert [clock.to_local(one.starts_at, poll.tz).hour for one in poll.options.all()] == [14, 14]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"days": JAN[:1]}, asking.NotTheseDates),
        ({"days": [JAN[0], JAN[0]]}, asking.NotTheseDates),
        ({"days": [date(2027, 1, day) for day in range(5, 11)]}, asking.NotTheseDates),
        ({"days": [date(2026, 11, 23), JAN[0]]}, meetings.InThePast),
        ({"days": [date(2028, 1, 5), JAN[0]]}, meetings.TooFarAhead),
        ({"days": [date(2027, 3, 28), JAN[0]], "at": time(1, 30)}, meetings.ClockSkipsThatTime),
        ({"closes_on": date(2026, 11, 24)}, asking.EndsTooLate),
        ({"closes_on": JAN[0]}, asking.EndsTooLate),
        ({"length": timedelta(minutes=5)}, meetings.WrongLength),
    ],
)
def test_a_question_that_cannot_be_asked(stage, change, refusal):
    with pytest.raises(refusal):
        asking.ask(stage.steppers, question=question(stage, **change), by=stage.gwen)

    assert not Poll.objects.exists()
    assert outbox() == set()


def test_a_day_on_which_the_group_meets_already(stage):
    cast.meeting(stage.steppers, on=JAN[0], where=stage.cafe)

    with pytest.raises(meetings.Overlaps):
        asking.ask(stage.steppers, question=question(stage), by=stage.gwen)


def test_one_question_at_a_time(poll, stage):
    with pytest.raises(asking.AskingAlready):
        asking.ask(stage.steppers, question=question(stage), by=stage.gwen)


def test_nobody_to_ask(stage):
    for who in (stage.gwen, stage.ellis, stage.khadija, stage.bill):
        members.pause(stage.membership(who), by=who)

    with pytest.raises(asking.NobodyToAsk):
        asking.ask(stage.steppers, question=question(stage), by=stage.gwen)


def test_a_resting_group_does_not_ask(stage):
    lifecycle.rest(stage.steppers, until=date(2027, 2, 1), by=stage.gwen)

    with pytest.raises(meetings.GroupHasEnded):
        asking.ask(stage.steppers, question=question(stage), by=stage.gwen)


def test_in_person_is_refused_while_the_service_meets_from_home(stage):
    Service.objects.filter(pk=stage.severn.pk).update(remote_only=True)

    with pytest.raises(meetings.OnlyFromHome):
        asking.ask(stage.steppers, question=question(stage), by=stage.gwen)
