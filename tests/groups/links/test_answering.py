"""/r/: can you come? A button answers, and the answer can be changed."""

from datetime import date, time, timedelta

import pytest

from followon import clock
from followon.audit.models import Event
from groups.actions import meetings, members
from groups.actions.meetings import Plan
from groups.models import Answer
from notifications.models import ContactPoint, Link, Message
from tests.groups.links.conftest import GONE, door, words


def test_the_page_asks_and_says_where(stage, meeting, client):
    page = client.get(door("answer", stage.khadija, f"meeting:{meeting.pk}"))

    said = words(page)
    assert said.startswith(
        "Hello, Khadija. Can you come? Steady Steppers Thursday 10 December In 16 days, 11am to 12:30pm"
    )
    assert "Larkfield Community Café, 14 Mill Lane, Larkfield" in said
    assert "I am not Khadija" in said
    assert len(page.content) < 15_000
    assert page.headers["Referrer-Policy"] in (
        "no-referrer",
        "same-origin",
        "strict-origin-when-cross-origin",
    )
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("coming", "strip"), [("YES", "You’re coming"), ("SEE", "You’ll see on the day"), ("NO", "Not this time")]
)
def test_a_button_answers(stage, meeting, client, coming, strip):
    address = door("answer", stage.khadija, f"meeting:{meeting.pk}")

    page = client.post(address, {"coming": coming}, follow=True)

    answer = Answer.objects.get()
    assert (answer.coming, answer.how, answer.membership.person) == (coming, "LINK", stage.khadija)
    assert strip in words(page)
    assert Event.objects.get(name="groups.meeting.answered").actor == f"person:{stage.khadija.pk}"


def test_of_two_answers_in_one_form_the_last_counts(stage, meeting, client):
    address = door("answer", stage.khadija, f"meeting:{meeting.pk}")

    client.post(address, {"coming": ["NO", "YES"]})

    assert Answer.objects.get().coming == "YES"
    assert Event.objects.filter(name="groups.meeting.answered").count() == 1


def test_the_answer_can_be_changed(stage, meeting, client):
    address = door("answer", stage.khadija, f"meeting:{meeting.pk}")
    client.post(address, {"coming": "YES"})
    client.post(address, {"coming": "YES"})
    client.post(address, {"coming": "NO"})

    assert Answer.objects.get().coming == "NO"


def test_nonsense_is_not_an_answer(stage, meeting, client):
    page = client.post(door("answer", stage.khadija, f"meeting:{meeting.pk}"), {"coming": "PERHAPS"})

    assert page.status_code == 200
    assert not Answer.objects.exists()


def test_what_has_changed_since_is_said_first(stage, meeting, client):
    address = door("answer", stage.khadija, f"meeting:{meeting.pk}")
    client.post(address, {"coming": "YES"})
    meetings.move(meeting, to=Plan(date(2026, 12, 11), time(14), place=stage.cafe), by=stage.gwen)

    said = words(client.get(address))
    assert "The meeting has changed on Tuesday 24 November. You had said: You’re coming" in said
    assert "Friday 11 December" in said


def test_a_meeting_that_is_off_says_so_and_names_the_next(stage, meeting, client):
    meetings.cancel(meeting, why="The café is closed", by=stage.gwen)
    meetings.plan(stage.steppers, plan=Plan(date(2026, 12, 17), time(14)), by=stage.gwen)

    said = words(client.get(door("answer", stage.khadija, f"meeting:{meeting.pk}")))
    assert said.startswith("This meeting is off")
    assert "The café is closed." in said
    assert "The next one is on Thursday 17 December at 2pm" in said


def test_a_meeting_that_has_been_takes_no_answer(stage, meeting, client):
    address = door("answer", stage.khadija, f"meeting:{meeting.pk}")
    with clock.moved_to(meeting.ends_at):
        page = client.post(address, {"coming": "YES"}, follow=True)

        assert words(page).startswith("This meeting has been")
    assert not Answer.objects.exists()


def test_a_link_that_is_wrong_over_or_somebody_else_s_opens_nothing(stage, meeting, client):
    over = door("answer", stage.ellis, f"meeting:{meeting.pk}", days=1)
    left = door("answer", stage.khadija, f"meeting:{meeting.pk}")
    foreign = door("answer", stage.rhys, f"meeting:{meeting.pk}")
    other_purpose = door("who-came", stage.gwen, f"meeting:{meeting.pk}").replace("/w/", "/r/")
    members.leave(stage.membership(stage.khadija), by=stage.khadija)

    with clock.moved_to(clock.now() + timedelta(days=2)):
        pages = [client.get(address) for address in (over, left, foreign, other_purpose, "/r/abcdefghjk/")]

    assert {page.status_code for page in pages} == {GONE}
    assert len({words(page) for page in pages}) == 1  # the same words tell nobody which it was


def test_who_is_erased_or_closed_opens_nothing(stage, meeting, client):
    address = door("answer", stage.khadija, f"meeting:{meeting.pk}")
    stage.khadija.is_active = False
    stage.khadija.save()

    assert client.get(address).status_code == GONE


def test_the_page_shows_no_names_but_the_reader_s(stage, meeting, client):
    page = client.get(door("answer", stage.khadija, f"meeting:{meeting.pk}")).content.decode()

    assert not any(name in page for name in ("Gwen", "Ellis", "Bill", stage.gwen.mobile[-6:]))


def test_to_the_settings_by_a_press(stage, meeting, client):
    address = door("answer", stage.khadija, f"meeting:{meeting.pk}")

    assert client.get(f"{address}messages/").status_code == 405
    page = client.post(f"{address}messages/")
    link = Link.objects.get(purpose="messages")
    assert (page.status_code, page.headers["Location"], link.person) == (302, link.address, stage.khadija)


def test_i_am_not_khadija(stage, meeting, client):
    address = door("answer", stage.khadija, f"meeting:{meeting.pk}")
    Message.objects.filter(kind="meeting-ask", person=stage.khadija).update(
        state="DELIVERED", sent_at=clock.now(), address=stage.khadija.mobile
    )
    assert "Do you share a phone with Khadija?" in words(client.get(f"{address}not-me/"))
    assert not ContactPoint.objects.exists()

    page = client.post(f"{address}not-me/")

    assert "We have stopped these messages" in words(page)
    point = ContactPoint.objects.get()
    assert (point.person, point.channel, point.address, point.status) == (
        stage.khadija, "SMS", stage.khadija.mobile, "INVALID"
    )  # fmt: skip
    told = Message.objects.get(kind="wrong-address")
    assert (told.person, told.channel) == (stage.nadia, "EMAIL")
    assert stage.membership(stage.khadija).is_active
    assert client.get(address).status_code == GONE
    assert Event.objects.get(name="groups.link.denied").actor.startswith("job:")


def test_i_am_not_khadija_in_a_mailbox(stage, meeting, client):
    address = door("answer", stage.gwen, f"meeting:{meeting.pk}")
    Message.objects.filter(kind="meeting-ask", person=stage.gwen).update(
        state="DELIVERED", channel="EMAIL", sent_at=clock.now(), address=stage.gwen.email
    )
    client.post(f"{address}not-me/")

    assert ContactPoint.objects.get().address == stage.gwen.email
