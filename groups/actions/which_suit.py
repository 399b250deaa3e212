"""What somebody may say about dates, a group's own or the meetup's: which suit, on a page or in numbers."""

from collections.abc import Collection, Mapping, Sequence

from followon.errors import Refused
from groups.models import Suits


class NothingSaid(Refused):
    """A form sent without any answer."""

    def __init__(self) -> None:
        super().__init__(
            "Choose yes, if I have to, or no for at least one date. Or choose none of these suit me."
        )


class NoSuchDate(Refused):
    """A number that no date has."""

    def __init__(self) -> None:
        super().__init__("There is no date with that number.")


def checked(dates: Collection[int], suits: Mapping[int, str], *, none_suit: bool) -> dict[int, Suits]:
    """The answer to each date, by the number of its row; `none_suit` says no to all. Raises NothingSaid, NoSuchDate."""
    said = dict.fromkeys(dates, Suits.NO) if none_suit else {date: Suits(one) for date, one in suits.items()}
    if not said:
        raise NothingSaid
    if not said.keys() <= set(dates):
        raise NoSuchDate
    return said


def chosen(dates: Collection[int], numbers: Sequence[int]) -> list[int]:
    """Which of the numbered dates were texted, each once, in their order; 0 alone is none. Raises NoSuchDate."""
    wanted = sorted({number for number in numbers if number})
    if not set(wanted) <= set(dates) or not numbers or (wanted and 0 in numbers):
        raise NoSuchDate
    return wanted
