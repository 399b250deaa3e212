"""From a row to a phone: what goes, what waits, what ends, and what is written down about it."""

from datetime import timedelta

import pytest

from followon import clock
from notifications import outbox
from notifications.delivery.passes import dispatch_once
from notifications.models import Attempt, ContactPoint, Message, SendSwitch
from notifications.standin.faults import Fault
from tests.notifications import kinds
from tests.notifications.conftest import ROBOT, states
from tests.notifications.test_outbox import queue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("same_time_there")]


def test_a_text_is_handed_over_and_its_id_kept(standin, noon, maria):
    [row] = queue(to=[maria])

    assert dispatch_once() == 1

    [text] = standin.store.taken()
    row.refresh_from_db()
    attempt = Attempt.objects.get()
    assert (text.to, text.body, text.reference) == (maria.mobile, "Hello", str(attempt.pk))
    assert (row.state, row.body, row.address, row.parts) == ("ACCEPTED", "Hello", maria.mobile, 1)
    assert (attempt.provider_sid, attempt.outcome, attempt.resolved_by) == (text.sid, "ACCEPTED", "response")


def test_an_email_goes_to_one_person_with_a_way_to_stop(standin, noon, grace):
    queue(to=[grace])

    dispatch_once()

    [mail] = standin.store.mails
    assert mail.to == [grace.email]
    assert "List-Unsubscribe: <http" in mail.raw
    assert f"Message-ID: <message.{Message.objects.get().pk}@example.org>" in mail.raw
    assert states() == ["ACCEPTED"]


def test_nothing_is_sent_twice(standin, noon, maria, grace):
    queue(to=[maria, grace])

    dispatch_once()
    dispatch_once()

    assert (len(standin.store.taken()), len(standin.store.mails)) == (1, 1)


def test_a_bad_number_is_remembered_and_email_is_tried(standin, noon, maria):
    maria.mobile = "+447700900998"
    maria.save()
    queue(to=[maria])

    dispatch_once()
    dispatch_once()

    assert list(Message.objects.order_by("pk").values_list("channel", "state")) == [
        ("SMS", "FAILED"), ("EMAIL", "ACCEPTED")
    ]  # fmt: skip
    assert ContactPoint.objects.get().status == "INVALID"


def test_somebody_without_another_channel_is_to_be_rung(standin, noon, ana):
    ana.mobile = "+447700900998"
    ana.save()
    queue(to=[ana])

    dispatch_once()

    call = Message.objects.get(channel="CALL")
    assert (call.state, call.reason) == ("BY_HAND", "We could not text them: this number does not exist")
    queue(to=[ana], key="later")
    dispatch_once()
    assert Message.objects.filter(channel="SMS").order_by("-pk")[0].state == "SUPPRESSED"
    assert len(standin.store.taken()) == 0


def test_a_number_that_said_stop_gets_nothing_and_the_essential_is_rung(standin, noon, ana, maria):
    standin.store.stop(ana.mobile)
    queue(to=[ana], key="a")
    dispatch_once()
    assert ContactPoint.objects.get().status == "OPTED_OUT"
    queue(to=[ana], key="b", about="meeting:2")
    queue(kinds.Change, to=[ana], key="c", about="meeting:3")
    queue(kinds.Change, to=[maria], key="d", about="meeting:3")
    dispatch_once()

    rows = Message.objects.order_by("pk").values_list("person__first_name", "about", "channel", "state")
    assert sorted(rows) == [
        ("Ana", "meeting:1", "SMS", "FAILED"),
        ("Ana", "meeting:2", "SMS", "SUPPRESSED"),
        ("Ana", "meeting:3", "CALL", "BY_HAND"),
        ("Ana", "meeting:3", "SMS", "SUPPRESSED"),
        ("Maria", "meeting:3", "EMAIL", "ACCEPTED"),
        ("Maria", "meeting:3", "SMS", "SUPPRESSED"),
    ]


def test_a_code_is_not_kept(standin, noon, maria):
    outbox.queue("sign-in-code", to=[maria], about="sign-in:1", key="s:1", payload={"code": "123456"}, by=ROBOT,
                 service_id=None, not_after=noon + timedelta(minutes=10))  # fmt: skip

    dispatch_once()

    row = Message.objects.get()
    assert "123456" in standin.store.taken()[0].body
    assert (row.body, row.payload, row.state) == ("", {}, "ACCEPTED")


def test_a_mistake_in_one_kind_costs_only_its_own_rows(standin, noon, maria, tom):
    queue(kinds.Broken, to=[maria], key="a")
    queue(to=[tom], key="b")

    dispatch_once()

    assert list(Message.objects.order_by("pk").values_list("kind", "channel", "state")) == [
        ("test-broken", "SMS", "DEAD"),
        ("test-note", "SMS", "ACCEPTED"),
        ("test-broken", "EMAIL", "DEAD"),
        ("test-broken", "CALL", "BY_HAND"),
    ]


def test_a_kind_nobody_knows_any_more_ends_in_plain_words(standin, noon, maria):
    [row] = queue(to=[maria])
    Message.objects.update(kind="long-gone")

    dispatch_once()

    row.refresh_from_db()
    assert (row.state, row.reason) == ("DEAD", "Nothing here knows this kind of message any more")


def test_a_query_that_fails_in_a_kind_costs_only_its_own_row(standin, noon, maria, tom, monkeypatch):
    queue(to=[maria], key="a")
    [bad] = queue(to=[tom], key="b")

    def breaks(self, message):
        if message.pk == bad.pk:
            list(Message.objects.raw("SELECT 1/0 AS id"))
        return True

    monkeypatch.setattr(kinds._Note, "still_wanted", breaks)

    dispatch_once()

    assert states()[:2] == ["ACCEPTED", "DEAD"]


@pytest.mark.parametrize(
    ("scope", "value"),
    [("GLOBAL", ""), ("CHANNEL", "SMS"), ("PROVIDER", "twilio"), ("SERVICE", "1"), ("GROUP", "7"),
     ("KIND", "test-note")],
)  # fmt: skip
def test_a_switch_stops_what_it_names(standin, noon, maria, scope, value):
    queue(to=[maria], group_id=7)
    switch = SendSwitch.objects.create(scope=scope, value=value, reason="Testing", by="person:1")

    dispatch_once()
    assert (states(), standin.store.taken()) == (["SCHEDULED"], [])

    switch.is_off = False
    switch.save()
    dispatch_once(noon + timedelta(minutes=10))
    assert states() == ["ACCEPTED"]


def test_our_own_fault_stops_the_provider_and_loses_nothing(standin, noon, maria, settings):
    settings.TWILIO_AUTH_TOKEN = "wrong"
    queue(to=[maria])

    dispatch_once()

    switch = SendSwitch.objects.get()
    assert (switch.scope, switch.value, switch.is_off) == ("PROVIDER", "twilio", True)
    row = Message.objects.get()
    assert (row.state, row.attempts, row.spared) == ("SCHEDULED", 1, 1)
    settings.TWILIO_AUTH_TOKEN = "token-of-tests"
    SendSwitch.objects.update(is_off=False)
    dispatch_once(noon + timedelta(minutes=10))
    assert states() == ["ACCEPTED"]


def test_being_told_to_wait_does_not_use_up_a_try(standin, noon, maria):
    standin.faults.sending = [Fault("status", status=429, retry_after="90", times=1)]
    queue(to=[maria])

    dispatch_once()

    row = Message.objects.get()
    assert (row.state, row.next_at - noon, row.attempts, row.spared) == (
        "SCHEDULED",
        timedelta(seconds=90),
        1,
        1,
    )
    dispatch_once(noon + timedelta(seconds=60))
    assert states() == ["SCHEDULED"]
    dispatch_once(noon + timedelta(seconds=91))
    assert states() == ["ACCEPTED"]


def test_six_tries_and_then_a_person(standin, noon, ana, settings):
    settings.TWILIO_BASE_URL = "http://127.0.0.1:1"  # nothing listens there
    queue(to=[ana])
    at = noon
    for _ in range(12):
        dispatch_once(at)
        at += timedelta(hours=3)

    row = Message.objects.get(channel="SMS")
    assert (row.state, row.attempts) == ("DEAD", 6)
    assert Message.objects.get(channel="CALL").state == "BY_HAND"


@pytest.mark.parametrize("what", ["silence-taken", "later", "refuse"])
def test_what_the_mail_server_says_decides(standin, noon, grace, what, settings):
    settings.EMAIL_TIMEOUT = 1
    standin.faults.mail = what
    queue(to=[grace])

    dispatch_once()

    expected = {"silence-taken": "UNCERTAIN", "later": "SCHEDULED", "refuse": "FAILED"}[what]
    assert Message.objects.get(channel="EMAIL").state == expected


def test_a_made_up_number_is_never_given_to_a_real_provider(standin, noon, ana, settings):
    settings.TWILIO_BASE_URL = "https://api.twilio.example"
    queue(to=[ana])

    dispatch_once()

    row = Message.objects.get(channel="SMS")
    assert (row.state, row.reason) == ("FAILED", "This number is made up, for demonstrations")


def test_the_clock_of_one_pass_moves(standin, noon, maria):
    queue(to=[maria], send_at=noon + timedelta(days=1))

    dispatch_once(noon + timedelta(days=1))

    assert Message.objects.get().sent_at == noon + timedelta(days=1)
    assert clock.now() == noon


def test_a_tick_with_nothing_due_costs_three_queries(standin, noon, maria, django_assert_num_queries):
    queue(to=[maria], send_at=noon + timedelta(hours=3))

    with django_assert_num_queries(3):
        dispatch_once()
