"""The judge: what should have been handed over, kept apart from the engine, against what the provider took."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class Taken:
    """One message a provider took."""

    to: str
    body: str
    at: datetime
    reference: str = ""
    sid: str = ""


@dataclass
class Row:
    """One line of the table."""

    case: str
    what: str
    expected: int
    accepted: int
    lost: int
    duplicates: int
    late: int
    wrong: int
    seconds: float
    seed: int
    note: str = ""

    plain = asdict


@dataclass
class Oracle:
    """Knows who is owed which words, from the story alone; it never asks the engine's tables."""

    owed: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def owe(self, to, body, due):
        """This address is to get these words once, from this instant on."""
        self.owed[to, body] = due

    def forgive(self, to, body):
        """These words are not owed any more; that they come all the same is wrong."""
        self.owed.pop((to, body), None)

    def judge(self, taken, **about):
        """Compare; `taken` is everything the provider took since the case began."""
        got = Counter((one.to, one.body) for one in taken)
        first = {}
        for one in taken:
            first.setdefault((one.to, one.body), one.at)
        return Row(
            expected=len(self.owed),
            accepted=len(taken),
            lost=sum(key not in got for key in self.owed),
            duplicates=sum(count - 1 for count in got.values()),
            late=sum(key in first and first[key] > due + LATE for key, due in self.owed.items()),
            wrong=sum(key not in self.owed for key in got),
            **about,
        )
