"""The season: what happens when."""

from datetime import date

import pytest

from groups.meetup_dates import StepKind, earliest_meetup, next_meetup_about, steps_for


def test_the_weeks_before_and_the_days_after():
    days = {step.kind: step.day for step in steps_for(date(2027, 3, 20))}
    assert days == {
        StepKind.ASK: date(2027, 1, 9),
        StepKind.CHOOSE: date(2027, 1, 23),
        StepKind.INVITE: date(2027, 1, 30),
        StepKind.NEWS: date(2027, 2, 20),
        StepKind.REMIND: date(2027, 3, 6),
        StepKind.REMIND_DAY_BEFORE: date(2027, 3, 19),
        StepKind.THANK: date(2027, 3, 22),
    }


def test_thanks_for_a_friday_do_not_go_on_a_sunday():
    thanks = steps_for(date(2027, 3, 19))[-1]
    assert (thanks.planned, thanks.day) == (date(2027, 3, 21), date(2027, 3, 22))


def test_the_day_before_a_monday_stays_a_sunday():
    before = next(step for step in steps_for(date(2027, 3, 22)) if step.kind is StepKind.REMIND_DAY_BEFORE)
    assert before.day == date(2027, 3, 21)


def test_a_bank_holiday_moves_a_step_earlier_past_the_sunday():
    meetup = date(2027, 5, 17)  # two weeks before is the early May bank holiday, a Monday
    steps = {step.kind: step for step in steps_for(meetup, {date(2027, 5, 3)})}
    assert steps[StepKind.REMIND].planned == date(2027, 5, 3)
    assert steps[StepKind.REMIND].day == date(2027, 5, 1)


@pytest.mark.parametrize("day", [date(2027, 3, 20), date(2027, 3, 22), date(2028, 2, 29)])
def test_steps_are_in_order_and_start_ten_weeks_before(day):
    steps = steps_for(day)
    assert [step.day for step in steps] == sorted(step.day for step in steps)
    assert earliest_meetup(steps[0].planned) == day


def test_half_a_year_later():
    assert next_meetup_about(date(2027, 3, 20)) == date(2027, 9, 18)
