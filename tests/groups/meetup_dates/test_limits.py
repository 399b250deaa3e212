"""Three sites and more: as good as the limit says, on services of a believable size."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from groups.meetup_dates import choose, more_sites
from groups.meetup_dates.limits import limit_of
from groups.meetup_dates.masks import count_up
from groups.meetup_dates.merit import ceiling, weigh
from groups.meetup_dates.seekers import Site, seat_in_rooms
from tests.groups.meetup_dates import naive, seasons


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


@settings(max_examples=1000, deadline=None, derandomize=True, database=None)
@given(
    seed=st.integers(min_value=0, max_value=10**9),
    sites=st.sampled_from([2, 3]),
    found=st.integers(min_value=0, max_value=40),
    patience=st.sampled_from([0, 30, 10**6]),
    picky=st.booleans(),
)
@example(seed=3301751, sites=2, found=3, patience=30, picky=False)  # only people in no group are missing
@example(seed=10314, sites=3, found=20, patience=10**6, picky=False)  # one date at two places alike is best
def test_no_seating_passes_the_limit_whatever_was_found_before(seed, sites, found, patience, picky):
    season = seasons.small(seed, people=6, places=5)  # mostly one seat or two a place
    if picky:
        season = _each_on_one_day(season)
    every_choice = naive.best_options(season, sites, 41)
    if not every_choice:
        return
    masks = count_up(season)
    worth = weigh(masks)
    known = every_choice[min(found, len(every_choice) - 1)]
    reached = -known.groups * worth.group - known.half_people * worth.point
    limit = limit_of(masks, worth, sites, reached, patience).merit
    best = every_choice[0]
    assert (worth.groups_in(limit), worth.points_in(limit)) >= (-best.groups, -best.half_people)


def _each_on_one_day(season):
    """Everybody keeps one answer, so that hardly any choice has every group."""
    people = [
        replace(person, answers=dict(sorted(person.answers.items())[person.id % 3 :][:1]))
        for person in season.people
    ]
    return replace(season, people=people)


def test_the_limit_is_reached_in_towns_where_no_choice_has_every_group():
    season = seasons.service(groups=200, slots=30, places=9, seats=(60, 80), towns=3, farthest=15)
    outcome = choose(season, sites=3)
    option = outcome.options[0]
    assert len(option.groups) == outcome.proof.groups_at_most < 200
    assert outcome.proof.gap_percent == 0
    masks = count_up(season)
    worth = weigh(masks)
    best = len(option.groups) * worth.group + (2 * option.yes + option.if_have_to) * worth.point
    for fewer_points in (
        0,
        1,
        20,
    ):  # with as many groups found, and fewer people, the limit still lets the best in
        assert limit_of(masks, worth, 3, best - fewer_points * worth.point, 10**6).merit == best


def test_with_no_patience_the_limit_is_wider_but_holds():
    season = seasons.service(groups=40, slots=20, places=9, farthest=15)
    hasty, patient = (choose(season, sites=4, patience=patience).proof for patience in (0, 100_000))
    assert hasty.groups_at_most >= patient.groups_at_most
    assert hasty.gap_percent >= patient.gap_percent
