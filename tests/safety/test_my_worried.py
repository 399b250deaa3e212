"""Telling the pain service: question by question, back, changed, wrong, twice, reloaded; nothing kept before Send."""

import re
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection

from followon import clock
from groups.actions import members
from groups.forms.worry import KEPT_FOR
from groups.models.concern import AboutWhom, Concern
from notifications.models import Message
from tests import cast

ANSWERS = [
    {"in_danger": "no"},
    {"about": "MEMBER", "about_whom": "Bill"},
    {"what": "He said he cannot go on"},
    {"reach_on": "07700 900123 after 2pm"},
]
FRIDAY_NIGHT = datetime(2026, 11, 27, 23, 0, tzinfo=UTC)


def answer(client, *answers, at="/worried/"):
    """Answer page after page; gives back the address the last one led to."""
    for one in answers:
        sent = client.post(at, one)
        assert sent.status_code == 302, sent.content.decode()
        at = sent.url
    return at


def page_of(url):
    return int(parse_qs(urlsplit(url).query)["page"][0])


def send(client, at):
    key = re.search(r'name="form-key" value="([^"]+)"', client.get(at).content.decode())[1]
    return client.post(at, {"form-key": key})


def test_danger_comes_first_with_the_numbers(duty, as_):
    client = as_(duty.gwen)

    first = client.get("/worried/").content.decode()
    second = client.get(answer(client, {"in_danger": "yes"})).content.decode()

    assert "Is anyone in danger now?" in first
    assert 'If it cannot wait, call <a href="tel:999">999</a>' in first
    assert 'href="tel:999"' in second
    assert "you can still tell us here" in second


def test_all_the_way(duty, as_):
    client = as_(duty.gwen)

    sent = send(client, answer(client, *ANSWERS))

    concern = Concern.objects.get()
    assert sent.url == f"/worried/{concern.pk}/"
    assert (concern.about, concern.about_whom, concern.in_danger) == (AboutWhom.MEMBER, "Bill", False)
    assert (concern.what, concern.reach_on) == ("He said he cannot go on", "07700 900123 after 2pm")
    assert concern.group == duty.steppers
    assert concern.raised_by == duty.gwen


def test_nothing_is_kept_before_sending(duty, as_):
    client = as_(duty.gwen)
    answer(client, *ANSWERS)

    assert not Concern.objects.exists()
    assert not Message.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from django_session where session_data like '%%cannot%%'")
        assert cursor.fetchone() == (0,)


def test_the_address_says_nothing_and_belongs_to_one_person(duty, as_):
    at = answer(as_(duty.gwen), *ANSWERS)

    assert "Bill" not in at
    assert "cannot" not in at
    page = as_(duty.ellis).get(at).content.decode()
    assert "Is anyone in danger now?" in page
    assert "Bill" not in page


def test_the_address_is_of_no_use_the_next_day(duty, as_, now):
    at = answer(as_(duty.gwen), *ANSWERS[:3])

    with clock.moved_to(now + KEPT_FOR * 1.5):
        assert "Is anyone in danger now?" in as_(duty.gwen).get(at).content.decode()


@pytest.mark.parametrize("made_up", ["x", "gAAAAABnonsense", "%00", "é" * 40])
def test_a_made_up_address_begins_again(duty, as_, made_up):
    page = as_(duty.gwen).get("/worried/", {"page": "3", "so-far": made_up})

    assert "Is anyone in danger now?" in page.content.decode()


@pytest.mark.parametrize("asked", ["4", "9", "99", "-1", "four", "٣"])
def test_nobody_jumps_ahead(duty, as_, asked):
    assert "Is anyone in danger now?" in as_(duty.gwen).get("/worried/", {"page": asked}).content.decode()


@pytest.mark.parametrize(
    ("before", "wrong", "says"),
    [
        (0, {}, "Say if anyone is in danger now"),
        (1, {}, "Say who you are worried about"),
        (2, {}, "Tell us what has happened, or ask us to ring you"),
        (2, {"what": "x" * 501}, "Use 500 characters or fewer"),
        (3, {"reach_on": " "}, "Enter a phone number or email address we can reach you on"),
    ],
)
def test_an_error_says_what_to_do_and_keeps_the_page(duty, as_, before, wrong, says):
    client = as_(duty.gwen)
    at = answer(client, *ANSWERS[:before]) if before else "/worried/"

    page = client.post(at, wrong).content.decode()

    assert "There is a problem" in page
    assert page.count(says) >= 2  # above, and at the field
    assert "<title>Error: " in page


def test_going_back_shows_what_was_said_and_keeps_the_rest(duty, as_):
    client = as_(duty.gwen)
    check = client.get(answer(client, *ANSWERS)).content.decode()
    change_who = re.findall(r'href="([^"]+)">Change', check)[1].replace("&amp;", "&")

    who = client.get(f"/worried/{change_who}").content.decode()
    after = client.post(f"/worried/{change_who}", {"about": "ME"})

    assert 'value="Bill"' in who
    assert page_of(after.url) == 4  # straight back to the check
    changed = client.get(after.url).content.decode()
    assert "Bill" not in changed
    assert "He said he cannot go on" in changed


def test_pressing_send_twice_sends_once(duty, as_):
    client = as_(duty.gwen)
    at = answer(client, *ANSWERS)

    first, second = send(client, at), send(client, at)  # the second after the browser's own "back"

    assert first.url == second.url
    assert Concern.objects.count() == 1


def test_reloading_any_page_changes_nothing(duty, as_):
    client = as_(duty.gwen)
    at = answer(client, *ANSWERS[:2])

    assert client.get(at).content.decode().count("What has happened?") >= 1
    assert client.get(at).status_code == 200
    assert not Concern.objects.exists()


def test_please_ring_is_enough(duty, as_):
    client = as_(duty.khadija)
    at = answer(client, {"in_danger": "no"}, {"about": "ME"}, {"please_ring": "on"})

    page = client.get(at).content.decode()
    send(client, answer(client, {"reach_on": "07700 900124"}, at=at))

    assert re.search(r'value="07700 900\d{3}"', page)  # the usual number is offered
    assert Concern.objects.get().please_ring
    assert Concern.objects.get().what == ""


def test_somebody_in_two_groups_is_asked_which(duty, as_):
    members.join(duty.harbour, person=duty.gwen, by=duty.gwen)
    client = as_(duty.gwen)
    at = answer(client, ANSWERS[0])

    assert "Which group is it about?" in client.get(at).content.decode()
    which = {"about": "MEMBER", "group": duty.harbour.code}
    send(client, answer(client, which, *ANSWERS[2:], at=at))

    assert Concern.objects.get().group == duty.harbour


def test_a_member_without_a_programme_reaches_the_service_of_their_group(duty, as_):
    newcomer = cast.person("Neil", "Bray")
    members.join(duty.steppers, person=newcomer, by=newcomer)
    client = as_(newcomer)

    send(client, answer(client, *ANSWERS))

    assert Concern.objects.get().service == duty.severn


def test_says_before_sending_that_nobody_reads_at_night(duty, as_):
    with clock.moved_to(FRIDAY_NIGHT):
        client = as_(duty.gwen)
        first = client.get("/worried/").content.decode()
        check = client.get(answer(client, *ANSWERS)).content.decode()
        sent = client.get(send(client, answer(client, *ANSWERS)).url).content.decode()

    for page in (first, check, sent):
        assert "We are closed now." in page
        assert "from 9am on Monday 30 November" in page
    assert "116 123" in sent


def test_says_in_the_day_until_when(duty, as_):
    assert (
        "A clinician reads this today. We are open until 4pm."
        in as_(duty.gwen).get("/worried/").content.decode()
    )


def test_with_an_empty_rota_there_is_no_form(stage, as_):
    page = as_(stage.gwen).get("/worried/").content.decode()

    assert "Please phone us" in page
    assert "01632 960118" in page
    assert 'href="tel:999"' in page
    assert "<textarea" not in page
    assert "Continue" not in page


def test_a_rota_that_empties_meanwhile_refuses_to_pretend(stage, as_):
    from tests.safety.conftest import on_rota  # noqa: PLC0415

    turn = on_rota(stage, "sam")
    client = as_(stage.gwen)
    at = answer(client, *ANSWERS)
    turn.delete()

    page = client.post(at, {"form-key": "k"}).content.decode()

    assert "Please phone us" in page
    assert not Concern.objects.exists()


def test_the_page_after_sending_follows_what_happens(concern, duty, as_):
    from groups.actions import concerns  # noqa: PLC0415

    client, url = as_(duty.gwen), f"/worried/{concern.pk}/"

    assert "We have your message" in client.get(url).content.decode()
    concerns.acknowledge(concern, by=duty.sam)
    assert "A clinician has it" in client.get(url).content.decode()
    concerns.close(concern, outcome="SPOKE", line="Rang him", in_the_record=True, by=duty.sam)
    closed = client.get(url).content.decode()
    assert "We acted on it" in closed
    assert "Rang him" not in closed


@pytest.mark.parametrize("stranger", ["ellis", "bill", "rhys", "piran", "ruth", "nadia", "sam", "olive"])
def test_nobody_else_opens_it(concern, duty, as_, stranger):
    assert as_(getattr(duty, stranger)).get(f"/worried/{concern.pk}/").status_code == 404


def test_signed_out_people_are_asked_to_sign_in(duty, client):
    assert client.get("/worried/").url.startswith("/sign-in/")
