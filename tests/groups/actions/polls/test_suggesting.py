"""Suggestions follow the rhythm, and being left out twice running counts double."""

from datetime import date, time

from groups.actions.polls import asking, closing, suggesting
from groups.models import Mode
from groups.poll_dates import When
from pmp.models import BestTimes
from tests import cast
from tests.groups.actions.polls.conftest import JAN, option, question, says

# Fairness ───────────────────────────────────────────────────────────────────────────────────────────────────


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


# Suggesting ─────────────────────────────────────────────────────────────────────────────────────────────────


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
