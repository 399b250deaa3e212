"""Which groups may like a few ideas before anybody else notices, and who carries one alone; no judgement (R060).

The group's own organiser hears first, after one missed rhythm; the service sees it after two, as the health rule
has it. December to February have a third more time, and a group with a date ahead is left alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, takewhile

from django.db.models import Exists, OuterRef

from followon import clock
from groups.insights.health import FEW, UNKNOWN_GAP, Going, Life, Met, how_is_it_going, usual_gap
from groups.insights.lives import lives
from groups.models import Group, Meeting
from groups.states import GroupState, MeetingState

RUNNING_ALONE = 3  # meetings that the same person looked after
_LATE = (Going.SLOWING, Going.QUIET, Going.MET_ONCE, Going.NOT_STARTED)
_LATELY = timedelta(days=92)


def spells(groups: Sequence[Group], today: date) -> dict[int, str]:
    """For each of these groups that fades, by its number: a name for this quiet time, said about once only."""
    named = {number: spell(life, today) for number, life in lives(groups).items()}
    return {number: name for number, name in named.items() if name}


def spell(life: Life, today: date) -> str:
    """A name for the quiet time a group is in: since a day, or fewer people in this half of the year; else empty."""
    if life.state not in (GroupState.FORMING, GroupState.MEETING):
        return ""
    by_rhythm = how_is_it_going(life._replace(met=[Met(met.on) for met in life.met]), today).going
    if by_rhythm in _LATE:
        return "" if _has_a_date(life, today) else f"since-{quiet_since(life)}"
    few = [met.came for met in life.met[-3:] if met.came is not None]
    too_few = len(few) == 3 and max(few) <= FEW
    if too_few or how_is_it_going(life, today).going is Going.SLOWING:
        return f"fewer-{today.year}-{1 if today.month <= 6 else 2}"
    return ""


def quiet_since(life: Life) -> date:
    """The day a group last met, or began."""
    return life.met[-1].on if life.met else life.formed_on


def _has_a_date(life: Life, today: date) -> bool:
    gap = usual_gap([met.on for met in life.met], life.rhythm_days) or UNKNOWN_GAP
    return life.next_on is not None and life.next_on <= today + timedelta(days=gap)


@dataclass(frozen=True)
class Alone:
    """Somebody who has looked after the last meetings of a group by themselves, and since which meeting."""

    group: int
    membership: int
    since: int


def carried_alone() -> Iterator[Alone]:
    """Groups whose last three meetings or more were looked after by one and the same member; one query."""
    lately = Meeting.objects.filter(
        group=OuterRef("group"), state=MeetingState.HELD, on_date__gte=clock.today() - _LATELY
    )
    held = Meeting.objects.filter(Exists(lately), state=MeetingState.HELD, group__state=GroupState.MEETING)
    rows = held.order_by("group", "-starts_at", "-pk").values_list("group_id", "pk", "organiser_id")
    for group, meetings in groupby(rows, key=lambda row: row[0]):
        yield from _alone(group, [(pk, organiser) for _, pk, organiser in meetings])


def _alone(group: int, latest_first: Sequence[tuple[int, int | None]]) -> Iterable[Alone]:
    organiser = latest_first[0][1]
    run = list(takewhile(lambda meeting: meeting[1] == organiser, latest_first))
    return [Alone(group, organiser, run[-1][0])] if organiser and len(run) >= RUNNING_ALONE else []
