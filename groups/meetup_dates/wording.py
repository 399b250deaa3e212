"""Dates, lists and numbers in the words of our pages."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_in_words(day: date) -> str:
    """Saturday 20 March."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def time_in_words(at: time) -> str:
    """11am, 12:30pm, midday, midnight."""
    if (at.hour, at.minute) in ((0, 0), (12, 0)):
        return "midday" if at.hour else "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def moment_in_words(start: datetime, others: Collection[datetime]) -> str:
    """The day; with the time or the year only where another slot would read the same."""
    day = day_in_words(start.date())
    if any(other.year != start.year for other in others):
        day = f"{day} {start.year}"
    if any(other.date() == start.date() and other.time() != start.time() for other in others):
        day = f"{day}, {time_in_words(start.time())},"
    return day


def listed(names: Sequence[str]) -> str:
    """A, B and C."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def shortened(names: Sequence[str], most: int = 4) -> str:
    """A, B, C and 9 more."""
    if len(names) <= most:
        return listed(names)
    return listed([*names[: most - 1], f"{len(names) - most + 1} more"])


def counted(number: int, one: str, many: str = "") -> str:
    """1 person, 2 people."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def pounds(pence: int) -> str:
    return f"£{pence // 100:,}" if pence % 100 == 0 else f"£{pence / 100:,.2f}"
