"""The handover board: where each handover stands and its next step, worked out from what was recorded."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pmp.board import facts, next_step, people, steps
from pmp.board.facts import Facts
from pmp.board.next_step import DoNext
from pmp.board.people import PersonRow
from pmp.board.steps import Column
from pmp.models import Handover
from pmp.states import Wish


@dataclass(frozen=True)
class Board:
    """A handover as its page shows it; the same facts and the same day always give the same board."""

    handover: Handover
    stages: Sequence[Column]
    rows: Sequence[PersonRow]
    do_next: DoNext | None
    totals: dict[str, int]  # how many gave each answer, and NOT_ASKED (F2: totals, never reasons)

    @property
    def to_sort_out(self) -> list[PersonRow]:
        """People because of whom the handover can't finish yet."""
        return [row for row in self.rows if row.still_to_do]

    @property
    def all_set(self) -> list[PersonRow]:
        """Everybody else, whatever they answered."""
        return [row for row in self.rows if not row.still_to_do]

    @property
    def overdue(self) -> int:
        """How many steps of past sessions are still open; none when the handover is over."""
        past = [column for column in self.stages if column.is_past and not self.handover.is_over]
        return sum(len(column.left) for column in past)


def board(handover: Handover, today: date) -> Board:
    """The board of one handover, in a number of queries that does not depend on how many people there are."""
    return boards([handover], today)[handover.pk]


def boards(handovers: Iterable[Handover], today: date) -> dict[int, Board]:
    """The boards of many handovers in the same number of queries as one."""
    return {pk: assemble(found, today) for pk, found in facts.load(handovers).items()}


def assemble(known: Facts, today: date) -> Board:
    """The board that follows from the facts; pure."""
    rows = [people.row(fact) for fact in known.people]
    columns = steps.columns(known, rows, today)
    do_next = next_step.choose(known, columns, rows, today)
    return Board(known.handover, columns, rows, do_next, _totals(rows))


def for_tutor(whole: Board) -> Board:
    """The board as the patient tutor sees it: their own steps, and only the people who said yes (ux 7.5)."""
    said_yes = [row for row in whole.rows if row.wish == Wish.YES]
    mine = [steps.owned_by_tutor(column) for column in whole.stages]
    return Board(whole.handover, mine, said_yes, None, whole.totals)


def _totals(rows: Sequence[PersonRow]) -> dict[str, int]:
    counted = Counter(row.wish.name if row.wish else "NOT_ASKED" for row in rows)
    return {name: counted[name] for name in (*Wish.names, "NOT_ASKED")}
