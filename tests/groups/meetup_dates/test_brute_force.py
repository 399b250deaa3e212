"""Brute force agrees, on thousands of small seasons: every option, every way to seat everybody."""

import pytest

from groups.meetup_dates import State, choose, more_sites
from tests.groups.meetup_dates import naive, seasons

BATCH = 400


def as_ranked(option):
    """An option of ours as the slow way writes it."""
    costs = [site.place.cost_pence for site in option.sites]
    return naive.Ranked(
        groups=-len(option.groups),
        half_people=-(2 * option.yes + option.if_have_to),
        left_out=-option.owed_coming,
        travel=option.travel,
        starts=tuple((site.slot.start, site.slot.id) for site in option.sites),
        cost=(costs.count(None), sum(cost or 0 for cost in costs)),
        places=tuple(site.place.id for site in option.sites),
    )


@pytest.mark.parametrize("batch", range(6))
@pytest.mark.parametrize("sites", [1, 2])
def test_the_best_five_are_those_of_brute_force(batch, sites):
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        season = seasons.small(seed)
        outcome = choose(season, sites=sites)
        assert [as_ranked(option) for option in outcome.options] == naive.best_options(season, sites, 5), seed
        assert bool(outcome.options) == (outcome.state is State.CHOICE)


@pytest.mark.parametrize("batch", range(2))
def test_three_sites_in_a_small_season_are_those_of_brute_force_too(batch):
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        season = seasons.small(seed, people=5, places=5)
        outcome = choose(season, sites=3)
        assert [as_ranked(option) for option in outcome.options] == naive.best_options(season, 3, 5), seed
        assert outcome.proof is None or outcome.proof.exact


@pytest.mark.parametrize("batch", range(2))
def test_the_search_reaches_what_brute_force_reaches_and_its_limit_holds(batch, monkeypatch):
    monkeypatch.setattr(more_sites, "FEW", 0)
    weighed = 0
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        season = seasons.small(seed, people=5, places=5)
        outcome, slow = choose(season, sites=3), naive.best_options(season, 3, 1)
        if slow:
            ours, best = as_ranked(outcome.options[0]), slow[0]
            assert outcome.proof.groups_at_most >= -best.groups, seed
            if outcome.proof.groups_at_most == -best.groups:
                assert 2 * outcome.proof.people_at_most >= -best.half_people, seed
            assert ours[:2] == best[:2], seed
            assert ours >= best, seed
            weighed += 1
    assert weighed > BATCH / 5
