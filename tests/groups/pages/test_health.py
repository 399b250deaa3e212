"""How a group is going, by its own rhythm: the rule, its words, and the groups of the paper's Table 2."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from groups.demo import __file__ as demo
from groups.insights.health import Going, Life, Met, how_is_it_going
from groups.states import GroupState

TODAY = date(2026, 10, 20)
BEGAN = date(2025, 1, 1)


def life(*days_ago, came=5, **more):
    met = [Met(TODAY - timedelta(days=days), came) for days in sorted(days_ago, reverse=True)]
    return Life(**{"state": GroupState.MEETING, "formed_on": BEGAN, "met": met, "next_on": TODAY, **more})


def going(*days_ago, today=TODAY, **more):
    return how_is_it_going(life(*days_ago, **more), today).going


@pytest.mark.parametrize(
    ("last", "expected"),
    [(14, Going.WELL), (21, Going.WELL), (22, Going.SLOWING), (35, Going.SLOWING), (36, Going.QUIET)],
)
def test_a_group_that_meets_every_two_weeks(last, expected):
    assert going(last, last + 14, last + 28, last + 42) is expected


def test_a_group_that_meets_every_three_months_is_not_late_after_eight_weeks():
    assert going(56, 56 + 80, 56 + 160) is Going.WELL
    assert going(95, 95 + 80, 95 + 160) is Going.WELL


def test_a_rare_group_is_quiet_after_ninety_days_only_if_slower_than_usual():
    assert going(100, 100 + 49, 100 + 98) is Going.QUIET


def test_winter_gives_a_third_more_time():
    january = date(2027, 1, 12)
    met = [Met(january - timedelta(days=days), 5) for days in (74, 60, 46, 25)]

    health = how_is_it_going(
        Life(GroupState.MEETING, BEGAN, sorted(met, key=lambda m: m.on), next_on=january), january
    )

    assert health.going is Going.WELL
    assert "From December to February we allow a third more time." in health.facts


def test_shrinking_slows_even_when_the_rhythm_holds():
    counts = [8, 8, 7, 5, 4, 4]
    met = [Met(TODAY - timedelta(days=14 * (6 - n)), came) for n, came in enumerate(counts)]

    health = how_is_it_going(Life(GroupState.MEETING, BEGAN, met, next_on=TODAY), TODAY)

    assert health.going is Going.SLOWING
    assert "At first 8 came. The last 3 times it was 4." in health.facts


def test_what_nobody_reported_never_counts_as_bad():
    met = [
        Met(TODAY - timedelta(days=days), came) for days, came in ((56, 8), (42, 8), (28, None), (14, None))
    ]

    health = how_is_it_going(Life(GroupState.MEETING, BEGAN, met, next_on=TODAY), TODAY)

    assert health.going is Going.WELL
    assert health.needs == ()


def test_a_meeting_nobody_reported_may_have_taken_place():
    health = how_is_it_going(life(90, 104, 118, perhaps=TODAY - timedelta(days=7)), TODAY)

    assert health.going is Going.WELL
    assert any("Nobody has said who came" in fact for fact in health.facts)


def test_met_once_and_never_met():
    assert going(200) is Going.MET_ONCE
    assert going(10) is Going.WELL
    assert going(formed_on=TODAY - timedelta(days=10)) is Going.STARTING
    assert going(formed_on=TODAY - timedelta(days=120)) is Going.NOT_STARTED


def test_resting_and_ended_groups_are_left_in_peace():
    for state, expected in ((GroupState.RESTING, Going.RESTING), (GroupState.CLOSED, Going.ENDED)):
        health = how_is_it_going(life(300, 314, organisers=0, next_on=None, state=state), TODAY)
        assert (health.going, health.needs, health.needs_a_hand) == (expected, (), False)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"organisers": 1}, "They have only one organiser."),
        ({"organisers": 0}, "They have no organiser."),
        ({"organisers": 1, "organisers_resting": 1}, "Their only organiser is resting."),
        ({"organisers": 2, "organisers_resting": 2}, "Their organisers are resting."),
        ({"next_on": None}, "They have no next date."),
        ({"came": 2}, "2 people or fewer came the last 3 times."),
        ({"not_reached": 2}, "2 people did not get our messages."),
    ],
)
def test_needs_a_hand_and_says_why(facts, sentence):
    health = how_is_it_going(life(7, 21, 35, **facts), TODAY)

    assert health.needs == (sentence,)
    assert health.needs_a_hand


def test_a_group_that_does_well_needs_nobody():
    assert not how_is_it_going(life(7, 21, 35), TODAY).needs_a_hand


def table_2():
    with (Path(demo).parent / "table2.csv").open(encoding="utf-8") as file:
        return {row["group"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("name", ["A", "B", "C", "D", "F", "G", "H", "I", "J"])
def test_groups_of_the_paper_that_keep_their_rhythm_do_well(name):
    row = table_2()[name]
    gap = (int(row["rhythm_days_min"]) + int(row["rhythm_days_max"])) // 2
    days = [gap // 2 + gap * n for n in range(6)]

    assert going(*days, came=3) is Going.WELL
    assert going(*[day + 3 * gap for day in days], came=3) is Going.QUIET


def test_group_k_of_the_paper_met_once():
    assert table_2()["K"]["how_often_as_printed"].startswith("Met once")
    assert going(180, came=3) is Going.MET_ONCE
