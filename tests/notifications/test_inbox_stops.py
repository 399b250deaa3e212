"""PAUSE, STOP, START and HELP: what they end, what they begin again, and what they are never taken for."""

import pytest

from notifications.delivery.passes import dispatch_once
from notifications.models import ContactPoint, Message, Preference
from notifications.states import InboundState
from tests.notifications import kinds
from tests.notifications.test_outbox import queue
from tests.notifications.texting import ask, newest, said, text

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("same_time_there")]


def test_pause_and_back(standin, maria):
    text(maria, "PAUSE")
    assert Preference.objects.get(person=maria).paused_at is not None
    dispatch_once()
    text(maria, "back")
    assert Preference.objects.get(person=maria).paused_at is None

    assert [line[:12] for line in said(standin, maria)] == ["Your message", "Welcome back"]


@pytest.mark.parametrize("body", ["STOP", "stop.", "Unsubscribe", "please stop texting me"])
def test_stop_stops_texts_to_the_number_and_is_never_a_no(standin, maria, ana, body):
    ask(maria, ana)

    text(maria, body)

    assert kinds.ANSWERS == []
    assert set(ContactPoint.objects.values_list("person__first_name", "status")) == {
        ("Maria", "OPTED_OUT"), ("Ana", "OPTED_OUT")
    }  # fmt: skip
    assert said(standin, maria) == []
    assert [mail.to for mail in standin.store.mails] == [["maria@example.org"]]
    queue(kinds.Change, to=[ana], key="later")
    dispatch_once()
    assert Message.objects.get(key__startswith="later", channel="SMS").state == "SUPPRESSED"


def test_the_carrier_s_stop_counts_whatever_the_words(standin, maria):
    text(maria, "arret", opt_out="STOP")

    assert ContactPoint.objects.get().status == "OPTED_OUT"


def test_cancel_stops_texts_and_asks_a_person_to_look(standin, maria):
    ask(maria)

    text(maria, "CANCEL", opt_out="STOP")

    assert ContactPoint.objects.get().status == "OPTED_OUT"
    assert (newest().state, newest().meaning) == (
        InboundState.NEEDS_PERSON, "Texts are stopped. They may have meant the meeting"
    )  # fmt: skip


def test_a_yes_after_stop_answers_and_does_not_start_the_texts_again(standin, maria):
    ask(maria)
    text(maria, "STOP", opt_out="STOP")

    text(maria, "YES")

    assert kinds.ANSWERS == [("Maria", "meeting:1", "yes", "")]
    assert ContactPoint.objects.get().status == "OPTED_OUT"
    assert said(standin, maria) == []


def test_start_starts_them_again(standin, maria):
    text(maria, "STOP", opt_out="STOP")

    text(maria, "START", opt_out="START")

    assert ContactPoint.objects.get().status == "ACTIVE"
    assert said(standin, maria)[0].startswith("Welcome back, Maria.")


def test_help_is_for_a_person_too(standin, maria):
    text(maria, "HELP")

    assert said(standin, maria)[0].startswith("In danger? Call 999.")
    assert newest().state == InboundState.NEEDS_PERSON
