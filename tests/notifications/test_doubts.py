"""When nobody answered: nothing is sent twice, nothing is dropped, and every doubt is settled."""

import threading
from datetime import timedelta

import pytest
from django.db import close_old_connections

from notifications import outbox
from notifications.channels import sms
from notifications.delivery.passes import dispatch_once
from notifications.models import Attempt, Message, ProviderState
from notifications.standin.faults import Fault
from tests.notifications import kinds
from tests.notifications.conftest import minutes, somebody, state
from tests.notifications.test_outbox import queue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("same_time_there")]


@pytest.mark.parametrize("what", ["status", "reset", "cut", "malformed", "no-sid"])
@pytest.mark.parametrize("accept", [True, False], ids=["taken", "not taken"])
def test_no_answer_is_a_doubt_and_is_settled_by_the_list(standin, noon, maria, what, accept):
    standin.faults.sending = [Fault(what, times=1, accept=accept)]
    queue(to=[maria])

    dispatch_once()
    assert state() == "UNCERTAIN"
    dispatch_once(noon + minutes(4))
    assert state() == "UNCERTAIN"
    dispatch_once(noon + minutes(5))

    assert state() == ("DELIVERED" if accept else "ACCEPTED")  # the list says how it ended, too
    assert len(standin.store.taken()) == 1


@pytest.fixture
def impatient(standin, monkeypatch):
    """A client that waits for a fifth of a second, and is gone afterwards."""
    monkeypatch.setattr("notifications.channels.sms.READ", 0.2)
    sms._made.cache_clear()
    yield
    sms._client().http_client.pool.clear()
    sms._made.cache_clear()


def test_a_silent_provider_is_a_doubt(standin, noon, maria, impatient):
    standin.faults.sending = [Fault("silence", times=1, accept=True)]
    queue(to=[maria])

    dispatch_once()

    assert state() == "UNCERTAIN"
    dispatch_once(noon + minutes(6))
    assert (state(), len(standin.store.taken())) == ("DELIVERED", 1)


def test_an_answer_that_comes_drop_by_drop_does_not_hold_up_the_pass(standin, noon, maria, monkeypatch):
    monkeypatch.setattr("notifications.delivery.sending.PATIENCE", 0.5)
    standin.faults.sending = [Fault("drip", times=1, accept=True)]
    queue(to=[maria])

    dispatch_once(seconds=0.5)

    assert state() == "SENDING"
    dispatch_once(noon + minutes(2))
    assert state() == "UNCERTAIN"
    dispatch_once(noon + minutes(6))
    assert (state(), len(standin.store.taken())) == ("DELIVERED", 1)


@pytest.mark.parametrize("accept", [True, False], ids=["taken", "not taken"])
def test_an_answer_that_points_elsewhere_is_a_doubt_and_the_text_goes_once(standin, noon, maria, accept):
    standin.faults.elsewhere = f"{standin.twilio.base}.json"  # followed, it would be a second text
    standin.faults.sending = [Fault("status", status=307, times=1, accept=accept)]
    queue(to=[maria])

    dispatch_once()
    assert (state(), len(standin.store.taken())) == ("UNCERTAIN", int(accept))
    dispatch_once(noon + minutes(6))

    assert (state(), len(standin.store.taken())) == ("DELIVERED" if accept else "ACCEPTED", 1)


def test_a_provider_that_can_t_be_asked_keeps_the_doubt(standin, noon, maria):
    standin.faults.sending = [Fault("status", times=1)]
    standin.faults.list_status = 500
    queue(to=[maria])

    dispatch_once()
    dispatch_once(noon + minutes(6))
    assert state() == "UNCERTAIN"

    standin.faults.list_status = 200
    dispatch_once(noon + minutes(8))
    assert (state(), len(standin.store.taken())) == ("ACCEPTED", 1)


def test_a_doubt_nobody_can_settle_in_time_is_shown_to_somebody(standin, noon, ana):
    standin.faults.sending = [Fault("status", times=1, accept=True)]
    standin.faults.list_status = 500
    queue(to=[ana], not_after=noon + minutes(30))

    dispatch_once()
    dispatch_once(noon + minutes(31))

    row = Message.objects.get(channel="SMS")
    assert (row.state, row.in_doubt) == ("EXPIRED", True)
    assert list(outbox.told("meeting:1")) == [ana.pk]
    assert Message.objects.get(channel="CALL").state == "BY_HAND"


def test_a_meeting_called_off_meanwhile_is_not_announced_again(standin, noon, maria):
    standin.faults.sending = [Fault("status", times=1)]
    queue(to=[maria])
    dispatch_once()

    outbox.withdraw(about="meeting:1", reason="The meeting is off")
    dispatch_once(noon + minutes(6))

    assert (state(), standin.store.taken()) == ("CANCELLED", [])


def test_two_equal_texts_to_a_shared_phone_are_counted(standin, noon, maria, ana):
    standin.faults.sending = [Fault("status", times=1, accept=True), Fault("status", times=1)]
    queue(kinds.Change, to=[maria, ana])
    dispatch_once()
    assert Message.objects.filter(state="UNCERTAIN").count() == 2

    dispatch_once(noon + minutes(6))
    dispatch_once(noon + minutes(8))

    assert set(Message.objects.values_list("state", flat=True)) == {"ACCEPTED", "DELIVERED"}
    assert len(standin.store.taken()) == 2
    assert Attempt.objects.filter(provider_sid__isnull=False).count() == 2


def test_many_passes_at_once_send_each_message_once(standin, noon, db):
    people = [somebody(f"P{n}", mobile=f"+4477009{n:05}") for n in range(10000, 10120)]
    queue(to=people)

    def work():
        try:
            dispatch_once(noon)
        finally:
            close_old_connections()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(text.to for text in standin.store.taken()) == sorted(p.mobile for p in people)
    assert set(Message.objects.values_list("state", flat=True)) == {"ACCEPTED"}


def test_the_breaker_opens_after_five_silences_and_closes_after_one_answer(standin, noon, db):
    people = [somebody(f"P{n}", mobile=f"+4477009{n:05}") for n in range(10000, 10040)]
    standin.faults.sending = [Fault("status")]
    queue(to=people[:20])
    dispatch_once()
    assert ProviderState.objects.get().open_until is not None
    queue(to=people[20:], key="later")

    dispatch_once(noon + timedelta(seconds=30))
    assert Message.objects.filter(key__startswith="later", state="SCHEDULED").count() == 20

    standin.faults.sending = []
    dispatch_once(noon + timedelta(seconds=120))
    dispatch_once(noon + timedelta(seconds=121))
    assert Message.objects.filter(key__startswith="later", state="ACCEPTED").count() == 20


def test_the_bucket_lets_out_no_more_than_its_rate(standin, noon, db):
    ProviderState.objects.create(provider="twilio", per_second=2, burst=4, tokens=4, refilled_at=noon)
    people = [somebody(f"P{n}", mobile=f"+4477009{n:05}") for n in range(10000, 10010)]
    queue(to=people)

    assert dispatch_once(seconds=1) == 4
    assert dispatch_once(noon + timedelta(seconds=1), seconds=1) == 2


def test_the_day_s_money_stops_sending_until_tomorrow(standin, noon, maria, tom):
    ProviderState.objects.create(provider="twilio", cap_pence=4)
    queue(to=[maria])
    dispatch_once()
    queue(to=[tom], key="b")

    dispatch_once()
    assert Message.objects.get(person=tom).state == "SCHEDULED"
    dispatch_once(noon + timedelta(days=1))
    assert Message.objects.get(person=tom).state == "ACCEPTED"


def test_notify_is_simply_asked_again(standin, noon, maria, settings):
    settings.SMS_PROVIDER = "notify"
    standin.faults.sending = [Fault("reset", times=1, accept=False)]
    queue(to=[maria])

    dispatch_once()
    assert state() == "UNCERTAIN"
    dispatch_once(noon + timedelta(seconds=31))

    assert (state(), len(standin.store.taken())) == ("ACCEPTED", 1)


def test_notify_refuses_what_it_has_and_we_believe_it(standin, noon, maria, settings):
    settings.SMS_PROVIDER = "notify"
    queue(to=[maria])
    dispatch_once()
    Message.objects.update(state="SCHEDULED")

    dispatch_once(noon + minutes(1))

    assert (state(), len(standin.store.taken())) == ("ACCEPTED", 1)


def test_an_email_in_doubt_is_sent_once_more_and_no_oftener(standin, noon, grace, settings):
    settings.EMAIL_TIMEOUT = 0.5
    standin.faults.mail = "silence-taken"
    queue(to=[grace])

    dispatch_once()
    dispatch_once(noon + minutes(15))
    dispatch_once(noon + minutes(45))

    row = Message.objects.get(channel="EMAIL")
    assert (row.state, row.in_doubt, len(standin.store.mails)) == ("EXPIRED", True, 2)
    assert len({mail.raw.split("Message-ID: ")[1].split()[0] for mail in standin.store.mails}) == 1
