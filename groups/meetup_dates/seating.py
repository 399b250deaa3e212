"""Who gets which seat, so that the merit of the seats together is as high as it can be.

This is a flow of greatest worth: a person goes from their group to one site, a site holds so many, and the first
person of a group brings the worth of the group with them. Seats are filled one at a time, each time by the most
valuable change: somebody sits down, and to make room somebody may move to another site or give way to another of
their own group there. Adding the best change each time keeps the whole as good as any seating of that many people.
It ends when the best change adds nothing, because one more person may cost another the seat where they are worth more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush, heapreplace
from itertools import permutations


@dataclass(frozen=True, slots=True)
class Seeker:
    """Somebody who may be seated: their group, if any, and what a seat at each site is worth (None: cannot)."""

    group: int | None
    worths: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """Part of a change: `out` leaves a site and `into` sits down at another (the same person, or of one team)."""

    out: int
    into: int
    site: int


def seat(seekers: Sequence[Seeker], capacities: Sequence[int], group_worth: int) -> list[int | None]:
    """The site each seeker gets, or None. Among equals the earlier in the sequence goes first."""
    easy = _everyone_where_they_like(seekers, capacities)
    return easy if easy is not None else _Seating(seekers, capacities, group_worth).fill()


def _everyone_where_they_like(
    seekers: Sequence[Seeker], capacities: Sequence[int]
) -> list[int | None] | None:
    """When nobody has to give way, everybody's best site is the answer. None: the seats do not suffice."""
    seats: list[int | None] = []
    load = [0] * len(capacities)
    for seeker in seekers:
        best, best_site = 0, None
        for site, worth in enumerate(seeker.worths):
            if worth is not None and worth > best:
                best, best_site = worth, site
        seats.append(best_site)
        if best_site is not None:
            load[best_site] += 1
            if load[best_site] > capacities[best_site]:
                return None
    return seats


class _Seating:
    """A seating on its way from empty to full."""

    def __init__(self, seekers: Sequence[Seeker], capacities: Sequence[int], group_worth: int) -> None:
        self.seekers = seekers
        self.capacities = capacities
        self.group_worth = group_worth
        self.sites = range(len(capacities))
        self.seats: list[int | None] = [None] * len(seekers)
        self.load = [0] * len(capacities)
        self.team_of: list[int] = []  # a group, or one person in no group
        self.teams: list[list[int]] = []
        self._make_teams()
        self.represented = [seekers[members[0]].group is None for members in self.teams]
        self.entries = [self._first_entries(site) for site in self.sites]
        self.moves: dict[tuple[int, int], list[tuple[int, int, int, int, int]]] | None = None
        self.version = [0] * len(self.teams)

    def _make_teams(self) -> None:
        known: dict[int, int] = {}
        for who, seeker in enumerate(self.seekers):
            team = (
                len(self.teams) if seeker.group is None else known.setdefault(seeker.group, len(self.teams))
            )
            if team == len(self.teams):
                self.teams.append([])
            self.teams[team].append(who)
            self.team_of.append(team)

    def _first_entries(self, site: int) -> list[tuple[int, int]]:
        entries = [
            (-self._gain(who, worth), who)
            for who, seeker in enumerate(self.seekers)
            if (worth := seeker.worths[site]) is not None
        ]
        heapify(entries)
        return entries

    def _gain(self, who: int, worth: int) -> int:
        return worth if self.represented[self.team_of[who]] else worth + self.group_worth

    def fill(self) -> list[int | None]:
        """Make the best change until there is none left, or no seat."""
        while change := self._best_change():
            who, site, steps = change
            self._sit(who, site)
            for step in steps:
                self._sit(step.into, step.site)
                if step.out != step.into:
                    self._stand(step.out)
            last = steps[-1].site if steps else site
            self.load[last] += 1
            self._note_changes([who, *(step.into for step in steps), *(step.out for step in steps)])
        return self.seats

    def _best_change(self) -> tuple[int, int, tuple[_Step, ...]] | None:
        """The change that adds most and ends in a free seat: (who sits down, where, what follows); None: none adds."""
        free = [site for site in self.sites if self.load[site] < self.capacities[site]]
        if not free:
            return None
        reach: list[tuple[int, int, int, tuple[_Step, ...]] | None] = []  # gain, who, first site, steps
        for site in self.sites:
            entry = self._best_entry(site)
            reach.append(None if entry is None else (-entry[0], entry[1], site, ()))
        if len(free) < len(self.sites):
            self._relax(reach)
        ends = [end for site in free if (end := reach[site]) is not None]
        if not ends:
            return None
        gain, who, first, steps = max(ends, key=lambda end: (end[0], -len(end[3])))
        return (who, first, steps) if gain > 0 else None

    def _relax(self, reach: list[tuple[int, int, int, tuple[_Step, ...]] | None]) -> None:
        """Let newcomers push others on. Strictly better only, so no change visits a site or a team twice."""
        if self.moves is None:
            self.moves = {pair: [] for pair in permutations(self.sites, 2)}
            for team in range(len(self.teams)):
                self._offer_moves(team)
        for _ in self.sites[1:]:
            before = list(reach)
            for (site, other), heap in self.moves.items():
                start, best = before[site], self._best_move(heap)
                if start is None or best is None:
                    continue
                gain, there = start[0] - best[0], reach[other]
                if there is None or gain > there[0]:
                    reach[other] = (gain, start[1], start[2], (*start[3], _Step(best[3], best[4], other)))

    def _best_entry(self, site: int) -> tuple[int, int] | None:
        heap = self.entries[site]
        while heap:
            gain, who = heap[0]
            if self.seats[who] is not None:
                heappop(heap)
                continue
            now = -self._gain(who, self.seekers[who].worths[site] or 0)
            if now == gain:
                return heap[0]
            heapreplace(heap, (now, who))
        return None

    def _best_move(self, heap: list[tuple[int, int, int, int, int]]) -> tuple[int, int, int, int, int] | None:
        while heap:
            if self.version[heap[0][1]] == heap[0][2]:
                return heap[0]
            heappop(heap)
        return None

    def _sit(self, who: int, site: int) -> None:
        self.seats[who] = site
        self.represented[self.team_of[who]] = True

    def _stand(self, who: int) -> None:
        self.seats[who] = None
        for site, worth in enumerate(self.seekers[who].worths):
            if worth is not None:
                heappush(self.entries[site], (-worth, who))

    def _note_changes(self, people: Sequence[int]) -> None:
        if self.moves is not None:
            for team in sorted({self.team_of[who] for who in people}):
                self._offer_moves(team)

    def _offer_moves(self, team: int) -> None:
        """Offer, for each two sites, the best way this team frees a seat at one by taking one at the other."""
        assert self.moves is not None
        self.version[team] += 1
        seated = [who for who in self.teams[team] if self.seats[who] is not None]
        if not seated:
            return
        standing = [who for who in self.teams[team] if self.seats[who] is None]
        for (site, other), heap in self.moves.items():
            best: tuple[int, int, int] | None = None
            for out in seated:
                if self.seats[out] != site:
                    continue
                loss = self.seekers[out].worths[site] or 0
                for into in (out, *standing):
                    worth = self.seekers[into].worths[other]
                    if worth is not None and (best is None or loss - worth < best[0]):
                        best = (loss - worth, out, into)
            if best is not None:
                heappush(heap, (best[0], team, self.version[team], best[1], best[2]))
