"""Figures as people say them: "every 2 weeks", "11 weeks ago", "1 year and 2 months"."""

from collections.abc import Sequence
from datetime import date
from statistics import median

from groups.models import PlaceKind

_MONTH = 30.44  # days
_NUMBERED = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


_PLACES = {
    PlaceKind.CAFE: "café", PlaceKind.BAR: "bar", PlaceKind.RESTAURANT: "restaurant",
    PlaceKind.COMMUNITY: "community space", PlaceKind.PRIVATE: "private space", PlaceKind.HOME: "homes",
    PlaceKind.OUTDOORS: "outdoors", PlaceKind.OTHER: "somewhere else",
}  # fmt: skip


def place_words(kind: str | None) -> str:
    """A kind of place as Table 2 of the paper writes it; nothing for none."""
    return _PLACES[PlaceKind(kind)] if kind else ""


def plural(count: float, one: str, many: str) -> str:
    """1 person, 3 people."""
    return f"{count:g} {one if count == 1 else many}"


def full_day(day: date) -> str:
    """2 September 2026."""
    return f"{day.day} {_NUMBERED[day.month - 1]} {day.year}"


def days_ago(days: int) -> str:
    """today, 3 days ago, 11 weeks ago, 5 months ago."""
    if days <= 0:
        return "today"
    if days < 21:
        return f"{plural(days, 'day', 'days')} ago"
    if days < 120:
        return f"{round(days / 7)} weeks ago"
    return f"{round(days / _MONTH)} months ago"


def every(days: float) -> str:
    """A rhythm in words, as Table 2 of the paper writes it: weekly, every 2 weeks, monthly, every 6 to 8 weeks."""
    steps: Sequence[tuple[float, str]] = (
        (10, "every week"),
        (17, "every 2 weeks"),
        (24, "every 3 weeks"),
        (38, "every month"),
        (61, "every 6 to 8 weeks"),
        (100, "every 2 to 3 months"),
        (140, "every 4 months"),
    )
    return next((words for most, words in steps if days <= most), "less often than every 4 months")


def months_between(first: date, last: date) -> int:
    """Whole months from one day to another, as the paper counts them; never below 0."""
    return max(0, round((last - first).days / _MONTH))


def and_list(words: Sequence[str]) -> str:
    """a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def duration_sentence(months: Sequence[int]) -> str:
    """What the paper says of durations: from, to, and the middle one."""
    if not months:
        return "No group has met yet."
    middle = median(months)
    most = plural(max(months), "month", "months")
    groups = plural(len(months), "group", "groups")
    return f"{groups}, from {min(months)} to {most}. Half lasted longer than {middle:g}."
