"""People of one kind are worth the same at each site, so seats can be shared out by counting kinds, not people."""

from collections.abc import Iterable, Sequence
from itertools import product

from groups.meetup_dates.masks import Masks, View
from groups.meetup_dates.merit import Worth


class Kind:
    """People with the same answers at these sites, the same area, and the same luck last time."""

    __slots__ = ("_groups", "_masks", "area", "count", "left_out", "people", "points")

    def __init__(self, points: tuple[int, ...], left_out: bool, area: int, people: int, masks: Masks) -> None:
        self.points = points  # by site; nothing: cannot be there
        self.left_out = left_out
        self.area = area
        self.people = people
        self.count = people.bit_count()
        self._masks = masks
        self._groups: int | None = None

    @property
    def groups(self) -> int:
        """Their groups, found when first asked for: the seats are often gone before."""
        if self._groups is None:
            self._groups = self._masks.groups_of(self.people)
        return self._groups


def kinds(views: Sequence[View], masks: Masks, by_area: bool = True) -> list[Kind]:
    """Divide everybody who can be at one of the sites at least into kinds."""
    areas = [people for _, people in masks.areas] if by_area else [-1]
    found = []
    split = [(view.yes, view.can & ~view.yes, ~view.can) for view in views]
    for parts in product(range(3), repeat=len(views)):
        people = -1
        for part, choice in zip(split, parts, strict=True):
            people &= part[choice]
        if people <= 0:  # nobody, or everybody who can be nowhere
            continue
        points = tuple(2 - choice for choice in parts)
        for left_out, some in ((True, people & masks.left_out), (False, people & ~masks.left_out)):
            if not some:
                continue
            for area, there in enumerate(areas):
                if kind := some & there:
                    found.append(Kind(points, left_out, area, kind, masks))
    return found


def fill(valued: Iterable[tuple[int, Kind]], seats: int, worth: Worth) -> int:
    """The most that so many seats can be worth, from kinds and what a seat is worth to each.

    The best of each group brings the group's worth; the others follow. Taking the greatest first is exact, because
    within a group no later seat is worth more than an earlier one.
    """
    gains: list[tuple[int, int]] = []
    seen = represented = 0
    for value, kind in sorted(valued, key=_by_value, reverse=True):
        if represented >= seats:  # each seat can already bring a group, with somebody worth as much
            break
        first = (kind.groups & ~seen).bit_count()
        if first:
            seen |= kind.groups
            represented += first
            gains.append((value + worth.group, first))
        if kind.count > first:
            gains.append((value, kind.count - first))
    gains.sort(reverse=True)
    total = 0
    for gain, count in gains:
        if gain <= 0 or not seats:
            break
        taken = min(count, seats)
        total += gain * taken
        seats -= taken
    return total


def _by_value(valued: tuple[int, Kind]) -> int:
    return valued[0]
