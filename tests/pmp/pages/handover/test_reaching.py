"""Test messages are looked at before they go, what became of them is said, and calls are ticked off."""

from datetime import timedelta

from django.urls import reverse

from followon import clock
from followon.audit import recorder
from followon.audit.models import Event as Written
from notifications.models import Message
from pmp.actions import contact, reaching
from tests.pmp.known import handover_of, place, queued
from tests.pmp.pages.handover.conftest import says_yes
from tests.pmp.pages.reading import errors, send, words


def test_test_messages_are_looked_at_before_they_go(as_, cast, board):
    says_yes(cast, "maria", "colin", "grace")
    client = as_("sam")

    page = client.get(f"{board}test-messages/")
    said = words(page)
    assert "Maria Costa By Text What happens 1 text, 4 pence" in said
    assert "Grace Obi By Email What happens Email" in said
    assert "Colin Price By Phone call What happens You ring them" in said
    assert "Hi Maria, this is a test from your follow-on group service." in said
    assert "The texts cost 4 pence in all." in said
    assert not Message.objects.exists()

    done = client.get(send(client, page).url)
    assert "0 of 3 who said yes have heard from us." in words(done)
    assert len(queued()) == 3
    client.post(f"{board}test-messages/")
    assert len(queued()) == 3


def test_what_became_of_them_is_said_in_words_failures_first(as_, cast, board):
    says_yes(cast, "maria", "colin", "grace", "joan", "dev")
    reaching.send_test_messages(handover_of(cast.larkfield), by=cast.sam)
    Message.objects.filter(person=cast.maria).update(state="UNDELIVERED", address=cast.maria.mobile)
    Message.objects.filter(person=cast.joan).update(state="DELIVERED", address=cast.joan.mobile)

    said = words(as_("sam").get(f"{board}test-messages/sent/"))

    assert "1 of 5 who said yes has heard from us." in said
    assert said.index("Not delivered Maria Costa") < said.index("To ring or write to Colin Price")
    assert "Grace Obi Sent by email." in said
    assert "Heard from us Joan Millar" in said


def test_calls_are_ticked_with_numbers_to_ring_and_taken_back(as_, cast, board):
    says_yes(cast, "colin", "tom")
    contact.choose(cast.tom, channel="LETTER", by=cast.sam)
    reaching.send_test_messages(handover_of(cast.larkfield), by=cast.sam)
    client = as_("sam")

    page = client.get(f"{board}calls/")
    assert "01632 960333" in words(page)
    assert 'href="tel:+441632960333"' in page.content.decode()
    assert "I wrote to Tom" in words(page)
    ticked = client.get(send(client, page, number=0).url)
    assert "Thank you. Colin Price has heard from us." in words(ticked)
    assert Message.objects.get(person=cast.colin).state == "DONE_BY_HAND"

    back = client.get(send(client, ticked, number=0).url)
    assert "Colin Price is on the list again." in words(back)


def test_showing_numbers_is_written_down(as_, cast, board):
    says_yes(cast, "colin")

    as_("sam").get(f"{board}calls/")

    read = Written.objects.get(name=recorder.READ)
    assert (read.actor, read.about) == (f"person:{cast.sam.pk}", f"person:{cast.colin.pk}")


def test_going_on_without_somebody_needs_a_reason(as_, cast, board):
    says_yes(cast, "colin")
    client = as_("sam")
    address = reverse(
        "pmp:team_enrolment_excuse", args=[cast.larkfield.pk, place(cast.larkfield, cast.colin).pk]
    )
    assert errors(client.post(address, {"because": ""})) == ["Enter the why?"] or errors(
        client.post(address, {})
    )

    shown = client.get(send(client, client.get(address), {"because": "His sister tells him"}).url)

    assert "The group can start without reaching Colin Price." in words(shown)
    assert place(cast.larkfield, cast.colin).unreached_because == "His sister tells him"
    client.get(send(client, shown, number=0).url)
    assert place(cast.larkfield, cast.colin).unreached_because == ""


def test_who_has_not_heard_from_us(as_, cast):
    says_yes(cast, "maria", "colin")
    reaching.mark_reached(place(cast.larkfield, cast.colin), by=cast.sam)
    client = as_("nadia")
    assert "Everybody who said yes has heard from us." in words(client.get("/team/handovers/not-reached/"))

    with clock.moved_to(clock.now() + timedelta(days=20)):
        said = words(as_("nadia").get("/team/handovers/not-reached/"))

    assert "Maria Costa Larkfield Autumn, ended Friday 4 December, 9 days ago." in said
    assert "Colin" not in said
