"""A calendar address of one's own: it needs no sign-in, and ends when somebody leaves."""

from django.test import Client

from groups.actions import meetings, members
from notifications.models import Link
from tests.groups.pages.conftest import place_of
from tests.groups.pages.paths import group


def feed(address):
    return Client().get(address.removeprefix("http://127.0.0.1:8000"))


def test_calendar_address_is_made_by_a_button_and_needs_no_sign_in(stage, meeting, as_):
    client = as_(stage.khadija)

    client.get(group(stage, "calendar/"))
    assert not Link.objects.filter(purpose="calendar").exists()
    address = client.post(group(stage, "calendar/"), {"x": "1"}, follow=True).context["address"]

    text = feed(address).content.decode()
    assert "SUMMARY:Steady Steppers" in text
    assert "STATUS:CONFIRMED" in text


def test_calendar_says_when_a_meeting_is_off_and_counts_up(stage, meeting, as_):
    address = as_(stage.khadija).post(group(stage, "calendar/"), {"x": "1"}, follow=True).context["address"]
    meetings.cancel(meeting, by=stage.gwen)

    text = feed(address).content.decode()

    assert "STATUS:CANCELLED" in text
    assert "SEQUENCE:3" in text


def test_a_new_address_ends_the_old_one(stage, meeting, as_):
    client = as_(stage.khadija)
    old = client.post(group(stage, "calendar/"), {"x": "1"}, follow=True).context["address"]

    new = client.post(group(stage, "calendar/"), {"x": "2"}, follow=True).context["address"]

    assert old != new
    assert feed(old).status_code == 404
    assert feed(new).status_code == 200


def test_calendar_of_somebody_who_left_is_empty(stage, meeting, as_):
    address = as_(stage.khadija).post(group(stage, "calendar/"), {"x": "1"}, follow=True).context["address"]
    members.leave(place_of(stage.khadija, stage.steppers), by=stage.khadija)

    assert "Steady Steppers" not in feed(address).content.decode()
