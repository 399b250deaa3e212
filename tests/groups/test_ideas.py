"""A plan in five lines for any meeting, and the deck of ideas."""

import re
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from groups import ideas
from groups.models import GroupPurpose

ELEVEN = datetime(2026, 11, 26, 11)  # noqa: DTZ001 - a time on the wall


def test_five_lines_that_begin_with_what_went_well():
    assert ideas.five_lines(ELEVEN, timedelta(minutes=90)) == [
        "11am What went well since last time: a turn for everybody who wants one",
        "11:15am Something together: an idea, or a chat",
        "11:45am A rest: stand up, stretch or lie down",
        "11:50am What helps: one thing each, if you like",
        "12:15pm The next date, and who looks after it",
    ]


def test_an_idea_takes_its_place_and_goals_are_offered_where_they_are_wanted():
    lines = ideas.five_lines(ELEVEN, timedelta(hours=2), [GroupPurpose.GOALS], ideas.find("quiz"))

    assert lines[1] == "11:20am A quiz: everybody brings 2 questions"
    assert lines[3] == "Midday Goals, if you want to say one" or "Goals, if you want" in lines[3]
    assert "Goals" not in " ".join(ideas.five_lines(ELEVEN, timedelta(hours=2), [GroupPurpose.NO_GOALS]))


@given(st.datetimes(), st.integers(15, 600), st.sampled_from(ideas.DECK))
def test_any_meeting_has_five_lines_that_fit(start, minutes, idea):
    lines = ideas.five_lines(start, timedelta(minutes=minutes), idea=idea)

    assert len(lines) == ideas.LINES
    assert "What went well" in lines[0]
    assert all(len(line) <= ideas.LINE_LENGTH for line in lines)


def test_the_deck_has_something_for_a_bad_day_and_says_nothing_of_health():
    sitting = ideas.of_effort(ideas.Effort.SITTING)

    assert len(sitting) >= 8
    assert {idea.effort for idea in sitting} == {ideas.Effort.SITTING}
    assert len(ideas.of_effort(3)) == len(ideas.DECK) == len({idea.key for idea in ideas.DECK})
    assert not any(
        re.search(r"pain|symptom|therap|exercis", idea.words, re.IGNORECASE) for idea in ideas.DECK
    )
    assert ideas.find("nothing") is None
