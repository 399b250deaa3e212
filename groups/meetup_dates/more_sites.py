"""Three places or more in one season, nobody in two.

In a small season every choice is weighed. In a larger one sites are swapped from several starts, beside a proven limit.
"""

import random
from collections.abc import Iterator, Sequence
from functools import lru_cache
from heapq import nsmallest
from itertools import combinations
from math import comb
from typing import NamedTuple

from groups.meetup_dates.limits import limit_of
from groups.meetup_dates.masks import Masks
from groups.meetup_dates.merit import Worth, ceiling
from groups.meetup_dates.offers import Chosen, offer_of
from groups.meetup_dates.one_site import merit
from groups.meetup_dates.searching import Node, Stage, best_first, cost_of
from groups.meetup_dates.seekers import Site, seat_in_rooms

FEW = 10_000  # so many choices can be weighed one by one
STARTS = 16
SEED = 2021  # any number; fixed, so that the same season always gets the same answer
ROUNDS = 6  # how often the neighbours of the best choice are looked at
FINALISTS = 12  # how many sites are considered in each place of the best choice

Choice = tuple[int, ...]  # of options, in order


class Found(NamedTuple):
    """The best choices, each with its exact merit; a limit that no choice exceeds; and whether all were weighed."""

    nodes: list[Node]
    limit: int
    exact: bool


def best_options(masks: Masks, worth: Worth, sites: int, wanted: int, patience: int) -> Found:
    """The best choices of so many different places. In a small season each is weighed; else they are searched."""
    search = _Search(masks, worth, sites, wanted)
    if comb(len(search.options), sites) <= FEW:
        nodes = best_first(search.every_choice(), search.seat_exactly, wanted)
        return Found(nodes, -nodes[0].below, exact=True)
    search.polish(max(map(search.climb, search.starts()))[1])
    limit = limit_of(masks, worth, sites, -search.best()[0].below, patience)
    if limit.sites:
        search.polish(tuple(sorted(search.options.index(site) for site in limit.sites)))
    nodes = search.best()
    return Found(nodes, max(limit.merit, -nodes[0].below), exact=False)


class _Search:
    """Swapping one site at a time for a better one, as long as there is one."""

    def __init__(self, masks: Masks, worth: Worth, sites: int, wanted: int) -> None:
        self.masks = masks
        self.worth = worth
        self.sites = sites
        self.wanted = wanted
        self.options = [
            Site(slot, place) for slot in range(len(masks.slots)) for place in masks.free_places(slot)
        ]
        self.offers = [offer_of(masks, *option) for option in self.options]
        self.alone = [merit(masks, worth, *option) for option in self.options]
        self.additions = lru_cache(maxsize=None)(self._additions)
        self.exact: dict[Choice, Node] = {}

    def best(self) -> list[Node]:
        return nsmallest(self.wanted, self.exact.values())

    def every_choice(self) -> Iterator[Node]:
        """All choices, limited by counting heads and by what each site is worth alone."""
        for choice in combinations(range(len(self.options)), self.sites):
            sites = [self.options[at] for at in choice]
            if len({site.place for site in sites}) == self.sites:
                views = [self.masks.view(*site) for site in sites]
                seats = [self.masks.seats(site.place) for site in sites]
                limit = self.worth.heads(ceiling(views, seats, self.masks))
                yield self._node(sites, min(limit, sum(self.alone[at] for at in choice)), Stage.COUNTED)

    def seat_exactly(self, node: Node) -> list[Node]:
        sites = [Site(*pair) for pair in zip(node.slots, node.places, strict=True)]
        return [self._node(sites, seat_in_rooms(self.masks, self.worth, sites).merit, Stage.EXACT)]

    def _node(self, sites: Sequence[Site], merit: int, stage: Stage) -> Node:
        slots, places = tuple(site.slot for site in sites), tuple(site.place for site in sites)
        return Node(-merit, slots, cost_of(self.masks, places), places, stage)

    def polish(self, choice: Choice) -> None:
        """Seat a choice and its neighbours exactly, and the neighbours of whichever is best, until it stays best."""
        self._weigh(choice)
        for _ in range(ROUNDS):
            for most, neighbour in self._neighbours(choice):
                if most >= self._floor():
                    self._weigh(neighbour)
            best = min(self.exact, key=self.exact.__getitem__)
            if best == choice:
                break
            choice = best

    def starts(self) -> Iterator[Choice]:
        """One built up greedily, the others drawn by lot."""
        greedy: Choice = ()
        for _ in range(self.sites):
            greedy = tuple(sorted((*greedy, self._best_addition(greedy))))
        yield greedy
        by_place: dict[int, list[int]] = {}
        for at, option in enumerate(self.options):
            by_place.setdefault(option.place, []).append(at)
        draw = random.Random(SEED)  # noqa: S311 - a lot, not a secret
        for _ in range(STARTS - 1):
            places = draw.sample(sorted(by_place), self.sites)
            yield tuple(sorted(draw.choice(by_place[place]) for place in places))

    def climb(self, choice: Choice) -> tuple[int, Choice]:
        """Swap until no swap helps: the worth reached, and the choice."""
        reached = -1
        while True:
            best, at = max((self.additions(others)[0][0], others) for others in _others(choice))
            if best <= reached:
                return reached, choice
            reached = best
            choice = tuple(sorted((*at, self._best_addition(at))))

    def _best_addition(self, others: Choice) -> int:
        return self.additions(others)[0][1]

    def _additions(self, others: Choice) -> list[tuple[int, int]]:
        """The most valuable sites to add, as (worth at most, option)."""
        taken = {self.options[at].place for at in others}
        apart = sum(self.alone[at] for at in others)
        groups, points = Chosen([self.offers[at] for at in others]).values(self.offers)
        group, point = self.worth.group, self.worth.point
        ranked = sorted(
            (-min(groups[at] * group + points[at] * point, apart + self.alone[at]), at)
            for at, option in enumerate(self.options)
            if option.place not in taken
        )
        return [(-below, at) for below, at in ranked[:FINALISTS]]

    def _floor(self) -> int:
        """What a choice must be worth to be wanted still."""
        best = self.best()
        return -best[-1].below if len(best) == self.wanted else 0

    def _neighbours(self, choice: Choice) -> list[tuple[int, Choice]]:
        """The choices with another site in one place, and what they are worth at most, best first."""
        near = {
            (-most, tuple(sorted((*others, at))))
            for others in _others(choice)
            for most, at in self.additions(others)
        }
        return [(-below, neighbour) for below, neighbour in sorted(near)]

    def _weigh(self, choice: Choice) -> None:
        if choice not in self.exact:
            sites = [self.options[at] for at in choice]
            merit = seat_in_rooms(self.masks, self.worth, sites).merit
            self.exact[choice] = self._node(sites, merit, Stage.EXACT)


def _others(choice: Choice) -> Iterator[Choice]:
    for at in range(len(choice)):
        yield (*choice[:at], *choice[at + 1 :])
