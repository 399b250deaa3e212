"""When a group meets next: by weeks, by the month, or as it usually does."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followon import clock
from groups import rhythm
from groups.models import RhythmKind
from groups.rhythm import Rhythm, dates, next_date, suggestions, usual_gap

DAYS = st.dates(date(2024, 1, 1), date(2035, 12, 31))
WEEKLY = st.builds(Rhythm, st.just(RhythmKind.EVERY_WEEKS), st.integers(1, 26))
MONTHLY = st.builds(
    Rhythm, st.just(RhythmKind.MONTHLY), st.none(), st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 6)
)
PARTS = ["MORNING", "EARLY_AFTERNOON", "LATE_AFTERNOON", "EVENING"]


@pytest.mark.parametrize(
    ("rhythm", "after", "expected"),
    [
        (Rhythm(RhythmKind.EVERY_WEEKS, 2), date(2026, 11, 26), date(2026, 12, 10)),
        (Rhythm(RhythmKind.EVERY_WEEKS, 6), date(2026, 10, 1), date(2026, 11, 12)),
        (Rhythm(RhythmKind.MONTHLY, nth=2, weekday=1), date(2026, 11, 10), date(2026, 12, 8)),
        (Rhythm(RhythmKind.MONTHLY, nth=2, weekday=1), date(2026, 11, 9), date(2026, 11, 10)),
        (Rhythm(RhythmKind.MONTHLY, nth=-1, weekday=4), date(2026, 11, 27), date(2026, 12, 25)),
        (Rhythm(RhythmKind.MONTHLY, nth=4, weekday=6), date(2026, 12, 31), date(2027, 1, 24)),
        (Rhythm(), date(2026, 11, 26), None),
    ],
)
def test_next_date_of_a_rhythm(rhythm, after, expected):
    assert next_date(rhythm, after) == expected


@given(WEEKLY, DAYS)
def test_weeks_keep_the_weekday(rhythm, after):
    found = next_date(rhythm, after)

    assert found.weekday() == after.weekday()
    assert (found - after).days == 7 * rhythm.every_weeks


@given(MONTHLY, DAYS)
def test_months_keep_weekday_and_place_in_the_month(rhythm, after):
    found = next_date(rhythm, after)

    assert found > after
    assert found.weekday() == rhythm.weekday
    if rhythm.nth == -1:
        assert (found + timedelta(weeks=1)).month != found.month
    else:
        assert (found.day - 1) // 7 + 1 == rhythm.nth


@given(MONTHLY, DAYS)
def test_no_month_is_left_out(rhythm, after):
    following = dates(rhythm, after, 13)

    months = [day.year * 12 + day.month for day in following]
    assert months == list(range(months[0], months[0] + 13))
    assert all(rhythm_day == next_date(rhythm, rhythm_day - timedelta(days=1)) for rhythm_day in following)


@given(WEEKLY, st.sampled_from(["Europe/London", "Europe/Madrid", "America/New_York"]))
def test_a_series_stays_at_two_over_both_clock_changes(rhythm, tz):
    days = dates(rhythm, date(2026, 9, 24), 60)

    walls = [clock.to_local(clock.at_local(datetime.combine(day, time(14)), tz), tz) for day in days]
    assert {wall.time() for wall in walls} == {time(14)}
    assert [wall.date() for wall in walls] == days


def test_dates_of_no_rhythm_are_none():
    assert dates(Rhythm(), date(2026, 11, 26), 5) == []


@pytest.mark.parametrize(
    "make",
    [
        lambda: Rhythm(RhythmKind.EVERY_WEEKS),
        lambda: Rhythm(RhythmKind.EVERY_WEEKS, 27),
        lambda: Rhythm(RhythmKind.MONTHLY, nth=5, weekday=1),
        lambda: Rhythm(RhythmKind.MONTHLY, nth=1),
        lambda: Rhythm("SOMETIMES"),
    ],
)
def test_half_a_rhythm_is_refused(make):
    with pytest.raises(ValueError):
        make()


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        (Rhythm(RhythmKind.EVERY_WEEKS, 1), "every week"),
        (Rhythm(RhythmKind.EVERY_WEEKS, 3), "every 3 weeks"),
        (Rhythm(RhythmKind.MONTHLY, nth=2, weekday=1), "on the second Tuesday of the month"),
        (Rhythm(RhythmKind.MONTHLY, nth=-1, weekday=3), "on the last Thursday of the month"),
        (Rhythm(), "we agree the next date each time"),
    ],
)
def test_rhythm_in_words(rhythm, words):
    assert rhythm.in_words() == words


@pytest.mark.parametrize(
    ("met", "weeks"),
    [
        ([], 4),
        ([date(2026, 10, 1)], 4),
        ([date(2026, 10, 1), date(2026, 10, 15)], 2),
        ([date(2026, 9, 3), date(2026, 10, 1), date(2026, 10, 15), date(2026, 10, 29)], 2),
        ([date(2026, 10, 1), date(2026, 10, 2)], 1),
    ],
)
def test_usual_gap(met, weeks):
    assert usual_gap(met) == weeks


@dataclass
class Told:
    parts: list = field(default_factory=list)
    weekdays: list = field(default_factory=list)


def test_suggestions_suit_most():
    told = [Told(["MORNING"], [1]), Told(["MORNING"], [1, 3]), Told([], [3]), Told(["MORNING"])]

    best = suggestions(told, parts=PARTS)

    assert [(one.weekday, one.part, one.can) for one in best[:2]] == [(1, "MORNING", 3), (3, "MORNING", 3)]
    assert best[0].in_words() == "Suits 3 of 4"


def test_suggestions_never_all_leave_out_the_same_person():
    told = [Told(["MORNING"])] * 5 + [Told(["EVENING"], [6])]

    best = suggestions(told, parts=PARTS)

    assert [(one.weekday, one.part) for one in best] == [(0, "MORNING"), (1, "MORNING"), (6, "EVENING")]


def test_suggestions_when_nobody_has_told_us():
    assert [one.can for one in suggestions([], parts=PARTS)] == [0, 0, 0]


TOLD = st.builds(
    Told, st.lists(st.sampled_from(PARTS), unique=True), st.lists(st.integers(0, 6), unique=True)
)


@given(st.lists(TOLD, min_size=1, max_size=8))
def test_suggestions_count_truly(told):
    for one in suggestions(told, parts=PARTS):
        able = [
            who
            for who in told
            if (not who.parts or one.part in who.parts) and (not who.weekdays or one.weekday in who.weekdays)
        ]
        assert one.can == len(able)
        assert one.asked == len(told)


@given(st.lists(TOLD, min_size=1, max_size=8))
def test_suggestions_best_first_choice(told):
    best = suggestions(told, parts=PARTS)

    counts = [
        sum(
            (not who.parts or part in who.parts) and (not who.weekdays or weekday in who.weekdays)
            for who in told
        )
        for weekday in range(7)
        for part in PARTS
    ]
    assert best[0].can == max(counts)
    assert len(set(best)) == len(best)
    assert rhythm.USUAL_WEEKS == 4
