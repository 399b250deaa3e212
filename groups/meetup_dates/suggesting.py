"""Which days could be offered for a meetup: working days and Saturdays on which nothing else is on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from groups.meetup_dates.wording import day_in_words, listed

SUNDAY = 6
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class SchoolHolidays:
    """From the first day to the last, both included."""

    first: date
    last: date
    name: str = "the school holidays"


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is on already. Bank holidays are those of the nation where the service is."""

    bank_holidays: Collection[date] = frozenset()
    school_holidays: Sequence[SchoolHolidays] = ()
    own_meetings: Mapping[date, Collection[str]] = field(default_factory=dict)  # names of groups, by day


@dataclass(frozen=True, slots=True)
class SuggestedDay:
    """A day that could be offered, with sentences to show beside it."""

    day: date
    notes: tuple[str, ...] = ()

    @property
    def in_school_holidays(self) -> bool:
        return bool(self.notes)


@dataclass(frozen=True, slots=True)
class RefusedDay:
    """A day that cannot be offered, and why."""

    day: date
    why: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Every day between two dates, in order: one that could be offered, or one that cannot. Sundays are neither."""

    days: tuple[SuggestedDay, ...]
    refused: tuple[RefusedDay, ...]


def suggest_days(first: date, last: date, calendar: Calendar) -> Suggestions:
    """Days that could be offered from the first to the last, both included. None if the last is before the first."""
    days, refused = [], []
    for at in range((last - first).days + 1):
        day = first + timedelta(days=at)
        if why := why_not(day, calendar):
            if day.weekday() != SUNDAY:
                refused.append(RefusedDay(day, why))
        else:
            days.append(SuggestedDay(day, notes_on(day, calendar)))
    return Suggestions(tuple(days), tuple(refused))


def why_not(day: date, calendar: Calendar) -> str:
    """Why a meetup cannot be on a day, or nothing. Asked again later, it finds a day that became a bank holiday."""
    if day.weekday() == SUNDAY:
        return f"{day_in_words(day)} is a Sunday."
    if day in calendar.bank_holidays:
        return f"{day_in_words(day)} is a bank holiday."
    if groups := sorted(calendar.own_meetings.get(day, ())):
        return f"{listed(groups)} have a meeting of their own on {day_in_words(day)}."
    return ""


def notes_on(day: date, calendar: Calendar) -> tuple[str, ...]:
    """What does not stop a meetup but is worth knowing."""
    return tuple(
        f"It is in {holidays.name}."
        for holidays in sorted(calendar.school_holidays, key=lambda holidays: (holidays.first, holidays.name))
        if holidays.first <= day <= holidays.last
    )


def spread(days: Sequence[SuggestedDay], count: int) -> tuple[SuggestedDay, ...]:
    """So many of the days, spread over the time and the week, one of them a Saturday if there is one.

    Term time comes before school holidays. A weekday comes again only when the others have had their turn, so that
    somebody who never can on that weekday is not left out by every date.
    """
    term = [day for day in days if not day.in_school_holidays]
    pool = sorted(term if len(term) >= count else days, key=lambda day: day.day)
    if len(pool) <= count:
        return tuple(pool)
    chosen: list[SuggestedDay] = []
    for at in range(count):
        stretch = pool[at * len(pool) // count : (at + 1) * len(pool) // count]
        saturdays = [day for day in stretch if day.day.weekday() == SATURDAY]
        if saturdays and at == count - 1 and not any(day.day.weekday() == SATURDAY for day in chosen):
            stretch = saturdays
        chosen.append(_freshest(stretch, chosen))
    return tuple(chosen)


def _freshest(stretch: Sequence[SuggestedDay], chosen: Sequence[SuggestedDay]) -> SuggestedDay:
    """The day whose weekday was used least so far, nearest to the middle."""
    used = [day.day.weekday() for day in chosen]
    middle = (len(stretch) - 1) / 2
    return min(
        enumerate(stretch),
        key=lambda pair: (used.count(pair[1].day.weekday()), abs(pair[0] - middle), pair[0]),
    )[1]
