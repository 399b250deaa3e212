"""A person chooses, with the reasons in front of them; nothing is booked twice."""

import pytest

from followon.states import MoveNotAllowed
from groups.actions.meetups import answers, asking, choosing
from groups.models import How, Known, Place
from tests.groups.actions.meetups.conftest import BY, row, says


def test_the_best_choice_explains_itself(stage, asked):
    says(asked, stage.gwen, 1)
    says(asked, stage.rhys, 1, 2)

    best = choosing.best_five(asked)

    summary = "Saturday 20 March at Larkfield Community Café: all 2 groups, 2 people"
    assert best.options[0].summary.startswith(summary)
    assert choosing.best_five(asked) == best


def test_no_answers_is_a_clear_state(asked):
    assert choosing.best_five(asked).sentence == "Nobody has answered yet."


def test_everybody_says_no_is_a_clear_state(stage, asked):
    says(asked, stage.gwen)

    assert choosing.best_five(asked).sentence == "Everybody who answered said no to every date."


def test_a_place_without_steps_is_needed(stage, asked):
    Place.objects.update(step_free=Known.UNKNOWN)
    answers.answer(
        row(asked, stage.gwen),
        suits={asked.slots.first().pk: "YES"},
        needs=["STEP_FREE"],
        how=How.LINK,
        by=stage.gwen,
    )

    assert choosing.best_five(asked).options == ()


def test_only_a_person_chooses(asked):
    choice = choosing.Choice(asked.slots.first(), asked.places.get())
    with pytest.raises(TypeError):
        choosing.choose(asked, sites=[choice], by=BY)


def test_a_place_without_seats_cannot_be_chosen(stage, asked):
    asked.places.update(capacity=None)
    asking.close(asked, by=stage.nadia)
    with pytest.raises(choosing.CannotBeChosen):
        choosing.choose(
            asked, sites=[choosing.Choice(asked.slots.first(), asked.places.get())], by=stage.nadia
        )


def test_a_date_cannot_be_chosen_twice(stage, chosen):
    with pytest.raises(MoveNotAllowed):
        choosing.choose(chosen.meetup, sites=[choosing.Choice(chosen.slot, chosen.place)], by=stage.nadia)
