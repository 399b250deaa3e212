"""The delivery log: what needs somebody comes first, within the service, and nobody is named who did not agree."""

import pytest

from followon.audit.models import Event as Happened
from followon.people.actions import consent
from followon.people.models import Method
from notifications.models import Message
from pmp.protocol import Purpose
from tests.notifications.pages.conftest import message, url

pytestmark = pytest.mark.django_db


# The log ────────────────────────────────────────────────────────────────────────────────────────────────────

TEAM = [
    ("team_messages", ()),
    ("team_switches", ()),
]


@pytest.mark.parametrize(("name", "args"), TEAM)
@pytest.mark.parametrize("who", ["maria", "ruth", "rhys", "piran"])
def test_the_team_s_pages_are_for_clinicians_and_coordinators(cast, signed_in, name, args, who):
    assert signed_in(getattr(cast, who)).get(url(name, *args)).status_code == 403


@pytest.mark.parametrize(("name", "args"), TEAM)
@pytest.mark.parametrize("who", ["nadia", "sam", "ife", "olive"])
def test_clinicians_and_coordinators_see_them(cast, signed_in, name, args, who):
    assert signed_in(getattr(cast, who)).get(url(name, *args)).status_code == 200


def test_the_log_begins_with_what_needs_somebody(cast, signed_in):
    message(cast, cast.tom, key="ok", state="DELIVERED")
    message(cast, cast.dev, key="bad", state="UNDELIVERED")

    page = signed_in(cast.nadia).get(url("team_messages")).content.decode()

    assert "Dev Patel" in page
    assert "Tom Reed" not in page


def test_a_failure_that_reached_the_person_another_way_needs_nobody(cast, signed_in, standin):
    row = message(cast, state="UNDELIVERED")
    message(cast, state="DELIVERED", key="instead")
    Message.objects.filter(key__startswith="instead").update(fallback_of=row)

    assert "Maria Costa" not in signed_in(cast.nadia).get(url("team_messages")).content.decode()


def test_a_call_that_is_due_needs_somebody(cast, signed_in):
    message(cast, cast.colin, state="BY_HAND")

    assert "Colin Price" in signed_in(cast.nadia).get(url("team_messages")).content.decode()


def test_a_member_is_named_only_after_agreeing_that_the_service_may_contact_them(cast, signed_in):
    for who in (cast.gwen, cast.ellis):
        message(cast, who, state="UNDELIVERED", group_id=cast.steppers.pk, key=who.first_name)
    purpose, scope = Purpose.SERVICE_MAY_CONTACT, f"service:{cast.severn.pk}"
    consent.give(cast.ellis, purpose=purpose, scope=scope, wording="1", method=Method.ROOM, by=cast.ellis)

    page = signed_in(cast.nadia).get(url("team_messages"), {"show": "all"}).content.decode()

    assert "Gwen Hale" not in page
    assert "A member of a group" in page
    assert "Ellis Moor" in page


@pytest.mark.parametrize("show", ["needs", "waiting", "sent", "not_sent", "all"])
def test_nobody_sees_the_messages_of_another_service(cast, signed_in, show):
    for number, state in enumerate(("UNDELIVERED", "SCHEDULED", "DELIVERED", "SUPPRESSED")):
        message(cast, cast.piran, service=cast.tamar, state=state, key=f"t{number}")

    page = signed_in(cast.nadia).get(url("team_messages"), {"show": show}).content.decode()

    assert "Piran" not in page


def test_the_log_can_be_filtered_and_paged(cast, signed_in):
    for number in range(52):
        message(cast, cast.dev, key=f"k{number}")
    client = signed_in(cast.nadia)

    first = client.get(url("team_messages"), {"show": "all", "channel": "SMS"}).content.decode()
    second = client.get(url("team_messages"), {"show": "all", "page": "2"}).content.decode()
    other = client.get(url("team_messages"), {"show": "all", "channel": "EMAIL"}).content.decode()

    assert (first.count("Dev Patel"), second.count("Dev Patel"), other.count("Dev Patel")) == (50, 2, 0)
    assert 'rel="next"' in first
    assert 'rel="prev"' in second


@pytest.mark.parametrize(
    "page", ["0", "-1", "x", "99999999999999999999", "²", "000001" + "9" * 30, "9" * 5000]
)
def test_a_page_that_is_nonsense_is_the_first(cast, signed_in, page):
    assert signed_in(cast.nadia).get(url("team_messages"), {"page": page}).status_code == 200


def test_an_address_that_no_text_can_hold_is_a_mistake_and_not_an_error_of_ours(cast, signed_in):
    answer = signed_in(cast.nadia).get("/team/messages/sends/a%00b/")

    assert answer.status_code == 400
    assert "<h1" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_log_asks_as_often_for_many_as_for_one(cast, signed_in, django_assert_max_num_queries, rows):
    for number in range(rows):
        message(cast, cast.dev, key=f"k{number}")
    client = signed_in(cast.nadia)
    client.get(url("team_messages"))

    with django_assert_max_num_queries(9):
        client.get(url("team_messages"))


def test_the_download_is_written_down_and_holds_no_formula(cast, signed_in):
    row = message(cast, cast.dev)
    Message.objects.filter(pk=row.pk).update(reason="=HYPERLINK(1)")

    answer = signed_in(cast.nadia).post(url("team_messages_export"), {"show": "all"})
    text = b"".join(answer.streaming_content).decode()

    assert "Dev Patel" in text
    assert ",'=HYPERLINK(1)," in text
    assert Happened.objects.filter(name="notifications.log.exported").count() == 1


def test_concerns_and_codes_are_not_in_the_log(cast, signed_in):
    row = message(cast, cast.gwen, kind="sign-in-code", state="FAILED")
    other = message(cast, cast.gwen, kind="concern-received", state="FAILED", key="c")
    client = signed_in(cast.nadia)

    assert "Gwen Hale" not in client.get(url("team_messages"), {"show": "all"}).content.decode()
    assert [client.get(url("team_message", one.pk)).status_code for one in (row, other)] == [404, 404]


# How a mass send is coming along ────────────────────────────────────────────────────────────────────────────


def test_progress_is_told_in_words(cast, signed_in):
    people = [cast.maria, cast.tom, cast.dev, cast.aisha, cast.colin]
    for person, state in zip(
        people, ["DELIVERED", "ACCEPTED", "UNDELIVERED", "SCHEDULED", "BY_HAND"], strict=True
    ):
        message(cast, person, state=state, batch="b1", key=person.first_name)

    page = signed_in(cast.nadia).get(url("team_batch", "b1")).content.decode()

    assert "3 of 5 sent, 1 arrived, 1 still to go, 1 to ring or post, 1 could not be delivered." in page
    assert 'data-poll="' in page


def test_a_send_of_another_service_is_not_there(cast, signed_in):
    message(cast, cast.piran, service=cast.tamar, batch="b2")

    assert signed_in(cast.nadia).get(url("team_batch", "b2")).status_code == 404
