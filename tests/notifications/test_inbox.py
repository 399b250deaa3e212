"""What people text to us, from the signed hook to the answer on their phone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from twilio.request_validator import RequestValidator

from notifications.delivery.passes import dispatch_once
from notifications.models import Inbound, Message
from notifications.states import InboundState
from tests.notifications import kinds
from tests.notifications.texting import ask, newest, said, text

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("same_time_there")]


@pytest.mark.parametrize(
    ("body", "word"), [("Y", "yes"), ("No thanks", "no"), ("maybe", "maybe"), ("👍", "yes"), ("PASS", "pass")]
)
def test_an_answer_is_given_to_the_kind_and_acknowledged(standin, maria, body, word):
    ask(maria)

    text(maria, body)

    assert [("Maria", "meeting:1", word, "")] == kinds.ANSWERS
    assert said(standin, maria) == [f"{word} for meeting:1"]
    assert (newest().state, newest().person) == (InboundState.APPLIED, maria)
    assert Message.objects.get(kind="test-ask").answered_at is not None


def test_what_else_they_said_is_kept_for_the_organiser(standin, maria):
    ask(maria)

    text(maria, "Yes but I may be late")

    assert kinds.ANSWERS == [("Maria", "meeting:1", "yes", "Yes but I may be late")]


def test_the_same_text_delivered_again_does_nothing(standin, maria):
    ask(maria)

    for _ in range(3):
        text(maria, "Y", sid="SMsame")

    assert len(kinds.ANSWERS) == 1
    assert said(standin, maria) == ["yes for meeting:1"]


def test_a_forged_text_changes_nothing(maria):
    ask(maria)

    answer = Client().post(
        reverse("notifications:twilio_inbound"), {"MessageSid": "SMx", "From": maria.mobile, "Body": "STOP"}
    )

    assert (answer.status_code, Inbound.objects.count()) == (403, 0)


@pytest.mark.parametrize(
    "body", ["what time is it please", "My mother said yes", "y n", "", "I do not want to go on"]
)
def test_what_we_can_t_read_is_answered_at_once_and_goes_to_a_person(standin, maria, body):
    ask(maria)

    text(maria, body)

    [answer] = said(standin, maria)
    assert answer.startswith("Sorry, we only understand Y, N, MAYBE, PAUSE or STOP.")
    assert "111" in answer
    assert newest().state == InboundState.NEEDS_PERSON
    assert kinds.ANSWERS == []


def test_the_answer_to_a_cry_for_help_comes_at_night_too(standin, maria, noon, monkeypatch):
    night = noon + timedelta(hours=14)
    monkeypatch.setattr("followon.clock.now", lambda: night)

    text(maria, "I can not go on like this")
    dispatch_once()

    assert "Need help now?" in standin.store.taken()[0].body


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("N I want to die", "no"), ("Y but I took an overdose", "yes"), ("I cannot go on any more", "no"),
        ("maybe. don't want to be here any more", "maybe"), ("No. My back is killing me", "no"),
    ],
)  # fmt: skip
def test_an_answer_beside_words_of_danger_counts_and_the_words_go_to_the_service_alone(
    standin, maria, body, word
):
    """Never to the organiser, who is a patient too; and what comes back says where help is, not thank you."""
    ask(maria)

    text(maria, body)

    assert [("Maria", "meeting:1", word, "")] == kinds.ANSWERS
    [answer] = said(standin, maria)
    assert answer.startswith("Noted, Maria.")
    assert "999" in answer
    assert "116 123" in answer
    waits = newest()
    assert (waits.state, waits.person, waits.body) == (InboundState.NEEDS_PERSON, maria, body)
    assert waits.meaning.endswith("Words that may mean danger")


def test_words_of_danger_are_not_asked_which_one_they_meant(standin, maria):
    ask(maria)
    Message.objects.update(sent_at=Message.objects.get().sent_at - timedelta(days=1))
    ask(maria, about="meeting:2", day="Sat 28 November")

    text(maria, "No I can't go on")

    assert kinds.ANSWERS == []
    assert newest().state == InboundState.NEEDS_PERSON
    assert "Need help now?" in said(standin, maria)[0]


def test_words_of_danger_on_a_shared_phone_are_not_asked_who_it_is(standin, maria, ana):
    ask(maria, ana)

    text(maria, "N I want to end it")

    assert kinds.ANSWERS == []
    assert newest().state == InboundState.NEEDS_PERSON


def test_two_open_questions_are_asked_about(standin, maria):
    ask(maria)
    Message.objects.update(sent_at=Message.objects.get().sent_at - timedelta(days=1))
    ask(maria, about="meeting:2", day="Sat 28 November")

    text(maria, "Y")
    assert said(standin, maria) == [
        "Which one? Reply 1Y or 1N for Sat 28 November, 2Y or 2N for Thu 26 November."
    ]
    assert kinds.ANSWERS == []

    text(maria, "1Y 2N")
    assert kinds.ANSWERS == [("Maria", "meeting:2", "yes", ""), ("Maria", "meeting:1", "no", "")]


def test_a_bare_number_after_which_one_goes_with_what_they_said_before(standin, maria):
    ask(maria)
    Message.objects.update(sent_at=Message.objects.get().sent_at - timedelta(days=1))
    ask(maria, about="meeting:2")
    text(maria, "No")

    text(maria, "2")

    assert kinds.ANSWERS == [("Maria", "meeting:1", "no", "")]


def test_the_question_not_answered_yet_comes_first(standin, maria):
    ask(maria)
    text(maria, "Y")
    Message.objects.filter(kind="test-ask").update(
        sent_at=Message.objects.get(kind="test-ask").sent_at - timedelta(days=1)
    )
    ask(maria, about="meeting:2")

    text(maria, "N")

    assert kinds.ANSWERS[-1] == ("Maria", "meeting:2", "no", "")


def test_somebody_may_change_their_mind(standin, maria):
    ask(maria)
    text(maria, "Y")

    text(maria, "sorry I can't now")

    assert kinds.ANSWERS[-1][:3] == ("Maria", "meeting:1", "no")


def test_ok_after_an_answer_is_thank_you_and_not_a_yes(standin, maria):
    ask(maria)
    text(maria, "N")
    said(standin, maria)

    text(maria, "ok thanks")

    assert len(kinds.ANSWERS) == 1
    assert newest().meaning == "Thank you"
    assert len(said(standin, maria)) == 1


def test_a_question_older_than_a_fortnight_is_not_meant(standin, maria, noon):
    ask(maria)
    Message.objects.update(sent_at=noon - timedelta(days=15))

    text(maria, "Y")

    assert kinds.ANSWERS == []
    assert said(standin, maria)[0].startswith("Thank you, Maria. We have no question for you just now.")
    assert newest().state == InboundState.NEEDS_PERSON


def test_a_number_answers_the_question_that_wants_a_number(standin, maria):
    ask(maria)
    ask(maria, about="meeting:0", kind=kinds.HowMany)
    Message.objects.filter(state="SCHEDULED").update(
        state="ACCEPTED", sent_at=Message.objects.get(kind="test-ask").sent_at
    )

    text(maria, "5")
    text(maria, "Y")

    assert kinds.ANSWERS == [("Maria", "meeting:0", "number", (5,)), ("Maria", "meeting:1", "yes", "")]


def test_several_numbers_answer_the_question_about_dates(standin, maria):
    ask(maria, about="poll:1", kind=kinds.Which)

    text(maria, "1 3")

    assert kinds.ANSWERS == [("Maria", "poll:1", "numbers", (1, 3))]


def test_maybe_is_no_answer_to_a_yes_or_no_question(standin, maria):
    ask(maria, about="turn:1", kind=kinds.YesNo)

    text(maria, "maybe")

    assert kinds.ANSWERS == []
    assert newest().state == InboundState.NEEDS_PERSON


# ── strangers and accidents ──────────────────────────────────────────────────────────────────────────────────
def test_a_number_we_do_not_know_hears_where_help_is(db):
    answers = [text("+447700900777", "hello") for _ in range(5)]

    assert "Call 999" in answers[0]
    assert ["<Message>" in answer for answer in answers] == [True, True, True, False, False]
    assert newest().state == InboundState.NEEDS_PERSON


def test_a_mistake_in_the_app_that_asked_leaves_the_text_to_a_person(standin, maria, monkeypatch):
    ask(maria)

    def breaks(self, message, reply):
        raise RuntimeError("a mistake")

    monkeypatch.setattr(kinds.Ask, "on_reply", breaks)

    text(maria, "Y")

    assert (newest().state, newest().meaning) == (InboundState.NEEDS_PERSON, "We could not act on it")
    assert said(standin, maria)[0].startswith("Sorry, we only understand")


def test_a_nul_and_a_very_long_text_do_no_harm(standin, maria):
    text(maria, "y\x00" + "a" * 20000)

    assert newest().state == InboundState.NEEDS_PERSON


def test_two_machines_answering_each_other_stop(standin, maria):
    for _ in range(15):
        text(maria, "This is an automatic reply")
        dispatch_once()

    assert len(standin.store.taken()) == 10


@pytest.mark.parametrize("field", ["From", "Body", "MessageSid", "OptOutType"])
def test_a_text_that_says_something_twice_is_refused(maria, tom, field):
    path = reverse("notifications:twilio_inbound")
    form = {"MessageSid": "SM1", "From": maria.mobile, "To": "+44", "Body": "Y"}
    form[field] = [form.get(field, "STOP"), tom.mobile]
    sent = MultiValueDict({name: said if isinstance(said, list) else [said] for name, said in form.items()})
    signature = RequestValidator("token-of-tests").compute_signature(f"http://127.0.0.1:8000{path}", sent)

    answer = Client().post(path, form, headers={"X-Twilio-Signature": signature})

    assert (answer.status_code, Inbound.objects.count()) == (403, 0)
