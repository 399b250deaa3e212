"""Who gets which seat: as good as any seating, and the price of seats says the same as seating everybody."""

import random
from itertools import product

import pytest

from groups.meetup_dates import one_site, two_sites
from groups.meetup_dates.masks import count_up
from groups.meetup_dates.merit import weigh
from groups.meetup_dates.seating import Seeker, seat
from groups.meetup_dates.seekers import Site, seat_in_rooms
from tests.groups.meetup_dates import seasons

GROUP = 1_000


def worth_of(seekers, seats):
    groups = {seeker.group for seeker, site in zip(seekers, seats, strict=True) if site is not None} - {None}
    return GROUP * len(groups) + sum(
        seeker.worths[site] for seeker, site in zip(seekers, seats, strict=True) if site is not None
    )


@pytest.mark.parametrize("sites", [1, 2, 3])
def test_no_seating_is_worth_more(sites):
    for seed in range(400):
        draw = random.Random(seed)
        seekers = [
            Seeker(
                draw.choice((None, 1, 1, 2, 3)),
                tuple(draw.choice((None, draw.randint(1, 9), draw.randint(1, 900))) for _ in range(sites)),
            )
            for _ in range(draw.randint(0, 6))
        ]
        capacities = [draw.randint(0, 3) for _ in range(sites)]
        seats = seat(seekers, capacities, GROUP)
        wishes = [
            [None, *(at for at, worth in enumerate(seeker.worths) if worth is not None)] for seeker in seekers
        ]
        best = max(
            worth_of(seekers, ways)
            for ways in product(*wishes)
            if all(ways.count(at) <= capacity for at, capacity in enumerate(capacities))
        )
        assert all(seats.count(at) <= capacity for at, capacity in enumerate(capacities))
        assert worth_of(seekers, seats) == best, seed


@pytest.mark.parametrize("seats", [(3, 8), (10, 30), (25, 40), (40, 40), (500, 600)])
@pytest.mark.parametrize("farthest", [None, 15])
def test_the_price_of_seats_and_seating_everybody_agree(seats, farthest):
    masks = count_up(seasons.service(seed=5, groups=40, places=8, slots=10, seats=seats, farthest=farthest))
    worth = weigh(masks)
    for module in (one_site, two_sites):
        for node in module.best_options(masks, worth, 5):
            sites = [Site(*pair) for pair in zip(node.slots, node.places, strict=True)]
            assert seat_in_rooms(masks, worth, sites).merit == -node.below


def test_two_sites_are_as_good_as_any_pair_weighed_one_by_one():
    season = seasons.service(seed=9, groups=30, places=4, slots=5, seats=(8, 25))
    masks = count_up(season)
    worth = weigh(masks)
    options = [Site(slot, place) for slot in range(5) for place in masks.free_places(slot)]
    merits = sorted(
        (
            seat_in_rooms(masks, worth, [one, two]).merit
            for at, one in enumerate(options)
            for two in options[at + 1 :]
            if one.place != two.place
        ),
        reverse=True,
    )
    assert [-node.below for node in two_sites.best_options(masks, worth, 50)] == merits[:50]
