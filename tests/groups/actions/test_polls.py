"""A group asks which dates suit: asked, answered every way, closed, booked; and each refusal."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from followon import clock
from followon.audit.actors import Job as By
from followon.audit.models import Event as Happened
from followon.states import MoveNotAllowed
from groups.actions import lifecycle, meetings, members, organisers
from groups.actions.meetings import NotInThisGroup
from groups.actions.polls import answers, asking, closing, results, suggesting
from groups.models import (
    Answer,
    How,
    Meeting,
    Membership,
    Mode,
    Poll,
    PollAnswer,
    PollAsked,
    Suits,
)
from groups.poll_dates import When
from groups.states import PollState
from notifications.models import Link, Message
from notifications.states import MessageState
from pmp.models import BestTimes, Service
from tests import cast
from tests.groups.actions.conftest import kinds_for, let_go, outbox

BY = By("test")
JAN = [date(2027, 1, 12), date(2027, 1, 14), date(2027, 1, 16)]


def question(stage, *, days=tuple(JAN), at=time(11), closes_on=date(2026, 12, 2), **more):
    return asking.Question(tuple(When(on, at) for on in days), closes_on, place=stage.cafe, **more)


@pytest.fixture
def poll(stage):
    """Asked on Tuesday 24 November, until Wednesday 2 December."""
    return asking.ask(stage.steppers, question=question(stage), by=stage.gwen)


def says(poll, stage, who, *, how=How.WEB, by=None, **numbers):
    """says(poll, stage, stage.gwen, n1="YES", n3="NO")"""
    options = {option.number: option.pk for option in poll.options.all()}
    suits = {options[int(name[1:])]: said for name, said in numbers.items()}
    return answers.answer(poll, membership=stage.membership(who), suits=suits, how=how, by=by or who)


def option(poll, number):
    return poll.options.select_related("poll__group__service").get(number=number)


# Asking ────────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# Answering ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_partial_answer_is_kept_and_what_is_left_out_is_no_answer(poll, stage):
    says(poll, stage, stage.khadija, n1="YES")

    assert list(PollAnswer.objects.values_list("option__number", "suits")) == [(1, "YES")]
    assert results.standing_of(option(poll, 2)).left_out == ()
    assert kinds_for(stage.khadija, poll) == []  # neither asked nor nudged any more
    assert kinds_for(stage.ellis, poll) == ["poll-ask", "poll-nudge"]


def test_the_latest_answer_wins_and_the_same_again_changes_nothing(poll, stage):
    says(poll, stage, stage.khadija, n1="YES", n2="NO")
    says(poll, stage, stage.khadija, n2="IF_HAVE_TO")
    happened = Happened.objects.filter(name="groups.poll.answered").count()
    says(poll, stage, stage.khadija, n2="IF_HAVE_TO")

    assert list(PollAnswer.objects.values_list("option__number", "suits")) == [(2, "IF_HAVE_TO")]
    assert Happened.objects.filter(name="groups.poll.answered").count() == happened == 2


def test_none_of_these_suit_me_and_what_would_be_better(poll, stage):
    khadija = stage.membership(stage.khadija)
    answers.answer(poll, membership=khadija, suits={}, none_suit=True, how=How.LINK, by=stage.khadija)
    asked = answers.answer(
        poll, membership=khadija, suits={}, none_suit=True, how=How.LINK, by=stage.khadija,
        better=answers.Better(("EVENING",), (5,)),
    )  # fmt: skip

    asked.refresh_from_db()
    assert (asked.none_suit, asked.better_parts, asked.better_weekdays) == (True, ["EVENING"], [5])
    (known,) = [one for one in suggesting.people_of(stage.steppers) if one.key == khadija.pk]
    assert (known.parts, known.weekdays) == (frozenset({"EVENING"}), frozenset({5}))

    says(poll, stage, stage.khadija, n1="YES")
    asked.refresh_from_db()
    assert (asked.none_suit, asked.better_parts) == (False, [])


def test_written_down_for_somebody_by_phone(poll, stage):
    asked = says(poll, stage, stage.bill, how=How.PHONE, by=stage.gwen, n2="YES")

    assert (asked.how, asked.recorded_by) == ("PHONE", stage.gwen)
    assert Message.objects.get(kind="poll-ask", person=stage.bill).state == MessageState.DONE_BY_HAND


def test_numbers(poll, stage):
    khadija = stage.membership(stage.khadija)

    taken = answers.answer_numbers(poll, membership=khadija, numbers=[3, 1], how=How.TEXT, by=stage.khadija)

    assert [one.number for one in taken] == [1, 3]
    said = PollAnswer.objects.order_by("option__number").values_list("suits", flat=True)
    assert list(said) == ["YES", "NO", "YES"]


@pytest.mark.parametrize("numbers", [[4], [1, 0], []])
def test_numbers_that_no_date_has(poll, stage, numbers):
    with pytest.raises(answers.NoSuchDate):
        answers.answer_numbers(
            poll, membership=stage.membership(stage.khadija), numbers=numbers, how=How.TEXT, by=stage.khadija
        )


def test_nothing_said(poll, stage):
    with pytest.raises(answers.NothingSaid):
        says(poll, stage, stage.khadija)


def test_the_stranger_cannot_answer(poll, stage):
    with pytest.raises(NotInThisGroup):
        says(poll, stage, stage.rhys, n1="YES")


def test_who_left_cannot_answer_and_is_not_counted(poll, stage):
    says(poll, stage, stage.khadija, n1="YES")
    members.leave(stage.membership(stage.khadija), quietly=True, by=stage.khadija)

    with pytest.raises(NotInThisGroup):
        says(poll, stage, stage.khadija, n1="NO")
    assert not results.standing_of(option(poll, 1)).anybody_can


def test_an_option_of_another_question(poll, stage):
    other = asking.ask(stage.harbour, question=question(stage), by=stage.rhys)

    with pytest.raises(answers.NoSuchDate):
        says(other, stage, stage.rhys, n1="YES") and answers.answer(
            poll, membership=stage.membership(stage.gwen), suits={option(other, 1).pk: "YES"}, how=How.WEB,
            by=stage.gwen,
        )  # fmt: skip


# Closing ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def all_answer(poll, stage, *, but=()):
    for who in {stage.ellis, stage.khadija, stage.bill, stage.gwen} - set(but):
        says(poll, stage, who, n1="YES", n2="NO")


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


# Booking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# Fairness ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def a_date_without(stage, who, *, days, mode=Mode.IN_PERSON):
    """A question whose first date is booked though it does not suit one member."""
    poll = asking.ask(stage.steppers, question=question(stage, days=days), by=stage.gwen)
    says(poll, stage, stage.gwen, n1="YES")
    says(poll, stage, who, n1="NO")
    return closing.book(option(poll, 1), mode=mode, join_details="Ring 01632 960 118", by=stage.gwen)


def test_left_out_twice_running_counts_double(stage):
    khadija = stage.membership(stage.khadija).pk
    a_date_without(stage, stage.khadija, days=JAN[:2])
    assert suggesting.left_out_running(stage.steppers) == {khadija: 1}

    a_date_without(stage, stage.khadija, days=[date(2027, 2, 2), date(2027, 2, 4)])

    assert suggesting.left_out_running(stage.steppers) == {khadija: 2}
    (known,) = [one for one in suggesting.people_of(stage.steppers) if one.key == khadija]
    assert known.weight == 2


def test_joining_from_home_is_not_being_left_out(stage):
    a_date_without(stage, stage.khadija, days=JAN[:2], mode=Mode.MIXED)

    assert suggesting.left_out_running(stage.steppers) == {}


def test_a_date_between_that_suited_ends_the_run(stage):
    a_date_without(stage, stage.khadija, days=JAN[:2])
    a_date_without(stage, stage.ellis, days=[date(2027, 2, 2), date(2027, 2, 4)])

    assert suggesting.left_out_running(stage.steppers) == {stage.membership(stage.ellis).pk: 1}


# Suggesting ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_suggestions_follow_the_rhythm_and_when_people_manage(stage):
    stage.steppers.rhythm, stage.steppers.every_weeks = "EVERY_WEEKS", 4
    stage.steppers.save()
    cast.meeting(stage.steppers, on=date(2026, 11, 17), where=stage.cafe)
    for who in (stage.gwen, stage.ellis, stage.khadija):
        BestTimes.objects.create(person=who, parts=["MORNING"], weekdays=[3])
    BestTimes.objects.create(person=stage.bill, parts=["EVENING"])

    found = suggesting.suggestions(stage.steppers)

    whens = [one.when for one in found]
    assert When(date(2026, 12, 17), time(11)) in whens  # the Thursday nearest to Tuesday 15 December
    assert any(when.start_time == time(18, 30) for when in whens)  # or Bill would be left out of all three
    assert all(date(2026, 12, 8) <= when.on_date <= date(2026, 12, 25) for when in whens)


def test_suggestions_are_never_sooner_than_a_fortnight(stage):
    whens = [one.when for one in suggesting.suggestions(stage.steppers)]

    assert len(whens) == 3
    assert all(when.on_date >= date(2026, 12, 8) for when in whens)


def test_a_bank_holiday_is_not_suggested(stage):
    cast.meeting(stage.steppers, on=date(2026, 11, 27), where=stage.cafe)  # four weeks on is Christmas Day

    whens = [one.when for one in suggesting.suggestions(stage.steppers)]

    assert len(whens) == 3
    assert not {date(2026, 12, 25), date(2026, 12, 28)} & {when.on_date for when in whens}


def test_links_are_made_only_when_a_message_is_written(poll):
    assert not Link.objects.exists()


def test_who_joins_later_can_answer_all_the_same(poll, stage):
    tom = Membership.objects.create(group=stage.steppers, person=stage.tom)

    asked = answers.answer(
        poll, membership=tom, suits={option(poll, 1).pk: Suits.YES}, how=How.WEB, by=stage.tom
    )

    assert asked.answered_at == clock.now()
    assert results.standing_of(option(poll, 1)).yes == (tom.pk,)
