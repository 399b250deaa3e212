"""Everybody is asked once which dates suit, and answers by link, by text or by phone."""

import pytest

from followon.people.models import Consent, Method, User
from groups.actions import which_suit
from groups.actions.meetups import answers, asking
from groups.messages.meetups import MeetupDates, about_meetup
from groups.models import How, SlotAnswer, Suits
from notifications import kinds, outbox
from notifications.models import Message
from notifications.replies import read
from notifications.states import Channel, MessageState
from pmp.protocol import Purpose
from tests.groups.actions.meetups.conftest import row, says, told


def test_everybody_is_asked_once(stage, ready):
    Consent.objects.create(
        person=stage.maria, purpose=Purpose.MEETUP_NEWS, scope=f"service:{stage.severn.pk}", given=True,
        wording="x", method=Method.ROOM, recorded_by="job:test",
    )  # fmt: skip
    preview = asking.preview(ready)
    asking.ask(ready, by=stage.nadia)

    assert told("meetup-dates") == ["Bill", "Ellis", "Gwen", "Khadija", "Maria", "Rhys"]  # Len rests
    assert (preview.people, preview.groups, preview.in_no_group, preview.to_ring) == (6, 2, 1, 1)
    assert Message.objects.get(kind="meetup-dates", person=stage.bill).state == MessageState.BY_HAND


def test_the_cost_is_that_of_each_message_put_into_words(stage, ready):
    """The text says the same to everybody, so that one of them is enough to know what all cost."""
    preview = asking.preview(ready)
    each = [
        one
        for one in outbox.preview(
            MeetupDates, to=User.objects.filter(pk__in=asking.everybody(ready)), payload={"meetup": ready.pk},
            about=about_meetup(ready), service_id=stage.severn.pk,
        )
        if not one.reason_not
    ]  # fmt: skip

    assert preview.texts > 1
    assert preview.parts == sum(one.parts for one in each)
    assert preview.pence == float(sum(one.pence for one in each))
    assert {one.text for one in each if one.channel == Channel.SMS} == {preview.text}


def test_asking_without_dates_is_refused(stage, season):
    with pytest.raises(asking.NothingToAsk):
        asking.ask(season, by=stage.nadia)


def test_numbers_by_text(stage, asked):
    message = Message.objects.get(kind="meetup-dates", person=stage.khadija)
    kind = kinds.get("meetup-dates")

    said = kind.on_reply(message, read("1 2"))
    assert (said.kind, said.payload["numbers"]) == ("ack-meetup-dates", "1 and 2")
    assert kind.on_reply(message, read("7")).kind == "ack-meetup-numbers"
    assert kind.on_reply(message, read("0")).payload["numbers"] == ""
    assert row(asked, stage.khadija).none_suit
    assert set(SlotAnswer.objects.filter(asked__person=stage.khadija).values_list("suits", flat=True)) == {
        "NO"
    }


def test_a_date_left_out_on_the_page_is_no_answer(stage, asked):
    first = asked.slots.get(number=1)
    answers.answer(row(asked, stage.gwen), suits={first.pk: Suits.IF_HAVE_TO}, how=How.LINK, by=stage.gwen)

    assert SlotAnswer.objects.get().suits == Suits.IF_HAVE_TO


def test_a_phone_answer_says_who_wrote_it_down(stage, asked):
    bill = row(asked, stage.bill)
    answers.answer(
        bill, suits={asked.slots.first().pk: "YES"}, how=How.PHONE, needs=["LIFT"], area="la1", by=stage.nadia
    )
    bill.refresh_from_db()

    assert (bill.recorded_by, bill.needs, bill.area) == (stage.nadia, ["LIFT"], "LA1")


def test_an_empty_answer_is_refused(stage, asked):
    with pytest.raises(which_suit.NothingSaid):
        answers.answer(row(asked, stage.gwen), suits={}, how=How.LINK, by=stage.gwen)


def test_answers_after_the_choice_are_refused(stage, chosen):
    with pytest.raises(answers.AskingIsOver):
        says(chosen.meetup, stage.ellis, 1)
