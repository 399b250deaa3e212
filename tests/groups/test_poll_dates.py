"""Which dates to ask about, and how answers rank them: properties, and the examples a person would check."""

from datetime import date, datetime, time, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from groups.poll_dates import (
    EVENING,
    IF_HAVE_TO,
    MORNING,
    NO,
    YES,
    Option,
    Person,
    When,
    candidates,
    part_of,
    rank,
    suggest,
    why_first,
)

TUESDAY = date(2027, 1, 12)
PARTS = ("MORNING", "EARLY_AFTERNOON", "LATE_AFTERNOON", "EVENING")


def option(key, day=0, at=11, **said):
    return Option(key, datetime(2027, 1, 12 + day, at), {int(who[1:]): what for who, what in said.items()})  # noqa: DTZ001


def people(*left_out):
    return [Person(key, left_out=times) for key, times in enumerate(left_out)]


def order(options, members):
    return [one.option.key for one in rank(options, members)]


# Ranking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_yes_counts_more_than_if_i_have_to():
    options = [option(1, p0=IF_HAVE_TO, p1=NO), option(2, day=2, p0=YES, p1=NO)]

    assert order(options, people(0, 0)) == [2, 1]


def test_the_one_who_was_left_out_last_time_is_kept_in_among_equals():
    options = [option(1, p0=YES, p1=NO), option(2, day=2, p0=NO, p1=YES)]

    assert order(options, people(0, 0)) == [1, 2]  # the sooner
    assert order(options, people(0, 1)) == [2, 1]  # 1 leaves out the same person again


def test_somebody_left_out_twice_running_counts_double():
    options = [
        option(1, p0=YES, p1=IF_HAVE_TO, p2=NO),
        option(2, day=2, p0=NO, p1=NO, p2=YES),
    ]

    assert order(options, people(0, 0, 1)) == [1, 2]
    assert order(options, people(0, 0, 2)) == [2, 1]
    assert why_first(rank(options, people(0, 0, 2))) == (
        "It suits somebody who was left out twice running, and who counts double this time."
    )


def test_why_in_one_sentence():
    assert why_first(rank([option(1, p0=YES), option(2, day=1)], people(0))) == "It suits the most people."
    equal = [option(1, p0=YES, p1=NO), option(2, day=2, p0=NO, p1=YES)]
    assert why_first(rank(equal, people(0, 0))) == "Another date suits as many; this one is sooner."
    assert why_first(rank(equal, people(0, 1))) == (
        "Another date suits as many, but leaves out somebody who was left out last time."
    )
    assert why_first(rank([option(1)], people(0))) == ""
    assert why_first(rank([option(1), option(2, day=1)], people(0))) == ""


def test_no_answer_is_not_a_no():
    (standing,) = rank([option(1, p0=YES, p1=NO)], people(0, 0, 0))

    assert (standing.yes, standing.left_out, standing.silent) == ((0,), (1,), (2,))


def test_a_date_nobody_can_make():
    assert [one.anybody_can for one in rank([option(1, p0=NO), option(2, day=1)], people(0))] == [
        False,
        False,
    ]


said = st.dictionaries(st.integers(0, 4), st.sampled_from([YES, IF_HAVE_TO, NO]))
polls = st.lists(said, min_size=1, max_size=5).map(
    lambda answers: [Option(n, datetime(2027, 1, 12, 11) + timedelta(days=n), one) for n, one in enumerate(answers)]  # noqa: DTZ001
)  # fmt: skip
members = st.lists(st.integers(0, 3), min_size=5, max_size=5).map(lambda times: people(*times))


@given(polls, members, st.data())
def test_one_more_yes_never_makes_a_date_worse(options, who, data):
    chosen = data.draw(st.sampled_from(options))
    person = data.draw(st.integers(0, 4))
    before = order(options, who).index(chosen.key)

    better = Option(chosen.key, chosen.local, {**chosen.said, person: YES})
    after = order([better if one is chosen else one for one in options], who).index(chosen.key)

    assert after <= before


@given(polls, members, st.randoms())
def test_the_order_given_makes_no_difference(options, who, random):
    mixed, others = list(options), list(who)
    random.shuffle(mixed)
    random.shuffle(others)

    assert rank(mixed, others) == rank(options, who)


@given(polls, members)
def test_everybody_is_accounted_for_once_in_each_date(options, who):
    for one in rank(options, who):
        assert sorted((*one.yes, *one.if_have_to, *one.left_out, *one.silent)) == [0, 1, 2, 3, 4]


# Suggesting ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_three_different_days_near_the_one_wanted_at_the_usual_time():
    times = candidates(first=date(2027, 1, 5), last=date(2027, 1, 20), tz="Europe/London", usual=time(14))

    found = suggest([Person(1)], times, wanted=TUESDAY, usual=time(14))

    assert [one.when for one in found] == [When(date(2027, 1, day), time(14)) for day in (11, 12, 13)]
    assert [one.in_words() for one in found] == ["", "", ""]


def test_times_that_suit_the_most_people():
    mornings = frozenset({MORNING})
    who = [Person(n, mornings, frozenset({1})) for n in range(3)] + [Person(3, frozenset({EVENING}))]
    times = candidates(first=date(2027, 1, 5), last=date(2027, 1, 20), tz="Europe/London")

    found = suggest(who, times, wanted=TUESDAY)

    assert any(one.when.on_date.weekday() == 1 and part_of(one.when.start_time) == MORNING for one in found)
    assert any(part_of(one.when.start_time) == EVENING for one in found)
    assert "As far as we know, this suits 3 of 4" in [one.in_words() for one in found]


def test_a_time_that_the_clocks_skip_is_never_suggested():
    night = candidates(first=date(2027, 3, 27), last=date(2027, 3, 29), tz="Europe/London", usual=time(1, 30))

    assert When(date(2027, 3, 28), time(1, 30)) not in night
    assert When(date(2027, 3, 27), time(1, 30)) in night
    assert When(date(2027, 3, 28), time(18, 30)) in night  # the rest of the day is as ever


def test_a_day_that_is_taken_is_left_out():
    times = candidates(first=TUESDAY, last=TUESDAY + timedelta(days=1), tz="Europe/London", taken=[TUESDAY])

    assert {when.on_date for when in times} == {TUESDAY + timedelta(days=1)}


tellers = st.lists(
    st.builds(
        lambda parts, days, out: (frozenset(parts), frozenset(days), out),
        st.sets(st.sampled_from(PARTS), max_size=2), st.sets(st.integers(0, 6), max_size=2), st.integers(0, 2),
    ),
    max_size=6,
).map(lambda rows: [Person(n, *row) for n, row in enumerate(rows)])  # fmt: skip
TIMES = candidates(first=date(2027, 1, 8), last=date(2027, 1, 16), tz="Europe/London")


def reached(who, whens):
    return {one.key for one in who if any(one.manages(when) for when in whens)}


@settings(max_examples=20)
@given(tellers)
def test_no_other_three_leave_out_fewer(who):
    found = [one.when for one in suggest(who, TIMES, wanted=TUESDAY)]

    weight = {one.key: one.weight for one in who}
    most = max(sum(weight[key] for key in reached(who, trio)) for trio in _trios())
    assert sum(weight[key] for key in reached(who, found)) == most
    assert len(found) == 3


def _trios():
    """One time for each weekday and part of the day is enough: people know weekdays and parts, not dates."""
    kinds = {(when.on_date.weekday(), part_of(when.start_time)): when for when in TIMES}
    return combinations(kinds.values(), 3)


@settings(max_examples=20)
@given(tellers, st.randoms())
def test_the_order_of_people_and_times_makes_no_difference(who, random):
    mixed, times = list(who), list(TIMES)
    random.shuffle(mixed)
    random.shuffle(times)

    assert suggest(mixed, times, wanted=TUESDAY) == suggest(who, TIMES, wanted=TUESDAY)


@given(st.integers(1, 7))
def test_few_times_are_few_suggestions(days):
    times = [When(TUESDAY + timedelta(days=n), time(11)) for n in range(days)]

    assert len(suggest([], times, wanted=TUESDAY)) == min(3, days)
    assert suggest([], [], wanted=TUESDAY) == []
