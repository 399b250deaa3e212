"""Bad input: a clear state with a sentence, and an exception only where the input contradicts itself."""

from dataclasses import replace

import pytest

from groups.meetup_dates import (
    ONLINE_SEAT,
    Answer,
    BadSeason,
    Group,
    Person,
    Place,
    Season,
    Slot,
    State,
    choose,
)
from groups.meetup_dates.choosing import SENTENCES
from tests.groups.meetup_dates.seasons import MORNING

SLOT = Slot(1, MORNING)
HALL = Place(1, "Northgate Hall", 20, "Northgate")
JOAN = Person(1, {1: Answer.YES}, group=1, area="Northgate")
GOOD = Season([JOAN], [Group(1, "Steady Steppers", 5)], [SLOT], [HALL], {("Harbourside", "Northgate"): 9})


def test_a_good_season_offers_a_choice():
    outcome = choose(GOOD)
    assert outcome.state is State.CHOICE
    assert outcome.options[0].summary == "Monday 1 March at Northgate Hall: the one group, 1 person."


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"slots": []}, State.NO_SLOTS),
        ({"places": []}, State.NO_PLACES),
        ({"people": []}, State.NOBODY_ASKED),
        ({"places": [replace(HALL, capacity=None)]}, State.NO_CAPACITY),
        ({"places": [replace(HALL, capacity=0)]}, State.NO_CAPACITY),
        ({"places": [replace(HALL, capacity=-3)]}, State.NO_CAPACITY),
        ({"places": [replace(HALL, free_on=frozenset())]}, State.NO_PLACE_FREE),
        ({"places": [replace(HALL, free_on=frozenset({99}))]}, State.NO_PLACE_FREE),
        ({"people": [replace(JOAN, answers={})]}, State.NOBODY_ANSWERED),
        ({"people": [replace(JOAN, answers={1: Answer.NONE})]}, State.NOBODY_ANSWERED),
        ({"people": [replace(JOAN, answers={99: Answer.YES})]}, State.NOBODY_ANSWERED),
        ({"people": [replace(JOAN, answers={1: Answer.NO})]}, State.NOBODY_CAN_COME),
        ({"people": [replace(JOAN, needs=frozenset({ONLINE_SEAT}))]}, State.ONLY_ONLINE),
        ({"people": [replace(JOAN, needs=frozenset({"step-free"}))]}, State.NO_PLACE_SUITS),
        ({"people": [replace(JOAN, area="Harbourside")], "farthest": 5}, State.NO_PLACE_SUITS),
    ],
)
def test_nothing_to_choose_from_says_why(change, state):
    outcome = choose(replace(GOOD, **change))
    assert outcome.state is state
    assert outcome.options == ()
    assert outcome.sentence.endswith(".")


@pytest.mark.parametrize("sites", [2, 3])
def test_more_sites_than_places_says_so(sites):
    assert choose(GOOD, sites=sites).state is State.TOO_FEW_PLACES


def test_every_state_has_its_sentence():
    assert set(SENTENCES) == set(State)


def test_a_place_without_seats_is_left_out_and_named():
    outcome = choose(replace(GOOD, places=[HALL, Place(2, "Larkfield Library", None)]))
    assert {option.sites[0].place for option in outcome.options} == {HALL}
    assert outcome.notes == ("Larkfield Library is left out: there is no number of seats.",)


def test_somebody_from_an_unknown_group_still_counts_as_a_person():
    outcome = choose(replace(GOOD, people=[JOAN, replace(JOAN, id=2, group=99)]))
    assert outcome.options[0].people == 2
    assert len(outcome.options[0].groups) == 1
    assert outcome.notes == (
        "1 person belongs to a group that is not part of this season, and count as in no group.",
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"people": [JOAN, JOAN]}, "Two of the people"),
        ({"slots": [SLOT, SLOT]}, "Two of the slots"),
        ({"places": [HALL, HALL]}, "Two of the places"),
        ({"groups": [Group(1, "A"), Group(1, "B")]}, "Two of the groups"),
        ({"distances": {("A", "B"): 1.5}}, "whole number"),
        ({"distances": {("A", "B"): -1}}, "whole number"),
        ({"distances": {("A", "B"): 1, ("B", "A"): 2}}, "two different distances"),
        ({"farthest": -1}, "farthest"),
        ({"people": [replace(JOAN, answers={1: "yes"})]}, "Answer"),
        ({"people": [replace(JOAN, answers={1: 7})]}, "answer"),
    ],
)
def test_a_season_that_contradicts_itself_is_refused(change, words):
    with pytest.raises(BadSeason, match=words):
        choose(replace(GOOD, **change))


@pytest.mark.parametrize(("sites", "best"), [(0, 5), (7, 5), (1, 0)])
def test_no_sites_too_many_sites_and_no_options_are_refused(sites, best):
    with pytest.raises(BadSeason):
        choose(GOOD, sites=sites, best=best)
