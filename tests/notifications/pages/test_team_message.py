"""One message of the log: opened on the record, sent again, rung instead, its number mended."""

import pytest

from followon.audit.models import Event as Happened
from notifications.models import ContactPoint, Message, Preference
from tests.notifications.pages.conftest import message, url

pytestmark = pytest.mark.django_db


def test_opening_a_message_is_written_down(cast, signed_in):
    row = message(cast)

    page = signed_in(cast.nadia).get(url("team_message", row.pk)).content.decode()

    assert "Maria Costa" in page
    assert Happened.objects.get(about=f"person:{cast.maria.pk}", actor=f"person:{cast.nadia.pk}").facts == {
        "what": "message"
    }


@pytest.mark.parametrize("name", ["team_message", "team_message_fix"])
def test_a_message_of_another_service_is_not_there(cast, signed_in, name):
    row = message(cast, cast.piran, service=cast.tamar)

    assert signed_in(cast.nadia).get(url(name, row.pk)).status_code == 404


@pytest.mark.parametrize("name", ["team_message_resend", "team_message_rung"])
def test_nobody_acts_on_a_message_of_another_service(cast, signed_in, name):
    row = message(cast, cast.piran, service=cast.tamar)

    assert signed_in(cast.nadia).post(url(name, row.pk), {"outcome": "TOLD"}).status_code == 404


def test_send_it_again(cast, signed_in):
    row = message(cast)

    signed_in(cast.nadia).post(url("team_message_resend", row.pk))

    assert Message.objects.filter(key__contains=":again:", state="SCHEDULED").count() == 1


def test_a_message_on_its_way_is_not_sent_again(cast, signed_in):
    row = message(cast, state="SCHEDULED")

    answer = signed_in(cast.nadia).post(url("team_message_resend", row.pk), follow=True)

    assert "be sent again" in answer.content.decode()
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("channel", "button", "said"),
    [("CALL", "Ring them again", "people to ring"), ("LETTER", "Write to them again", "letters to post")],
)
def test_what_a_person_does_is_asked_for_again_in_its_own_words(cast, signed_in, channel, button, said):
    Preference.objects.update_or_create(person=cast.maria, defaults={"channel": channel})
    row = message(cast, state="DONE_BY_HAND", channel=channel)
    nadia = signed_in(cast.nadia)

    page = nadia.get(url("team_message", row.pk)).content.decode()
    answer = nadia.post(url("team_message_resend", row.pk), follow=True)

    assert button in page
    assert "Send it again" not in page
    assert said in answer.content.decode()
    assert Message.objects.filter(key__contains=":again:", channel=channel).count() == 1


def test_a_call_that_is_still_to_be_made_is_not_asked_for_twice(cast, signed_in):
    """Somebody would be rung twice about the same."""
    row = message(cast, state="BY_HAND", channel="CALL")
    nadia = signed_in(cast.nadia)

    page = nadia.get(url("team_message", row.pk)).content.decode()
    answer = nadia.post(url("team_message_resend", row.pk), follow=True)

    assert "Ring them again" not in page
    assert "Write it down" in page
    assert "still to be done by hand" in answer.content.decode()
    assert Message.objects.count() == 1


def test_ringing_instead_is_written_down(cast, signed_in):
    row = message(cast)

    signed_in(cast.nadia).post(url("team_message_rung", row.pk), {"outcome": "TOLD"})

    row.refresh_from_db()
    assert (row.state, row.reason) == ("DONE_BY_HAND", "Told them")


def test_a_corrected_number_gets_the_message(cast, signed_in):
    row = message(cast, cast.tom)
    ContactPoint.objects.create(person=cast.tom, channel="SMS", address=cast.tom.mobile, status="INVALID")

    signed_in(cast.nadia).post(url("team_message_fix", row.pk), {"mobile": "07700 900 555"})

    cast.tom.refresh_from_db()
    assert cast.tom.mobile == "+447700900555"
    assert Message.objects.filter(key__contains=":again:", channel="SMS", state="SCHEDULED").count() == 1


@pytest.mark.parametrize("typed", ["", "07700", "999", "not a number", "+1 202 555 0100"])
def test_a_number_that_can_t_be_right_is_refused_and_kept_in_the_box(cast, signed_in, typed):
    row = message(cast, cast.tom)

    answer = signed_in(cast.nadia).post(url("team_message_fix", row.pk), {"mobile": typed})

    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert Message.objects.count() == 1


def test_an_email_address_somebody_else_uses_is_refused(cast, signed_in):
    row = message(cast, cast.grace)
    Message.objects.filter(pk=row.pk).update(channel="EMAIL")

    answer = signed_in(cast.nadia).post(url("team_message_fix", row.pk), {"email": cast.tom.email})

    assert "already used by somebody else" in answer.content.decode()
