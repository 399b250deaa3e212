"""What no choice of so many sites can exceed: a proven limit, to tell how good a found choice is.

Sites are added one by one. What a site adds can only shrink when more sites are there already, so a choice cannot
exceed what it has plus the greatest additions still to be had. The most promising beginnings are followed first,
until one is complete (then the limit is reached) or patience runs out (then the best beginning left is the limit).
Where the choice that was found has every group, a better one has every group too: then a beginning is continued only
by offers that bring the group which is hardest to bring. Where groups are left out, the last site is looked for among
those that bring as many groups as were found, which few do, and people are counted at these only.
Journeys and those left out last time do not count here: that only raises the limit. At first a place may come twice,
because then few places need to be looked at; where that leaves a gap, it is done again with different places.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from heapq import heappop, heappush
from typing import NamedTuple

from groups.meetup_dates.masks import Masks
from groups.meetup_dates.merit import Heads, Worth
from groups.meetup_dates.offers import NOTHING, Chosen, Offer, offers_on
from groups.meetup_dates.seekers import Site

MOST_KEPT = 200_000  # beginnings kept at a time; with more, memory runs out before patience does
GLANCES = 10  # so many looks at the groups of an offer take about as long as trying one addition


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
    # journeys are not counted here, so a choice with as many groups and people has reached the limit
    reached = max(reached, worth.groups_in(reached) * worth.group + worth.points_in(reached) * worth.point)
    first = _Search(masks, worth, sites, reached, different_places=False)
    easy = first.run(patience)
    if easy.merit <= reached or first.patience <= 0:
        return easy
    strict = _Search(masks, worth, sites, reached, different_places=True).run(first.patience)
    return Limit(min(easy.merit, strict.merit), strict.sites or easy.sites)


class _Search:
    """Beginnings, followed in the order of their promise."""

    def __init__(
        self, masks: Masks, worth: Worth, sites: int, reached: int, *, different_places: bool
    ) -> None:
        self.masks = masks
        self.worth = worth
        self.sites = sites
        self.reached = reached
        self.enough_groups = worth.groups_in(reached)  # with fewer, a choice is no better
        self.patience = 0
        self.offers: list[Offer] = []
        self.at: list[tuple[int, list[int]]] = []  # by offer: its slot, and the places as good for it
        self.only_place: list[int | None] = []  # by offer: its place, if it must not come twice
        for slot in range(len(masks.slots)):
            for offer, places, alike in offers_on(masks, slot, sites if different_places else 1):
                self.offers.append(offer)
                self.at.append((slot, places))
                self.only_place.append(places[0] if different_places and alike == 1 else None)
        self.cap = _cap(masks, self.offers, sites)
        self.most_points = self.cap.seats + self.cap.yes
        everything = self.all_groups.bit_count()  # with too few seats for every group, no choice has them all
        self.every_group = self.enough_groups == self.cap.groups == everything
        self.groups_of = [offer.groups for offer in self.offers]
        self.seen: set[tuple[int, ...]] = set()

    def run(self, patience: int) -> Limit:
        """Follow beginnings until one is complete, or patience (or room for beginnings) runs out."""
        self.patience = patience
        beginnings = [Beginning(-self.worth.heads(self.cap), ())]
        complete = Beginning(-self.reached, ())
        while beginnings and -beginnings[0].below > self.reached:
            if self.patience <= 0 or len(beginnings) > MOST_KEPT:
                return Limit(-beginnings[0].below, self.places_for(complete.chosen))
            beginning = heappop(beginnings)
            if len(beginning.chosen) == self.sites:
                return Limit(-beginning.below, self.places_for(beginning.chosen))
            for longer in self._continue(beginning.chosen):
                heappush(beginnings, longer)
                if len(longer.chosen) == self.sites:
                    complete = min(complete, longer)
        return Limit(self.reached, ())

    def _continue(self, chosen: tuple[int, ...]) -> list[Beginning]:
        """Every promising way to add one more offer."""
        if self.every_group:
            return self._continue_to_all(chosen)
        last = len(chosen) + 1 == self.sites
        return self._complete(chosen) if last else self._continue_in_order(chosen)

    def _continue_to_all(self, chosen: tuple[int, ...]) -> list[Beginning]:
        """Only offers of the missing group that fewest offers bring; the last one brings all that are missing."""
        before, left = Chosen([self.offers[at] for at in chosen]), self.sites - len(chosen) - 1
        points, have = before.values(self.offers)[1], before.values([NOTHING])[1][0]
        self.patience -= len(points) * before.cuts // 3 * (1 + len(self.masks.people) // 4000)
        ranked = sorted(range(len(points)), key=points.__getitem__, reverse=True)
        others = _Greatest(max(0, left - 1))
        for at in ranked[: left - 1] if left else ():
            others.see(points[at] - have, self._times(at))
        rarest, taken = self._rarest(self._missing(chosen)), {self.only_place[at] for at in chosen} - {None}
        longer = []
        for at in ranked:
            most = points[at] + others.total
            if self._with_every_group(most + (points[ranked[0]] - have if left else 0)) <= self.reached:
                break  # those that follow add less still
            together = tuple(sorted((*chosen, at)))
            if (
                self.offers[at].groups & rarest != rarest
                or self.only_place[at] in taken
                or together in self.seen
            ):
                continue
            self.seen.add(together)
            missing = self._missing(together)
            if left:
                most += self._next_most(missing, missing if left == 1 else 0, points) - have
            limit = 0 if missing and not left else self._with_every_group(most)
            if limit > self.reached:
                longer.append(Beginning(-limit, together))
        return longer if left else longer[:1]

    def _times(self, at: int) -> int:
        """How often an offer may be chosen: again and again if it stands for several places."""
        return self.sites if self.only_place[at] is None else 1

    def _next_most(self, missing: int, at_once: int, points: Sequence[int]) -> int:
        """The most points with one more offer that brings the rarest missing group, and all of these at once."""
        if not missing:
            return max(points)
        bringing = self.bringing[self._rarest(missing)]
        return max((points[at] for at, groups in bringing if groups & at_once == at_once), default=0)

    def _with_every_group(self, points: int) -> int:
        return self.cap.groups * self.worth.group + min(points, self.most_points) * self.worth.point

    def _missing(self, chosen: tuple[int, ...]) -> int:
        """The groups that none of these offers brings."""
        groups = 0
        for at in chosen:
            groups |= self.offers[at].groups
        return self.all_groups & ~groups

    def _rarest(self, missing: int) -> int:
        """The bit of the missing group that fewest offers bring; with none missing, no bit, which every offer has."""
        return next((bit for bit in self.by_rarity if missing & bit), 0)

    @cached_property
    def all_groups(self) -> int:
        """Every group that some offer brings."""
        groups = 0
        for offer in self.offers:
            groups |= offer.groups
        return groups

    @cached_property
    def by_rarity(self) -> list[int]:
        """The groups' bits, the one that fewest offers bring first."""
        return sorted(self.bringing, key=lambda bit: (len(self.bringing[bit]), bit))

    @cached_property
    def bringing(self) -> dict[int, list[tuple[int, int]]]:
        """By group, the offers that bring it, each with all the groups it brings."""
        found: dict[int, list[tuple[int, int]]] = {}
        for at, offer in enumerate(self.offers):
            for bit in _bits(offer.groups):
                found.setdefault(bit, []).append((at, offer.groups))
        return found

    def _continue_in_order(self, chosen: tuple[int, ...]) -> list[Beginning]:
        """Every promising way to add one more offer that is not the last. Offers come in order."""
        start = chosen[-1] if chosen else 0
        before = Chosen([self.offers[at] for at in chosen])
        groups, points = before.values(self.offers[start:])
        (have_groups,), (have_points,) = before.values([NOTHING])
        left = self.sites - len(chosen) - 1
        taken = {self.only_place[at] for at in chosen} - {None}
        more_groups, more_points = _Greatest(left), _Greatest(left)
        longer = []
        for at in range(len(groups) - 1, -1, -1):
            if self.only_place[start + at] in taken:
                continue
            times = self._times(start + at)
            most_groups = groups[at] + more_groups.see(groups[at] - have_groups, times)
            most_points = points[at] + more_points.see(points[at] - have_points, times)
            limit = self._limit(most_groups, most_points)
            if limit > self.reached:
                longer.append(Beginning(-limit, (*chosen, start + at)))
        self.patience -= len(groups) * before.cuts // 3 * (1 + len(self.masks.people) // 4000)
        return longer

    def _complete(self, chosen: tuple[int, ...]) -> list[Beginning]:
        """The best way to add the last offer. Points matter only among those with the most groups."""
        last, before = self._with_enough_groups(chosen), Chosen([self.offers[at] for at in chosen])
        groups = before.groups_with([self.offers[at] for at in last])
        self.patience -= len(last) * len(before.groups) // 3
        most_groups = min(self.cap.groups, max(groups, default=0))
        if not last or most_groups < self.enough_groups:
            return []
        best = [at for at, some in zip(last, groups, strict=True) if some >= most_groups]
        points = before.points_beside(most_groups, [self.offers[at] for at in best])
        self.patience -= len(best) * before.cuts // 3 * (1 + len(self.masks.people) // 4000)
        most_points = max(points)
        limit = self._limit(most_groups, most_points)
        return [Beginning(-limit, (*chosen, best[points.index(most_points)]))] if limit > self.reached else []

    def _with_enough_groups(self, chosen: tuple[int, ...]) -> list[int]:
        """The offers that could bring as many groups as were reached, were there a seat for everybody; in order."""
        start, enough = chosen[-1] if chosen else 0, self.enough_groups
        have = self.all_groups & ~self._missing(chosen)
        taken = {self.only_place[at] for at in chosen} - {None}
        self.patience -= (len(self.groups_of) - start) // GLANCES
        return [
            at
            for at, groups in enumerate(self.groups_of[start:], start)
            if (have | groups).bit_count() >= enough and self.only_place[at] not in taken
        ]

    def _limit(self, groups: int, points: int) -> int:
        """What so many are worth, as far as everybody together and the seats allow."""
        return (
            min(groups, self.cap.groups) * self.worth.group + min(points, self.most_points) * self.worth.point
        )

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


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest
        mask ^= lowest


class _Greatest:
    """The sum of the greatest additions seen so far, of which some may be had more than once."""

    def __init__(self, many: int) -> None:
        self.kept = [0] * many
        self.total = 0

    def see(self, addition: int, times: int) -> int:
        if self.kept and addition > self.kept[-1]:
            self.kept = sorted([*self.kept, *([addition] * times)], reverse=True)[: len(self.kept)]
            self.total = sum(self.kept)
        return self.total


def _cap(masks: Masks, offers: Sequence[Offer], sites: int) -> Heads:
    """What everybody together comes to, or the seats of the largest places."""
    most = sum(sorted((place.capacity or 0 for place in masks.places), reverse=True)[:sites])
    groups = can = yes = 0
    for offer in offers:
        groups |= offer.groups
        can |= offer.can
        yes |= offer.yes
    return Heads(min(most, groups.bit_count()), min(most, can.bit_count()), min(most, yes.bit_count()), 0)
