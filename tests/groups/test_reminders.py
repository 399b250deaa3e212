"""When reminders go: by the wall clock, within the hours, on both sides of every clock change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from followon import clock
from groups import reminders
from groups.reminders import ASK, NUDGE, TOMORROW, WHO_CAME, WHO_CAME_STAND_IN, Quiet, due, slots
from tests.groups.conftest import wall

LONDON = "Europe/London"
NINE, EIGHT = time(9), time(20)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ZONES = st.sampled_from([LONDON, "Europe/Madrid", "America/New_York", "Pacific/Auckland"])
# Days around 25 Oct 2026, 28 Mar 2027 and 31 Oct 2027, when the clocks change in London.
CHANGES = st.sampled_from([date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)])
DAYS = st.one_of(
    st.dates(date(2026, 1, 1), date(2029, 12, 31)),
    st.builds(lambda day, more: day + timedelta(days=more), CHANGES, st.integers(-9, 9)),
)
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
STARTS = st.builds(datetime.combine, DAYS, TIMES)
QUIETS = st.builds(Quiet, st.times(time(18), time(22)), st.times(time(7), time(10)))


def local(instant, tz=LONDON):
    return clock.to_local(instant, tz)


def ask(kind, start, planned_at=LONG_AGO, tz=LONDON):
    return due(kind, start, tz, EIGHT, NINE, planned_at)


def test_an_eleven_o_clock_meeting():
    start = wall(2026, 11, 26, 11)

    assert local(ask(ASK, start)[0]) == wall(2026, 11, 19, 11)
    assert local(ask(NUDGE, start)[0]) == wall(2026, 11, 23, 11)
    assert local(ask(TOMORROW, start)[0]) == wall(2026, 11, 25, 16)


@pytest.mark.parametrize(
    ("start", "asked"),
    [
        (wall(2026, 10, 29, 14), datetime(2026, 10, 22, 13, tzinfo=UTC)),  # clocks went back in between
        (wall(2027, 3, 31, 14), datetime(2027, 3, 24, 14, tzinfo=UTC)),  # clocks went forward in between
        (wall(2027, 11, 3, 14), datetime(2027, 10, 27, 13, tzinfo=UTC)),
    ],
)
def test_days_are_counted_on_the_wall(start, asked):
    assert ask(ASK, start)[0] == asked
    assert local(ask(ASK, start)[0]).time() == time(14)


def test_an_early_meeting_is_asked_about_at_nine():
    assert local(ask(ASK, wall(2026, 11, 26, 7, 30))[0]) == wall(2026, 11, 19, 9)


def test_a_late_meeting_is_asked_about_the_next_morning():
    assert local(ask(ASK, wall(2026, 11, 26, 20, 30))[0]) == wall(2026, 11, 20, 9)


def test_what_is_due_too_early_goes_the_evening_before():
    quiet = Quiet(EIGHT, NINE)
    start = wall(2026, 11, 26, 9)

    at = quiet.fit(wall(2026, 11, 26, 7), of_use_until=start - timedelta(minutes=90))

    assert at == wall(2026, 11, 25, 19)


def test_what_is_due_in_the_night_goes_the_evening_before_too():
    at = Quiet(EIGHT, NINE).fit(wall(2026, 11, 25, 23), of_use_until=wall(2026, 11, 26, 7))

    assert at == wall(2026, 11, 25, 19)


def test_who_joins_late_is_asked_at_once():
    start, joined = wall(2026, 11, 26, 11), datetime(2026, 11, 24, 12, tzinfo=UTC)

    assert ask(ASK, start, joined)[0] == joined
    assert ask(NUDGE, start, joined) is None
    assert local(ask(TOMORROW, start, joined)[0]) == wall(2026, 11, 25, 16)


def test_nobody_is_asked_on_the_doorstep():
    start = wall(2026, 11, 26, 11)

    assert ask(ASK, start, datetime(2026, 11, 26, 9, 30, tzinfo=UTC)) is not None
    assert ask(ASK, start, datetime(2026, 11, 26, 9, 31, tzinfo=UTC)) is None


def test_who_answers_after_the_details_went_gets_none():
    assert ask(TOMORROW, wall(2026, 11, 26, 11), datetime(2026, 11, 25, 16, 1, tzinfo=UTC)) is None


def test_who_was_asked_yesterday_is_not_nudged():
    start = wall(2026, 11, 26, 11)

    assert ask(NUDGE, start, datetime(2026, 11, 22, 11, tzinfo=UTC)) is not None
    assert ask(NUDGE, start, datetime(2026, 11, 22, 11, 1, tzinfo=UTC)) is None


def test_who_came_is_asked_three_hours_after_the_start():
    send_at, not_after = ask(WHO_CAME, wall(2026, 11, 26, 11))

    assert local(send_at) == wall(2026, 11, 26, 14)
    assert local(not_after) == wall(2026, 12, 3, 11)


def test_who_came_waits_for_the_end_of_a_long_day_and_for_the_morning():
    start = wall(2026, 11, 26, 10)

    long_day = due(WHO_CAME, start, LONDON, EIGHT, NINE, LONG_AGO, length=timedelta(hours=6))
    evening = ask(WHO_CAME, wall(2026, 11, 26, 19))

    assert local(long_day[0]) == wall(2026, 11, 26, 16)
    assert local(evening[0]) == wall(2026, 11, 27, 9)


def test_the_stand_in_is_asked_two_days_later():
    assert local(ask(WHO_CAME_STAND_IN, wall(2026, 11, 26, 11))[0]) == wall(2026, 11, 28, 11)


@given(STARTS, ZONES, QUIETS)
@example(wall(2027, 3, 28, 1, 30), LONDON, Quiet())  # does not exist
@example(wall(2026, 10, 25, 1, 30), LONDON, Quiet())  # happens twice
def test_reminders_come_in_order_within_the_hours_and_before_the_meeting(start, tz, quiet):
    found = slots(start, tz, quiet)
    begins = clock.at_local(start, tz)

    for slot in (found.ask, found.nudge, found.tomorrow):
        assert slot.send_at < begins
        assert slot.not_after == begins
        assert not quiet.forbids(local(slot.send_at, tz))
    assert found.ask.send_at < found.nudge.send_at <= found.tomorrow.send_at


@given(STARTS, ZONES, QUIETS)
def test_reminders_keep_the_time_on_the_wall(start, tz, quiet):
    found = slots(start, tz, quiet)

    for slot, days in ((found.ask, 7), (found.nudge, 3)):
        wall = local(slot.send_at, tz)
        if not quiet.forbids(start):
            assert wall == start - timedelta(days=days)
        else:
            assert abs(wall - (start - timedelta(days=days))) <= timedelta(hours=16)
    assert local(found.tomorrow.send_at, tz).date() == start.date() - timedelta(days=1)


@given(STARTS, ZONES, QUIETS, st.integers(-20 * 24 * 60, 60))
def test_nothing_goes_before_it_is_needed_and_nothing_after_it_is_of_use(start, tz, quiet, minutes):
    begins = clock.at_local(start, tz)
    need = begins + timedelta(minutes=minutes)

    for kind in (ASK, NUDGE, TOMORROW):
        found = due(kind, start, tz, quiet.begins, quiet.ends, need)
        if found is not None:
            assert need <= found[0] <= found[1] == begins
        elif kind == ASK:
            assert need > begins - reminders.OF_USE_UNTIL
