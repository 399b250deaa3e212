"""The private link in each message: one thing at a time, by a press, for its own person."""

from datetime import timedelta

import pytest

from notifications.models import ContactPoint, Link, Preference
from tests.notifications.pages.conftest import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(cast, noon):
    made, token = Link.objects.make(
        purpose="messages", person=cast.maria, about="messages", expires_at=noon + timedelta(days=9)
    )
    return token


def test_the_link_shows_no_more_of_a_number_than_its_last_figures(cast, client, link):
    page = client.get(url("link_messages", link)).content.decode()

    assert "ends in 011" in page
    assert cast.maria.mobile not in page
    assert "Maria" not in page


@pytest.mark.parametrize(
    ("do", "is_true"),
    [
        ("pause", lambda p: Preference.objects.get(person=p).paused_at is not None),
        ("stop", lambda p: ContactPoint.objects.get(person=p).status == "OPTED_OUT"),
    ],
)
def test_the_link_does_one_thing_at_a_time(cast, client, link, do, is_true):
    assert client.post(url("link_messages", link), {"do": do}).status_code == 302
    assert is_true(cast.maria)


def test_a_scanner_that_follows_the_link_changes_nothing(cast, client, link):
    client.get(url("link_messages", link), {"do": "stop"})
    client.head(url("link_messages", link))

    assert (ContactPoint.objects.count(), Preference.objects.count()) == (0, 0)


@pytest.mark.parametrize("token", ["", "x", "1111111111"])
def test_a_link_that_was_never_made_says_what_to_do(cast, client, token):
    answer = client.get(f"/m/{token or '0'}/")

    assert answer.status_code == 410
    assert "This link has stopped working" in answer.content.decode()


def test_a_link_that_is_over_does_nothing(cast, client, noon):
    _, token = Link.objects.make(purpose="messages", person=cast.maria, about="messages", expires_at=noon)

    assert client.post(url("link_messages", token), {"do": "stop"}).status_code == 410
    assert ContactPoint.objects.count() == 0


def test_another_link_of_the_same_person_opens_nothing_here(cast, client, noon):
    _, token = Link.objects.make(
        purpose="answer", person=cast.maria, about="meeting:1", expires_at=noon + timedelta(days=1)
    )

    assert client.get(url("link_messages", token)).status_code == 410
