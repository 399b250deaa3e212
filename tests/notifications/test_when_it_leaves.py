"""When a message leaves: not before its time, not at night, not too many, and not when it is of no use any more."""

from datetime import timedelta

import pytest

from notifications.delivery.passes import dispatch_once
from notifications.models import Message, Preference
from tests.notifications import kinds
from tests.notifications.conftest import states
from tests.notifications.test_outbox import queue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("same_time_there")]


def test_nothing_goes_before_its_time(standin, noon, maria):
    queue(to=[maria], send_at=noon + timedelta(hours=2))

    assert dispatch_once() == 0
    assert dispatch_once(noon + timedelta(hours=2)) == 1


def test_what_is_not_wanted_any_more_does_not_go(standin, noon, maria):
    [row] = queue(to=[maria])
    kinds.UNWANTED[row.key] = "The meeting is off"

    dispatch_once()

    row.refresh_from_db()
    assert (row.state, row.reason, standin.store.taken()) == ("CANCELLED", "The meeting is off", [])


def test_a_pause_holds_back_all_but_the_essential(standin, noon, maria):
    Preference.objects.create(person=maria, channel="SMS", paused_at=noon)
    queue(to=[maria], key="a")
    queue(kinds.Change, to=[maria], key="b")

    dispatch_once()

    assert states() == ["SUPPRESSED", "ACCEPTED"]


def test_a_pause_that_is_over_holds_nothing_back(standin, noon, maria):
    Preference.objects.create(
        person=maria, channel="SMS", paused_at=noon - timedelta(days=9), paused_until=noon - timedelta(days=1)
    )
    queue(to=[maria])

    dispatch_once()

    assert states() == ["ACCEPTED"]


def test_what_comes_too_late_is_not_sent(standin, noon, maria):
    queue(to=[maria], not_after=noon + timedelta(hours=1))

    dispatch_once(noon + timedelta(hours=2))

    assert (states(), standin.store.taken()) == (["EXPIRED"], [])


def test_a_text_left_over_from_the_evening_waits_until_the_morning(standin, noon, maria):
    queue(to=[maria])
    late = noon + timedelta(hours=9)

    dispatch_once(late)

    row = Message.objects.get()
    assert (row.state, row.next_at) == ("SCHEDULED", noon + timedelta(hours=21))


def test_quiet_hours_are_those_where_the_person_lives(standin, noon, maria):
    Preference.objects.create(person=maria, channel="SMS", tz="America/New_York")
    queue(to=[maria])

    assert states() == ["SCHEDULED"]
    assert Message.objects.get().next_at == noon + timedelta(hours=2)


def test_two_texts_an_hour_and_four_a_day_to_one_number(standin, noon, maria, ana):
    for number in range(5):
        queue(kinds.Change, to=[maria, ana][number % 2 :][:1], key=f"k{number}", about=f"meeting:{number}")

    dispatch_once()
    assert states().count("ACCEPTED") == 2
    dispatch_once(noon + timedelta(hours=1, minutes=1))
    assert states().count("ACCEPTED") == 4
    dispatch_once(noon + timedelta(hours=3))
    assert states().count("ACCEPTED") == 4
    dispatch_once(noon + timedelta(days=1, seconds=1))
    assert states().count("ACCEPTED") == 5


def test_one_ordinary_text_a_day_and_the_next_waits(standin, noon, maria):
    queue(to=[maria], key="a")
    queue(to=[maria], key="b", about="meeting:2")

    dispatch_once()

    assert states() == ["ACCEPTED", "SCHEDULED"]
    assert Message.objects.get(state="SCHEDULED").next_at == noon + timedelta(hours=21)


def test_texts_of_a_clock_that_ran_ahead_make_nobody_wait(standin, noon, maria):
    for number in range(2):  # as many as a number gets in an hour
        queue(kinds.Change, to=[maria], key=f"k{number}", about=f"meeting:{number}")
    dispatch_once(noon + timedelta(days=20))
    queue(kinds.Change, to=[maria], key="k2", about="meeting:2")

    dispatch_once()

    assert states() == ["ACCEPTED", "ACCEPTED", "ACCEPTED"]


def test_a_courtesy_never_costs_a_message(standin, noon, maria):
    queue(to=[maria], key="a")
    queue(to=[maria], key="b", about="meeting:2", not_after=noon + timedelta(hours=6))

    dispatch_once()

    assert states() == ["ACCEPTED", "ACCEPTED"]


def test_three_texts_about_one_meeting_are_enough(standin, noon, maria):
    for day in range(4):
        queue(to=[maria], key=f"k{day}", send_at=noon + timedelta(days=day))
    for day in range(4):
        dispatch_once(noon + timedelta(days=day))
    queue(kinds.Change, to=[maria], key="off")
    dispatch_once(noon + timedelta(days=4))

    assert states() == ["ACCEPTED", "ACCEPTED", "ACCEPTED", "SUPPRESSED", "ACCEPTED"]
