"""Which days could be offered, and why the others not."""

from datetime import date, timedelta

import pytest

from groups.meetup_dates import Calendar, SchoolHolidays, spread, suggest_days, why_not

MONDAY = date(2027, 4, 26)
CALENDAR = Calendar(
    bank_holidays={date(2027, 5, 3)},
    school_holidays=[SchoolHolidays(date(2027, 5, 31), date(2027, 6, 4), "the half-term holidays")],
    own_meetings={date(2027, 4, 28): ["Steady Steppers", "Harbour Walkers"]},
)


def test_working_days_and_saturdays_without_bank_holidays_and_groups_meetings():
    days = [day.day.day for day in suggest_days(MONDAY, date(2027, 5, 9), CALENDAR).days]
    assert days == [26, 27, 29, 30, 1, 4, 5, 6, 7, 8]


def test_each_refused_day_says_why():
    refused = suggest_days(MONDAY, date(2027, 5, 9), CALENDAR).refused
    assert [day.why for day in refused] == [
        "Harbour Walkers and Steady Steppers have a meeting of their own on Wednesday 28 April.",
        "Monday 3 May is a bank holiday.",
    ]


def test_school_holidays_are_noted_not_refused():
    days = suggest_days(date(2027, 5, 29), date(2027, 6, 5), CALENDAR).days
    assert {day.day: day.notes for day in days}[date(2027, 5, 29)] == ()
    assert {day.day: day.notes for day in days}[date(2027, 6, 1)] == ("It is in the half-term holidays.",)
    assert [day.in_school_holidays for day in days] == [False, True, True, True, True, True, False]


def test_a_day_that_became_a_bank_holiday_is_found():
    day = date(2027, 5, 10)
    assert why_not(day, CALENDAR) == ""
    later = Calendar(bank_holidays={*CALENDAR.bank_holidays, day})
    assert why_not(day, later) == "Monday 10 May is a bank holiday."


def test_a_sunday_is_never_offered():
    assert why_not(date(2027, 5, 9), Calendar()) == "Sunday 9 May is a Sunday."
    assert suggest_days(date(2027, 5, 9), date(2027, 5, 9), Calendar()).days == ()


def test_the_end_before_the_beginning_gives_nothing():
    assert suggest_days(MONDAY, MONDAY - timedelta(days=1), CALENDAR).days == ()


@pytest.mark.parametrize("count", [1, 3, 5, 12])
def test_a_few_days_spread_over_weeks_and_weekdays_with_a_saturday(count):
    days = suggest_days(MONDAY, MONDAY + timedelta(weeks=8), CALENDAR).days
    few = spread(days, count)
    assert len(few) == len(set(few)) == count
    assert list(few) == sorted(few, key=lambda day: day.day)
    assert any(day.day.weekday() == 5 for day in few)
    assert not any(day.in_school_holidays for day in few)
    if count <= 6:
        assert len({day.day.weekday() for day in few}) == count


def test_school_holidays_are_offered_when_there_is_nothing_else():
    days = suggest_days(date(2027, 5, 31), date(2027, 6, 5), CALENDAR).days
    assert len(spread(days, 3)) == 3
    assert spread(days, 99) == days
    assert spread((), 3) == ()
