"""How much is decided about at once: little for a provider that takes its time, batches for a quick one."""

import uuid
from datetime import timedelta

import pytest

from notifications.delivery import claiming, gate, hands, limits, pace, sending
from notifications.delivery.pace import Pace
from notifications.models import Message
from tests.notifications.conftest import somebody
from tests.notifications.test_outbox import queue


def test_threads_that_ran_out_of_work_are_given_more_at_once():
    quick = Pace()

    for _ in range(3):
        quick.answered(0.002)
        quick.decided(left=0, threads=4)

    assert (quick.is_slow, quick.stock) == (False, pace.MOST)


def test_what_kept_the_threads_busy_is_enough_and_what_was_left_over_too_much():
    slow = Pace(seconds=pace.LONG, stock=pace.USUAL)

    slow.decided(left=40, threads=32)
    assert slow.stock == pace.USUAL
    for _ in range(3):
        slow.decided(left=60, threads=32)
    assert slow.stock == pace.LITTLE


def test_a_quick_provider_is_never_given_less_than_usual():
    quick = Pace(stock=pace.MOST)

    for _ in range(3):
        quick.decided(left=80, threads=4)

    assert quick.stock == pace.USUAL


def test_one_long_answer_is_an_accident_and_several_are_slow():
    seen = Pace()

    seen.answered(0.3)
    assert not seen.is_slow
    seen.answered(0.3)
    assert seen.is_slow
    seen.answered(0.001)
    assert seen.is_slow


def test_slow_answers_are_written_down_one_by_one_unless_we_are_slower():
    slow = Pace(seconds=pace.LONG)

    assert [slow.together(waiting, to_come=32) for waiting in (0, 1, 31, 32, 50)] == [1, 1, 1, 32, 50]


def test_quick_answers_are_written_down_together():
    quick = Pace()

    assert [quick.together(waiting, to_come=60) for waiting in (0, 60)] == [pace.TOGETHER, 60]
    assert quick.together(0, to_come=3) == 3


def test_all_threads_are_used_once_a_provider_of_texts_is_slow(settings):
    settings.SEND_THREADS = 6

    line = sending.Line("SMS", until=0)
    few = line.hands.count
    line.pace.seconds = pace.LONG

    assert (few, line.hands.count) == (hands.FEW, 6)
    assert sending.Line("EMAIL", until=0, pace=line.pace).hands.count == hands.FEW


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("channel", ["SMS", "EMAIL"])
def test_a_batch_costs_as_many_statements_as_a_few(
    channel, standin, noon, maria, tom, django_assert_num_queries
):
    crowd = [
        somebody(f"P{n}", mobile=f"+4477009{n:05}", email=f"p{n}@example.org") for n in range(10000, 10060)
    ]

    def marked(people, key):
        queue(to=people, key=key, channel=channel)
        token = uuid.uuid4()
        rows = claiming.claim(channel, limit=200, token=token, now=noon)
        return lambda: gate.pass_through(rows, provider="twilio", token=token, now=noon)

    decide = marked([maria, tom], "two")
    with django_assert_num_queries(_COST[channel]):
        decide()
    decide = marked(crowd, "crowd")
    with django_assert_num_queries(_COST[channel]):
        decide()

    assert Message.objects.filter(state="SENDING").count() == 62


@pytest.mark.django_db(transaction=True)
def test_texts_are_smoothed_to_what_operators_take_of_a_sender(noon, settings):
    settings.SMS_PARTS_PER_SECOND = 10

    first = limits.take("twilio", 200, noon)
    at_once = limits.take("twilio", 200, noon)
    later = limits.take("twilio", 200, noon + timedelta(seconds=1.5))
    emails = limits.take("smtp", 200, noon)

    assert (first.count, at_once.count, later.count, emails.count) == (30, 0, 15, 200)
    assert at_once.wait == limits.GATHER


_COST = {"SMS": 13, "EMAIL": 12}  # BEGIN and COMMIT among them
