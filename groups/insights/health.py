"""How a group is going, by its own rhythm, with the facts that say so; no database, no clock.

The rule is about rhythm, never about people, and what nobody reported never counts as bad (F12). A group that
meets every three months is not late after two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from statistics import median
from typing import NamedTuple

from groups.insights.words import days_ago, every, full_day, plural
from groups.states import GroupState

SLOW, QUIET = 1.5, 2.5  # usual gaps since the last meeting
QUIET_DAYS = 90  # and slower than usual: a group that meets rarely is not late for it
SHRUNK = 0.6  # the last three meetings against the first three
WINTER, WINTER_MONTHS = 1.3, (12, 1, 2)  # attendance dips in winter; it comes back
UNKNOWN_GAP = 31  # days, where a group has met once and agreed no rhythm
GAPS_LOOKED_AT = 8
FEW = 2
NOT_REACHED = 2


class Going(Enum):
    """How it's going: the words, the colour of the tag, and which comes first in a list of groups."""

    QUIET = ("Gone quiet", "orange", 0)
    MET_ONCE = ("Met once", "orange", 1)
    NOT_STARTED = ("No meeting yet", "orange", 2)
    SLOWING = ("Slowing down", "yellow", 3)
    STARTING = ("Getting started", "blue", 4)
    WELL = ("Meeting well", "green", 5)
    RESTING = ("Resting", "grey", 6)
    ENDED = ("Ended", "white", 7)

    def __init__(self, label: str, colour: str, place: int) -> None:
        self.label, self.colour, self.place = label, colour, place


class Met(NamedTuple):
    """One meeting that is over: its day, and how many came (None when nobody said)."""

    on: date
    came: int | None = None


class Life(NamedTuple):
    """What the rule looks at. `perhaps` is a meeting that is over and of which nobody has said who came."""

    state: str
    formed_on: date
    met: Sequence[Met] = ()  # oldest first
    perhaps: date | None = None
    rhythm_days: int | None = None  # what the group agreed, when it agreed something
    next_on: date | None = None
    organisers: int = 2
    organisers_resting: int = 0
    not_reached: int = 0


@dataclass(frozen=True)
class Health:
    """The answer, where the group may need a hand, and what the rule looked at."""

    going: Going
    life: Life
    today: date
    needs: tuple[str, ...] = ()
    usual_gap: float | None = None

    @property
    def last_met(self) -> Met | None:
        return self.life.met[-1] if self.life.met else None

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Every fact the rule used, as sentences somebody can check; put into words only where they are read."""
        return tuple(_facts(self.life, self.usual_gap, self.last_met, self.today))

    @property
    def needs_a_hand(self) -> bool:
        return bool(self.needs) or self.going.place <= Going.SLOWING.place

    @property
    def order(self) -> tuple[int, int]:
        """Those who may need somebody first come first."""
        return (self.going.place, -len(self.needs))


def usual_gap(days: Sequence[date], rhythm_days: int | None) -> float | None:
    """How often a group that met on these days meets, in days: the median of its latest gaps, else what it agreed."""
    latest = days[-GAPS_LOOKED_AT - 1 :]
    gaps = [(later - earlier).days for earlier, later in zip(latest, latest[1:], strict=False)]
    if len(gaps) >= 2:
        return float(median(gaps))
    return float(rhythm_days or (gaps[0] if gaps else 0)) or None


def how_is_it_going(life: Life, today: date) -> Health:
    """The rule of ux 9.2."""
    gap = usual_gap([met.on for met in life.met], life.rhythm_days)
    if life.state in (GroupState.RESTING, GroupState.CLOSED):
        going = Going.RESTING if life.state == GroupState.RESTING else Going.ENDED
        return Health(going, life, today, (), gap)
    going = _by_rhythm(life, gap, today)
    if going is Going.WELL and _has_shrunk(life.met):
        going = Going.SLOWING
    return Health(going, life, today, _needs(life), gap)


def _by_rhythm(life: Life, gap: float | None, today: date) -> Going:
    slack = WINTER if today.month in WINTER_MONTHS else 1.0
    usual = gap or UNKNOWN_GAP
    if not life.met:
        late = (today - (life.perhaps or life.formed_on)).days / usual / slack
        return Going.NOT_STARTED if late > QUIET else Going.STARTING
    days = (today - max(life.met[-1].on, life.perhaps or life.met[-1].on)).days
    late = days / usual / slack
    if late > QUIET or (late > SLOW and days >= QUIET_DAYS):
        return Going.MET_ONCE if len(life.met) == 1 else Going.QUIET
    return Going.SLOWING if late > SLOW else Going.WELL


def _facts(life: Life, gap: float | None, last: Met | None, today: date) -> Iterator[str]:
    if last is None:
        yield f"They have not met yet. The group began on {full_day(life.formed_on)}."
    else:
        yield f"They last met on {full_day(last.on)}, {days_ago((today - last.on).days)}."
    if gap and len(life.met) > 1:
        yield f"They usually meet {every(gap)}."
    elif life.rhythm_days:
        yield f"They agreed to meet {every(life.rhythm_days)}."
    if life.perhaps and (last is None or life.perhaps > last.on):
        yield (
            f"A meeting was booked for {full_day(life.perhaps)}. "
            "Nobody has said who came, so it does not count against them."
        )
    if today.month in WINTER_MONTHS:
        yield "From December to February we allow a third more time."
    then_and_now, counts = _then_and_now(life.met), _counts(life.met)
    if then_and_now:
        yield "At first {:g} came. The last 3 times it was {:g}.".format(*then_and_now)
    elif counts:
        yield f"{plural(counts[-1], 'person', 'people')} came last time."


def _has_shrunk(met: Sequence[Met]) -> bool:
    then, now = _then_and_now(met) or (0, 0)
    return now < SHRUNK * then


def _then_and_now(met: Sequence[Met]) -> tuple[float, float] | None:
    """How many came to the first three meetings and to the last three; None while these would overlap."""
    counts = _counts(met)
    return (median(counts[:3]), median(counts[-3:])) if len(counts) >= 6 else None


def _counts(met: Sequence[Met]) -> list[int]:
    return [meeting.came for meeting in met if meeting.came is not None]


def _needs(life: Life) -> tuple[str, ...]:
    """Where a hand would help; each a sentence."""
    needs = []
    active = life.organisers - life.organisers_resting
    if life.organisers == 0:
        needs.append("They have no organiser.")
    elif active <= 0:
        needs.append(
            "Their only organiser is resting." if life.organisers == 1 else "Their organisers are resting."
        )
    elif life.organisers == 1:
        needs.append("They have only one organiser.")
    if life.next_on is None:
        needs.append("They have no next date.")
    counts = [meeting.came for meeting in life.met[-3:]]
    if len(counts) == 3 and all(came is not None and came <= FEW for came in counts):
        needs.append("2 people or fewer came the last 3 times.")
    if life.not_reached >= NOT_REACHED:
        needs.append(f"{life.not_reached} people did not get our messages.")
    return tuple(needs)
