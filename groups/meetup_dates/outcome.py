"""What the choice of a meetup says: a clear state, and the best options with every figure."""

from dataclasses import dataclass
from enum import StrEnum

from groups.meetup_dates.inputs import Group, Place, Slot


class State(StrEnum):
    """Whether there is something to choose from, and if not, why not."""

    CHOICE = "choice"
    NO_SLOTS = "no slots"
    NO_PLACES = "no places"
    NOBODY_ASKED = "nobody asked"
    NO_CAPACITY = "no capacity"
    NO_PLACE_FREE = "no place free"
    NOBODY_ANSWERED = "nobody answered"
    NOBODY_CAN_COME = "nobody can come"
    ONLY_ONLINE = "only online"
    NO_PLACE_SUITS = "no place suits"
    TOO_FEW_PLACES = "too few places"


@dataclass(frozen=True, slots=True)
class SitePlan:
    """One place on one date, and who would be there. People are ids, in order."""

    slot: Slot
    place: Place
    people: tuple[int, ...]
    online: tuple[int, ...]
    yes: int
    if_have_to: int
    groups: tuple[Group, ...]  # with somebody in the room


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One group's part in an option."""

    group: Group
    asked: int
    answered: int
    coming: int
    online: int


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: a site, or several. People are ids, groups are in order of their names."""

    rank: int
    sites: tuple[SitePlan, ...]
    yes: int
    if_have_to: int
    groups: tuple[Group, ...]  # with somebody in a room
    groups_online_only: tuple[Group, ...]
    groups_left_out: tuple[Group, ...]  # they answered, and nobody is there or online
    groups_silent: tuple[Group, ...]  # nobody of them answered
    groups_clashing: tuple[Group, ...]  # they have their own meeting that day
    by_group: tuple[GroupFigures, ...]
    owed_coming: int  # people left out last time, or of a group left out last time, who have a seat
    owed: int  # how many of them there are
    travel: int  # all journeys together
    travellers: int  # people seated whose area is known
    longest_journey: int
    without_seat: tuple[int, ...]  # they can come and the place suits them, but it is full
    needs_not_met: tuple[int, ...]  # they can come that day, and no site meets their needs
    unmet: tuple[str, ...]  # those needs
    too_far: tuple[int, ...]  # they can come that day, and every site that meets their needs is too far
    cost_pence: int | None  # None: the cost of a place is not known
    sentences: tuple[str, ...] = ()

    @property
    def people(self) -> int:
        return self.yes + self.if_have_to

    @property
    def people_counted(self) -> float:
        """People as the order of merit counts them: an "if I have to" is half."""
        return self.yes + self.if_have_to / 2

    @property
    def online(self) -> int:
        return sum(len(site.online) for site in self.sites)

    @property
    def summary(self) -> str:
        return self.sentences[0]


@dataclass(frozen=True, slots=True)
class Proof:
    """How much better than the first option any other could be."""

    exact: bool  # nothing is better, in any step of the order of merit
    groups_at_most: int
    people_at_most: float  # counted as the order of merit does; holds for choices with that many groups
    gap_percent: float  # in groups; where the groups are proven, in people
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer for one season: a state in words, and up to five options, best first."""

    state: State
    sentence: str
    options: tuple[Option, ...] = ()
    notes: tuple[str, ...] = ()
    proof: Proof | None = None
