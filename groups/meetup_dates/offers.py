"""What sites could be worth when one more is added: quick enough to try them all."""

from collections.abc import Sequence
from operator import add
from typing import NamedTuple

from groups.meetup_dates.masks import Masks


class Offer(NamedTuple):
    """A place on a slot: the groups, the people and those with a yes whom it could seat, and how many."""

    groups: int
    can: int
    yes: int
    seats: int


class Cut(NamedTuple):
    """One way to bound what is seated: some sites are full, and everybody for the others is let in."""

    seats: int
    let_in: int


NOTHING = Offer(0, 0, 0, 0)


def offer_of(masks: Masks, slot: int, place: int) -> Offer:
    view = masks.view(slot, place)
    return Offer(view.groups_can, view.can, view.yes, min(masks.seats(place), view.count))


class Chosen:
    """Sites chosen so far, ready to be tried with one more."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        self.groups = _cuts([(offer.groups, offer.seats) for offer in offers])
        self.can = _cuts([(offer.can, offer.seats) for offer in offers])
        self.yes = _cuts([(offer.yes, offer.seats) for offer in offers])
        self.cuts = len(self.groups) + len(self.can) + len(self.yes)

    def values(self, offers: Sequence[Offer]) -> tuple[list[int], list[int]]:
        """The groups, and the points, that these sites with each of the offers cannot exceed."""
        if self.cuts == 3:
            return self._values_with_seats_for_all(offers)
        seats = [offer.seats for offer in offers]
        groups = _most(self.groups, [offer.groups for offer in offers], seats)
        can = _most(self.can, [offer.can for offer in offers], seats)
        yes = _most(self.yes, [offer.yes for offer in offers], seats)
        return groups, list(map(add, can, yes))

    def _values_with_seats_for_all(self, offers: Sequence[Offer]) -> tuple[list[int], list[int]]:
        """The same where nobody chosen so far waits for a seat: the loops that run most."""
        (groups,), (can,), (yes,) = (
            [cut.let_in for cut in cuts] for cuts in (self.groups, self.can, self.yes)
        )
        have_groups, have_can, have_yes = groups.bit_count(), can.bit_count(), yes.bit_count()
        return (
            [min((groups | more).bit_count(), have_groups + seats) for more, _, _, seats in offers],
            [
                min((can | more_can).bit_count(), have_can + seats)
                + min((yes | more_yes).bit_count(), have_yes + seats)
                for _, more_can, more_yes, seats in offers
            ],
        )


def _most(cuts: Sequence[Cut], bits: Sequence[int], seats: Sequence[int]) -> list[int]:
    """The smallest cut with one more site: it is full, or its people are let in too."""
    full = min(cut.seats + cut.let_in.bit_count() for cut in cuts)
    found = [full + more for more in seats]
    for filled, let_in in cuts:
        found = [
            min(least, filled + (let_in | more).bit_count()) for least, more in zip(found, bits, strict=True)
        ]
    return found


def _cuts(sites: Sequence[tuple[int, int]]) -> list[Cut]:
    """Every way to fill some of the sites and to let everybody into the others."""
    cuts = [Cut(0, 0)]
    for bits, seats in sites:
        full = [Cut(cut.seats + seats, cut.let_in) for cut in cuts] if seats < bits.bit_count() else []
        cuts = [Cut(cut.seats, cut.let_in | bits) for cut in cuts] + full
    return cuts
