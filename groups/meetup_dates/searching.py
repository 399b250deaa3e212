"""Best first: look only as closely at an option as its place among the best demands."""

from collections.abc import Callable, Iterable
from enum import IntEnum
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from groups.meetup_dates.masks import Masks


class Stage(IntEnum):
    """How closely an option, or all options on some slots, have been looked at."""

    SLOTS = 0  # all places on these slots, limited by counting heads
    SLOTS_SHARED = 1  # the same, limited by filling them as if they were one
    COUNTED = 2  # one option, limited by counting heads at its sites
    SHARED = 3  # limited by filling its sites as if they were one
    EXACT = 4


class Node(NamedTuple):
    """One option or a bundle of them. Nodes sort as options rank: merit, earliest, cost, place.

    `below` is the merit, or a limit to it, with its sign turned, so that the best comes first.
    """

    below: int
    slots: tuple[int, ...]
    cost: tuple[int, int]  # how many places have no known cost, and the pence of the others
    places: tuple[int, ...]
    stage: Stage


UNKNOWN_COST = (-1, 0)  # before any cost, because it is a limit


def best_first(
    nodes: Iterable[Node], look_closer: Callable[[Node], Iterable[Node]], wanted: int
) -> list[Node]:
    """The best options in order, exact. A node must never rank behind what looking closer finds in it."""
    heap = list(nodes)
    heapify(heap)
    found: list[Node] = []
    while heap and len(found) < wanted:
        node = heappop(heap)
        if node.stage is Stage.EXACT:
            found.append(node)
            continue
        for closer in look_closer(node):
            heappush(heap, closer)
    return found


def cost_of(masks: Masks, places: Iterable[int]) -> tuple[int, int]:
    costs = [masks.places[place].cost_pence for place in places]
    return sum(cost is None for cost in costs), sum(cost or 0 for cost in costs)
