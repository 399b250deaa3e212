"""Options explain themselves in plain sentences."""

from dataclasses import replace
from datetime import timedelta

from groups.meetup_dates import ONLINE_SEAT, Answer, Group, Person, Place, Season, Slot, choose, more_sites
from tests.groups.meetup_dates.seasons import MORNING

YES, IF, NO = Answer.YES, Answer.IF_HAVE_TO, Answer.NO
SATURDAY = Slot(1, MORNING + timedelta(days=19))
TUESDAY = Slot(2, MORNING + timedelta(days=22), ("It is in the Easter holidays.",))
HALL = Place(1, "Northgate Hall", 50, "Northgate", frozenset({"step-free"}), cost_pence=4500, online_seats=5)
LIBRARY = Place(2, "Larkfield Library", 50, "Larkfield", frozenset(), cost_pence=0)
NAMES = ("Steady Steppers", "Harbour Walkers", "Quay Company", "Larkfield Ramblers")
GROUPS = [Group(at, name, 8) for at, name in enumerate(NAMES, 1)]


def person(number, group, saturday, tuesday=None, **facts):
    answers = {slot: said for slot, said in ((1, saturday), (2, tuesday)) if said is not None}
    return Person(number, answers, group, **facts)


def first(people, groups=GROUPS, slots=(SATURDAY,), places=(HALL,), sites=1, **more):
    distances = {("Larkfield", "Northgate"): 12}
    season = Season(people, groups, slots, places, distances, last_time="in autumn", **more)
    return choose(season, sites=sites).options[0]


def test_the_summary_names_whom_it_leaves_out_and_who_was_left_out_before():
    groups = [replace(group, left_out_last_time=group.id == 2) for group in GROUPS]
    people = [person(1, 1, YES), person(2, 4, YES), person(3, 2, NO)]
    assert first(people, groups).summary == (
        "Saturday 20 March at Northgate Hall: 2 of 4 groups, 2 people; "
        "leaves out Harbour Walkers, who were left out in autumn."
    )


def test_those_left_out_twice_come_before_the_others():
    groups = [replace(group, left_out_last_time=group.id == 2) for group in GROUPS]
    people = [person(1, 1, YES), person(2, 2, NO), person(3, 3, NO), person(4, 4, NO)]
    assert first(people, groups).summary.endswith(
        "leaves out Harbour Walkers, who were left out in autumn, and Larkfield Ramblers and Quay Company."
    )


def test_all_groups():
    people = [person(number, number, YES) for number in range(1, 5)]
    assert first(people).summary == "Saturday 20 March at Northgate Hall: all 4 groups, 4 people."


def test_a_group_that_answers_nothing_is_named_and_counts_neither_way():
    option = first([person(number, number, YES) for number in (1, 2, 3)])
    assert option.summary.endswith("3 of 4 groups, 3 people; leaves out nobody who answered.")
    assert (
        "Larkfield Ramblers have not answered, which counts for no date and against none." in option.sentences
    )


def test_two_times_on_one_day_are_told_apart():
    slots = (SATURDAY, Slot(2, SATURDAY.start + timedelta(hours=3, minutes=30)))
    option = first([person(1, 1, NO, YES)], slots=slots)
    assert option.summary.startswith("Saturday 20 March, 2:30pm, at Northgate Hall")


def test_two_sites_in_one_sentence_and_one_each():
    people = [person(1, 1, YES), person(2, 2, NO, YES), person(3, 3, NO, YES), person(4, 4, NO, YES)]
    option = first(people, slots=(SATURDAY, TUESDAY), places=(HALL, LIBRARY), sites=2)
    assert option.summary == (
        "Saturday 20 March at Northgate Hall and Tuesday 23 March at Larkfield Library: all 4 groups, 4 people."
    )
    assert "Northgate Hall: 1 person from 1 group." in option.sentences
    assert "Larkfield Library: 3 people from 3 groups." in option.sentences
    assert "It is in the Easter holidays." in option.sentences


def test_a_site_that_nobody_needs_is_pointed_out():
    people = [person(1, 1, YES, area="Northgate")]
    option = first(people, places=(HALL, LIBRARY), sites=2)
    assert (
        "Nobody would need Larkfield Library: everybody who can come has a seat elsewhere."
        in option.sentences
    )


def test_if_i_have_to_counts_half_and_says_so():
    option = first([person(1, 1, YES), person(2, 1, IF)])
    assert option.people == 2
    assert option.people_counted == 1.5
    assert "1 said yes and 1 said 'if I have to', which counts half." in option.sentences


def test_a_full_room_an_unmet_need_and_a_journey_too_long():
    people = [
        person(1, 1, YES, area="Northgate"),
        person(2, 1, YES, area="Northgate"),
        person(3, 2, YES, needs=frozenset({"interpreter"}), area="Northgate"),
        person(4, 3, YES, area="Larkfield"),
    ]
    sentences = first(people, places=(replace(HALL, capacity=1),), farthest=10).sentences
    assert "1 more person could come, but Northgate Hall holds 1." in sentences
    assert (
        "1 more person could come that day, but needs what the place does not have: interpreter." in sentences
    )
    assert "1 more person could come that day, but lives more than 10 miles away." in sentences


def test_online_seats_count_apart():
    online = frozenset({ONLINE_SEAT})
    people = [person(1, 1, YES), person(2, 2, YES, needs=online), person(3, 1, YES, needs=online)]
    option = first(people)
    assert (len(option.groups), option.people, option.online) == (1, 1, 2)
    assert "2 people join online; Harbour Walkers only that way." in option.sentences
    assert option.groups_left_out == ()


def test_when_online_seats_are_few_groups_with_nobody_in_the_room_go_first():
    online = frozenset({ONLINE_SEAT})
    people = [person(1, 1, YES), person(2, 1, YES, needs=online), person(3, 2, IF, needs=online)]
    option = first(people, places=(replace(HALL, online_seats=1),))
    assert option.sites[0].online == (3,)


def test_journeys_cost_and_a_meeting_of_ones_own():
    groups = [replace(GROUPS[0], own_meetings=frozenset({SATURDAY.start.date()})), *GROUPS[1:]]
    option = first([person(1, 1, YES, area="Larkfield"), person(2, 2, YES, area="Northgate")], groups)
    assert "People travel 6 miles on average, and 12 at most." in option.sentences
    assert "It costs £45." in option.sentences
    assert "Steady Steppers have a meeting of their own that day." in option.sentences


def why(people, **more):
    season = Season(
        people,
        GROUPS,
        (SATURDAY, TUESDAY),
        more.pop("places", (HALL,)),
        {("Larkfield", "Northgate"): 12},
        **more,
    )
    best, second = choose(season).options[:2]
    return best.sentences[-1], second.sentences[-1]


def test_each_option_says_why_it_ranks_where_it_does():
    best, second = why([person(1, 1, YES, YES), person(2, 2, YES, NO)])
    assert best == "It comes first: the next one ranks below because 1 group fewer can come."
    assert second == "It ranks below the one before because 1 group fewer can come."
    assert (
        "fewer people can come: 0.5 against 1, with 'if I have to' as half" in why([person(1, 1, YES, IF)])[1]
    )
    people = [person(1, 1, YES, NO, left_out_last_time=True), person(2, 1, NO, YES)]
    assert "1 fewer of those left out last time can come" in why(people)[1]
    people = [person(1, 1, YES, NO, area="Northgate"), person(2, 1, NO, YES, area="Larkfield")]
    assert "people travel 12 miles more in all" in why(people)[1]
    assert "it is later, and otherwise as good" in why([person(1, 1, YES, YES)])[1]
    assert (
        "it costs more"
        in why([person(1, 1, YES)], places=(HALL, replace(LIBRARY, area=None, cost_pence=9000)))[1]
    )


def test_the_proof_is_a_sentence_too(monkeypatch):
    season = Season([person(1, 1, YES)], GROUPS, (SATURDAY,), (HALL, LIBRARY, replace(LIBRARY, id=3)))
    assert choose(season, sites=3).proof.sentence == "Every choice was weighed. None is better."
    monkeypatch.setattr(more_sites, "FEW", 0)
    assert choose(season, sites=3).proof.sentence.startswith(
        "No other choice brings more groups or more people."
    )
