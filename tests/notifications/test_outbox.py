"""The front door: once per key, each by their own channel, within the hours."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import CharField, F, JSONField, Value
from django.db.models.functions import Cast, Concat

from followon import clock
from followon.errors import Refused
from followon.people.models import User
from notifications import outbox
from notifications.models import ContactPoint, Message, Preference
from notifications.states import MessageState
from tests.notifications import kinds
from tests.notifications.conftest import ROBOT, TUESDAY_NOON


def queue(kind=kinds.Note, *, to, key="meeting:1:note", about="meeting:1", **more):
    more = {"payload": {"text": "Hello"}, "by": ROBOT, "service_id": 1, **more}
    return outbox.queue(kind, to=to, about=about, key=key, **more)


def test_queue_stores_one_row_per_person(noon, maria, tom):
    rows = queue(to=[maria, tom])

    assert [(row.person, row.channel, row.state, row.key, row.next_at) for row in rows] == [
        (maria, "SMS", "SCHEDULED", f"meeting:1:note:person:{maria.pk}", noon),
        (tom, "SMS", "SCHEDULED", f"meeting:1:note:person:{tom.pk}", noon),
    ]
    assert Message.objects.get(pk=rows[0].pk).payload == {"text": "Hello"}


def test_queue_leaves_a_key_that_is_there_alone(noon, maria, tom):
    queue(to=[maria])

    assert [row.person for row in queue(to=[maria, tom])] == [tom]
    assert Message.objects.count() == 2


def test_queue_takes_the_same_person_twice_as_one(noon, maria):
    assert len(queue(to=[maria, maria])) == 1


@pytest.mark.parametrize(
    ("chosen", "second", "channel"),
    [("EMAIL", "", "EMAIL"), ("SMS", "EMAIL", "SMS"), ("CALL", "SMS", "CALL"), ("LETTER", "", "LETTER")],
)
def test_queue_goes_by_the_persons_own_channel(noon, maria, chosen, second, channel):
    Preference.objects.create(person=maria, channel=chosen, second_channel=second)

    [row] = queue(to=[maria])

    assert row.channel == channel
    assert row.state == (MessageState.BY_HAND if channel in ("CALL", "LETTER") else MessageState.SCHEDULED)


def test_queue_falls_to_what_the_person_has(noon, grace, colin):
    assert [(row.channel, row.state) for row in queue(to=[grace, colin])] == [
        ("EMAIL", "SCHEDULED"), ("CALL", "BY_HAND")
    ]  # fmt: skip


def test_queue_makes_no_call_for_a_kind_that_nobody_would_ring_about(noon, colin):
    assert queue(kinds.EmailOnly, to=[colin]) == []


def test_queue_waits_until_the_morning_when_it_is_night(maria):
    with clock.moved_to(datetime(2026, 11, 24, 22, 15, tzinfo=UTC)):
        [row] = queue(to=[maria])

    assert row.next_at == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def test_queue_goes_the_evening_before_when_the_morning_is_too_late(noon, maria):
    due = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)

    [row] = queue(to=[maria], send_at=due, not_after=due + timedelta(hours=2))

    assert row.next_at == datetime(2026, 11, 25, 19, 0, tzinfo=UTC)
    assert row.send_at == due


def test_queue_says_at_once_when_no_allowed_hour_is_left(maria):
    with clock.moved_to(datetime(2026, 11, 24, 22, 0, tzinfo=UTC)):
        [row] = queue(to=[maria], not_after=datetime(2026, 11, 25, 8, 30, tzinfo=UTC))

    assert (row.state, row.reason) == ("EXPIRED", "It could only have arrived in quiet hours")


def test_queue_keeps_the_hours_of_the_service(maria):
    outbox.set_profile(1, name="Severn Vale", quiet_from=time(21), quiet_until=time(8))
    with clock.moved_to(datetime(2026, 11, 24, 20, 30, tzinfo=UTC)):
        [row] = queue(to=[maria])

        assert row.next_at == clock.now()


def test_a_code_goes_at_any_hour(maria):
    with clock.moved_to(datetime(2026, 11, 24, 3, 0, tzinfo=UTC)):
        [row] = queue(kinds.Code, to=[maria])

        assert row.next_at == clock.now()


def test_withdraw_stops_only_what_has_not_left(noon, maria, tom, grace, colin):
    queue(to=[maria, tom, grace, colin])
    out = Message.objects.get(person=tom)
    out.state = MessageState.ACCEPTED
    out.save()

    assert outbox.withdraw(about="meeting:1", reason="The meeting is off") == 3
    assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == [
        "CANCELLED", "ACCEPTED", "CANCELLED", "CANCELLED"
    ]  # fmt: skip
    assert list(outbox.told("meeting:1")) == [tom.pk]


def test_withdraw_supersedes_older_revisions_only(noon, maria):
    queue(to=[maria], key="old", revision=1)
    queue(to=[maria], key="new", revision=2)

    outbox.withdraw(about="meeting:1", below_revision=2, reason="The time changed")

    assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == ["SUPERSEDED", "SCHEDULED"]


def test_withdraw_names_kinds_and_people(noon, maria, tom):
    queue(to=[maria, tom], key="a")
    queue(kinds.Change, to=[maria, tom], key="b")

    assert outbox.withdraw(about="meeting:1", kinds=["test-note"], to=[maria], reason="Left the group") == 1
    assert Message.objects.get(state="CANCELLED").person == maria


def test_withdraw_forbids_repeating_what_may_be_out(noon, maria):
    [row] = queue(to=[maria])
    Message.objects.filter(pk=row.pk).update(state=MessageState.UNCERTAIN)

    assert outbox.withdraw(about="meeting:1", reason="The meeting is off") == 0
    row.refresh_from_db()
    assert (row.state, row.withdrawn_because) == ("UNCERTAIN", "The meeting is off")
    assert list(outbox.told("meeting:1")) == [maria.pk]


def test_told_leaves_out_those_nothing_has_gone_to(noon, maria):
    queue(to=[maria])

    assert list(outbox.told("meeting:1")) == []


def test_resend_makes_a_new_row_once_each_time(noon, maria):
    [row] = queue(to=[maria])
    Message.objects.filter(pk=row.pk).update(state=MessageState.UNDELIVERED)

    again = outbox.resend(row, by=maria)

    assert again.key == f"{row.key}:again:{row.pk}:1:person:{maria.pk}"
    assert again.payload == row.payload
    assert outbox.resend(row, by=maria).key == f"{row.key}:again:{row.pk}:2:person:{maria.pk}"


def test_what_is_sent_again_and_again_keeps_a_key_that_fits(noon, maria):
    [row] = queue(to=[maria])
    for _ in range(12):
        Message.objects.filter(pk=row.pk).update(state=MessageState.UNDELIVERED)
        row = outbox.resend(row, by=maria)

    assert Message.objects.values("key").distinct().count() == 13
    assert len(row.key) < 80


def test_resend_refuses_what_is_still_on_its_way(noon, maria):
    [row] = queue(to=[maria])

    with pytest.raises(outbox.CannotSendAgain):
        outbox.resend(row, by=maria)


def test_resend_refuses_a_code(noon, maria):
    [row] = queue(kinds.Code, to=[maria])
    Message.objects.filter(pk=row.pk).update(state=MessageState.DEAD)

    with pytest.raises(outbox.CannotSendAgain):
        outbox.resend(row, by=maria)


def test_mark_by_hand_closes_a_call(noon, colin, maria):
    [row] = queue(to=[colin])

    outbox.mark_by_hand(row, outcome="TOLD", by=maria)

    row.refresh_from_db()
    assert (row.state, row.reason) == ("DONE_BY_HAND", "Told them")
    assert list(outbox.told("meeting:1")) == [colin.pk]


def test_mark_by_hand_keeps_a_call_nobody_picked_up(noon, colin, maria):
    [row] = queue(to=[colin])

    outbox.mark_by_hand(row, outcome="NO_REPLY", by=maria)

    row.refresh_from_db()
    assert (row.state, row.reason) == ("BY_HAND", "No reply")


def test_mark_by_hand_refuses_a_text_that_arrived(noon, maria):
    [row] = queue(to=[maria])
    Message.objects.filter(pk=row.pk).update(state=MessageState.DELIVERED)

    with pytest.raises(Refused):
        outbox.mark_by_hand(row, outcome="TOLD", by=maria)


def test_preview_shows_what_each_would_get_and_sends_nothing(
    noon, maria, grace, colin, tom, django_assert_num_queries
):
    Preference.objects.create(person=tom, channel="SMS", paused_at=noon)
    ContactPoint.objects.create(
        person=maria,
        channel="SMS",
        address=maria.mobile,
        status="INVALID",
        reason="This number is not in use",
    )

    shown = outbox.preview(
        kinds.Note,
        to=[maria, grace, colin, tom],
        payload={"text": "x" * 161},
        about="meeting:1",
        service_id=1,
    )

    assert [
        (one.person.first_name, one.channel, one.parts, str(one.pence), one.reason_not) for one in shown
    ] == [
        ("Maria", "SMS", 2, "8.00", "This number is not in use"),
        ("Grace", "EMAIL", 0, "0.00", ""),
        ("Colin", "CALL", 0, "0.00", ""),
        ("Tom", "SMS", 2, "8.00", "Has paused their messages"),
    ]
    with django_assert_num_queries(2):  # without the words
        ways = outbox.ways(kinds.Note, to=[maria, grace, colin, tom])
    assert [(way.person, way.channel, way.reason_not) for way in ways] == [
        (one.person, one.channel, one.reason_not) for one in shown
    ]
    assert Message.objects.count() == 0


def test_plan_queues_many_people_in_one_statement(noon, maria, grace, colin, tom, django_assert_num_queries):
    Preference.objects.create(person=tom, channel="EMAIL")
    source = User.objects.order_by("pk").values(
        person_id=F("pk"),
        about=Value("meeting:9"),
        key=Concat(Value("meeting:9:note:person:"), Cast("pk", CharField())),
        payload=Value({"text": "Hello"}, JSONField()),
        service_id=Value(1),
        send_at=Value(noon + timedelta(hours=1)),
        not_after=Value(noon + timedelta(days=1)),
        revision=Value(3),
    )

    with django_assert_num_queries(1):
        assert outbox.plan(kinds.Note, source, by=ROBOT) == 4
    assert outbox.plan(kinds.Note, source, by=ROBOT) == 0

    rows = Message.objects.order_by("person_id").values_list(
        "channel", "state", "revision", "next_at", "payload"
    )
    later = noon + timedelta(hours=1)
    assert list(rows) == [
        ("SMS", "SCHEDULED", 3, later, {"text": "Hello"}),
        ("EMAIL", "SCHEDULED", 3, later, {"text": "Hello"}),
        ("CALL", "BY_HAND", 3, later, {"text": "Hello"}),
        ("EMAIL", "SCHEDULED", 3, later, {"text": "Hello"}),
    ]


def test_a_row_outside_a_lease_has_no_token(noon, maria):
    [row] = queue(to=[maria])

    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=row.pk).update(state=MessageState.CLAIMED)


def test_fitting_tells_planners_when_a_reminder_should_go(db):
    with clock.moved_to(TUESDAY_NOON):
        due = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)

        assert outbox.fitting(1, due, not_after=due + timedelta(hours=2)) == datetime(
            2026, 11, 25, 19, tzinfo=UTC
        )
