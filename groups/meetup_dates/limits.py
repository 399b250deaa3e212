"""What no choice of so many sites can exceed: a proven limit, to tell how good a found choice is.

Sites are added one by one. What a site adds can only shrink when more sites are there already, so a choice cannot
exceed what it has plus the greatest additions still to be had. The most promising beginnings are followed first,
until one is complete (then the limit is reached) or patience runs out (then the best beginning left is the limit).
Journeys and those left out last time do not count here, and a place may come twice: that only raises the limit.
"""

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from groups.meetup_dates.masks import Masks
from groups.meetup_dates.merit import Heads, Worth
from groups.meetup_dates.offers import NOTHING, Chosen, Offer, offer_of
from groups.meetup_dates.seekers import Site

MOST_KEPT = 200_000  # beginnings kept at a time; with more, memory runs out before patience does


class Beginning(NamedTuple):
    """Some of the sites, by their place among the offers, and what they cannot exceed when completed."""

    below: int  # with its sign turned, so that the most promising comes first
    chosen: tuple[int, ...]


class Limit(NamedTuple):
    """A merit that no choice exceeds, and the best complete choice met on the way, if any."""

    merit: int
    sites: tuple[Site, ...]


def limit_of(masks: Masks, worth: Worth, sites: int, reached: int, patience: int) -> Limit:
    """A limit on choices of so many sites; `reached` is the merit of a choice that was found already.

    Patience is counted in additions tried, dearer in a large service, not in time: the same on every machine.
    """
    search = _Search(masks, worth, sites, reached)
    beginnings = [Beginning(-worth.heads(search.cap), ())]
    complete = Beginning(-reached, ())
    while beginnings and -beginnings[0].below > reached and patience > 0 and len(beginnings) < MOST_KEPT:
        beginning = heappop(beginnings)
        if len(beginning.chosen) == sites:
            return Limit(-beginning.below, search.places_for(beginning.chosen))
        tried, longer = search.continue_(beginning.chosen)
        patience -= tried * (1 + len(masks.people) // 4000)
        for one in longer:
            heappush(beginnings, one)
            if len(one.chosen) == sites:
                complete = min(complete, one)
    limit = max(reached, -beginnings[0].below) if beginnings else reached
    return Limit(limit, search.places_for(complete.chosen))


class _Search:
    """What there is to choose from."""

    def __init__(self, masks: Masks, worth: Worth, sites: int, reached: int) -> None:
        self.worth = worth
        self.sites = sites
        self.reached = reached
        self.offers: list[Offer] = []
        self.at: list[tuple[int, list[int]]] = []  # by offer: its slot, and the places that make it
        for slot in range(len(masks.slots)):
            for offer, places in _offers_on(masks, slot):
                self.offers.append(offer)
                self.at.append((slot, places))
        self.cap = _cap(masks, self.offers, sites)
        self.most_points = self.cap.seats + self.cap.yes

    def continue_(self, chosen: tuple[int, ...]) -> tuple[int, list[Beginning]]:
        """Every promising way to add one more offer (the best, where it is the last); and how many were tried."""
        start = chosen[-1] if chosen else 0
        before = Chosen([self.offers[at] for at in chosen])
        groups, points = before.values(self.offers[start:])
        (have_groups,), (have_points,) = before.values([NOTHING])
        left = self.sites - len(chosen) - 1
        more_groups, more_points = _Greatest(left), _Greatest(left)
        longer = []
        for at in range(len(groups) - 1, -1, -1):
            limit = (
                min(groups[at] + more_groups.see(groups[at] - have_groups), self.cap.groups)
                * self.worth.group
                + min(points[at] + more_points.see(points[at] - have_points), self.most_points)
                * self.worth.point
            )
            if limit > self.reached:
                longer.append(Beginning(-limit, (*chosen, start + at)))
        return len(groups) * before.cuts // 3, longer if left else sorted(longer)[:1]

    def places_for(self, chosen: tuple[int, ...]) -> tuple[Site, ...]:
        """Different places for the chosen offers, or none if there are not enough."""
        taken: list[Site] = []
        for at in sorted(chosen, key=lambda at: len(self.at[at][1])):
            slot, places = self.at[at]
            free = [place for place in places if place not in {site.place for site in taken}]
            if not free:
                return ()
            taken.append(Site(slot, free[0]))
        return tuple(taken)


class _Greatest:
    """The sum of the greatest additions seen so far."""

    def __init__(self, many: int) -> None:
        self.kept = [0] * many
        self.total = 0

    def see(self, addition: int) -> int:
        if self.kept and addition > self.kept[-1]:
            self.kept = sorted([*self.kept[:-1], addition], reverse=True)
            self.total = sum(self.kept)
        return self.total


def _offers_on(masks: Masks, slot: int) -> list[tuple[Offer, list[int]]]:
    """What places offer on a slot, without an offer that another covers: with the places that are as good."""
    offers = {place: offer_of(masks, slot, place) for place in masks.free_places(slot)}
    kept: list[Offer] = []
    for offer in sorted(
        set(offers.values()), key=lambda offer: (-offer.seats, -offer.can.bit_count(), offer)
    ):
        if not any(_covers(other, offer) for other in kept):
            kept.append(offer)
    by_seats = sorted(offers, key=lambda place: -offers[place].seats)
    return [(offer, [place for place in by_seats if _covers(offer, offers[place])]) for offer in kept]


def _covers(one: Offer, other: Offer) -> bool:
    return one.seats >= other.seats and not other.can & ~one.can


def _cap(masks: Masks, offers: Sequence[Offer], sites: int) -> Heads:
    """What everybody together comes to, or the seats of the largest places."""
    most = sum(sorted((place.capacity or 0 for place in masks.places), reverse=True)[:sites])
    groups = can = yes = 0
    for offer in offers:
        groups |= offer.groups
        can |= offer.can
        yes |= offer.yes
    return Heads(min(most, groups.bit_count()), min(most, can.bit_count()), min(most, yes.bit_count()), 0)
