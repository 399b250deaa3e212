"""Who gets a seat at some sites: the people of a season, handed to the seating."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from groups.meetup_dates.masks import Masks
from groups.meetup_dates.merit import Worth
from groups.meetup_dates.seating import Seeker, seat


class Site(NamedTuple):
    """A place on a slot, by their positions in the masks."""

    slot: int
    place: int


class Seated(NamedTuple):
    """A best seating: who sits where (by bit, and by position among the sites), and what it is worth."""

    merit: int
    where: dict[int, int]


def seat_in_rooms(masks: Masks, worth: Worth, sites: Sequence[Site]) -> Seated:
    """Seat people at places as well as can be. Among equals the lower id goes first."""
    views = [masks.view(site.slot, site.place) for site in sites]
    points = [_points(view.can, view.yes, len(masks.people)) for view in views]
    distances = [masks.distance[site.place] for site in sites]
    seats = [masks.seats(site.place) for site in sites]
    return _seat(masks, worth, points, distances, seats, masks.group_of)


def seat_online(masks: Masks, worth: Worth, sites: Sequence[Site], in_rooms: int) -> Seated:
    """Give out the online seats, groups with nobody in a room first. Distance does not count on a screen."""
    represented = masks.groups_of(in_rooms)
    new = [group if group is None or not represented >> group & 1 else None for group in masks.group_of]
    points = []
    for site in sites:
        online = masks.online & masks.suits[site.place]
        points.append(
            _points(masks.can[site.slot] & online, masks.yes[site.slot] & online, len(masks.people))
        )
    nowhere = [[0] * len(masks.areas) for _ in sites]
    return _seat(
        masks, worth, points, nowhere, [masks.places[site.place].online_seats for site in sites], new
    )


def _points(can: int, yes: int, people: int) -> list[int]:
    """By bit: two for a yes, one for an "if I have to", nothing for anything else."""
    codes = zip(f"{can:0{people}b}", f"{yes:0{people}b}", strict=True)
    return [(one == "1") + (two == "1") for one, two in codes][::-1]


def _seat(
    masks: Masks,
    worth: Worth,
    points: Sequence[Sequence[int]],
    distances: Sequence[Sequence[int]],
    seats: Sequence[int],
    group_of: Sequence[int | None],
) -> Seated:
    """Hand everybody with points to the seating, by id, and read the merit of what it says."""
    left_out = _points(masks.left_out, 0, len(masks.people))

    @cache
    def worths_of(said: tuple[int, ...], owed: int, area: int) -> tuple[int | None, ...]:
        return tuple(
            worth.person(points, bool(owed), distance[area]) if points else None
            for points, distance in zip(said, distances, strict=True)
        )

    found = [
        (bit, Seeker(group_of[bit], worths_of(said, left_out[bit], masks.area_of[bit])))
        for bit, said in enumerate(zip(*points, strict=True))
        if any(said)
    ]
    found.sort(key=lambda pair: masks.people[pair[0]].id)
    where: dict[int, int] = {}
    merit = 0
    groups = set()
    given = seat([seeker for _, seeker in found], seats, worth.group)
    for (bit, seeker), site in zip(found, given, strict=True):
        if site is not None:
            where[bit] = site
            merit += seeker.worths[site] or 0
            groups.add(seeker.group)
    return Seated(merit + len(groups - {None}) * worth.group, where)
