"""The order of merit: each step decides before the next is asked."""

from dataclasses import replace
from datetime import timedelta

from groups.meetup_dates import Answer, Group, Person, Place, Season, Slot, choose
from tests.groups.meetup_dates.seasons import MORNING

YES, IF = Answer.YES, Answer.IF_HAVE_TO
FIRST, SECOND = Slot(1, MORNING), Slot(2, MORNING + timedelta(days=1))
HALL = Place(1, "Northgate Hall", 99, "Northgate")


def best(people, places=(HALL,), **more):
    groups = [Group(at, f"Group {at}", 8) for at in range(4)]
    season = Season(people, groups, (FIRST, SECOND), places, {("Larkfield", "Northgate"): 9}, **more)
    return choose(season).options[0].sites[0]


def on(slot, number, group, said=YES, **facts):
    return Person(number, {slot.id: said}, group, **facts)


def test_two_groups_come_before_five_people_of_one():
    people = [on(FIRST, at, 0) for at in range(5)] + [on(SECOND, 10, 1, IF), on(SECOND, 11, 2, IF)]
    assert best(people).slot == SECOND


def test_then_people_with_two_ifs_worth_one_yes():
    people = [on(FIRST, 1, 0), on(FIRST, 2, 0, IF), *(on(SECOND, at, 0, IF) for at in range(4, 8))]
    assert best(people).slot == SECOND
    assert best(people[:-1]).slot == FIRST


def test_then_those_left_out_last_time_before_journeys():
    people = [
        on(FIRST, 1, 0, area="Northgate"),
        on(SECOND, 2, 0, area="Larkfield", left_out_last_time=True),
    ]
    assert best(people).slot == SECOND


def test_then_journeys_before_the_earlier_day():
    assert best([on(FIRST, 1, 0, area="Larkfield"), on(SECOND, 2, 0, area="Northgate")]).slot == SECOND


def test_then_the_earlier_day_before_the_lower_cost():
    people = [Person(1, {1: YES, 2: YES}, 0)]
    free = Place(2, "Larkfield Library", 9, cost_pence=0, free_on=frozenset({2}))
    assert best(people, (replace(HALL, cost_pence=900), free)).slot == FIRST


def test_then_the_lower_cost_and_an_unknown_cost_last():
    people = [Person(1, {1: YES}, 0)]
    places = [Place(1, "A", 9), Place(2, "B", 9, cost_pence=900), Place(3, "C", 9, cost_pence=100)]
    season = Season(people, [Group(0, "Group 0")], (FIRST,), places)
    assert [option.sites[0].place.name for option in choose(season).options] == ["C", "B", "A"]


def test_in_a_full_room_each_group_gets_a_seat_before_any_gets_two():
    people = [on(FIRST, at, 0) for at in range(5)] + [on(FIRST, 8, 1, IF), on(FIRST, 9, 2, IF)]
    assert best(people, (replace(HALL, capacity=3),)).people == (0, 8, 9)


def test_a_member_of_a_group_left_out_last_time_was_left_out_too():
    people = [on(FIRST, 1, 0), on(SECOND, 2, 1)]
    groups = [Group(0, "A"), Group(1, "B", left_out_last_time=True)]
    option = choose(Season(people, groups, (FIRST, SECOND), (HALL,))).options[0]
    assert option.sites[0].slot == SECOND
    assert (option.owed_coming, option.owed) == (1, 1)


def test_a_distance_nobody_knows_counts_as_the_farthest_known():
    people = [on(FIRST, 1, 0, area="Harbourside"), on(SECOND, 2, 0, area="Larkfield")]
    assert best(people).slot == FIRST  # both travel nine
    assert (
        choose(Season(people, [Group(0, "A")], (FIRST,), (HALL,), {("Larkfield", "Northgate"): 9}))
        .options[0]
        .travel
        == 9
    )


def test_several_sites_serve_areas_that_one_place_cannot():
    areas = ("Northgate", "Larkfield", "Harbourside")
    people = [Person(at, {1: YES, 2: YES}, at, area=area) for at, area in enumerate(areas)]
    places = [Place(at, f"{area} Hall", 5, area) for at, area in enumerate(areas)]
    distances = {(one, two): 30 for one in areas for two in areas if one < two}
    season = Season(
        people, [Group(at, f"Group {at}") for at in range(3)], (FIRST, SECOND), places, distances, farthest=10
    )
    for sites in (1, 2, 3):
        option = choose(season, sites=sites).options[0]
        assert len(option.groups) == sites
        assert option.travel == 0
