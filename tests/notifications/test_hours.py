"""Quiet hours by the wall clock, through both clock changes and in other zones."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followon import clock
from notifications.hours import LATEST_USE, Hours

LONDON = Hours(time(20), time(9), "Europe/London")
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no bug
ZONES = ["Europe/London", "Europe/Madrid", "America/New_York", "Australia/Lord_Howe"]
FIRST, LAST = datetime.fromisoformat("2026-09-01"), datetime.fromisoformat("2027-12-01")
INSTANTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        ("2026-10-24T19:30", "2026-10-25T09:00"),  # 8:30pm in summer time; 9am is an hour later by the sun
        ("2026-10-25T08:59", "2026-10-25T09:00"),
        ("2027-03-27T20:30", "2027-03-28T08:00"),
        ("2026-11-24T19:59", "2026-11-24T19:59"),
        ("2026-11-24T20:00", "2026-11-25T09:00"),
        ("2026-07-01T07:59", "2026-07-01T08:00"),
    ],
)
def test_the_next_allowed_instant(now, goes):
    assert LONDON.next(at(now)) == at(goes)


def test_a_reminder_due_too_early_goes_the_evening_before():
    due, start = at("2026-11-26T07:00"), at("2026-11-26T09:00")

    assert LONDON.fit(due, now=at("2026-11-20T12:00"), not_after=start) == at("2026-11-25T19:00")


def test_the_evening_before_a_clock_change_is_by_the_wall_clock():
    due, start = at("2027-03-28T06:00"), at("2027-03-28T08:30")  # 9:30am in summer time

    assert LONDON.fit(due, now=at("2027-03-20T12:00"), not_after=start) == at("2027-03-27T19:00")


def test_an_evening_that_is_nearly_over_is_used_at_once():
    now, start = at("2026-11-25T19:40"), at("2026-11-26T09:00")

    assert LONDON.fit(at("2026-11-26T07:00"), now=now, not_after=start) == now


def test_late_is_better_than_never():
    now, start = at("2026-11-25T21:00"), at("2026-11-26T09:30")

    assert LONDON.fit(now, now=now, not_after=start) == at("2026-11-26T09:00")


def test_never_is_said_at_once():
    now = at("2026-11-25T21:00")

    assert LONDON.fit(now, now=now, not_after=at("2026-11-26T08:59")) is None


@UNHURRIED
@given(
    due=INSTANTS, ahead=st.timedeltas(timedelta(0), timedelta(days=3)),
    use=st.timedeltas(timedelta(0), timedelta(days=2)),
    tz=st.sampled_from(ZONES), begin=st.integers(6, 11), end=st.integers(17, 22),
)  # fmt: skip
def test_whatever_is_asked_it_is_allowed_in_time_and_as_near_as_can_be(due, ahead, use, tz, begin, end):
    hours, now, not_after = Hours(time(end), time(begin), tz), due - ahead, due + use

    goes = hours.fit(due, now=now, not_after=not_after)

    if goes is None:
        assert not hours.allow(due)
        assert hours.next(due) >= not_after
        return
    local = clock.to_local(goes, tz).time()
    assert time(begin) <= local < time(end)
    assert now <= goes
    assert goes == due or goes < not_after
    if goes > due:
        # Later only when that is soon enough, or when no earlier hour is left.
        earlier = max(hours.evening_before(due), now)
        assert goes <= not_after - LATEST_USE or not (earlier < due and hours.allow(earlier))


@UNHURRIED
@given(instant=INSTANTS, tz=st.sampled_from(ZONES))
def test_an_allowed_instant_is_its_own_next(instant, tz):
    hours = Hours(time(20), time(9), tz)
    after = hours.next(instant)

    assert after >= instant
    assert hours.allow(after)
    assert hours.next(after) == after
