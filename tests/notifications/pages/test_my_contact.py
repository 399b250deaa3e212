"""How we reach you: the channel, a pause, STOP; and the messages that were sent to you."""

import pytest

from notifications.models import ContactPoint, Preference
from tests.notifications.pages.conftest import message, url

pytestmark = pytest.mark.django_db


def test_my_contact_saves_the_channel(cast, signed_in):
    answer = signed_in(cast.maria).post(
        url("my_contact"), {"channel": "EMAIL", "second_channel": "SMS"}, follow=True
    )

    assert "Saved. We will reach you this way from now on." in answer.content.decode()
    assert Preference.objects.get(person=cast.maria).channel == "EMAIL"


def test_my_contact_offers_only_what_the_person_has(cast, signed_in):
    page = signed_in(cast.colin).get(url("my_contact")).content.decode()

    assert 'value="CALL"' in page
    assert 'value="SMS"' not in page


def test_my_contact_refuses_a_channel_the_person_can_t_get(cast, signed_in):
    answer = signed_in(cast.colin).post(url("my_contact"), {"channel": "SMS"})

    assert answer.status_code == 200
    assert not Preference.objects.filter(person=cast.colin).exists()


def test_what_waits_goes_by_the_new_channel(cast, signed_in):
    row = message(cast, state="SCHEDULED", send_at=None)

    signed_in(cast.maria).post(url("my_contact"), {"channel": "EMAIL", "second_channel": ""})

    row.refresh_from_db()
    assert (row.channel, row.state) == ("EMAIL", "SCHEDULED")


def test_what_waits_becomes_a_call_for_somebody_who_wants_calls(cast, signed_in):
    row = message(cast, state="SCHEDULED")

    signed_in(cast.maria).post(url("my_contact"), {"channel": "LETTER", "second_channel": ""})

    row.refresh_from_db()
    assert (row.channel, row.state) == ("LETTER", "BY_HAND")


def test_pause_and_come_back(cast, signed_in):
    client = signed_in(cast.maria)

    client.post(url("my_contact_pause"))
    assert "Your messages are paused" in client.get(url("my_contact")).content.decode()
    client.post(url("my_contact_back"))
    assert Preference.objects.get(person=cast.maria).paused_at is None


def test_stop_and_start(cast, signed_in):
    client = signed_in(cast.maria)

    client.post(url("my_contact_stop"))
    assert set(ContactPoint.objects.values_list("person", "status")) == {
        (cast.maria.pk, "OPTED_OUT"),
        (cast.ana.pk, "OPTED_OUT"),
    }
    client.post(url("my_contact_start"))
    assert set(ContactPoint.objects.values_list("status", flat=True)) == {"ACTIVE"}


@pytest.mark.parametrize(
    "name", ["my_contact_pause", "my_contact_back", "my_contact_stop", "my_contact_start"]
)
def test_nothing_changes_by_looking(cast, signed_in, name):
    assert signed_in(cast.maria).get(url(name)).status_code == 405


def test_my_messages_shows_what_was_sent_and_what_became_of_it(cast, signed_in, django_assert_num_queries):
    message(cast)
    message(cast, cast.tom, key="other")

    page = signed_in(cast.maria).get(url("my_messages")).content.decode()

    assert "A note" in page
    assert "Not delivered" in page
    assert page.count("<strong>A note</strong>") == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_my_messages_asks_as_often_for_many_as_for_one(cast, signed_in, django_assert_num_queries, rows):
    client = signed_in(cast.maria)
    for number in range(rows):
        message(cast, key=f"k{number}")
    client.get(url("my_messages"))

    with django_assert_num_queries(4):
        client.get(url("my_messages"))
