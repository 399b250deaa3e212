"""When a worker dies or sleeps past its lease: its rows go back or become doubts, and nothing else is blamed."""

import uuid
from datetime import timedelta

import pytest

from notifications import outbox
from notifications.channels import sender
from notifications.delivery import claiming, doubts, gate, recording
from notifications.delivery.passes import dispatch_once
from notifications.models import Message
from notifications.states import Channel
from tests.notifications.conftest import minutes, somebody, state
from tests.notifications.test_outbox import queue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("same_time_there")]


def claimed(now):
    return claiming.claim(Channel.SMS, limit=10, token=(token := uuid.uuid4()), now=now), token


def test_a_row_whose_worker_died_before_sending_goes_back(standin, noon, maria):
    queue(to=[maria])
    claimed(noon)

    doubts.sweep(noon + timedelta(seconds=59))
    assert state() == "CLAIMED"
    doubts.sweep(noon + timedelta(seconds=60))
    assert state() == "SCHEDULED"


def test_a_row_that_kills_worker_after_worker_is_put_aside(standin, noon, maria):
    queue(to=[maria])
    for minute in range(5):
        claimed(noon + minutes(2 * minute))
        doubts.sweep(noon + minutes(2 * minute + 1))

    assert state() == "DEAD"


def test_a_suspect_goes_alone_and_nothing_beside_it_is_blamed(standin, noon, db, monkeypatch):
    people = [somebody(f"P{n}", mobile=f"+4477009{n:05}") for n in range(10000, 10010)]
    queue(to=people)
    suspects = set(Message.objects.order_by("pk")[4:6].values_list("pk", flat=True))
    Message.objects.filter(pk__in=suspects).update(lapses=2)
    through, held_with_it = gate.pass_through, []

    def watch(messages, **more):
        if suspects & {message.pk for message in messages}:
            held_with_it.append(Message.objects.filter(state="CLAIMED").count())
        return through(messages, **more)

    monkeypatch.setattr("notifications.delivery.gate.pass_through", watch)
    dispatch_once()

    assert held_with_it == [1, 1]
    assert set(Message.objects.values_list("state", flat=True)) == {"ACCEPTED"}


def test_a_worker_that_dies_while_it_parts_a_suspect_from_the_others_has_taken_nothing(
    standin, noon, db, monkeypatch
):
    """Otherwise all that were due would be blamed for its death, and with bad luck given up."""
    queue(to=[somebody(f"P{n}", mobile=f"+4477009{n:05}") for n in range(10000, 10010)])
    Message.objects.filter(pk=Message.objects.earliest("pk").pk).update(lapses=2)

    class Died(BaseException):
        """What no code catches."""

    def die(*_):
        raise Died

    monkeypatch.setattr("notifications.delivery.claiming.release", die)
    with pytest.raises(Died):
        claimed(noon)
    doubts.sweep(noon + minutes(5))

    assert sorted(Message.objects.values_list("state", "lapses")) == [("SCHEDULED", 0)] * 9 + [
        ("SCHEDULED", 2)
    ]


def test_workers_that_die_of_something_else_cost_no_message(standin, noon, db):
    people = [somebody(f"P{n}", mobile=f"+4477009{n:05}") for n in range(10000, 10010)]
    queue(to=people)
    for minute in range(3):
        claimed(noon + minutes(2 * minute))
        doubts.sweep(noon + minutes(2 * minute + 1))

    dispatch_once(noon + minutes(10))

    assert len(standin.store.taken()) == len(people)


def test_a_row_whose_worker_died_while_sending_is_a_doubt(standin, noon, maria):
    queue(to=[maria])
    rows, token = claimed(noon)
    gate.pass_through(rows, provider="twilio", token=token, now=noon)

    doubts.sweep(noon + minutes(3))

    row = Message.objects.get()
    assert (row.state, row.next_at) == ("UNCERTAIN", noon + minutes(5))
    dispatch_once(noon + minutes(5))
    assert (state(), len(standin.store.taken())) == ("ACCEPTED", 1)


def test_a_worker_that_wakes_up_late_saves_what_it_knows(standin, noon, maria):
    queue(to=[maria])
    rows, token = claimed(noon)
    [go] = gate.pass_through(rows, provider="twilio", token=token, now=noon)
    doubts.sweep(noon + minutes(3))

    result = sender("twilio").send(go.parcel)
    recording.record([recording.Answered(go, result)], token, noon + minutes(4))

    assert state() == "ACCEPTED"
    dispatch_once(noon + minutes(6))
    assert len(standin.store.taken()) == 1


def test_a_worker_that_slept_does_not_send_what_it_marked_long_ago(standin, noon, maria, monkeypatch):
    monkeypatch.setattr("notifications.delivery.hands.START_WITHIN", timedelta(seconds=-1))
    queue(to=[maria])

    dispatch_once()

    row = Message.objects.get()
    assert (row.state, row.spared, standin.store.taken()) == ("SCHEDULED", 1, [])


def test_what_somebody_else_took_over_is_not_marked(standin, noon, maria):
    queue(to=[maria])
    rows, token = claimed(noon)
    outbox.withdraw(about="meeting:1", reason="The meeting is off")

    assert gate.pass_through(rows, provider="twilio", token=token, now=noon) == []
