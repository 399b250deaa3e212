"""The dates and places that people may choose among: what is suggested, and what will not do."""

from datetime import date, time

import pytest

from followon import clock
from groups.actions import which_suit
from groups.actions.meetups import options, walking
from tests import cast
from tests.groups.actions.meetups.conftest import AIM, BY, says


def test_suggestions_leave_out_sundays_bank_holidays_and_own_meetings(stage, season):
    cast.meeting(stage.steppers, on=date(2027, 3, 22))
    days = [one.day for one in options.suggested(season, 3)]

    assert len(days) == 3
    assert date(2027, 3, 22) not in days  # Steady Steppers meet
    assert date(2027, 3, 26) not in days  # Good Friday
    assert all(one.weekday() != 6 for one in days)


@pytest.mark.parametrize(
    ("days", "refusal"),
    [
        ([], options.NoDates),
        ([20, 22, 23, 24, 25, 27], options.TooManyDates),
        ([20, 20], options.SameTwice),
        ([21], options.DateWillNotDo),
        ([26], options.DateWillNotDo),
    ],
)
def test_dates_that_will_not_do(stage, season, days, refusal):
    with pytest.raises(refusal):
        options.confirm(
            season, slots=[options.SlotPlan(date(2027, 3, one), time(11)) for one in days],
            places=[options.PlacePlan(stage.cafe, 20)], by=stage.nadia,
        )  # fmt: skip


def test_no_place_is_refused(stage, season):
    with pytest.raises(options.NoPlaces):
        options.confirm(season, slots=[options.SlotPlan(AIM, time(11))], places=[], by=stage.nadia)


def test_dates_do_not_change_once_people_were_asked(stage, asked):
    with pytest.raises(options.AskedAlready):
        options.confirm(asked, slots=[options.SlotPlan(AIM, time(12))], places=[], by=stage.nadia)


def test_a_date_that_becomes_a_bank_holiday_is_taken_away(stage, asked, monkeypatch):
    holidays = clock.bank_holidays("england") | {date(2027, 3, 23)}
    monkeypatch.setattr(clock, "bank_holidays", lambda nation: holidays)

    walking.walk(asked, by=BY)

    assert asked.slots.get(number=2).withdrawn_because == "It is a bank holiday now"
    with pytest.raises(which_suit.NoSuchDate):
        says(asked, stage.gwen, 2)
