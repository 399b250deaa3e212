"""Dates, lists and numbers in words."""

from datetime import date, time

import pytest

from groups.meetup_dates import wording


def test_days():
    assert wording.day_in_words(date(2026, 11, 26)) == "Thursday 26 November"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (time(11), "11am"),
        (time(12, 30), "12:30pm"),
        (time(12), "midday"),
        (time(0), "midnight"),
        (time(0, 5), "12:05am"),
        (time(16, 30), "4:30pm"),
    ],
)
def test_times(at, words):
    assert wording.time_in_words(at) == words


def test_lists_long_and_short():
    names = ["A", "B", "C", "D", "E", "F"]
    assert [wording.listed(names[:count]) for count in range(4)] == ["", "A", "A and B", "A, B and C"]
    assert wording.shortened(names) == "A, B, C and 3 more"
    assert wording.shortened(names[:4]) == "A, B, C and D"


def test_numbers():
    assert wording.counted(1, "person", "people") == "1 person"
    assert wording.counted(1200, "group") == "1,200 groups"
    assert wording.pounds(4500) == "£45"
    assert wording.pounds(4550) == "£45.50"
