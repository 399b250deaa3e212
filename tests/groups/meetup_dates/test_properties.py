"""What must hold for every season."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groups.meetup_dates import ONLINE_SEAT, Answer, Group, Person, Season, choose
from tests.groups.meetup_dates import seasons

seeds = st.integers(min_value=0, max_value=10**9)
quick = settings(max_examples=150, deadline=None, derandomize=True, database=None)


def merit(option):
    return (len(option.groups), 2 * option.yes + option.if_have_to, option.owed_coming, -option.travel)


def merits(season, sites):
    """What each option is worth, by its dates and places."""
    return {
        tuple((site.slot.id, site.place.id) for site in option.sites): merit(option)
        for option in choose(season, sites=sites, best=100).options
    }


@quick
@given(seed=seeds, sites=st.sampled_from([1, 2]))
def test_a_yes_more_never_worsens_an_option(seed, sites):
    season, draw = seasons.small(seed), random.Random(seed)
    if not season.people:
        return
    before = merits(season, sites)
    person, slot = draw.choice(season.people), draw.choice(season.slots)
    keener = replace(person, answers={**person.answers, slot.id: Answer.YES})
    people = [keener if one.id == person.id else one for one in season.people]
    after = merits(replace(season, people=people), sites)
    for option, worth in before.items():
        assert after[option] >= worth


@quick
@given(seed=seeds, sites=st.sampled_from([1, 2, 3]))
def test_the_order_of_the_input_never_matters(seed, sites):
    season, draw = seasons.small(seed), random.Random(seed)
    rows = {name: getattr(season, name) for name in ("people", "groups", "slots", "places")}
    shuffled = {name: draw.sample(rows[name], len(rows[name])) for name in rows}
    people = [
        replace(person, answers=dict(draw.sample(sorted(person.answers.items()), len(person.answers))))
        for person in shuffled.pop("people")
    ]
    assert choose(season, sites=sites) == choose(replace(season, people=people, **shuffled), sites=sites)


@quick
@given(seed=seeds, sites=st.sampled_from([1, 2]))
def test_a_group_that_answers_nothing_never_blocks(seed, sites):
    season = seasons.small(seed)
    silent = [Person(id=500 + at, group=50) for at in range(3)]
    more = replace(
        season, groups=[*season.groups, Group(50, "Quay Company", 3)], people=[*season.people, *silent]
    )
    before, after = choose(season, sites=sites), choose(more, sites=sites)
    assert [merit(option) for option in before.options] == [merit(option) for option in after.options]
    assert [option.sites for option in before.options] == [option.sites for option in after.options]
    assert all("Quay Company" in {group.name for group in option.groups_silent} for option in after.options)


@quick
@given(seed=seeds, sites=st.sampled_from([1, 2, 3]))
def test_nobody_sits_twice_and_no_limit_is_passed(seed, sites):
    season = seasons.small(seed, places=4)
    people = {person.id: person for person in season.people}
    for option in choose(season, sites=sites).options:
        seated = [person for site in option.sites for person in site.people]
        online = [person for site in option.sites for person in site.online]
        assert len(set(seated + online)) == len(seated + online)
        assert len({site.place.id for site in option.sites}) == sites
        for site in option.sites:
            assert len(site.people) <= site.place.capacity
            assert len(site.online) <= site.place.online_seats
            for person in (people[at] for at in site.people + site.online):
                assert person.answers[site.slot.id] in (Answer.YES, Answer.IF_HAVE_TO)
                assert person.needs - {ONLINE_SEAT} <= site.place.access
            assert all(ONLINE_SEAT not in people[person].needs for person in site.people)
            assert all(ONLINE_SEAT in people[person].needs for person in site.online)


@quick
@given(seed=seeds, sites=st.sampled_from([1, 2]))
def test_the_figures_add_up(seed, sites):
    season = seasons.small(seed)
    for option in choose(season, sites=sites).options:
        everybody = [
            *option.groups, *option.groups_online_only, *option.groups_left_out, *option.groups_silent
        ]  # fmt: skip
        assert sorted(group.id for group in everybody) == sorted(group.id for group in season.groups)
        assert option.people == sum(len(site.people) for site in option.sites)
        away = {*option.without_seat, *option.needs_not_met, *option.too_far}
        assert len(away) == len(option.without_seat) + len(option.needs_not_met) + len(option.too_far)
        assert not away & {person for site in option.sites for person in site.people}
        assert bool(option.unmet) == bool(option.needs_not_met)
        assert all(sentence.endswith(".") for sentence in option.sentences)


@pytest.mark.parametrize("sites", [1, 2, 3])
def test_seventeen_groups_give_the_same_result_on_every_run(sites):
    season = seasons.service(groups=17)
    assert choose(season, sites=sites) == choose(season, sites=sites)


def test_a_season_without_anything_is_a_state_and_no_exception():
    assert choose(Season()).options == ()
