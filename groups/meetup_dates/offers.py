"""What sites could be worth when one more is added: quick enough to try them all."""

from collections.abc import Sequence
from functools import cached_property
from operator import add
from typing import NamedTuple

from groups.meetup_dates.masks import Masks


class Offer(NamedTuple):
    """A place on a slot: the groups, the people and those with a yes whom it could seat, and how many."""

    groups: int
    can: int
    yes: int
    seats: int
    groups_yes: int  # groups with somebody who says yes


class Cut(NamedTuple):
    """One way to bound what is seated: some sites are full, and everybody for the others is let in."""

    seats: int
    let_in: int


NOTHING = Offer(0, 0, 0, 0, 0)


def offer_of(masks: Masks, slot: int, place: int) -> Offer:
    view = masks.view(slot, place)
    seats = min(masks.seats(place), view.count)
    return Offer(view.groups_can, view.can, view.yes, seats, view.groups_yes)


def offers_on(masks: Masks, slot: int, copies: int) -> list[tuple[Offer, list[int], int]]:
    """What places offer on a slot, without an offer that so many other places cover.

    Each comes with the places that may stand in for it, the best first, and the number of those quite alike.
    """
    offers = {place: offer_of(masks, slot, place) for place in masks.free_places(slot)}
    found = []
    for offer in sorted(set(offers.values())):
        alike = [place for place, other in offers.items() if other == offer]
        better = [place for place, other in offers.items() if other != offer and _covers(other, offer)]
        if len(better) < copies:
            lesser = [place for place, other in offers.items() if other != offer and _covers(offer, other)]
            lesser.sort(key=lambda place: (-offers[place].seats, place))
            found.append((offer, [*alike, *lesser], len(alike)))
    return found


def _covers(one: Offer, other: Offer) -> bool:
    return one.seats >= other.seats and not other.can & ~one.can


class Chosen:
    """Sites chosen so far, ready to be tried with one more.

    Counting people costs many times what counting groups costs, so it is made ready only when it is asked for.
    """

    def __init__(self, offers: Sequence[Offer]) -> None:
        self.offers = offers
        self.groups = _cuts([(offer.groups, offer.seats) for offer in offers])

    @cached_property
    def can(self) -> list[Cut]:
        return _cuts([(offer.can, offer.seats) for offer in self.offers])

    @cached_property
    def yes(self) -> list[Cut]:
        return _cuts([(offer.yes, offer.seats) for offer in self.offers])

    @property
    def cuts(self) -> int:
        """How many counts it takes to try one more: of groups, people and those with a yes."""
        return len(self.groups) + len(self.can) + len(self.yes)

    def values(self, offers: Sequence[Offer]) -> tuple[list[int], list[int]]:
        """The groups, and the points, that these sites with each of the offers cannot exceed."""
        if self.cuts == 3:
            return self._values_with_seats_for_all(offers)
        return self.groups_with(offers), self.points_with(offers)

    def groups_with(self, offers: Sequence[Offer]) -> list[int]:
        """The groups that these sites with each of the offers cannot exceed."""
        return _most(self.groups, [offer.groups for offer in offers], [offer.seats for offer in offers])

    def points_with(self, offers: Sequence[Offer]) -> list[int]:
        """The points that these sites with each of the offers cannot exceed."""
        return list(map(add, *self._people_and_yes(offers)))

    def points_beside(self, groups: int, offers: Sequence[Offer]) -> list[int]:
        """The points that these sites with each of the offers cannot exceed while so many groups are there.

        Where fewer groups have somebody who says yes, each of the others takes a seat with an "if I have to".
        """
        groups_yes = 0
        for offer in self.offers:
            groups_yes |= offer.groups_yes
        return [
            people + min(yes, people - max(0, groups - (groups_yes | offer.groups_yes).bit_count()))
            for people, yes, offer in zip(*self._people_and_yes(offers), offers, strict=True)
        ]

    def _people_and_yes(self, offers: Sequence[Offer]) -> tuple[list[int], list[int]]:
        seats = [offer.seats for offer in offers]
        return (
            _most(self.can, [offer.can for offer in offers], seats),
            _most(self.yes, [offer.yes for offer in offers], seats),
        )

    def _values_with_seats_for_all(self, offers: Sequence[Offer]) -> tuple[list[int], list[int]]:
        """The same where nobody chosen so far waits for a seat: the loops that run most."""
        (groups,), (can,), (yes,) = (
            [cut.let_in for cut in cuts] for cuts in (self.groups, self.can, self.yes)
        )
        have_groups, have_can, have_yes = groups.bit_count(), can.bit_count(), yes.bit_count()
        return (
            [min((groups | more).bit_count(), have_groups + seats) for more, _, _, seats, _ in offers],
            [
                min((can | more_can).bit_count(), have_can + seats)
                + min((yes | more_yes).bit_count(), have_yes + seats)
                for _, more_can, more_yes, seats, _ in offers
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
