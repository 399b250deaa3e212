"""What happens when in a season: from asking everybody ten weeks before, to thanking them two days after."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SUNDAY = 6
# Twice a year (Farr et al. 2021, "The Intervention"): the next meetup is suggested half a year after the last.
HALF_A_YEAR = timedelta(weeks=26)


class StepKind(StrEnum):
    """A step of a season."""

    ASK = "ask"
    CHOOSE = "choose"
    INVITE = "invite"
    NEWS = "news"
    REMIND = "remind"
    REMIND_DAY_BEFORE = "remind day before"
    THANK = "thank"


# When each step is, counted from the day of the meetup.
LEADS = {
    StepKind.ASK: timedelta(weeks=-10),
    StepKind.CHOOSE: timedelta(weeks=-8),
    StepKind.INVITE: timedelta(weeks=-7),
    StepKind.NEWS: timedelta(weeks=-4),
    StepKind.REMIND: timedelta(weeks=-2),
    StepKind.REMIND_DAY_BEFORE: timedelta(days=-1),
    StepKind.THANK: timedelta(days=2),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step and its day. `planned` is where the count of weeks put it, before a Sunday or holiday moved it."""

    kind: StepKind
    day: date
    planned: date


def steps_for(meetup: date, bank_holidays: Collection[date] = frozenset()) -> tuple[Step, ...]:
    """The steps of a season around the day of its meetup, in order.

    Until a day is chosen, count from the earliest day offered; afterwards from the day chosen. Messages keep Sundays
    and bank holidays free: a step before the meetup moves to an earlier day, thanks to a later one. The reminder on
    the day before stays where it is, because it would be of no use elsewhere.
    """
    return tuple(_step(kind, meetup + lead, bank_holidays) for kind, lead in LEADS.items())


def _step(kind: StepKind, planned: date, bank_holidays: Collection[date]) -> Step:
    day = planned
    move = timedelta(days=1 if kind is StepKind.THANK else -1)
    while kind is not StepKind.REMIND_DAY_BEFORE and (day.weekday() == SUNDAY or day in bank_holidays):
        day += move
    return Step(kind, day, planned)


def earliest_meetup(opening: date) -> date:
    """The first day that leaves time for every step, if everybody is asked on the day the season opens."""
    return opening - LEADS[StepKind.ASK]


def next_meetup_about(last: date) -> date:
    """About when the next meetup should be, from the day of the last."""
    return last + HALF_A_YEAR
