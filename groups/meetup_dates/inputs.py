"""What the choice of a meetup starts from: people and their answers, groups, slots, places, distances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum

# A need that is met by a seat on a screen, not by a place. Online seats are counted apart.
ONLINE_SEAT = "online seat"
# More sites than this are several seasons, not one.
MOST_SITES = 6


class BadSeason(ValueError):
    """The season contradicts itself (two people with one id, half a mile, seven sites)."""


class Answer(IntEnum):
    """What somebody said about one slot. The numbers are codes, not worths."""

    NONE = 0
    IF_HAVE_TO = 1
    YES = 2
    NO = 3


@dataclass(frozen=True, slots=True)
class Slot:
    """A date and time that was offered, in local time without a zone."""

    id: int
    start: datetime
    notes: tuple[str, ...] = ()  # plain sentences to show beside the date: "It is in the school holidays."


@dataclass(frozen=True, slots=True)
class Place:
    """A place that could be booked."""

    id: int
    name: str
    capacity: int | None  # seats in the room; unknown or none leaves the place out
    area: str | None = None
    access: frozenset[str] = frozenset()  # the needs it meets: "step-free", "interpreter", …
    cost_pence: int | None = None
    free_on: frozenset[int] | None = None  # ids of slots; None: free on all of them
    online_seats: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A follow-on group."""

    id: int
    name: str
    size: int = 0  # how many members it has, asked or not
    left_out_last_time: bool = False
    own_meetings: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was asked: a member, or someone in no group who agreed to be told."""

    id: int
    answers: Mapping[int, Answer] = field(default_factory=dict)  # by slot id; a missing slot is no answer
    group: int | None = None
    needs: frozenset[str] = frozenset()
    area: str | None = None
    left_out_last_time: bool = False


@dataclass(frozen=True, slots=True)
class Season:
    """One spring or autumn: everything the choice depends on, and nothing else.

    `distances` are whole numbers between two areas, the same both ways; an area is at no distance from itself.
    A pair that is missing counts as far as the farthest pair known. Whoever gave no area travels nothing.
    `farthest` is a hard limit: nobody is seated farther from home than that.
    """

    people: Sequence[Person] = ()
    groups: Sequence[Group] = ()
    slots: Sequence[Slot] = ()
    places: Sequence[Place] = ()
    distances: Mapping[tuple[str, str], int] = field(default_factory=dict)
    farthest: int | None = None
    distance_unit: str = "miles"
    last_time: str = "last time"  # how sentences name the last meetup: "in autumn"


def check(season: Season) -> None:
    """Refuse a season that contradicts itself. Raises BadSeason."""
    for what, rows in (
        ("people", season.people),
        ("groups", season.groups),
        ("slots", season.slots),
        ("places", season.places),
    ):
        ids = {row.id for row in rows}
        if len(ids) != len(rows):
            raise BadSeason(f"Two of the {what} have the same id.")
    for pair, distance in season.distances.items():
        if not isinstance(distance, int) or distance < 0:
            raise BadSeason(f"The distance between {pair[0]} and {pair[1]} must be a whole number from 0 up.")
        if season.distances.get((pair[1], pair[0]), distance) != distance:
            raise BadSeason(f"{pair[0]} and {pair[1]} have two different distances.")
    if season.farthest is not None and season.farthest < 0:
        raise BadSeason("The farthest anybody travels cannot be less than nothing.")
