"""A plan in five lines for a meeting, and a deck of things to do: words only, no database, no clock (F35).

Each plan begins with what went well, because a group that begins with pain may stay there (R006, R074).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from followon.web.templatetags.dates import clock_time
from groups.models import GroupPurpose

LINES = 5
LINE_LENGTH = 110


class Effort(IntEnum):
    """How much an idea takes out of people, on a bad day."""

    SITTING = 1
    A_LITTLE = 2
    MORE = 3

    @property
    def in_words(self) -> str:
        """Sitting down; a little moving; more, with rests."""
        return {1: "Sitting down", 2: "A little moving", 3: "More moving, with rests"}[self.value]


@dataclass(frozen=True)
class Idea:
    """Something to do together."""

    key: str
    words: str
    effort: Effort
    costs: bool = False


DECK = (
    Idea("tea", "Tea, and one thing that made you smile", Effort.SITTING),
    Idea("swap", "Swap books, plants or puzzles", Effort.SITTING),
    Idea("quiz", "A quiz: everybody brings 2 questions", Effort.SITTING),
    Idea("cards", "Cards or a board game", Effort.SITTING),
    Idea("knit", "Bring what you knit, draw or mend", Effort.SITTING),
    Idea("music", "Everybody brings one song", Effort.SITTING),
    Idea("photos", "Show 3 photos and tell their story", Effort.SITTING),
    Idea("soup", "Bring and share: something small to eat", Effort.SITTING),
    Idea("relax", "Slow breathing together, 10 minutes", Effort.SITTING),
    Idea("tips", "What helped me this month: one thing each", Effort.SITTING),
    Idea("stretch", "Stretching in our chairs", Effort.A_LITTLE),
    Idea("pots", "Plant seeds in pots at a table", Effort.A_LITTLE),
    Idea("market", "Look round a market, with a bench half way", Effort.A_LITTLE, costs=True),
    Idea("museum", "A museum with seats", Effort.A_LITTLE, costs=True),
    Idea("birds", "Watch birds from a bench", Effort.A_LITTLE),
    Idea("taichi", "Gentle tai chi, standing or sitting", Effort.A_LITTLE),
    Idea("walk", "A short walk: turn round when you like", Effort.MORE),
    Idea("bowls", "Bowls or boules, taking turns to sit", Effort.MORE),
    Idea("swim", "Warm pool, then a drink", Effort.MORE, costs=True),
    Idea("garden", "A garden, with many benches", Effort.MORE, costs=True),
)


def of_effort(most: int) -> list[Idea]:
    """The ideas that take no more than that out of people, the gentlest first."""
    return sorted((idea for idea in DECK if idea.effort <= most), key=lambda idea: idea.effort)


def find(key: str) -> Idea | None:
    """The idea of that key."""
    return next((idea for idea in DECK if idea.key == key), None)


def five_lines(
    start: datetime, length: timedelta, purposes: Iterable[str] = (), idea: Idea | None = None
) -> list[str]:
    """A plan for a meeting: when, and what. Begins with what went well, has a rest in the middle, ends with a date.

    A group that sets goals has them as an offer in the fourth line; a group that sets none is not offered any.
    """
    together = idea.words if idea else "Something together: an idea, or a chat"
    sets_goals = GroupPurpose.GOALS in set(purposes)
    offered = "Goals, if you want to say one" if sets_goals else "What helps: one thing each, if you like"
    words = (
        "What went well since last time: a turn for everybody who wants one",
        together,
        "A rest: stand up, stretch or lie down",
        offered,
        "The next date, and who looks after it",
    )
    shares = (0, 20, 50, 60, 85)  # of a hundred parts of the time
    return [
        f"{clock_time(_to_five(start + length * share / 100)).capitalize()} {line}"
        for share, line in zip(shares, words, strict=True)
    ]


def _to_five(at: datetime) -> datetime:
    """Rounded down to five minutes: nobody meets at 11:18."""
    return at.replace(minute=at.minute - at.minute % 5, second=0, microsecond=0)
