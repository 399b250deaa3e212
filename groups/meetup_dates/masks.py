"""The season as bit masks: one bit a person, so that a whole service is counted with a few operations."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from groups.meetup_dates.inputs import ONLINE_SEAT, Answer, BadSeason, Group, Person, Place, Season, Slot

# bytes.translate tables from answer codes to the digits of a binary number
_CAN = bytes.maketrans(bytes([Answer.NONE, Answer.IF_HAVE_TO, Answer.YES, Answer.NO]), b"0110")
_YES = bytes.maketrans(bytes([Answer.NONE, Answer.IF_HAVE_TO, Answer.YES, Answer.NO]), b"0010")
_ANY = bytes.maketrans(bytes([Answer.NONE, Answer.IF_HAVE_TO, Answer.YES, Answer.NO]), b"0111")


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Who could be in one place on one slot, before its seats are counted. Places alike share one."""

    can: int  # people: yes or if I have to
    yes: int  # people
    groups_can: int
    groups_yes: int
    groups_owed: int  # groups with somebody who says yes and was left out last time
    count: int  # people in `can`


@dataclass(slots=True)
class Masks:
    """The season, sorted, with a bit for each person.

    The first members of all groups come first, then the second members, and so on: a layer a row. Folding the
    layers onto each other turns a mask of people into a mask of groups. People in no group have the last bits.
    """

    slots: Sequence[Slot]
    places: Sequence[Place]  # only those with seats
    groups: Sequence[Group]  # those with somebody asked come first, larger ones before smaller ones
    people: Sequence[Person]  # by bit
    group_of: Sequence[int | None]  # by bit: the group's bit
    layers: Sequence[tuple[int, int]]  # (first bit, window)
    can: Sequence[int]  # by slot
    yes: Sequence[int]  # by slot
    answered: int
    online: int
    left_out: int
    areas: Sequence[tuple[str | None, int]]
    area_of: Sequence[int]  # by bit: the position in `areas`
    suits: Sequence[int]  # by place: people whose needs it meets
    near: Sequence[int]  # by place: people who are not too far
    room: Sequence[int]  # by place: who may be seated there (needs met, near enough, not asking for a screen)
    distance: Sequence[Sequence[int]]  # by place, by position in `areas`
    farthest_known: int
    strangers: int  # people whose group is not in the season
    _views: dict[tuple[int, int], View] = field(default_factory=dict)

    def groups_of(self, people: int) -> int:
        """Fold a mask of people into a mask of their groups."""
        found = 0
        for first, window in self.layers:
            found |= (people >> first) & window
        return found

    def view(self, slot: int, place: int) -> View:
        return self.view_of(slot, self.room[place])

    def view_of(self, slot: int, room: int) -> View:
        """Who could come on a slot, of those a room may seat. Kept, because many places are alike."""
        found = self._views.get((slot, room))
        if found is None:
            can, yes = self.can[slot] & room, self.yes[slot] & room
            found = View(
                can=can,
                yes=yes,
                groups_can=self.groups_of(can),
                groups_yes=self.groups_of(yes),
                groups_owed=self.groups_of(yes & self.left_out),
                count=can.bit_count(),
            )
            self._views[slot, room] = found
        return found

    def seats(self, place: int) -> int:
        return self.places[place].capacity or 0

    def free_places(self, slot: int) -> list[int]:
        """Places that are free on a slot and that somebody could come to."""
        key = self.slots[slot].id
        return [
            at
            for at, place in enumerate(self.places)
            if (place.free_on is None or key in place.free_on) and self.view(slot, at).count
        ]


def count_up(season: Season) -> Masks:
    """Sort a season and turn it into masks. The order of the input leaves no trace."""
    slots = sorted(season.slots, key=lambda slot: (slot.start, slot.id))
    places = sorted(
        (place for place in season.places if (place.capacity or 0) > 0), key=lambda place: place.id
    )
    groups, people, group_of, layers = _lay_out(season)
    can, yes, answered = _read_answers(people, slots)
    areas = _areas(people)
    position = {area: at for at, (area, _) in enumerate(areas)}
    everybody = (1 << len(people)) - 1
    farthest_known = max(season.distances.values(), default=0)
    distance = [
        [_distance(season, area, place.area, farthest_known) for area, _ in areas] for place in places
    ]
    suits = _suits(people, places, everybody)
    near = [_near(season, areas, row) for row in distance]
    online = _mask(ONLINE_SEAT in person.needs for person in people)
    return Masks(
        slots=slots,
        places=places,
        groups=groups,
        people=people,
        group_of=group_of,
        layers=layers,
        can=can,
        yes=yes,
        answered=answered,
        online=online,
        left_out=_left_out(season, people),
        areas=areas,
        area_of=[position[person.area] for person in people],
        suits=suits,
        near=near,
        room=[a & b & ~online for a, b in zip(suits, near, strict=True)],
        distance=distance,
        farthest_known=farthest_known,
        strangers=_strangers(season, people),
    )


def _mask(bits: Iterable[bool]) -> int:
    digits = bytes(49 if bit else 48 for bit in bits)
    return int(digits[::-1], 2) if digits else 0


def _lay_out(
    season: Season,
) -> tuple[list[Group], list[Person], list[int | None], list[tuple[int, int]]]:
    """Give everybody a bit: layer by layer, then those in no group."""
    known = {group.id for group in season.groups}
    asked = Counter(person.group for person in season.people)
    groups = sorted(season.groups, key=lambda group: (-asked[group.id], group.id))
    bit_of = {group.id: bit for bit, group in enumerate(groups)}
    rows: list[list[tuple[int, Person]]] = []
    alone: list[Person] = []
    height: Counter[int] = Counter()
    for person in sorted(season.people, key=lambda person: person.id):
        if person.group is None or person.group not in known:
            alone.append(person)
            continue
        layer = height[person.group]
        height[person.group] += 1
        if layer == len(rows):
            rows.append([])
        rows[layer].append((bit_of[person.group], person))
    people: list[Person] = []
    group_of: list[int | None] = []
    layers = []
    for row in rows:
        row.sort(key=lambda pair: pair[0])  # a layer holds the first so many groups, none missing
        layers.append((len(people), (1 << len(row)) - 1))
        people += [person for _, person in row]
        group_of += [bit for bit, _ in row]
    return groups, people + alone, group_of + [None] * len(alone), layers


def _read_answers(people: Sequence[Person], slots: Sequence[Slot]) -> tuple[list[int], list[int], int]:
    """Per slot, who can come and who says yes; and who said anything. Answers to withdrawn slots are dropped."""
    rows = {slot.id: bytearray(len(people)) for slot in slots}
    spare = bytearray(len(people))
    row_of = rows.get
    try:
        for bit, person in enumerate(people):
            for slot, answer in person.answers.items():
                row_of(slot, spare)[bit] = answer
    except (TypeError, ValueError) as bad:
        raise BadSeason(f"The answers of person {person.id} are not all of type Answer.") from bad
    if any(max(row, default=0) > max(Answer) for row in rows.values()):
        raise BadSeason("There is an answer that is none of yes, if I have to, no and none.")
    if not people:
        return [0] * len(slots), [0] * len(slots), 0
    turned = [rows[slot.id][::-1] for slot in slots]
    answered = 0
    for row in turned:
        answered |= int(row.translate(_ANY), 2)
    return (
        [int(row.translate(_CAN), 2) for row in turned],
        [int(row.translate(_YES), 2) for row in turned],
        answered,
    )


def _left_out(season: Season, people: Sequence[Person]) -> int:
    """Who could not come last time, themselves or with their whole group."""
    flagged = {group.id for group in season.groups if group.left_out_last_time}
    return _mask(person.left_out_last_time or person.group in flagged for person in people)


def _strangers(season: Season, people: Sequence[Person]) -> int:
    known = {group.id for group in season.groups}
    return sum(person.group is not None and person.group not in known for person in people)


def _areas(people: Sequence[Person]) -> list[tuple[str | None, int]]:
    names = {person.area for person in people}
    ordered = sorted(name for name in names if name is not None)
    areas: list[tuple[str | None, int]] = [
        (name, _mask(person.area == name for person in people)) for name in ordered
    ]
    if None in names:
        areas.append((None, _mask(person.area is None for person in people)))
    return areas


def _distance(season: Season, home: str | None, place: str | None, farthest_known: int) -> int:
    if home is None or home == place:
        return 0
    if place is None:
        return farthest_known
    there = season.distances.get((home, place))
    back = season.distances.get((place, home))
    return farthest_known if there is None and back is None else there if there is not None else back or 0


def _near(season: Season, areas: Sequence[tuple[str | None, int]], distances: Sequence[int]) -> int:
    near = 0
    for (_, people), distance in zip(areas, distances, strict=True):
        if season.farthest is None or distance <= season.farthest:
            near |= people
    return near


def _suits(people: Sequence[Person], places: Sequence[Place], everybody: int) -> list[int]:
    needs = sorted({need for person in people for need in person.needs} - {ONLINE_SEAT})
    needing = {need: _mask(need in person.needs for person in people) for need in needs}
    suits = []
    for place in places:
        met = everybody
        for need in needs:
            if need not in place.access:
                met &= ~needing[need]
        suits.append(met)
    return suits
