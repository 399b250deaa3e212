"""When a group meets: its rhythm as data, the next date from it, and ideas from when people manage best."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Protocol

from dateutil.relativedelta import relativedelta
from dateutil.relativedelta import weekday as day_of_week

from groups.models import Group, RhythmKind

USUAL_WEEKS = 4  # until a group has met twice, "same time next time" means four weeks on
_NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Rhythm:
    """How often a group meets. `weekday` counts from Monday as 0; `nth` is 1 to 4, or -1 for the last."""

    kind: str = RhythmKind.NEXT_DATE
    every_weeks: int | None = None
    nth: int | None = None
    weekday: int | None = None

    def __post_init__(self) -> None:
        if self.kind == RhythmKind.EVERY_WEEKS and not 1 <= (self.every_weeks or 0) <= 26:
            raise ValueError("a rhythm in weeks is every 1 to 26 weeks")
        if self.kind == RhythmKind.MONTHLY and (self.nth not in _NTH or self.weekday not in range(7)):
            raise ValueError("a monthly rhythm is the first to fourth or last of a weekday")
        if self.kind not in RhythmKind.values:
            raise ValueError(f"no such rhythm: {self.kind}")

    @classmethod
    def of(cls, group: Group) -> "Rhythm":
        """The rhythm a group has settled on."""
        return cls(group.rhythm, group.every_weeks, group.nth_of_month, group.weekday)

    def in_words(self) -> str:
        """Every 2 weeks; on the second Tuesday of the month; we agree the next date each time."""
        if self.kind == RhythmKind.EVERY_WEEKS:
            return "every week" if self.every_weeks == 1 else f"every {self.every_weeks} weeks"
        if self.kind == RhythmKind.MONTHLY and self.nth is not None and self.weekday is not None:
            return f"on the {_NTH[self.nth]} {_DAYS[self.weekday]} of the month"
        return "we agree the next date each time"


def half_as_often(rhythm: Rhythm) -> Rhythm | None:
    """Twice the time between meetings; None for a group that agrees each next date, or can go no slower."""
    if rhythm.kind == RhythmKind.MONTHLY:
        return Rhythm(RhythmKind.EVERY_WEEKS, every_weeks=8)
    weeks = min(26, 2 * (rhythm.every_weeks or 0))
    return Rhythm(RhythmKind.EVERY_WEEKS, every_weeks=weeks) if weeks > (rhythm.every_weeks or 0) else None


def next_date(rhythm: Rhythm, after: date) -> date | None:
    """The rhythm's first day after `after`, itself a day on which the group met or was to meet.

    None when the group agrees the next date each time. Days only: the time of day is the group's own, so a
    2pm meeting stays at 2pm when the clocks change.
    """
    if rhythm.kind == RhythmKind.EVERY_WEEKS:
        return after + timedelta(weeks=rhythm.every_weeks or 1)
    if rhythm.kind == RhythmKind.MONTHLY:
        this_month = _nth_of_month(rhythm, after.replace(day=1))
        return (
            this_month
            if this_month > after
            else _nth_of_month(rhythm, after.replace(day=1) + relativedelta(months=1))
        )
    return None


def dates(rhythm: Rhythm, after: date, count: int) -> list[date]:
    """The next `count` days of a rhythm; none when there is no rhythm."""
    found: list[date] = []
    while len(found) < count and (day := next_date(rhythm, found[-1] if found else after)):
        found.append(day)
    return found


def _nth_of_month(rhythm: Rhythm, first: date) -> date:
    nth, weekday = rhythm.nth or 1, day_of_week(rhythm.weekday or 0)
    if nth == -1:
        return first + relativedelta(day=31, weekday=weekday(-1))
    return first + relativedelta(day=1, weekday=weekday(nth))


def usual_gap(met_on: Iterable[date]) -> int:
    """How many weeks there usually are between a group's meetings: the middle of the gaps, at least one week."""
    days = sorted(set(met_on))
    gaps = [(later - earlier).days for earlier, later in zip(days, days[1:], strict=False)]
    return max(1, round(median(gaps) / 7)) if gaps else USUAL_WEEKS


class ManagesBest(Protocol):
    """What somebody said about when they manage best (pmp's BestTimes); empty means any."""

    parts: list[str]
    weekdays: list[int]


@dataclass(frozen=True)
class Suggestion:
    """A weekday and part of the day, with how many of those who told us can manage it."""

    weekday: int
    part: str
    can: int
    asked: int

    def in_words(self) -> str:
        """Suits 5 of 6."""
        return f"Suits {self.can} of {self.asked}"


def suggestions(
    told: Sequence[ManagesBest], *, parts: Sequence[str], weekdays: Sequence[int] = range(7), most: int = 3
) -> list[Suggestion]:
    """The slots that suit most people; never only slots that all leave out the same person (ux 6).

    Somebody who named no part of the day, or no weekday, can manage any. Ties go to the earlier weekday and part.
    """
    able = {
        (weekday, part): frozenset(
            n
            for n, one in enumerate(told)
            if (not one.weekdays or weekday in one.weekdays) and (not one.parts or part in one.parts)
        )
        for weekday in weekdays
        for part in parts
    }
    order = {slot: n for n, slot in enumerate(able)}
    ranked = sorted(
        (slot for slot in able if able[slot] or not told), key=lambda slot: (-len(able[slot]), order[slot])
    )
    chosen = ranked[:most]
    chosen = _include_left_out(chosen, ranked, able, len(told))
    return [Suggestion(weekday, part, len(able[weekday, part]), len(told)) for weekday, part in chosen]


def _include_left_out(
    chosen: list[tuple[int, str]],
    ranked: list[tuple[int, str]],
    able: dict[tuple[int, str], frozenset[int]],
    people: int,
) -> list[tuple[int, str]]:
    """Swap the last idea for the best one that suits somebody whom all the ideas would leave out."""
    counts = Counter(n for slot in chosen for n in able[slot])
    left_out = {n for n in range(people) if not counts[n]}
    if not left_out or len(chosen) < 2:
        return chosen
    better = max(
        ranked,
        key=lambda slot: (len(able[slot] & left_out), len(able[slot]), -ranked.index(slot)),
        default=None,
    )
    return [*chosen[:-1], better] if better and able[better] & left_out else chosen
