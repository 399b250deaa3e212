"""The same choice made the slow way: every option, every way to seat everybody. Shares no code with the product."""

from itertools import combinations, product
from typing import NamedTuple

ONLINE = "online seat"


class Ranked(NamedTuple):
    """An option as it ranks: what is more of counts below nothing, so that the best sorts first."""

    groups: int
    half_people: int
    left_out: int
    travel: int
    starts: tuple
    cost: tuple
    places: tuple


def best_options(season, sites, wanted):
    """The best so many options, in order."""
    options = sorted(
        (
            (slot, place)
            for slot in season.slots
            for place in season.places
            if (place.capacity or 0) > 0
            and (place.free_on is None or slot.id in place.free_on)
            and any(may_sit(season, person, slot, place) for person in season.people)
        ),
        key=lambda option: (option[0].start, option[0].id, option[1].id),
    )
    ranked = []
    for choice in combinations(options, sites):
        if len({place.id for _, place in choice}) == sites:
            worth = best_worth(season, choice)
            costs = [place.cost_pence for _, place in choice]
            ranked.append(
                Ranked(
                    *(-figure for figure in worth),
                    starts=tuple((slot.start, slot.id) for slot, _ in choice),
                    cost=(costs.count(None), sum(cost or 0 for cost in costs)),
                    places=tuple(place.id for _, place in choice),
                )
            )
    return sorted(ranked)[:wanted]


def best_worth(season, choice):
    """Groups, people in halves, left out last time, travel below nothing: of the best way to seat everybody."""
    wishes = [
        [None] + [at for at, option in enumerate(choice) if may_sit(season, person, *option)]
        for person in season.people
    ]
    return max(
        worth_of(season, choice, seats)
        for seats in product(*wishes)
        if all(seats.count(at) <= place.capacity for at, (_, place) in enumerate(choice))
    )


def worth_of(season, choice, seats):
    flagged = {group.id for group in season.groups if group.left_out_last_time}
    known = {group.id for group in season.groups}
    groups, halves, left_out, travel = set(), 0, 0, 0
    for person, seat in zip(season.people, seats, strict=True):
        if seat is not None:
            slot, place = choice[seat]
            groups |= {person.group} & known
            halves += 2 if person.answers[slot.id].name == "YES" else 1
            left_out += person.left_out_last_time or person.group in flagged
            travel += distance(season, person.area, place.area)
    return len(groups), halves, left_out, -travel


def may_sit(season, person, slot, place):
    said = person.answers.get(slot.id)
    return (
        said is not None
        and said.name in ("YES", "IF_HAVE_TO")
        and ONLINE not in person.needs
        and person.needs <= place.access
        and (season.farthest is None or distance(season, person.area, place.area) <= season.farthest)
    )


def distance(season, home, there):
    if home is None or home == there:
        return 0
    farthest = max(season.distances.values(), default=0)
    for pair in ((home, there), (there, home)):
        if pair in season.distances:
            return season.distances[pair]
    return farthest
