"""Dates and times: how they are read from people, and how they are shown to them."""

from contextlib import suppress
from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from followon import clock
from followon.web.fields import DateField, TimeField, check_local_time
from followon.web.templatetags import dates
from followon.web.typed import read_number, read_time

local = datetime.fromisoformat  # a wall-clock time, without a zone
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_monday():
    with clock.moved_to(MONDAY):
        yield


# ── Read ──


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (("26", "11", "2026"), date(2026, 11, 26)),
        (("26th", "November", "26"), date(2026, 11, 26)),
        (("1", "sept", "2027"), date(2027, 9, 1)),
        (("03", "Mar.", "2027"), date(2027, 3, 3)),
        (("", "", ""), None),
    ],
)
def test_dates_as_people_type_them(typed, read):
    assert DateField(required=False).clean(list(typed)) == read


@pytest.mark.parametrize(
    ("typed", "message", "code"),
    [
        (("", "11", "2026"), "The date must have a day", "day"),
        (("1", "", ""), "The date must have a month and a year", "month-year"),
        (("32", "1", "2026"), "The day must be a number from 1 to 31", "day"),
        (("x", "1", "2026"), "The day must be a number from 1 to 31", "day"),
        (("1", "13", "2026"), "The month must be a number from 1 to 12, or a name such as March", "month"),
        (("1", "ma", "2026"), "The month must be a number from 1 to 12, or a name such as March", "month"),
        (("1", "5", "202"), "The year must have 4 numbers, such as 2026", "year"),
        (("1", "5", "0026"), "The year must have 4 numbers, such as 2026", "year"),
        (("30", "2", "2027"), "There is no 30 February in 2027. Check the date", "day"),
        (("²", "2", "2027"), "The day must be a number from 1 to 31", "day"),
        (("9" * 5000, "2", "2027"), "The day must be a number from 1 to 31", "day"),
        (
            ("1", "1" * 5000, "2027"),
            "The month must be a number from 1 to 12, or a name such as March",
            "month",
        ),
    ],
)
def test_each_part_of_a_date_has_its_own_error(typed, message, code):
    with pytest.raises(ValidationError) as refused:
        DateField().clean(list(typed))
    assert refused.value.messages == [message]
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0", 0), ("7", 7), ("007", 7), ("9" * 18, 10**18 - 1),
        ("9" * 19, None), ("9" * 5000, None), ("-1", None), ("1.0", None), ("²", None), ("٣", None), ("", None),
        (None, None),
    ],
)  # fmt: skip
def test_a_whole_number_of_an_address_or_a_hidden_field(typed, read):
    assert read_number(typed) == read


def test_a_date_out_of_bounds_says_the_bound():
    field = DateField(earliest=date(2026, 11, 24), latest=date(2027, 5, 1))

    assert field.clean(["24", "11", "2026"]) == date(2026, 11, 24)
    with pytest.raises(ValidationError, match="must be Tuesday 24 November or later"):
        field.clean(["23", "11", "2026"])
    with pytest.raises(ValidationError, match="must be Saturday 1 May or earlier"):
        field.clean(["2", "5", "2027"])


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("11am", time(11)),
        ("11 AM", time(11)),
        ("11.30am", time(11, 30)),
        ("11:30 a.m.", time(11, 30)),
        ("2.30pm", time(14, 30)),
        ("230pm", time(14, 30)),
        ("14:00", time(14)),
        ("1430", time(14, 30)),
        ("09:15", time(9, 15)),
        ("midday", time(12)),
        ("12 noon", time(12)),
        ("Midnight", time(0)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("12", time(12)),
        ("2", time(14)),
        ("at 2:30", time(14, 30)),
        ("2 o'clock", time(14)),
        ("11", time(11)),
    ],
)
def test_times_as_people_type_them(typed, read):
    assert TimeField().clean(typed) == read


@pytest.mark.parametrize("typed", ["25:00", "11:75", "13pm", "0am", "soon", "11am ish", "-1", "11am to 12"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(ValidationError, match="Enter a time, such as 11am or 2.30pm"):
        TimeField().clean(typed)


def test_a_time_that_could_be_either_is_asked_about():
    with pytest.raises(ValidationError, match="Say if 8 is am or pm, such as 8am"):
        TimeField().clean("8")


def test_a_list_of_half_hours():
    field = TimeField(choose=True, earliest=time(10), latest=time(12))
    assert field.widget.choices == [
        ("", "Choose a time"),
        ("10:00", "10am"),
        ("10:30", "10:30am"),
        ("11:00", "11am"),
        ("11:30", "11:30am"),
        ("12:00", "midday"),
    ]
    assert field.clean("10:30") == time(10, 30)


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading_of_a_time(typed):
    with suppress(ValidationError):
        assert isinstance(read_time(typed), time)


@given(st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_every_time_we_show_can_be_typed_back(at):
    assert read_time(dates.clock_time(at)) == at


def test_a_field_knows_whether_it_changed():
    assert not TimeField().has_changed(time(11), "11am")
    assert TimeField().has_changed(time(11), "midday")
    assert not DateField().has_changed(date(2026, 11, 26), ["26", "11", "2026"])
    assert DateField().has_changed(None, ["26", "11", "2026"])


# ── The nights the clocks change ──


def test_a_time_that_does_not_happen_is_refused():
    with pytest.raises(ValidationError, match=r"there is no 1:30am\. Choose another time"):
        check_local_time(local("2027-03-28T01:30"), "Europe/London")


def test_a_time_that_happens_twice_is_refused():
    with pytest.raises(ValidationError, match=r"1:30am happens twice\. Choose another time"):
        check_local_time(local("2027-10-31T01:30"), "Europe/London")


def test_other_times_and_other_zones_are_fine():
    check_local_time(local("2027-03-28T11:00"), "Europe/London")
    check_local_time(local("2027-03-28T01:30"), "Africa/Nairobi")


# ── Shown ──


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 11, 26), "Thursday 26 November"),
        (date(2027, 8, 24), "Tuesday 24 August"),
        (date(2027, 8, 25), "Wednesday 25 August 2027"),
        (date(2025, 11, 26), "Wednesday 26 November 2025"),
        (local("2026-11-26T11:00"), "Thursday 26 November"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "Thursday 2 July"),
        (None, ""),
    ],
)
def test_a_day(value, words):
    assert dates.day(value) == words


def test_a_day_in_another_zone():
    assert dates.day(datetime(2026, 11, 26, 23, 30, tzinfo=UTC), "Europe/Paris") == "Friday 27 November"


def test_short_days_and_months():
    assert dates.short_day(date(2026, 9, 30)) == "Wed 30 September"
    assert dates.day_in_year(date(2026, 9, 2)) == "2 September"
    assert dates.month(date(2026, 9, 2)) == "September 2026"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (time(11), "11am"),
        (time(12, 30), "12:30pm"),
        (time(12), "midday"),
        (time(0), "midnight"),
        (time(0, 5), "12:05am"),
        (time(9, 5), "9:05am"),
        (local("2026-11-26T14:00"), "2pm"),
        (datetime(2026, 7, 1, 10, 0, tzinfo=UTC), "11am"),
        (None, ""),
    ],
)
def test_a_time(at, words):
    assert dates.clock_time(at) == words


def test_a_range_of_times():
    assert dates.time_range(time(11), time(12, 30)) == "11am to 12:30pm"
    assert dates.time_range(time(11), None) == "11am"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 11, 23), "today"),
        (date(2026, 11, 24), "tomorrow"),
        (date(2026, 11, 22), "yesterday"),
        (date(2026, 11, 26), "in 3 days"),
        (date(2026, 12, 13), "in 20 days"),
        (date(2026, 12, 14), "in 3 weeks"),
        (date(2026, 11, 9), "14 days ago"),
        (date(2027, 3, 20), "in 4 months"),
        (date(2024, 11, 23), "2 years ago"),
        (None, ""),
    ],
)
def test_how_far_away(value, words):
    assert dates.relative(value) == words


def test_today_is_where_the_reader_is():
    with clock.moved_to(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)):
        assert dates.relative(date(2026, 7, 2)) == "today"
        assert dates.relative(date(2026, 7, 1), "America/New_York") == "today"


def test_in_a_template():
    text = "{% load dates %}{{ d|day_and_relative }}, {{ s|time_range:e }}. {{ d|relative|capital }}."
    shown = Template(text).render(Context({"d": date(2026, 11, 26), "s": time(11), "e": time(12, 30)}))
    assert shown == "Thursday 26 November, in 3 days, 11am to 12:30pm. In 3 days."
