"""Which dates to ask a group about, and which of them the answers favour: facts in, choices out; no database.

Can come counts 2, if I have to counts 1. Somebody whom the last two dates left out counts double, and of two dates
that suit as many the one that leaves out the same person as last time comes second (F14).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, reduce
from itertools import combinations
from operator import or_

from followon import clock

YES, IF_HAVE_TO, NO = "YES", "IF_HAVE_TO", "NO"
WORTH = {YES: 2, IF_HAVE_TO: 1, NO: 0}
DOUBLE_AFTER = 2  # left out that often running
SUGGESTED, MOST_OPTIONS = 3, 5

# Parts of the day as people told us, where each begins, and when a group meets in it unless it has its own time.
MORNING, EARLY_AFTERNOON, LATE_AFTERNOON, EVENING = "MORNING", "EARLY_AFTERNOON", "LATE_AFTERNOON", "EVENING"
_BEGINS = {EVENING: time(18), LATE_AFTERNOON: time(15), EARLY_AFTERNOON: time(12), MORNING: time(0)}
_USUAL = {
    MORNING: time(11),
    EARLY_AFTERNOON: time(13, 30),
    LATE_AFTERNOON: time(15, 30),
    EVENING: time(18, 30),
}


@dataclass(frozen=True)
class Person:
    """A member: when they manage best, where empty means any time; and how often running they were left out."""

    key: int
    parts: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset()
    left_out: int = 0

    @property
    def weight(self) -> int:
        """How much they count."""
        return 2 if self.left_out >= DOUBLE_AFTER else 1

    @property
    def has_told(self) -> bool:
        """Whether they said anything about when they manage best."""
        return bool(self.parts or self.weekdays)

    def manages(self, when: "When") -> bool:
        """Whether a time is one at which they manage, as far as we know."""
        in_part = not self.parts or part_of(when.start_time) in self.parts
        return in_part and (not self.weekdays or when.on_date.weekday() in self.weekdays)


@dataclass(frozen=True, order=True)
class When:
    """A day and a time on the wall."""

    on_date: date
    start_time: time

    @property
    def local(self) -> datetime:
        """Both together."""
        return datetime.combine(self.on_date, self.start_time)


# Suggesting ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Suggestion:
    """A time to ask about: how many of those who told us can manage it."""

    when: When
    can: int
    told: int

    def in_words(self) -> str:
        """Suits 5 of the 6 who told us when they manage best."""
        if not self.told:
            return ""
        return f"As far as we know, this suits {self.can} of {self.told}"


def part_of(at: time) -> str:
    """The part of the day in which a time lies."""
    return next(part for part, begins in _BEGINS.items() if at >= begins)


def candidates(
    *, first: date, last: date, tz: str, usual: time | None = None, taken: Iterable[date] = ()
) -> list[When]:
    """The times one could ask about from the first day to the last: one in each part of the day.

    A day that is taken is left out, and so is a time that the clocks skip on that day.
    """
    times = _USUAL | ({part_of(usual): usual} if usual else {})
    not_free = set(taken)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    found = [When(day, at) for day in days if day not in not_free for at in times.values()]
    return sorted(when for when in found if clock.kind_of_wall_time(when.local, tz) is not clock.Wall.MISSING)


def suggest(
    people: Sequence[Person], times: Iterable[When], *, wanted: date, usual: time | None = None
) -> list[Suggestion]:
    """Three times to ask about, in the order of the calendar; fewer when there are not as many.

    They suit as many as possible between them, and never leave out the same person all three if any three do not
    (ux 6). Then they are on different days, suit the most, and lie near the day that the group's rhythm wants, at
    its own time of day. The order of people and times makes no difference.
    """
    near = _nearest(times, wanted)
    part = part_of(usual) if usual else MORNING
    able = [sum(1 << n for n, one in enumerate(people) if one.manages(when)) for when in near]
    suits = [_weight(people, mask) for mask in able]
    far = [abs((when.on_date - wanted).days) + 2 * (part_of(when.start_time) != part) for when in near]
    weight = cache(lambda mask: _weight(people, mask))  # few different sets of people in thousands of threes

    def cost(chosen: tuple[int, ...]) -> tuple[int, int, int, int, tuple[int, ...]]:
        reached = reduce(or_, (able[n] for n in chosen))
        days = {near[n].on_date for n in chosen}
        return (
            -weight(reached),
            len(chosen) - len(days),
            -sum(suits[n] for n in chosen),
            sum(far[n] for n in chosen),
            chosen,
        )

    threes = combinations(range(len(near)), min(SUGGESTED, len(near))) if near else ()
    chosen = min(threes, key=cost, default=())
    told = {n for n, one in enumerate(people) if one.has_told}
    return [Suggestion(near[n], sum(able[n] >> one & 1 for one in told), len(told)) for n in chosen]


def _weight(people: Sequence[Person], mask: int) -> int:
    """How much the people count whose bits are set."""
    return sum(one.weight for n, one in enumerate(people) if mask >> n & 1)


def _nearest(times: Iterable[When], wanted: date) -> list[When]:
    """Of the times on one weekday in one part of the day, the one nearest to the day that is wanted: at most 28."""
    best: dict[tuple[int, str], When] = {}
    for when in sorted(times, key=lambda when: (abs((when.on_date - wanted).days), when)):
        best.setdefault((when.on_date.weekday(), part_of(when.start_time)), when)
    return sorted(best.values())


# Ranking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Option:
    """One date that was asked about, and what each person said: YES, IF_HAVE_TO or NO; no entry is no answer."""

    key: int
    local: datetime
    said: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """How one date stands: who can come, who if they have to, whom it leaves out, who has not said."""

    option: Option
    yes: tuple[int, ...]
    if_have_to: tuple[int, ...]
    left_out: tuple[int, ...]
    silent: tuple[int, ...]
    score: int  # as everybody counts
    heads: int  # as if everybody counted once: 2 for yes, 1 for if I have to
    again: int  # how many of those it leaves out were left out last time

    @property
    def anybody_can(self) -> bool:
        """A date nobody can make is not offered."""
        return bool(self.yes or self.if_have_to)

    @property
    def order(self) -> tuple[int, int, int, datetime, int]:
        """The best first."""
        return (
            -self.score,
            self.again,
            -len(self.yes) - len(self.if_have_to),
            self.option.local,
            self.option.key,
        )


def rank(options: Iterable[Option], people: Iterable[Person]) -> list[Standing]:
    """How the dates stand, the best first. One more yes never makes a date worse; the order given does not matter."""
    everybody = sorted(people, key=lambda one: one.key)
    return sorted((_standing(option, everybody) for option in options), key=lambda one: one.order)


def why_first(ranked: Sequence[Standing]) -> str:
    """In one sentence, why the first date stands above the second."""
    if len(ranked) < 2 or not ranked[0].anybody_can:
        return ""
    best, second = ranked[:2]
    if best.score == second.score and best.heads == second.heads:
        if best.again < second.again:
            return "Another date suits as many, but leaves out somebody who was left out last time."
        return "Another date suits as many; this one is " + (
            "sooner." if best.option.local < second.option.local else "possible for more people."
        )
    if best.heads >= second.heads:
        return "It suits the most people."
    return "It suits somebody who was left out twice running, and who counts double this time."


def _standing(option: Option, people: Sequence[Person]) -> Standing:
    def who(said: str) -> tuple[int, ...]:
        return tuple(one.key for one in people if option.said.get(one.key) == said)

    left_out = set(who(NO))
    return Standing(
        option, who(YES), who(IF_HAVE_TO), who(NO),
        silent=tuple(one.key for one in people if one.key not in option.said),
        score=sum(one.weight * WORTH[option.said.get(one.key, NO)] for one in people),
        heads=sum(WORTH[option.said.get(one.key, NO)] for one in people),
        again=sum(one.left_out > 0 for one in people if one.key in left_out),
    )  # fmt: skip
