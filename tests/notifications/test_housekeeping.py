"""What is done now and then, once each."""

from datetime import timedelta

import pytest

from followon import clock
from followon.people import personal_data
from notifications import housekeeping
from notifications.delivery.passes import dispatch_once
from notifications.models import Attempt, Heartbeat, Inbound, JobSlot, Message, Preference
from notifications.watch import pipeline
from tests.notifications.test_outbox import queue

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_call_nobody_made_in_time_is_not_made_any_more(noon, colin):
    queue(to=[colin], not_after=noon + timedelta(hours=1))

    with clock.moved_to(noon + timedelta(hours=2)):
        assert housekeeping.expire_calls() == 1
    row = Message.objects.get()
    assert (row.state, row.reason) == ("EXPIRED", "Nobody rang or wrote in time")


def test_a_text_left_unread_by_a_crash_is_read(noon, maria, standin):
    Inbound.objects.create(sid="SM1", from_address=maria.mobile, body="PAUSE", received_at=noon)

    assert housekeeping.read_left_texts() == 0
    with clock.moved_to(noon + timedelta(minutes=2)):
        assert housekeeping.read_left_texts() == 1
        assert housekeeping.read_left_texts() == 0
    assert Preference.objects.get(person=maria).paused_at is not None


def test_somebody_paused_for_four_weeks_is_asked_once(noon, maria):
    Preference.objects.create(person=maria, channel="SMS", paused_at=noon)

    for days in (27, 28, 29, 60):
        with clock.moved_to(noon + timedelta(days=days)):
            housekeeping.ask_if_still_paused()

    assert [row.kind for row in Message.objects.all()] == ["still-paused"]


def test_the_provider_forgets_the_words_after_three_days(noon, maria, standin):
    standin.store.now = lambda: noon
    queue(to=[maria])
    dispatch_once()

    with clock.moved_to(noon + timedelta(days=2)):
        assert housekeeping.redact_at_provider() == 0
    with clock.moved_to(noon + timedelta(days=4)):
        assert housekeeping.redact_at_provider() == 1
        assert housekeeping.redact_at_provider() == 0
    assert standin.store.taken()[0].body == ""
    assert Attempt.objects.get().redacted_at is not None


def test_a_provider_that_can_t_be_asked_is_asked_later(noon, maria, standin, settings):
    queue(to=[maria])
    dispatch_once()
    settings.TWILIO_BASE_URL = "http://127.0.0.1:1"

    with clock.moved_to(noon + timedelta(days=4)):
        assert housekeeping.redact_at_provider() == 0
    assert Attempt.objects.get().redacted_at is None


def test_our_own_copy_of_the_words_is_kept_for_thirty_days(noon, maria, standin):
    queue(to=[maria])
    dispatch_once()

    with clock.moved_to(noon + timedelta(days=29)):
        personal_data.keep_to_retention(dry_run=False)
    assert Message.objects.get().body == "Hello"
    with clock.moved_to(noon + timedelta(days=31)):
        personal_data.keep_to_retention(dry_run=False)
    row = Message.objects.get()
    assert (row.body, row.address, row.payload, row.state) == ("", "", {}, "ACCEPTED")


def test_a_slot_is_taken_once(db, noon):
    assert [JobSlot.objects.take("job", "2026-11-24") for _ in range(3)] == [True, False, False]
    assert JobSlot.objects.take("job", "2026-11-25")


def test_a_pass_leaves_a_heartbeat(db, noon):
    assert pipeline() is None

    dispatch_once()

    assert pipeline() == noon
    assert Heartbeat.objects.get().job == "dispatch"


def test_keeping_house_twice_does_no_harm(noon, maria, standin):
    Preference.objects.create(person=maria, channel="SMS", paused_at=noon - timedelta(days=30))

    housekeeping.keep_house()
    housekeeping.keep_house()

    assert Message.objects.count() == 1
