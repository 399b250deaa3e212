"""Somebody with a trace in every app is deleted: no table of the whole database names them any more."""

from datetime import timedelta

import pytest
from django.db import connection

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Job
from followon.people import personal_data, words
from followon.people.actions import accounts, consent, leaving
from followon.people.models import Method, User
from groups.models import Answer, Coming, How, Membership, Place, PlaceKind
from groups.models.concern import AboutWhom, Concern, ConcernNote
from groups.states import ConcernState, MembershipState
from notifications import housekeeping, outbox
from notifications.delivery.passes import dispatch_once
from notifications.models import Attempt, ContactPoint, Inbound, Link, Message, Preference
from pmp.models import BestTimes, Choice, Enrolment, HandoverStep, Import, PrivateReason, Reason
from pmp.states import Wish
from tests import cast as cast_module
from tests.notifications import kinds
from tests.notifications.conftest import TUESDAY_NOON, running_standin, standin  # noqa: F401
from tests.people.signing import ask, by_code, give_app

NOT_OURS = ("django_migrations", "django_content_type", "auth_permission")


@pytest.fixture
def gwen(client, cast):
    """Gwen, with something in every table that can hold a word about her."""
    gwen = cast.gwen
    accounts.change_contact(gwen, by=cast.nadia, landline="+441632960888")
    gwen.refresh_from_db()
    by_code(client, gwen)
    give_app(gwen)
    ask(type(client)(), gwen.email)
    spread(gwen, cast)
    return gwen


def spread(gwen, cast):
    now, membership = clock.now(), cast.membership(gwen)
    scope = f"group:{cast.steppers.pk}"
    consent.give(gwen, purpose="share.mobile", scope=scope, wording="w", method=Method.ROOM, by=cast.sam)
    recorder.record_read(by=cast.nadia, about=gwen, what="contact details")
    meeting = cast_module.meeting(cast.steppers, on=clock.today() + timedelta(days=7), where=cast.cafe)
    meeting.plan = "Ring Gwen Hale on 07700 900 555 if you are lost"
    meeting.join_details = f"Gwen's phone: {gwen.mobile}"
    meeting.save()
    Answer.objects.create(
        meeting=meeting, membership=membership, coming=Coming.YES, how=How.WEB, revision=1, note="my knee"
    )
    Place.objects.create(
        service=cast.severn,
        name="Hale house",
        short_name="House",
        kind=PlaceKind.CAFE,
        address=f"c/o {gwen.email}",
    )
    concern(gwen, cast, now)
    messages(gwen, cast, now)
    programme(gwen, cast)


def concern(gwen, cast, now):
    mine = Concern.objects.create(
        service=cast.severn, group=cast.steppers, raised_by=gwen, about=AboutWhom.ME, what="I feel low",
        reach_on=gwen.mobile, state=ConcernState.CLOSED, closed_at=now, outcome="SPOKE",
        acknowledged_at=now, acknowledged_by=cast.ife, outcome_line="Rang Gwen Hale",
    )  # fmt: skip
    ConcernNote.objects.create(concern=mine, by=cast.ife, words="Gwen sounded better")
    Concern.objects.create(
        service=cast.severn, group=cast.steppers, raised_by=cast.ellis, about=AboutWhom.MEMBER, about_whom="Gwen",
        what="She is quiet", reach_on=cast.ellis.mobile, state=ConcernState.CLOSED, closed_at=now, outcome="SPOKE",
        acknowledged_at=now, acknowledged_by=cast.ife,
    )  # fmt: skip


def messages(gwen, cast, now):
    common = {"about": "meeting:1", "send_at": now, "next_at": now, "by": "job:test"}
    sent = Message.objects.create(
        kind="x", person=gwen, channel="SMS", key="a", state="DELIVERED", address=gwen.mobile, body="Dear Gwen",
        payload={"first": "Gwen"}, sent_at=now, **common,
    )  # fmt: skip
    Message.objects.create(kind="x", person=gwen, channel="SMS", key="b", state="SCHEDULED", **common)
    Message.objects.create(
        kind="x", person=cast.ellis, channel="EMAIL", key="c", state="DELIVERED", address=cast.ellis.email,
        body=f"In the group: Gwen Hale {gwen.email}", payload={"numbers": [gwen.mobile]}, sent_at=now, **common,
    )  # fmt: skip
    Attempt.objects.create(
        message=sent, n=1, provider="twilio", address=gwen.mobile, started_at=now, body_sha256="x"
    )
    Preference.objects.create(person=gwen, channel="SMS", language="Welsh", interpreter="BSL")
    ContactPoint.objects.create(person=gwen, channel="SMS", address=gwen.mobile)
    Inbound.objects.create(
        sid="SM1", from_address=gwen.mobile, body="Y this is Gwen", person=gwen, state="APPLIED"
    )
    Inbound.objects.create(sid="SM2", from_address=gwen.mobile, body="hello?", state="NEEDS_PERSON")
    Link.objects.make(purpose="answer", person=gwen, about="meeting:1", expires_at=now)


def programme(gwen, cast):
    place = Enrolment.objects.create(
        cohort=cast.larkfield, person=gwen, unreached_because="Gwen has no signal"
    )
    Choice.objects.create(
        enrolment=place, wish=Wish.YES, method=Method.ROOM, recorded_by=f"person:{cast.sam.pk}"
    )
    PrivateReason.objects.create(person=gwen, cohort=cast.larkfield, reason=Reason.COMMITMENTS)
    BestTimes.objects.create(person=gwen, parts=["MORNING"], area="LA1")
    handover = cast.larkfield.handover
    HandoverStep.objects.create(
        handover=handover, key="leaflet", outcome="DONE", reason="Gwen Hale took them", recorded_by=cast.sam
    )
    Import.objects.create(
        cohort=cast.larkfield, uploaded_by=cast.sam, source="paste", delete_on=clock.today(),
        rows=[{"first_name": "Gwen", "email": gwen.email}, {"first_name": "Tom"}],
    )  # fmt: skip


def whole_database():
    tables = [name for name in connection.introspection.table_names() if name not in NOT_OURS]
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')
            found[table] = "\n".join(row for (row,) in cursor.fetchall())
    return found


def naming_her(gwen):
    """Her addresses, her name, and what she or others wrote about her."""
    numbers = [gwen.mobile, gwen.mobile[3:], gwen.landline]
    return [*numbers, gwen.email, "Gwen", "I feel low", "my knee", "sounded better", "no signal", "Welsh"]


def test_whole_database_forgets_her(gwen):
    traces = naming_her(gwen)
    before = whole_database()
    assert sum(any(trace in text for trace in traces) for text in before.values()) >= 12

    accounts.erase(gwen, by=Job("test"))

    left = {table: [t for t in traces if t in text] for table, text in whole_database().items()}
    assert {table: found for table, found in left.items() if found} == {"django_session": []} or not any(
        left.values()
    )


def test_counts_of_the_figures_stay(gwen, cast):
    counted = [
        Membership,
        Answer,
        Enrolment,
        Choice,
        PrivateReason,
        Concern,
        Message,
        Inbound,
        HandoverStep,
        User,
    ]
    before = [model.objects.count() for model in counted]

    accounts.erase(gwen, by=Job("test"))

    after = [model.objects.count() for model in counted]
    assert [b <= a for b, a in zip(before, after, strict=True)] == [True] * len(counted)
    assert Choice.objects.filter(wish=Wish.YES).count() == 1


def test_she_leaves_her_group_and_gets_nothing_more(gwen, cast):
    accounts.erase(gwen, by=Job("test"))

    assert Membership.objects.get(person=gwen).state == MembershipState.LEFT
    assert not Message.objects.filter(person=gwen, state="SCHEDULED").exists()


def test_nobody_else_is_touched(gwen, cast):
    others = User.objects.exclude(pk=gwen.pk).order_by("pk")
    before = list(others.values())
    ellis = Membership.objects.get(person=cast.ellis)

    accounts.erase(gwen, by=Job("test"))

    assert list(others.values()) == before
    assert Membership.objects.get(pk=ellis.pk).state == ellis.state


def test_address_somebody_else_still_has_is_left_alone(cast, db):
    ContactPoint.objects.create(person=cast.ana, channel="SMS", address=cast.ana.mobile)

    accounts.erase(cast.maria, by=Job("test"))

    assert words.identifying(User.objects.get(pk=cast.maria.pk)) == words.Identity()
    assert ContactPoint.objects.get(person=cast.ana).address == cast.ana.mobile
    assert User.objects.get(pk=cast.ana.pk).mobile == cast.ana.mobile


def test_namesakes_keep_their_name_in_notes(cast):
    twin = accounts.open_account(first_name="Gwen", last_name="Hale", by=cast.nadia)
    meeting = cast_module.meeting(cast.steppers, on=clock.today() + timedelta(days=7), where=cast.cafe)
    meeting.plan = "Gwen Hale brings cake"
    meeting.save()

    accounts.erase(twin, by=Job("test"))

    meeting.refresh_from_db()
    assert meeting.plan == "Gwen Hale brings cake"


def test_deletion_waits_while_a_worry_is_open(gwen, cast):
    Concern.objects.filter(raised_by=gwen).update(state=ConcernState.RAISED)
    User.objects.filter(pk=gwen.pk).update(closing_at=clock.now())

    assert leaving.erase_who_asked() == 0
    assert User.objects.get(pk=gwen.pk).first_name == "Gwen"

    Concern.objects.filter(raised_by=gwen).update(state=ConcernState.CLOSED)
    assert leaving.erase_who_asked() == 1


def test_copy_has_every_part(gwen):
    titles = {one.title for one in personal_data.copy_for(gwen)}

    assert {
        "Your account", "What you have agreed to", "Your groups", "What you answered",
        "Worries you told us about",
        "Messages we sent you", "Texts you sent us", "How we contact you", "Your programmes",
        "What you said about a group",
        "Why not, which only you can read", "When you manage best", "Where you are signed in", "Your second steps",
    } <= titles  # fmt: skip


def test_words_of_messages_are_kept_for_thirty_days(gwen, cast):
    Message.objects.filter(key="a").update(sent_at=clock.now() - timedelta(days=29))
    leaving.keep_to_retention()
    assert Message.objects.get(key="a").body == "Dear Gwen"

    Message.objects.filter(key="a").update(sent_at=clock.now() - timedelta(days=31))
    counts = leaving.keep_to_retention()

    message = Message.objects.get(key="a")
    assert (message.body, message.address, message.payload, message.state) == ("", "", {}, "DELIVERED")
    assert counts["notifications.Message"] == 1


def test_what_has_still_to_be_done_keeps_its_words(gwen):
    Message.objects.filter(key="b").update(payload={"meeting": 1}, send_at=clock.now() - timedelta(days=40))
    Inbound.objects.filter(sid="SM2").update(received_at=clock.now() - timedelta(days=40))

    leaving.keep_to_retention()

    assert Message.objects.get(key="b").payload == {"meeting": 1}
    assert Inbound.objects.get(sid="SM2").body == "hello?"


def test_lists_are_emptied_on_their_day(gwen):
    leaving.keep_to_retention()

    assert Import.objects.get().rows == []


def test_group_that_ended_keeps_its_words_for_a_year(cast):
    group = cast.steppers
    for days, left in ((364, "We listen"), (366, "")):
        type(group).objects.filter(pk=group.pk).update(
            agreement="We listen", closed_at=clock.now() - timedelta(days=days)
        )
        leaving.keep_to_retention()
        group.refresh_from_db()
        assert group.agreement == left


def test_sweep_of_nothing_touches_nothing(db):
    assert words.sweep(words.Identity()) == 0


def test_number_is_found_however_it_was_typed(gwen, cast):
    meeting = cast_module.meeting(cast.steppers, on=clock.today() + timedelta(days=9), where=cast.cafe)
    tail = gwen.mobile[-3:]
    spaced = f"ring 07700 900 {tail} please", f"+44 (0)7700-900-{tail}", f"0 7 7 0 0 9 0 0 {' '.join(tail)}"
    for typed in (gwen.mobile, f"07700 900{tail}", f"07700900{tail}", f"0044 7700 900{tail}", *spaced):
        meeting.plan = typed
        meeting.save()
        words.sweep(words.identifying(gwen))
        meeting.refresh_from_db()
        assert meeting.plan == "", typed
    meeting.plan = f"07700 900{tail}99"
    meeting.save()
    words.sweep(words.identifying(gwen))
    meeting.refresh_from_db()
    assert meeting.plan != ""


@pytest.mark.django_db(transaction=True)
def test_the_provider_forgets_somebody_who_was_deleted(cast, standin):  # noqa: F811
    standin.store.now = lambda: TUESDAY_NOON
    with clock.moved_to(TUESDAY_NOON):
        outbox.queue(
            kinds.Note, to=[cast.tom], about="meeting:1", key="k", payload={"text": "Hello"}, by=Job("test"),
            service_id=None, channel="SMS",
        )  # fmt: skip
        dispatch_once()
        assert standin.store.taken()[0].body != ""
        accounts.erase(cast.tom, by=Job("test"))
    with clock.moved_to(TUESDAY_NOON + timedelta(days=4)):
        housekeeping.redact_at_provider()

    assert standin.store.taken()[0].body == ""
    assert Attempt.objects.get(provider="twilio").address == ""
