"""What two sites are worth together, exactly, by putting a price on seats.

Let a seat at the first site cost something. Then both sites may be filled as if they were one, which takes a count
of kinds. Whatever the price, the result plus the price of the seats is a limit to what the pair can be worth; and
because the seating is a flow in whole numbers, the lowest such limit is what the best seating is worth. The limit
bends only one way as the price moves, and only at differences between worths, so its lowest point is soon found.
"""

from collections.abc import Sequence

from groups.meetup_dates.kinds import Kind, fill
from groups.meetup_dates.merit import Worth


class PricedPair:
    """Two sites whose seats have prices. A negative price makes the second site the dearer one."""

    def __init__(
        self, kinds: Sequence[Kind], distances: Sequence[Sequence[int]], seats: Sequence[int], worth: Worth
    ) -> None:
        self.worth = worth
        self.seats = seats
        one, two = distances
        self.valued = [
            (
                self._value(kind.points[0], kind, one[kind.area]),
                self._value(kind.points[1], kind, two[kind.area]),
                kind,
            )
            for kind in kinds
        ]

    def _value(self, points: int, kind: Kind, distance: int) -> int:
        if not points:
            return -4 * self.worth.group  # below anything a price can do
        return self.worth.person(points, kind.left_out, distance)

    def limit(self, price: int) -> int:
        """What the pair is worth at most, by how much more a seat at the first site costs than at the second."""
        first, second = self.seats
        dear, cheap = max(price, 0), max(-price, 0)
        shared = [(max(here - dear, there - cheap), kind) for here, there, kind in self.valued]
        return fill(shared, first + second, self.worth) + dear * first + cheap * second

    def merit(self, prices: Sequence[int], floor: int) -> int:
        """What the pair is worth exactly; or, if that is below the floor, any limit that shows it.

        Prices are in order and even on both sides of nothing. The price sought is usually a few miles from nothing,
        so the steps away from it double until the limit rises again; then the stretch is halved.
        """
        middle = len(prices) // 2
        start = self.limit(prices[middle])
        for way in (1, -1):
            if start < floor or len(prices) == 1:
                return start
            limits = _Along(self, prices[middle:] if way == 1 else prices[middle::-1])
            if limits[1] < start:
                return limits.lowest(floor)
        return start


class _Along:
    """Limits along a row of prices that falls at first; each is worked out once."""

    def __init__(self, pair: PricedPair, prices: Sequence[int]) -> None:
        self.pair = pair
        self.prices = prices
        self.known: dict[int, int] = {}

    def __getitem__(self, at: int) -> int:
        if at not in self.known:
            self.known[at] = self.pair.limit(self.prices[at])
        return self.known[at]

    def lowest(self, floor: int) -> int:
        near, far, last = 0, 1, len(self.prices) - 1
        while far < last and floor <= self[far] < self[near]:
            near, far = far, min(2 * far, last)
        low, high = near // 2, far
        while low < high and min(self.known.values()) >= floor:
            middle = (low + high) // 2
            if self[middle] <= self[middle + 1]:
                high = middle
            else:
                low = middle + 1
        return min(self.known.values()) if low < high else self[low]


def prices_to_try(worth: Worth, farthest: int) -> list[int]:
    """Every price at which somebody's best seat may change, in order."""
    return sorted(
        groups * worth.group + points * worth.point + left_out * worth.left_out + distance
        for groups in (-1, 0, 1)
        for points in (-2, -1, 0, 1, 2)
        for left_out in (-1, 0, 1)
        for distance in range(-farthest, farthest + 1)
    )
