"""What the provider tells us afterwards: signed, kept once, applied by rank, in whatever order it comes."""

import itertools
import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from twilio.request_validator import RequestValidator

from notifications import outbox
from notifications.delivery import hands
from notifications.delivery.passes import dispatch_once
from notifications.models import Attempt, ContactPoint, Message, ProviderEvent
from notifications.standin.faults import Fault
from tests.embedded.running import wait_for
from tests.notifications.test_outbox import queue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _same_time_there(standin, noon):
    standin.store.now = lambda: noon


def call_back(attempt, status, code="", *, sid=None, signature=None, settings=None):
    path = reverse("notifications:twilio_status", args=[getattr(attempt, "pk", attempt)])
    form = {"MessageSid": sid or getattr(attempt, "provider_sid", None) or "SMx", "MessageStatus": status}
    if code:
        form["ErrorCode"] = str(code)
    if signature is None:
        signature = RequestValidator("token-of-tests").compute_signature(f"http://127.0.0.1:8000{path}", form)
    return Client().post(path, form, headers={"X-Twilio-Signature": signature})


@pytest.fixture
def attempt(standin, noon, maria, settings):
    settings.PUBLIC_BASE_URL = "http://127.0.0.1:8000"
    queue(to=[maria])
    dispatch_once()
    return Attempt.objects.get()


def message():
    return Message.objects.get(channel="SMS")


def test_the_stand_in_signs_what_we_accept(attempt, standin):
    url, form = None, None
    standin.faults.callbacks = "keep"
    standin._taken(standin.store.taken()[0])
    url, form = standin.postman.kept[-1]
    path = url.removeprefix("http://127.0.0.1:8000")

    answer = Client().post(path, form, headers={"X-Twilio-Signature": standin.postman.sign(url, form)})

    assert answer.status_code == 204
    assert message().state == "DELIVERED"


def test_delivered_says_so_and_proves_the_number(attempt, maria):
    assert call_back(attempt, "delivered").status_code == 204

    assert message().state == "DELIVERED"
    assert ContactPoint.objects.get(person=maria).status == "ACTIVE"


@pytest.mark.parametrize("signature", ["", "forged"])
def test_a_forged_callback_changes_nothing(attempt, signature):
    assert call_back(attempt, "delivered", signature=signature).status_code == 403
    assert (message().state, ProviderEvent.objects.count()) == ("ACCEPTED", 0)


def test_without_a_token_nothing_is_believed(attempt, settings):
    settings.TWILIO_AUTH_TOKEN = ""
    assert call_back(attempt, "delivered").status_code == 403


def test_the_host_header_is_not_believed(attempt):
    path = reverse("notifications:twilio_status", args=[attempt.pk])
    form = {"MessageSid": "SMx", "MessageStatus": "delivered"}
    signature = RequestValidator("token-of-tests").compute_signature(f"http://testserver{path}", form)

    assert Client().post(path, form, headers={"X-Twilio-Signature": signature}).status_code == 403


def test_a_callback_over_plain_http_is_refused_and_not_sent_on(attempt, settings):
    settings.SECURE_SSL_REDIRECT, settings.PUBLIC_BASE_URL = True, "https://testserver"
    path = reverse("notifications:twilio_status", args=[attempt.pk])
    form = {"MessageSid": "SMx", "MessageStatus": "delivered"}
    signature = RequestValidator("token-of-tests").compute_signature(f"https://testserver{path}", form)

    plain = Client().post(path, form, headers={"X-Twilio-Signature": signature})
    assert (plain.status_code, message().state) == (403, "ACCEPTED")
    over_https = Client().post(path, form, headers={"X-Twilio-Signature": signature}, secure=True)
    assert (over_https.status_code, message().state) == (204, "DELIVERED")


def test_get_does_nothing(attempt):
    assert Client().get(reverse("notifications:twilio_status", args=[attempt.pk])).status_code == 405


@pytest.mark.parametrize("order", list(itertools.permutations(["queued", "sent", "delivered"])))
def test_any_order_and_any_repetition_ends_the_same(attempt, order):
    for status in (*order, *order):
        call_back(attempt, status)

    assert message().state == "DELIVERED"
    assert ProviderEvent.objects.count() == 3


def test_delivered_beats_undelivered_and_takes_the_fallback_back(attempt):
    call_back(attempt, "undelivered", 30005)
    assert message().state == "UNDELIVERED"
    assert Message.objects.get(channel="EMAIL").state == "SCHEDULED"

    call_back(attempt, "delivered")

    assert message().state == "DELIVERED"
    assert Message.objects.get(channel="EMAIL").state == "CANCELLED"
    assert ContactPoint.objects.get().status == "ACTIVE"


def test_a_number_not_in_use_is_remembered_and_email_goes_within_ten_minutes(attempt, standin, noon):
    call_back(attempt, "undelivered", 30005)
    assert ContactPoint.objects.get().status == "INVALID"
    assert message().state_in_words == "Not delivered: This number is not in use"

    dispatch_once(noon + timedelta(minutes=1))

    assert [mail.to for mail in standin.store.mails] == [["maria@example.org"]]


def test_a_phone_that_was_off_is_tried_once_more_and_then_email(attempt, standin, noon):
    call_back(attempt, "undelivered", 30003)
    row = message()
    assert row.state == "SCHEDULED"
    assert timedelta(minutes=30) <= row.next_at - noon <= timedelta(minutes=60)

    dispatch_once(noon + timedelta(minutes=61))
    second = Attempt.objects.get(n=2)
    call_back(second, "undelivered", 30003)

    assert message().state == "UNDELIVERED"
    assert Message.objects.get(channel="EMAIL").state == "SCHEDULED"


def test_a_late_word_about_an_older_try_does_not_undo_a_newer_one(attempt, noon):
    call_back(attempt, "undelivered", 30003)
    dispatch_once(noon + timedelta(minutes=61))

    call_back(attempt, "failed", 30008)

    assert message().state == "ACCEPTED"


def test_the_first_try_arriving_stops_the_second(attempt, noon, standin):
    call_back(attempt, "undelivered", 30003)
    call_back(attempt, "delivered")

    dispatch_once(noon + timedelta(minutes=61))

    assert (message().state, len(standin.store.taken())) == ("DELIVERED", 1)


def test_a_retry_that_would_come_too_late_goes_another_way(standin, noon, maria, settings):
    settings.PUBLIC_BASE_URL = "http://127.0.0.1:8000"
    queue(to=[maria], not_after=noon + timedelta(minutes=20))
    dispatch_once()

    call_back(Attempt.objects.get(), "undelivered", 30003)

    assert message().state == "UNDELIVERED"
    assert Message.objects.get(channel="EMAIL").state == "SCHEDULED"


def test_a_callback_settles_a_doubt(standin, noon, maria, settings):
    settings.PUBLIC_BASE_URL = "http://127.0.0.1:8000"
    standin.faults.sending = [Fault("reset", times=1, accept=True)]
    queue(to=[maria])
    dispatch_once()
    assert message().state == "UNCERTAIN"

    call_back(Attempt.objects.get(), "sent", sid=standin.store.taken()[0].sid)

    assert message().state == "ACCEPTED"
    assert Attempt.objects.get().resolved_by == "callback"


def test_a_callback_before_our_own_record_is_kept(standin, noon, maria, settings):
    """The answer is on its way when the callback overtakes it."""
    settings.PUBLIC_BASE_URL = "http://127.0.0.1:8000"
    queue(to=[maria])

    plain = hands._take_there

    def overtaken(job):
        result = plain(job)
        call_back(job.go.attempt, "delivered", sid=result.sid)
        connection.close()
        return result

    hands._take_there, before = overtaken, hands._take_there
    try:
        dispatch_once()
    finally:
        hands._take_there = before

    assert message().state == "DELIVERED"
    assert Attempt.objects.get().provider_sid == standin.store.taken()[0].sid


def test_a_callback_and_the_record_of_an_answer_never_wait_for_each_other(standin, noon, maria, settings):
    """Whoever writes down an answer holds the message, then writes to the attempt; a callback goes the same way."""
    settings.PUBLIC_BASE_URL = "http://127.0.0.1:8000"
    standin.faults.sending = [Fault("reset", times=1, accept=True)]
    queue(to=[maria])
    dispatch_once()
    answers = []

    def come():
        answers.append(call_back(Attempt.objects.get(), "sent", sid=standin.store.taken()[0].sid))
        connection.close()

    coming = threading.Thread(target=come)
    with transaction.atomic():
        Message.objects.select_for_update().get(channel="SMS")
        coming.start()
        assert wait_for(somebody_waits_for_a_lock)

        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
        Attempt.objects.update(provider_sid=standin.store.taken()[0].sid)
    coming.join()

    assert answers[0].status_code == 204
    assert message().state == "ACCEPTED"


def somebody_waits_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_stat_clear_snapshot()"
        )  # a transaction sees the same picture of it all along
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone() == (1,)


def test_an_attempt_we_do_not_know_is_kept_and_changes_nothing(attempt, caplog):
    assert call_back(uuid.uuid4(), "delivered").status_code == 204

    assert (message().state, ProviderEvent.objects.get().attempt) == ("ACCEPTED", None)
    assert "an attempt that we do not know" in caplog.text


def test_what_was_called_off_stays_called_off(attempt):
    Message.objects.update(state="CANCELLED")

    call_back(attempt, "undelivered", 30005)

    assert message().state == "CANCELLED"
    assert not Message.objects.filter(channel="EMAIL").exists()


def test_told_counts_what_was_delivered(attempt, maria):
    call_back(attempt, "delivered")

    assert list(outbox.told("meeting:1")) == [maria.pk]
