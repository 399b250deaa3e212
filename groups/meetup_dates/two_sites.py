"""Two places in one season, nobody in both: every pair is weighed, the best are exact."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from heapq import heappush, heappushpop
from itertools import combinations_with_replacement
from typing import NamedTuple

from groups.meetup_dates.journeys import Journeys
from groups.meetup_dates.kinds import fill, kinds
from groups.meetup_dates.masks import Masks, View
from groups.meetup_dates.merit import Heads, Worth, ceiling
from groups.meetup_dates.one_site import merit
from groups.meetup_dates.pricing import PricedPair, prices_to_try
from groups.meetup_dates.searching import UNKNOWN_COST, Node, Stage, best_first, cost_of

_DIVES = 8  # how many pairs of slots are settled at once, so that a floor is known early


def best_options(masks: Masks, worth: Worth, wanted: int) -> list[Node]:
    """The best pairs of two different places in order, each with its exact merit."""
    search = _Pairs(masks, worth, wanted)
    return best_first(search.pairs_of_slots(), search.look_closer, wanted)


class _Stall(NamedTuple):
    """A place on a slot."""

    place: int
    seats: int
    view: View
    groups: int  # how many could be represented, were there seats
    alone: int  # its merit if it were the only site


class _Pairs:
    """The search, from pairs of slots to pairs of places to their exact merit."""

    def __init__(self, masks: Masks, worth: Worth, wanted: int) -> None:
        self.masks = masks
        self.worth = worth
        self.wanted = wanted
        self.best: list[int] = []  # the merits of the best pairs known exactly, as many as wanted
        self.dives = _DIVES
        self.slots = [self._all_places(slot) for slot in range(len(masks.slots))]
        self.prices = prices_to_try(worth, max((d for row in masks.distance for d in row), default=0))
        self.stalls = lru_cache(maxsize=None)(self._stalls)
        self.kinds = lru_cache(maxsize=64)(lambda one, two: kinds([one, two], masks))
        self.journeys = Journeys(masks, [view for view, _ in self.slots])

    @property
    def floor(self) -> int:
        """What a pair must be worth to be wanted still."""
        return self.best[0] if len(self.best) == self.wanted else 0

    def _all_places(self, slot: int) -> tuple[View, list[int]]:
        """Who could be anywhere on a slot, and the seats of its two largest places."""
        places = self.masks.free_places(slot)
        room = 0
        for place in places:
            room |= self.masks.room[place]
        return self.masks.view_of(slot, room), sorted(map(self.masks.seats, places), reverse=True)[:2]

    def _stalls(self, slot: int) -> list[_Stall]:
        stalls = []
        for place in self.masks.free_places(slot):
            view = self.masks.view(slot, place)
            alone = merit(self.masks, self.worth, slot, place)
            stalls.append(_Stall(place, self.masks.seats(place), view, view.groups_can.bit_count(), alone))
        return stalls

    def pairs_of_slots(self) -> Iterable[Node]:
        """Every two slots (one may be both), with all their places."""
        for slots in combinations_with_replacement(range(len(self.slots)), 2):
            if seats := self._most_seats(slots):
                limit = self._limit_of_slots(self._heads(slots), seats)
                yield Node(-limit, slots, UNKNOWN_COST, (), Stage.SLOTS)

    def _most_seats(self, slots: tuple[int, ...]) -> int:
        """The most seats two places on these slots have; none if there are no two places."""
        first, second = slots
        seats = (
            self.slots[first][1] if first == second else self.slots[first][1][:1] + self.slots[second][1][:1]
        )
        return sum(seats) if len(seats) == 2 else 0

    def _heads(self, slots: tuple[int, ...]) -> Heads:
        """How many there are on two slots, whatever the places."""
        one, two = (self.slots[slot][0] for slot in slots)
        can = one.can | two.can
        return Heads(
            groups=(one.groups_can | two.groups_can).bit_count(),
            seats=can.bit_count(),
            yes=(one.yes | two.yes).bit_count(),
            left_out=(can & self.masks.left_out).bit_count(),
        )

    def _limit_of_slots(self, heads: Heads, seats: int) -> int:
        return self.worth.heads(Heads(*(min(head, seats) for head in heads)))

    def look_closer(self, node: Node) -> Iterable[Node]:
        if -node.below < self.floor:
            return ()
        match node.stage:
            case Stage.SLOTS:
                return (self._share_slots(node),)
            case Stage.SLOTS_SHARED:
                return self._open(node)
            case Stage.COUNTED:
                return (self._share(node),)
        return (self._settle(node),)

    def _share_slots(self, node: Node) -> Node:
        """Limit two slots by filling their two largest places as one, and by the best place of each alone."""
        one, two = (self.slots[slot][0] for slot in node.slots)
        valued = [
            (self.worth.person(max(kind.points), kind.left_out, 0), kind)
            for kind in kinds([one, two], self.masks, by_area=False)
        ]
        shared = fill(valued, self._most_seats(node.slots), self.worth)
        apart = sum(max(stall.alone for stall in self.stalls(slot)) for slot in node.slots)
        return node._replace(below=max(node.below, -shared, -apart), stage=Stage.SLOTS_SHARED)

    def _open(self, node: Node) -> list[Node]:
        """The pairs of places on two slots that may be among the best."""
        pairs = self._count_pairs(node.slots)
        if pairs and (self.dives or not self.floor):
            self.dives = max(0, self.dives - 1)
            pairs.sort()
            pairs[: self.wanted] = [self._settle(pair) for pair in pairs[: self.wanted]]
        return pairs

    def _count_pairs(self, slots: tuple[int, ...]) -> list[Node]:
        """Count heads for every two places on two slots. This is the loop that runs most: it drops pairs early."""
        first, second = slots
        floor, worth = self.floor, self.worth
        floor_groups = worth.groups_in(floor)
        heads = self._heads(slots)
        enough = cache(lambda seats: self._limit_of_slots(heads, seats) >= floor)
        pairs = []
        for one, seats_one, view_one, groups_one, alone_one in self.stalls(first):
            for two, seats_two, view_two, groups_two, alone_two in self.stalls(second):
                seats = seats_one + seats_two
                if one == two or (first == second and one > two) or alone_one + alone_two < floor:
                    continue
                if min(groups_one + seats_two, seats_one + groups_two, seats) < floor_groups:
                    continue
                if (view_one.groups_can | view_two.groups_can).bit_count() < floor_groups:
                    continue
                if not enough(seats):
                    continue
                limit = self._limit_of_pair(slots, (one, two), (view_one, view_two), (seats_one, seats_two))
                limit = min(limit, alone_one + alone_two)
                if limit >= floor:
                    pairs.append(
                        Node(-limit, slots, cost_of(self.masks, (one, two)), (one, two), Stage.COUNTED)
                    )
        return pairs

    def _limit_of_pair(
        self, slots: tuple[int, ...], places: tuple[int, int], views: Sequence[View], seats: Sequence[int]
    ) -> int:
        heads = ceiling(views, seats, self.masks)
        limit = self.worth.heads(heads)
        return limit if limit < self.floor else limit - self.journeys.least(slots, places, views, heads)

    def _share(self, node: Node) -> Node:
        """Fill both sites as one. That is exact already where there is a seat for everybody."""
        limit = self._priced(node).limit(0)
        if any(view.count > self.masks.seats(place) for view, place in self._sites(node)):
            return node._replace(below=-limit, stage=Stage.SHARED)
        return self._settled(node, limit)

    def _settle(self, node: Node) -> Node:
        return self._settled(node, self._priced(node).merit(self.prices, self.floor))

    def _settled(self, node: Node, merit: int) -> Node:
        """Keep the best merits. One below the floor may be a limit only, and is never asked for."""
        if len(self.best) < self.wanted:
            heappush(self.best, merit)
        else:
            heappushpop(self.best, merit)
        return node._replace(below=-merit, stage=Stage.EXACT)

    def _sites(self, node: Node) -> Iterable[tuple[View, int]]:
        for slot, place in zip(node.slots, node.places, strict=True):
            yield self.masks.view(slot, place), place

    def _priced(self, node: Node) -> PricedPair:
        views, places = zip(*self._sites(node), strict=True)
        return PricedPair(
            self.kinds(*views),
            [self.masks.distance[place] for place in places],
            [self.masks.seats(place) for place in places],
            self.worth,
        )
