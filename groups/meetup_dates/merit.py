"""The order of merit as one whole number, and limits nobody's seating can exceed.

Groups represented come first, then people, then people left out last time, then journeys. Each step is worth more
than everything below it could ever add up to, so adding and comparing plain integers is exact.

"If I have to" counts half, as it does when a group picks its own dates. Counted in full it would send tired people
to a date they would rather not have; counted only to break ties, one more "yes" would outweigh any number of them.
In whole numbers: a yes is two points, an "if I have to" is one. Either of them represents a group, because somebody
from it would be there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from groups.meetup_dates.masks import Masks, View


class Heads(NamedTuple):
    """How many groups, people seated, of these with a yes, and of these left out last time."""

    groups: int
    seats: int
    yes: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Worth:
    """What one more group, point or person left out last time is worth, in units of distance."""

    left_out: int
    point: int
    group: int

    def person(self, points: int, left_out: bool, distance: int) -> int:
        """What it is worth to seat somebody, without their group. Always more than nothing."""
        return points * self.point + left_out * self.left_out - distance

    def heads(self, heads: Heads) -> int:
        """What so many are worth, journeys apart."""
        points = heads.seats + heads.yes
        return heads.groups * self.group + points * self.point + heads.left_out * self.left_out

    def groups_in(self, merit: int) -> int:
        """Read the groups back out of a merit, or of a limit on merits."""
        return (merit + self.left_out - 1) // self.group

    def points_in(self, merit: int) -> int:
        return (merit + self.left_out - 1) % self.group // self.point


def weigh(masks: Masks) -> Worth:
    """Make each step worth more than all steps below it together."""
    people = len(masks.people)
    left_out = people * max((d for row in masks.distance for d in row), default=0) + 1
    point = left_out * (people + 1)
    return Worth(left_out=left_out, point=point, group=point * (2 * people + 1))


def most_seated(masks: Sequence[int], capacities: Sequence[int]) -> int:
    """How many different bits the sites can seat together: the smallest cut, which is exact.

    Each cut fills some of the sites and lets everybody into the others.
    """
    cuts = [(0, 0)]
    for mask, capacity in zip(masks, capacities, strict=True):
        cuts = [cut for seats, let_in in cuts for cut in ((seats + capacity, let_in), (seats, let_in | mask))]
    return min(seats + let_in.bit_count() for seats, let_in in cuts)


def ceiling(views: Sequence[View], capacities: Sequence[int], masks: Masks) -> Heads:
    """Heads no seating of these sites can exceed, step by step: each step holds if the ones before it are reached.

    The groups and the seats are exact. At one site all but those left out last time are exact.
    """
    can = yes = groups_can = groups_yes = groups_owed = 0
    for view in views:
        can |= view.can
        yes |= view.yes
        groups_can |= view.groups_can
        groups_yes |= view.groups_yes
        groups_owed |= view.groups_owed
    seats, yes_seats, groups = can.bit_count(), yes.bit_count(), groups_can.bit_count()
    if any(view.count > capacity for view, capacity in zip(views, capacities, strict=True)):
        seats = most_seated([view.can for view in views], capacities)
        groups = most_seated([view.groups_can for view in views], capacities)
        yes_seats = min(
            most_seated([view.yes for view in views], capacities),
            seats - max(0, groups - groups_yes.bit_count()),
        )
    # a second person of a group takes a seat that brings no group, and an "if I have to" one that brings no yes
    spare = (seats - groups) + (seats - yes_seats)
    left_out = min(seats, (can & masks.left_out).bit_count(), groups_owed.bit_count() + spare)
    return Heads(groups, seats, yes_seats, left_out)
