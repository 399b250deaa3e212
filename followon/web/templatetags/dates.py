"""Dates and times as people read them: "Thursday 26 November, in 3 days", "11am to 12:30pm".

Each filter takes an aware instant, which it shows in the zone given or else in the active one; a naive local
time or a date, which it shows as it is; or nothing, for which it shows nothing.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone

from followon import clock

register = template.Library()

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_YEAR_NEEDED_AFTER = 274  # days: nine months, the service manual's line


def _local(value: datetime, tz: str | None) -> datetime:
    if value.tzinfo is None:
        return value
    return value.astimezone(ZoneInfo(tz) if tz else timezone.get_current_timezone())


def _as_date(value: date | datetime, tz: str | None) -> date:
    return _local(value, tz).date() if isinstance(value, datetime) else value


def _today(tz: str | None) -> date:
    return clock.now().astimezone(ZoneInfo(tz) if tz else timezone.get_current_timezone()).date()


def _year_if_far(on: date, tz: str | None) -> str:
    days = abs((on - clock.now().date()).days)
    if (
        days < _YEAR_NEEDED_AFTER - 1
    ):  # near, wherever one is: most days of long lists need no zone worked out
        return ""
    return f" {on.year}" if abs((on - _today(tz)).days) > _YEAR_NEEDED_AFTER else ""


@register.filter
def day(value: date | datetime | None, tz: str | None = None) -> str:
    """Thursday 26 November; with the year when it is more than nine months away."""
    if not value:
        return ""
    on = _as_date(value, tz)
    return f"{_DAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}{_year_if_far(on, tz)}"


@register.filter
def short_day(value: date | datetime | None, tz: str | None = None) -> str:
    """Thu 26 November, for texts and narrow tables."""
    if not value:
        return ""
    on = _as_date(value, tz)
    return f"{_DAYS[on.weekday()][:3]} {on.day} {MONTHS[on.month - 1]}{_year_if_far(on, tz)}"


@register.filter
def day_in_year(value: date | datetime | None, tz: str | None = None) -> str:
    """26 November, for lists of past dates."""
    if not value:
        return ""
    on = _as_date(value, tz)
    return f"{on.day} {MONTHS[on.month - 1]}{_year_if_far(on, tz)}"


@register.filter
def month(value: date | datetime | None, tz: str | None = None) -> str:
    """November 2026."""
    if not value:
        return ""
    on = _as_date(value, tz)
    return f"{MONTHS[on.month - 1]} {on.year}"


@register.filter
def clock_time(value: time | datetime | None, tz: str | None = None) -> str:
    """11am, 12:30pm, midday, midnight."""
    if value is None or value == "":
        return ""
    at = _local(value, tz) if isinstance(value, datetime) else value
    hour, minute = at.hour, at.minute
    if not minute and hour in (0, 12):
        return "midday" if hour else "midnight"
    return f"{hour % 12 or 12}{f':{minute:02}' if minute else ''}{'am' if hour < 12 else 'pm'}"


@register.filter
def time_range(start: time | datetime | None, end: time | datetime | None) -> str:
    """11am to 12:30pm; both in the active zone when they are instants."""
    if not start or not end:
        return clock_time(start)
    return f"{clock_time(start)} to {clock_time(end)}"


@register.filter
def relative(value: date | datetime | None, tz: str | None = None) -> str:
    """today, tomorrow, yesterday, in 3 days, 2 weeks ago, in 4 months."""
    if not value:
        return ""
    days = (_as_date(value, tz) - _today(tz)).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    count, unit = _in_words(abs(days))
    amount = f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return f"in {amount}" if days > 0 else f"{amount} ago"


def _in_words(days: int) -> tuple[int, str]:
    if days < 21:
        return days, "day"
    if days < 92:
        return round(days / 7), "week"
    if days < 700:
        return round(days / 30.44), "month"
    return round(days / 365.25), "year"


@register.filter
def day_and_relative(value: date | datetime | None, tz: str | None = None) -> str:
    """Thursday 26 November, in 3 days: both together, because brain fog takes one of them away."""
    return f"{day(value, tz)}, {relative(value, tz)}" if value else ""


@register.filter
def capital(text: str) -> str:
    """The text with a capital first letter, for a date that begins a line: In 3 days, Midday."""
    return text[:1].upper() + text[1:]
