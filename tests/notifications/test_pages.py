"""The engine's own pages: each person's own, the team's within their service, and the private link."""

from datetime import timedelta

import pytest
from django.urls import reverse

from followon import clock
from followon.audit.models import Event as Happened
from followon.people import recent
from followon.people.actions import consent
from followon.people.models import Method
from notifications import outbox
from notifications.actions import switches
from notifications.delivery.passes import dispatch_once
from notifications.models import ContactPoint, Link, Message, Preference, SendSwitch
from pmp.protocol import Purpose
from tests import cast as stage
from tests.notifications import kinds
from tests.notifications.conftest import ROBOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(noon, db):
    return stage.assemble()


@pytest.fixture
def signed_in(client):
    def sign_in(person):
        """The test client with somebody signed in; the team with its second step."""
        client.force_login(person)
        session, at = client.session, clock.now().timestamp()
        session[recent.SIGNED_IN_AT] = at
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": at}]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
        return client

    return sign_in


def url(name, *args):
    return reverse(f"notifications:{name}", args=args)


def message(cast, person=None, *, state="UNDELIVERED", service=None, key="k", kind=kinds.Note, **more):
    [row] = outbox.queue(
        kind,
        to=[person or cast.maria],
        about="meeting:1",
        key=key,
        payload={"text": "Hello"},
        by=ROBOT,
        service_id=(service or cast.severn).pk,
        **more,
    )
    Message.objects.filter(pk=row.pk).update(state=state, body="Hello", address=row.person.mobile)
    row.refresh_from_db()
    return row


# ── how we reach you ─────────────────────────────────────────────────────────────────────────────────────────
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


# ── the private link ─────────────────────────────────────────────────────────────────────────────────────────
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


# ── the delivery log ─────────────────────────────────────────────────────────────────────────────────────────
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


@pytest.mark.parametrize("rows", [1, 3])
def test_the_log_asks_as_often_for_many_as_for_one(cast, signed_in, django_assert_max_num_queries, rows):
    for number in range(rows):
        message(cast, cast.dev, key=f"k{number}")
    client = signed_in(cast.nadia)
    client.get(url("team_messages"))

    with django_assert_max_num_queries(10):
        client.get(url("team_messages"))


def test_opening_a_message_is_written_down(cast, signed_in):
    row = message(cast)

    page = signed_in(cast.nadia).get(url("team_message", row.pk)).content.decode()

    assert "Maria Costa" in page
    assert Happened.objects.get(about=f"person:{cast.maria.pk}", actor=f"person:{cast.nadia.pk}").facts == {
        "what": "a message"
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

    assert Message.objects.filter(key__contains=":again:1", state="SCHEDULED").count() == 1


def test_a_message_on_its_way_is_not_sent_again(cast, signed_in):
    row = message(cast, state="SCHEDULED")

    answer = signed_in(cast.nadia).post(url("team_message_resend", row.pk), follow=True)

    assert "be sent again" in answer.content.decode()
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
    assert Message.objects.filter(key__contains=":again:1", channel="SMS", state="SCHEDULED").count() == 1


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


# ── how a mass send is coming along ──────────────────────────────────────────────────────────────────────────
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


# ── stopping messages ────────────────────────────────────────────────────────────────────────────────────────
def test_a_service_s_messages_can_be_stopped_and_let_go(cast, signed_in, standin, noon):
    standin.store.now = lambda: noon
    message(cast, state="SCHEDULED")
    message(cast, cast.piran, service=cast.tamar, state="SCHEDULED", key="other")
    client = signed_in(cast.nadia)

    client.post(url("team_switches"), {"what": f"SERVICE:{cast.severn.pk}", "reason": "A wrong date"})
    dispatch_once()
    assert [text.to for text in standin.store.taken()] == [cast.piran.mobile]
    assert "A wrong date" in client.get(url("team_switches")).content.decode()

    client.post(url("team_switch_release", SendSwitch.objects.get().pk))
    dispatch_once(noon + timedelta(minutes=1))
    assert len(standin.store.taken()) == 2


def test_a_release_is_paced(cast, noon):
    switch = switches.switch_off("SERVICE", str(cast.severn.pk), reason="Testing", by=cast.nadia)
    for number in range(20):
        message(cast, cast.dev, state="SCHEDULED", key=f"k{number}")

    assert switches.switch_on(switch, by=cast.nadia) == 20
    times = sorted(Message.objects.values_list("next_at", flat=True))
    assert times[-1] - times[0] == timedelta(seconds=19 / 5)


def test_one_service_s_stop_stops_no_other(cast, signed_in):
    client = signed_in(cast.olive)

    answer = client.post(url("team_switches"), {"what": f"SERVICE:{cast.severn.pk}", "reason": "Mine?"})

    assert answer.status_code == 200
    assert not SendSwitch.objects.exists()


def test_nobody_releases_what_another_service_stopped(cast, signed_in):
    switch = SendSwitch.objects.create(scope="SERVICE", value=str(cast.severn.pk), reason="x", by="person:1")

    assert signed_in(cast.olive).post(url("team_switch_release", switch.pk)).status_code == 404
    assert SendSwitch.objects.get().released_at is None


def test_a_stop_of_the_whole_site_is_shown_and_not_released_here(cast, signed_in):
    switch = SendSwitch.objects.create(scope="GLOBAL", value="", reason="Restored", by="job:x")
    client = signed_in(cast.nadia)

    assert "Restored" in client.get(url("team_switches")).content.decode()
    assert client.post(url("team_switch_release", switch.pk)).status_code == 404
