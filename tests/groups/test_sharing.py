"""F4: a number reaches nobody whom its owner did not choose, by no page, message, log or list."""

import json

import pytest
from django.test import Client

from followon.audit.models import Event
from followon.people.models import Consent, Method
from groups import sharing
from groups.actions import gathering, meetings, members, reminding
from groups.models import Membership
from groups.protocol import Purpose
from groups.sharing import NO_NAME, Shared
from notifications import kinds, outbox, rendering
from notifications.models import Link, Message, SenderProfile
from tests.groups.actions.conftest import the_plan

NAME, MOBILE, LANDLINE, EMAIL = sharing.PURPOSES
ALL = set(sharing.PURPOSES)


def share(stage, who, *purposes):
    return members.share(stage.membership(who), purposes=set(purposes), method=Method.SCREEN, by=who)


def seen(stage, viewer, who, group=None):
    rows = sharing.shared_details(group or stage.steppers, viewer)
    return next((row for row in rows if row.membership.person_id == who.pk), None)


@pytest.mark.parametrize(
    ("purposes", "expected"),
    [
        ((), (NO_NAME, "", "", "")),
        ((NAME,), ("Khadija", "", "", "")),
        ((NAME, MOBILE), ("Khadija", "mobile", "", "")),
        ((MOBILE,), (NO_NAME, "mobile", "", "")),
        ((NAME, EMAIL), ("Khadija", "", "", "")),  # she has no email address
        ((NAME, LANDLINE), ("Khadija", "", "", "")),
    ],
)
def test_each_field_by_itself(stage, purposes, expected):
    share(stage, stage.gwen, NAME, MOBILE)
    share(stage, stage.khadija, *purposes)

    row = seen(stage, stage.gwen, stage.khadija)

    shown = tuple(stage.khadija.mobile if value == "mobile" else value for value in expected)
    assert (row.person_name, row.mobile, row.landline, row.email) == shown


def test_who_shares_no_way_to_be_reached_sees_names_only(stage):
    share(stage, stage.khadija, NAME, MOBILE)
    share(stage, stage.ellis, NAME)

    assert seen(stage, stage.ellis, stage.khadija).mobile == ""
    share(stage, stage.ellis, NAME, EMAIL)
    assert seen(stage, stage.ellis, stage.khadija).mobile == stage.khadija.mobile


def test_one_s_own_details_are_shown_as_shared(stage):
    share(stage, stage.khadija, NAME)

    row = seen(stage, stage.khadija, stage.khadija)
    assert (row.person_name, row.mobile, row.ways) == ("Khadija", "", [])


def test_taking_back_holds_from_the_next_request(stage):
    share(stage, stage.gwen, NAME, MOBILE)
    share(stage, stage.khadija, NAME, MOBILE)
    assert seen(stage, stage.gwen, stage.khadija).mobile

    share(stage, stage.khadija, NAME)
    assert not seen(stage, stage.gwen, stage.khadija).mobile


def test_the_ledger_keeps_the_words_that_were_agreed_to(stage):
    share(stage, stage.khadija, MOBILE)

    line = Consent.objects.get()
    assert (line.scope, line.wording, line.given) == (f"group:{stage.steppers.pk}", "sharing-2026-11", True)


def test_a_yes_for_one_group_is_no_yes_for_another(stage):
    members.join(stage.harbour, person=stage.khadija, by=stage.nadia)
    share(stage, stage.gwen, *ALL)
    share(stage, stage.rhys, *ALL)
    Membership.objects.get(group=stage.harbour, person=stage.khadija)
    members.share(
        Membership.objects.get(group=stage.steppers, person=stage.khadija),
        purposes=ALL, method=Method.SCREEN, by=stage.khadija,
    )  # fmt: skip

    assert seen(stage, stage.gwen, stage.khadija).mobile == stage.khadija.mobile
    assert seen(stage, stage.rhys, stage.khadija, stage.harbour).mobile == ""


@pytest.mark.parametrize("who", ["rhys", "piran", "nadia", "sam", "ruth", "olive", "ife"])
def test_nobody_outside_the_group_sees_anything(stage, who):
    for member in (stage.gwen, stage.khadija):
        share(stage, member, *ALL)

    assert sharing.shared_details(stage.steppers, getattr(stage, who)) == []


def test_who_left_is_gone_from_the_list_and_sees_it_no_more(stage):
    for member in (stage.gwen, stage.khadija):
        share(stage, member, *ALL)
    members.leave(stage.membership(stage.khadija), by=stage.khadija)

    assert seen(stage, stage.gwen, stage.khadija) is None
    assert sharing.shared_details(stage.steppers, stage.khadija) == []


def test_who_rests_stays_on_the_list(stage):
    share(stage, stage.gwen, *ALL)
    share(stage, stage.len, NAME, MOBILE)

    assert seen(stage, stage.gwen, stage.len).mobile == stage.len.mobile


def test_names_for_past_meetings(stage):
    share(stage, stage.khadija, NAME)

    names = sharing.shown_names(stage.steppers)
    assert names[stage.membership(stage.khadija).pk] == "Khadija"
    assert names[stage.membership(stage.gwen).pk] == NO_NAME
    assert sharing.shown_name(stage.membership(stage.khadija)) == "Khadija"


def test_who_shares_their_name_among_many_groups(stage):
    share(stage, stage.khadija, NAME)
    share(stage, stage.rhys, MOBILE)
    everybody = list(Membership.objects.all())

    assert sharing.sharing_their_name(everybody) == {stage.membership(stage.khadija).pk}
    assert sharing.sharing_their_name([]) == set()


@pytest.mark.parametrize("more", [0, 5])
def test_the_list_costs_two_questions_however_many_they_are(stage, more, django_assert_num_queries):
    for person in [stage.maria, stage.tom, stage.dev, stage.grace, stage.joan][:more]:
        members.join(stage.steppers, person=person, by=stage.nadia)

    with django_assert_num_queries(2):
        assert len(sharing.shared_details(stage.steppers, stage.gwen)) == 5 + more


# Everything that leaves, read through for a number that should not be in it ────────────────────────────────────────


SECRET = "+447700900777"


@pytest.fixture
def whispering(stage):
    """Khadija shares nothing; Gwen shares all. Somebody has said something in every corner."""
    stage.khadija.mobile = SECRET
    stage.khadija.email = "secret@example.org"
    stage.khadija.landline = "+441632960777"
    stage.khadija.save()
    for who in (stage.gwen, stage.ellis):
        share(stage, who, *ALL)
    meeting = meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen)
    meetings.answer(
        meeting,
        membership=stage.membership(stage.khadija),
        coming="YES",
        how="TEXT",
        note="late",
        by=stage.khadija,
    )
    reminding.remind_now(meeting, by=stage.gwen)
    gathering.send_directory(
        stage.steppers, stage.steppers.memberships.select_related("person"), by=stage.gwen
    )
    members.leave(stage.membership(stage.len), quietly=False, by=stage.len)
    return stage


def secrets_in(text, names=("Khadija",)):
    return [secret for secret in ("00777", "960777", "secret@", *names) if secret in text.replace(" ", "")]


def test_no_message_to_others_holds_it(whispering):
    profile, read = SenderProfile(name="Severn Vale"), 0
    for row in Message.objects.exclude(person=whispering.khadija).select_related("person"):
        kind = kinds.get(row.kind)
        for channel in ("SMS", "EMAIL", "CALL"):
            if channel == "SMS" and "SMS" not in kind.channels:
                continue
            content = rendering.render(kind, channel, kind.context(row), profile)
            assert secrets_in(content.subject + content.body + content.html) == [], (row.kind, channel)
            read += 1
    assert read > 20


def test_the_directory_could_have_leaked(whispering):
    share(whispering, whispering.khadija, *ALL)

    [row] = Message.objects.filter(kind="group-directory", person=whispering.gwen)
    content = rendering.render(
        kinds.get(row.kind), "EMAIL", kinds.get(row.kind).context(row), SenderProfile(name="S")
    )
    assert len(secrets_in(content.body)) == 4


def test_a_text_never_holds_anybody_s_number(whispering):
    share(whispering, whispering.khadija, *ALL)

    [row] = Message.objects.filter(kind="group-directory", person=whispering.gwen)
    content = rendering.render(
        kinds.get(row.kind), "SMS", kinds.get(row.kind).context(row), SenderProfile(name="S")
    )
    assert secrets_in(content.body) == []


def test_no_payload_and_no_history_holds_it(whispering):
    stored = json.dumps(
        [*Message.objects.values_list("payload", flat=True), *Event.objects.values_list("facts", flat=True)]
    )

    assert secrets_in(stored, names=("Khadija", "Gwen")) == []


def test_no_preview_for_others_holds_it(whispering):
    meeting = whispering.steppers.meetings.get()
    shown = outbox.preview(
        "meeting-reminder",
        to=[whispering.gwen],
        payload={"meeting": meeting.pk},
        about=f"meeting:{meeting.pk}",
    )

    assert secrets_in(shown[0].text) == []


def test_no_private_page_holds_it(whispering):
    meeting, client = whispering.steppers.meetings.get(), Client()
    for purpose, path in (("answer", "r"), ("organise", "o")):
        _, token = Link.objects.make(
            purpose=purpose, person=whispering.gwen, about=f"meeting:{meeting.pk}", expires_at=meeting.ends_at
        )
        page = client.get(f"/{path}/{token}/")
        assert page.status_code == 200
        assert secrets_in(page.content.decode()) == []


def test_shared_is_a_plain_record(stage):
    row = Shared("Gwen", stage.membership(stage.gwen), mobile="+447700900001", email="gwen@example.org")

    assert row.ways == ["+447700900001", "gwen@example.org"]
    assert Purpose.SHARE_NAME == NAME
