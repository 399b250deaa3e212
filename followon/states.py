"""State machines as data: a table of allowed moves and one function that refuses the rest."""

from collections.abc import Mapping, Set
from typing import Any

from followon.errors import Refused

Moves = Mapping[
    Any, Set[Any]
]  # of one TextChoices class; a Mapping's keys admit no subclass, so str would not do


class MoveNotAllowed(Refused):
    """The thing is not in a state from which this can be done; nothing was changed."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        super().__init__("That can't be done any more. Somebody may have changed it. Look at the page again.")


def check_move(moves: Moves, old: str, new: str) -> None:
    """Raise MoveNotAllowed unless the table allows going from `old` to `new`."""
    if new not in moves.get(old, frozenset()):
        raise MoveNotAllowed(old, new)
