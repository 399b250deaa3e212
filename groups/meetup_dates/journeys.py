"""The least that people could travel to two places: enough to tell most pairs apart without sharing out seats."""

from collections.abc import Sequence
from functools import lru_cache

from groups.meetup_dates.masks import Masks, View
from groups.meetup_dates.merit import Heads


class Journeys:
    """How far it is to two places for whoever may be seated there. Seats are not kept apart by site."""

    def __init__(self, masks: Masks, everybody: Sequence[View]) -> None:
        self.masks = masks
        self.everybody = everybody  # by slot: who could be anywhere
        self.owed = lru_cache(maxsize=None)(self._owed)
        self.counts = lru_cache(maxsize=1024)(self._counts)
        self.nearest = lru_cache(maxsize=None)(self._nearest)

    def least(
        self, slots: tuple[int, ...], places: tuple[int, int], views: Sequence[View], heads: Heads
    ) -> int:
        """No seating with these heads travels less."""
        if heads.groups == heads.seats == heads.yes == heads.left_out:
            return self._one_of_each_group(places, views, heads.seats)
        return self._by_heads(slots, places, heads)

    def _one_of_each_group(self, places: tuple[int, int], views: Sequence[View], seats: int) -> int:
        """Every seat is for another group, a yes, and somebody left out last time: take the nearest groups."""
        one, two = (self.owed(view) for view in views)
        travel = seen = 0
        for distance, site, area in self.nearest(places):
            found = (two if site else one)[area] & ~seen
            if found:
                taken = min(found.bit_count(), seats)
                travel += distance * taken
                seats -= taken
                if not seats:
                    break
                seen |= found
        return travel

    def _owed(self, view: View) -> list[int]:
        """By area, the groups with somebody who says yes and was left out last time."""
        people = view.yes & self.masks.left_out
        return [self.masks.groups_of(people & there) for _, there in self.masks.areas]

    def _nearest(self, places: tuple[int, int]) -> list[tuple[int, int, int]]:
        """Every area and site, nearest first."""
        return sorted(
            (distance, site, area)
            for site, place in enumerate(places)
            for area, distance in enumerate(self.masks.distance[place])
        )

    def _by_heads(self, slots: tuple[int, ...], places: tuple[int, int], heads: Heads) -> int:
        """Count the nearest of those left out last time, and of the others, wherever they are accepted."""
        distinct, all_yes = heads.groups == heads.seats, heads.yes == heads.seats
        one, two = (self.masks.distance[place] for place in places)
        nearest = sorted((min(d, e), area) for area, (d, e) in enumerate(zip(one, two, strict=True)))
        travel = 0
        wanted = (heads.left_out, heads.seats - heads.left_out)
        for count, people in zip(self.counts(slots, distinct, all_yes), wanted, strict=True):
            for distance, area in nearest:
                taken = min(count[area], people)
                travel += distance * taken
                people -= taken
        return travel

    def _counts(self, slots: tuple[int, ...], distinct: bool, all_yes: bool) -> tuple[list[int], list[int]]:
        """By area, those left out last time and the others: one of each group where each seat is another group's."""
        one, two = (self.everybody[slot] for slot in slots)
        people = one.yes | two.yes if all_yes else one.can | two.can
        left_out, others = people & self.masks.left_out, people & ~self.masks.left_out
        return self._by_area(left_out, distinct), self._by_area(others, distinct)

    def _by_area(self, people: int, distinct: bool) -> list[int]:
        parts = [people & there for _, there in self.masks.areas]
        return [(self.masks.groups_of(part) if distinct else part).bit_count() for part in parts]
