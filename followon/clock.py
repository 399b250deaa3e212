"""What time it is, and what that means where a person lives: days, working hours, clock changes.

Everything that needs the time asks `now()`, so that a demo, a test or `dispatch --now` can move the
clock in one place. Instants are aware and in UTC; wall-clock times are naive and travel with a zone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = "Europe/London"

_moved: ContextVar[datetime | None] = ContextVar("moved_clock", default=None)
_ahead = timedelta()


def now() -> datetime:
    """This instant, aware and in UTC; the moved instant inside `moved_to`."""
    return _moved.get() or datetime.now(UTC) + _ahead  # noqa: TID251 - the one place that may ask


def go_ahead(by: timedelta) -> None:
    """Let `now()` be so far ahead of the machine's clock from here on; only the settings of the demo do so."""
    global _ahead
    _ahead = by


@contextmanager
def moved_to(instant: datetime) -> Iterator[None]:
    """Make `now()` answer `instant` within the block; used by the demo, by tests and by `--now`."""
    if instant.tzinfo is None:
        raise ValueError("The clock moves to an aware instant, not to a naive time.")
    token = _moved.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)


class Wall(Enum):
    """How a wall-clock time meets the zone's clock changes."""

    ORDINARY = "ordinary"
    MISSING = "missing"  # skipped when the clocks go forward
    TWICE = "twice"  # happens twice when the clocks go back


def kind_of_wall_time(local: datetime, tz: str) -> Wall:
    """Whether a naive local time exists once, never or twice in the zone."""
    zone = ZoneInfo(tz)
    first, second = local.replace(tzinfo=zone, fold=0), local.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return Wall.ORDINARY
    back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return Wall.TWICE if back == local else Wall.MISSING


def at_local(local: datetime, tz: str) -> datetime:
    """The UTC instant of a naive local time: a missing time moves forward, a doubled one is the first."""
    return local.replace(tzinfo=ZoneInfo(tz), fold=0).astimezone(UTC)


def to_local(instant: datetime, tz: str) -> datetime:
    """The naive wall-clock time of an instant in the zone."""
    return instant.astimezone(ZoneInfo(tz)).replace(tzinfo=None)


def today(tz: str = LONDON) -> date:
    """The calendar day it is now in the zone."""
    return to_local(now(), tz).date()


@lru_cache(maxsize=8)
def bank_holidays(nation: str) -> frozenset[date]:
    """Bank holidays of `england`, `wales`, `scotland` or `northern-ireland`, as GOV.UK lists them."""
    from govuk_bank_holidays.bank_holidays import BankHolidays  # noqa: PLC0415 - reads a file; only when asked

    division = {"england": BankHolidays.ENGLAND_AND_WALES, "wales": BankHolidays.ENGLAND_AND_WALES}.get(
        nation, nation
    )
    return frozenset(
        day["date"] for day in BankHolidays(use_cached_holidays=True).get_holidays(division=division)
    )


def is_working_day(day: date, nation: str = "england") -> bool:
    """Monday to Friday and not a bank holiday of the nation."""
    return day.weekday() < 5 and day not in bank_holidays(nation)


def next_working_day(day: date, nation: str = "england") -> date:
    """The first working day after `day`."""
    day += timedelta(days=1)
    while not is_working_day(day, nation):
        day += timedelta(days=1)
    return day


def after_working_minutes(
    start: datetime, minutes: int, *, opens: time, closes: time, tz: str = LONDON, nation: str = "england"
) -> datetime:
    """The instant at which `minutes` of opening time have passed since `start`."""
    left = timedelta(minutes=minutes)
    local = to_local(start, tz)
    while True:
        begin, end = datetime.combine(local.date(), opens), datetime.combine(local.date(), closes)
        if is_working_day(local.date(), nation) and local < end:
            local = max(local, begin)
            if local + left <= end:
                return at_local(local + left, tz)
            left -= end - local
        local = datetime.combine(next_working_day(local.date(), nation), opens)


def is_open(
    instant: datetime, *, opens: time, closes: time, tz: str = LONDON, nation: str = "england"
) -> bool:
    """Whether the instant falls within opening hours of a working day."""
    local = to_local(instant, tz)
    return is_working_day(local.date(), nation) and opens <= local.time() < closes
