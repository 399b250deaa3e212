"""Every figure of an option, from the seating that makes it worth what it is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from groups.meetup_dates.inputs import ONLINE_SEAT, Answer, Group
from groups.meetup_dates.masks import Masks
from groups.meetup_dates.merit import Worth
from groups.meetup_dates.outcome import GroupFigures, Option, SitePlan
from groups.meetup_dates.seekers import Seated, Site, seat_in_rooms, seat_online


def figures_of(masks: Masks, worth: Worth, sites: Sequence[Site], rank: int) -> Option:
    """Seat everybody at these sites and count."""
    rooms = seat_in_rooms(masks, worth, sites)
    in_rooms = _bits(rooms.where)
    screens = seat_online(masks, worth, sites, in_rooms)
    plans = tuple(_plan(masks, at, site, rooms, screens) for at, site in enumerate(sites))
    could, suited, near = _turned_away(masks, sites)
    costs = [plan.place.cost_pence for plan in plans]
    here, online = masks.groups_of(in_rooms), masks.groups_of(_bits(screens.where))
    spoke = masks.groups_of(masks.answered)
    distances = [
        masks.distance[sites[site].place][masks.area_of[bit]]
        for bit, site in rooms.where.items()
        if masks.people[bit].area is not None
    ]
    needy = could & ~suited
    return Option(
        rank=rank,
        sites=plans,
        yes=sum(plan.yes for plan in plans),
        if_have_to=sum(plan.if_have_to for plan in plans),
        groups=_named(masks, here),
        groups_online_only=_named(masks, online & ~here),
        groups_left_out=_named(masks, spoke & ~here & ~online),
        groups_silent=_named(masks, ~spoke),
        groups_clashing=_clashing(masks, sites),
        by_group=_by_group(masks, rooms, screens),
        owed_coming=(in_rooms & masks.left_out).bit_count(),
        owed=masks.left_out.bit_count(),
        travel=sum(distances),
        travellers=len(distances),
        longest_journey=max(distances, default=0),
        without_seat=_ids(masks, near & ~in_rooms),
        needs_not_met=_ids(masks, needy),
        unmet=_unmet(masks, sites, needy),
        too_far=_ids(masks, suited & ~near),
        cost_pence=None if None in costs else sum(cost or 0 for cost in costs),
    )


def _bits(bits: Iterable[int]) -> int:
    mask = 0
    for bit in bits:
        mask |= 1 << bit
    return mask


def _ids(masks: Masks, people: int) -> tuple[int, ...]:
    return tuple(sorted(person.id for bit, person in enumerate(masks.people) if people >> bit & 1))


def _named(masks: Masks, groups: int) -> tuple[Group, ...]:
    found = [group for bit, group in enumerate(masks.groups) if groups >> bit & 1]
    return tuple(sorted(found, key=lambda group: (group.name, group.id)))


def _plan(masks: Masks, at: int, site: Site, rooms: Seated, screens: Seated) -> SitePlan:
    seated = _bits(bit for bit, where in rooms.where.items() if where == at)
    online = _bits(bit for bit, where in screens.where.items() if where == at)
    yes = (seated & masks.yes[site.slot]).bit_count()
    return SitePlan(
        slot=masks.slots[site.slot],
        place=masks.places[site.place],
        people=_ids(masks, seated),
        online=_ids(masks, online),
        yes=yes,
        if_have_to=seated.bit_count() - yes,
        groups=_named(masks, masks.groups_of(seated)),
    )


def _turned_away(masks: Masks, sites: Sequence[Site]) -> tuple[int, int, int]:
    """Of those who want a seat in a room: who can come that day; whose needs are met; who is near enough too."""
    could = suited = near = 0
    for site in sites:
        here = masks.can[site.slot] & ~masks.online
        could |= here
        suited |= here & masks.suits[site.place]
        near |= here & masks.room[site.place]
    return could, suited, near


def _clashing(masks: Masks, sites: Sequence[Site]) -> tuple[Group, ...]:
    days = {masks.slots[site.slot].start.date() for site in sites}
    return tuple(group for group in _named(masks, -1) if group.own_meetings & days)


def _by_group(masks: Masks, rooms: Seated, screens: Seated) -> tuple[GroupFigures, ...]:
    counts: defaultdict[int | None, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for bit, group in enumerate(masks.group_of):
        said = masks.answered >> bit & 1
        for at, one in enumerate((1, said, bit in rooms.where, bit in screens.where)):
            counts[group][at] += one
    figures = (GroupFigures(group, *counts[bit]) for bit, group in enumerate(masks.groups))
    return tuple(sorted(figures, key=lambda figure: (figure.group.name, figure.group.id)))


def _unmet(masks: Masks, sites: Sequence[Site], people: int) -> tuple[str, ...]:
    """The needs that keep these people away, from whichever site they could come to."""
    unmet: set[str] = set()
    for bit, person in enumerate(masks.people):
        if people >> bit & 1:
            for site in sites:
                said = person.answers.get(masks.slots[site.slot].id, Answer.NONE)
                if said in (Answer.YES, Answer.IF_HAVE_TO):
                    unmet |= person.needs - masks.places[site.place].access - {ONLINE_SEAT}
    return tuple(sorted(unmet))
