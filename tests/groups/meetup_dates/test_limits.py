"""Three sites and more: as good as the limit says, on services of a believable size."""

from itertools import combinations

import pytest

from groups.meetup_dates import choose, more_sites
from groups.meetup_dates.limits import limit_of
from groups.meetup_dates.masks import count_up
from groups.meetup_dates.merit import ceiling, weigh
from groups.meetup_dates.seekers import Site, seat_in_rooms
from tests.groups.meetup_dates import seasons


@pytest.mark.parametrize("sites", [3, 4])
@pytest.mark.parametrize("towns", [0, 3])
def test_the_gap_is_two_in_a_hundred_at_most(sites, towns):
    season = seasons.service(groups=40, slots=12, places=9, towns=towns, farthest=15 if towns else None)
    outcome = choose(season, sites=sites)
    assert outcome.proof.gap_percent <= 2
    assert len(outcome.options) == 5
    assert [option.rank for option in outcome.options] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("seed", range(6))
def test_no_choice_of_three_passes_the_limit_and_the_search_finds_the_best(seed, monkeypatch):
    monkeypatch.setattr(more_sites, "FEW", 0)
    season = seasons.service(seed, groups=15, slots=5, places=5, seats=(4, 30), farthest=25)
    masks = count_up(season)
    worth = weigh(masks)
    options = [Site(slot, place) for slot in range(5) for place in masks.free_places(slot)]
    choices = [choice for choice in combinations(options, 3) if len({site.place for site in choice}) == 3]
    promising = sorted(choices, key=lambda choice: -worth.heads(_ceiling(masks, choice)))[:150]
    best = max(seat_in_rooms(masks, worth, choice).merit for choice in promising)
    outcome = choose(season, sites=3).options[0]
    assert (len(outcome.groups), 2 * outcome.yes + outcome.if_have_to) == (
        worth.groups_in(best),
        worth.points_in(best),
    )
    for patience in (0, 100, 10**6):
        assert limit_of(masks, worth, 3, 0, patience).merit + worth.point > best


def _ceiling(masks, choice):
    return ceiling(
        [masks.view(*site) for site in choice], [masks.seats(site.place) for site in choice], masks
    )


def test_with_no_patience_the_limit_is_wider_but_holds():
    season = seasons.service(groups=40, slots=20, places=9, farthest=15)
    hasty, patient = (choose(season, sites=4, patience=patience).proof for patience in (0, 100_000))
    assert hasty.groups_at_most >= patient.groups_at_most
    assert hasty.gap_percent >= patient.gap_percent
