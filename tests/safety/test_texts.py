"""Texts that were no answer: read by the right team, hinted but never hidden, looked after or made a concern."""

from datetime import timedelta

import pytest

from followon import clock
from followon.audit.models import Event as Happened
from groups.actions import triage
from groups.models.concern import AboutWhom, Concern
from notifications.models import Inbound, Message
from notifications.states import InboundState

LIST = "/team/concerns/texts/"
WORDS = "I do not think I can go on like this"


def text(body=WORDS, *, sender=None, service=None, number="+447700900999", minutes=0):
    return Inbound.objects.create(
        sid=f"SM{Inbound.objects.count()}", from_address=sender.mobile if sender else number, body=body, person=sender,
        service_id=service.pk if service else None, state=InboundState.NEEDS_PERSON, meaning="Not understood",
        received_at=clock.now() + timedelta(minutes=minutes),
    )  # fmt: skip


@pytest.fixture
def waiting(duty):
    return text(sender=duty.khadija, service=duty.severn)


def page(client, url):
    return client.get(url).content.decode()


def test_the_list_shows_that_there_is_one_and_not_what_it_says(waiting, duty, as_):
    shown = page(as_(duty.nadia), LIST)

    assert "Text of Tuesday 24 November, midday" in shown
    assert WORDS not in shown
    assert "Khadija" not in shown


def test_reading_one_is_written_down_for_whoever_sent_it(waiting, duty, as_):
    shown = page(as_(duty.nadia), f"{LIST}{waiting.pk}/")

    assert WORDS in shown
    assert "Khadija Noor" in shown
    read = Happened.objects.get(name="audit.details.read")
    assert (read.actor, read.about) == (f"person:{duty.nadia.pk}", f"person:{duty.khadija.pk}")


@pytest.mark.parametrize(
    "body",
    [
        "I want to die",
        "cant cope any more",
        "can’t go on",
        "KILL myself",
        "there is no point",
        "I’m suicidal",
        "999",
    ],
)
def test_words_of_danger_come_first(duty, as_, body):
    text("Is there parking?", sender=duty.khadija, service=duty.severn)
    later = text(body, sender=duty.gwen, service=duty.severn, minutes=5)

    shown = page(as_(duty.nadia), LIST)

    assert shown.index(f"{LIST}{later.pk}/") < shown.index("midday")
    assert shown.count("May be urgent") == 1


def test_the_hint_hides_nothing(duty):
    for number, body in enumerate(["skilled", "My diet", "I feel very low", "die"]):
        text(body, sender=duty.khadija, service=duty.severn, minutes=number)

    rows = list(triage.texts_for(duty.severn))

    assert [row.body for row in rows] == [
        "My diet",
        "die",
        "skilled",
        "I feel very low",
    ]  # "diet" is a false alarm
    assert [row.hint for row in rows] == [True, True, False, False]


def test_looked_after_takes_it_off_and_says_who(waiting, duty, as_):
    after = as_(duty.nadia).post(f"{LIST}{waiting.pk}/done/", follow=True).content.decode()

    waiting.refresh_from_db()
    assert (waiting.state, waiting.handled_by) == (InboundState.DONE, f"person:{duty.nadia.pk}")
    assert "you looked after it" in after
    assert as_(duty.sam).post(f"{LIST}{waiting.pk}/done/").status_code == 404


def test_made_a_concern_with_what_it_says(waiting, duty, as_):
    client, url = as_(duty.nadia), f"{LIST}{waiting.pk}/concern/"

    form = page(client, url)
    assert WORDS in form
    assert 'value="Khadija Noor"' in form
    said = {"caller": "Khadija Noor", "number": duty.khadija.mobile, "about": "ME", "what": WORDS}
    client.post(url, said)

    concern = Concern.objects.get()
    assert (concern.raised_by, concern.recorded_by, concern.about) == (duty.khadija, duty.nadia, AboutWhom.ME)
    assert concern.what == WORDS
    waiting.refresh_from_db()
    assert waiting.state == InboundState.DONE
    assert Message.objects.filter(person=duty.sam, kind="concern-new").count() == 2


def test_making_it_a_concern_with_an_empty_rota_keeps_it_on_the_list(stage, as_):
    waiting = text(sender=stage.khadija, service=stage.severn)

    shown = as_(stage.nadia).post(
        f"{LIST}{waiting.pk}/concern/",
        {"caller": "K", "number": stage.khadija.mobile, "about": "ME", "what": "x"},
    )

    assert "Nobody is on duty" in shown.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == InboundState.NEEDS_PERSON


def test_an_unknown_number_is_seen_by_every_team_and_made_a_concern(duty, as_):
    waiting = text("Please ring about Bill")

    assert "Unknown number" in page(as_(duty.olive), LIST)
    shown = page(as_(duty.sam), f"{LIST}{waiting.pk}/")
    assert "A number we do not know" in shown
    assert "07700 900999" in shown
    said = {
        "caller": "A neighbour",
        "number": "07700 900999",
        "about": "OTHER",
        "what": "Please ring about Bill",
    }
    as_(duty.sam).post(f"{LIST}{waiting.pk}/concern/", said)

    concern = Concern.objects.get()
    assert (concern.raised_by, concern.caller) == (None, "A neighbour")
    assert "Unknown number" not in page(as_(duty.olive), LIST)


@pytest.mark.parametrize("number", ["NHSNoReply", "60777", "+33612345678"])
def test_senders_that_are_no_uk_number_break_nothing(duty, as_, number):
    waiting = text("Hello", number=number)

    assert as_(duty.sam).get(f"{LIST}{waiting.pk}/").status_code == 200
    assert as_(duty.sam).get(f"{LIST}{waiting.pk}/concern/").status_code == 200


def test_a_person_of_another_service_is_not_shown_though_no_message_ever_went(duty, as_):
    waiting = text(sender=duty.piran)

    assert as_(duty.nadia).get(f"{LIST}{waiting.pk}/").status_code == 404
    assert as_(duty.olive).get(f"{LIST}{waiting.pk}/").status_code == 200


@pytest.mark.parametrize("who", ["olive", "ruth", "gwen", "khadija", "rhys", "piran"])
@pytest.mark.parametrize("part", ["", "concern/", "done/"])
def test_nobody_else_reads_or_acts(waiting, duty, as_, who, part):
    client = as_(getattr(duty, who))
    ask = client.post if part else client.get

    assert ask(f"{LIST}{waiting.pk}/{part}").status_code in (403, 404)
    waiting.refresh_from_db()
    assert waiting.state == InboundState.NEEDS_PERSON


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long(duty, as_, rows, django_assert_num_queries):
    for number in range(rows):
        text(sender=duty.khadija, service=duty.severn, minutes=number)
    client = as_(duty.nadia)
    client.get(LIST)

    with django_assert_num_queries(5):
        client.get(LIST)
