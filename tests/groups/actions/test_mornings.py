"""The morning email: only when something waits, once, in working mornings, and without anybody in it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from followon import clock
from followon.audit.actors import Job as Robot
from followon.audit.models import Event
from followon.people.models import Method
from groups import tasks
from groups.actions import mornings
from groups.models import Group, Meeting
from groups.models.numbers import NumberChange, NumberCheck
from groups.states import GroupState, MeetingState
from notifications.models import Inbound, Message
from notifications.states import InboundState, MessageState
from pmp.actions import staff
from pmp.models import Choice, Cohort, Enrolment, HandoverStep, Post
from pmp.protocol import STEPS
from pmp.states import Wish
from tests import cast

ROBOT = Robot("morning email")
NINE = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)  # a Tuesday
MONDAY = NINE - timedelta(days=1)


@pytest.fixture
def calm(stage):
    """Nothing waits for anybody: the handover's steps are done, groups meet, the numbers have been rung."""
    Cohort.objects.update(ends_on=date(2027, 3, 1))
    Group.objects.update(state=GroupState.RESTING)
    for service, who in ((stage.severn, stage.nadia), (stage.tamar, stage.olive)):
        NumberCheck.objects.create(service=service, by=who, at=NINE - timedelta(days=10))
    return stage


def send(at=NINE):
    with clock.moved_to(at):
        return mornings.send(by=ROBOT)


def told():
    """Who got what, as (first name, words of the lines)."""
    rows = Message.objects.filter(kind="morning-email").select_related("person").order_by("pk")
    return [(row.person.first_name, [line["words"] for line in row.payload["lines"]]) for row in rows]


def late_handover(stage):
    """The programme ends on Tuesday next week: the session for sharing the idea was last Tuesday, all undone."""
    fresh = cast.cohort(stage.severn, "Northgate Spring", first=NINE.date() - timedelta(weeks=10))
    fresh.clinicians.add(stage.posts["sam"])
    fresh.tutors.add(stage.posts["ruth"])
    return fresh


def quiet_group(stage, name="Gone Fishing"):
    group = cast.group(stage.severn, name, name, [stage.gwen])
    for weeks in (30, 32, 34):
        met = cast.meeting(group, on=NINE.date() - timedelta(weeks=weeks))
        Meeting.objects.filter(pk=met.pk).update(state=MeetingState.HELD, came=5)
    return group


def text_waiting(stage):
    Inbound.objects.create(
        sid="SM1", from_address="+447700900555", body="Who is this?", person=stage.gwen,
        service_id=stage.severn.pk, state=InboundState.NEEDS_PERSON,
    )  # fmt: skip


def message_failed(stage):
    Message.objects.create(
        kind="group-joined", person=stage.gwen, channel="SMS", about="group:1", key="failed", by="job:x",
        service_id=stage.severn.pk, payload={"group": 1}, state=MessageState.FAILED, send_at=NINE, next_at=NINE,
    )  # fmt: skip


# Nothing when there is nothing ──────────────────────────────────────────────────────────────────────────────────────


def test_nobody_hears_anything_when_nothing_waits(calm):
    assert send() == 0
    assert send(MONDAY) == 0
    assert told() == []


# Each exception, and whose it is ────────────────────────────────────────────────────────────────────────────────────


def test_late_steps_go_to_who_runs_the_programme_and_tutors_hear_of_theirs(calm):
    late_handover(calm)

    send()

    everything = sum(step.stage.sessions_before_end == 2 for step in STEPS)
    assert sorted(told()) == [
        ("Ife", [f"Northgate Spring: {everything} steps are overdue"]),  # leads the service
        ("Nadia", [f"Northgate Spring: {everything} steps are overdue"]),
        ("Ruth", ["Northgate Spring: 1 step is overdue"]),
        ("Sam", [f"Northgate Spring: {everything} steps are overdue"]),
    ]


def test_somebody_elses_programme_is_not_told_to_a_clinician(calm):
    late_handover(calm).clinicians.clear()

    send()

    assert sorted(who for who, _ in told()) == ["Ife", "Nadia", "Ruth"]


def test_people_who_have_not_heard_are_counted_not_named(calm):
    cohort = cast.cohort(calm.severn, "Harbour Summer", first=NINE.date() - timedelta(weeks=20))
    HandoverStep.objects.bulk_create(
        HandoverStep(handover=cohort.handover, key=step.key, outcome="DONE", recorded_by=calm.sam)
        for step in STEPS
    )
    for who in (calm.tom, calm.joan):
        place = Enrolment.objects.create(cohort=cohort, person=who)
        Choice.objects.create(enrolment=place, wish=Wish.YES, method=Method.ROOM)

    send()

    words = dict(told())["Nadia"]
    assert "Harbour Summer: 2 people have not heard from us" in words


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        (message_failed, "1 message needs a person"),
        (text_waiting, "1 text waits to be read"),
        (
            lambda stage: NumberChange.objects.create(
                service=stage.severn,
                nation="england",
                what="PHONE",
                value="+441632960119",
                asked_by=stage.ife,
            ),
            "A number for the help pages waits for a second person",
        ),
    ],
)
def test_what_presses_is_said_on_any_working_day_to_coordinators_and_the_lead(calm, happens, words):
    happens(calm)

    send()

    assert sorted(told()) == [("Ife", [words]), ("Nadia", [words])]


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        (quiet_group, "Gone Fishing have gone quiet"),
        (
            lambda stage: NumberCheck.objects.filter(service=stage.severn).delete(),
            "Nobody has rung the numbers of the help pages for a month",
        ),
        (
            lambda stage: Post.objects.filter(pk=stage.posts["ruth"].pk).update(until_date=date(2026, 12, 1)),
            "1 post ends in the next 2 weeks",
        ),
    ],
)
def test_what_changes_slowly_is_said_on_the_first_working_day_of_a_week(calm, happens, words):
    happens(calm)

    assert send(NINE) == 0  # a Tuesday
    send(MONDAY)

    assert sorted(told()) == [("Ife", [words]), ("Nadia", [words])]


def test_the_service_of_somebody_else_hears_nothing(calm):
    quiet_group(calm)
    late_handover(calm)

    send(MONDAY)

    assert "Olive" not in [who for who, _ in told()]


# Once, and when ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_comes_once_a_day_however_often_the_task_fires(calm):
    message_failed(calm)

    assert [send(NINE + timedelta(minutes=15 * n)) for n in range(4)] == [2, 0, 0, 0]
    text_waiting(calm)
    assert send(NINE + timedelta(hours=2)) == 0
    assert send(NINE + timedelta(days=1)) == 2


def test_the_database_refuses_a_second_one_of_the_same_day(calm):
    message_failed(calm)
    send()
    row = Message.objects.filter(kind="morning-email").first()
    row.pk = None

    with pytest.raises(IntegrityError):
        row.save(force_insert=True)


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 24, 8, 59, tzinfo=UTC),  # quiet hours
        datetime(2026, 11, 24, 12, 0, tzinfo=UTC),  # the morning is over
        datetime(2026, 11, 28, 9, 30, tzinfo=UTC),  # Saturday
        datetime(2026, 11, 29, 9, 30, tzinfo=UTC),  # Sunday
        datetime(2026, 12, 25, 9, 30, tzinfo=UTC),  # a bank holiday
        datetime(2026, 12, 28, 9, 30, tzinfo=UTC),  # the one moved from Saturday
    ],
)
def test_it_comes_in_working_mornings_only(calm, at):
    text_waiting(calm)

    assert send(at) == 0


def test_after_a_bank_holiday_tuesday_is_the_first_day_of_the_week():
    assert mornings.is_first_of_week(date(2026, 12, 29), "england")
    assert not mornings.is_first_of_week(date(2026, 12, 30), "england")
    assert mornings.is_first_of_week(date(2027, 3, 30), "england")  # after Easter Monday
    assert not mornings.is_first_of_week(date(2027, 3, 30), "scotland")


def test_a_morning_in_summer_is_that_on_the_wall(calm):
    text_waiting(calm)

    assert send(datetime(2027, 6, 1, 7, 30, tzinfo=UTC)) == 0  # 8:30 in London
    assert send(datetime(2027, 6, 1, 8, 5, tzinfo=UTC)) > 0


def test_by_email_only_and_not_to_whoever_has_none(calm):
    calm.ife.email = ""
    calm.ife.save()
    text_waiting(calm)

    send()

    assert [(who, Message.objects.get(kind="morning-email").channel) for who, _ in told()] == [
        ("Nadia", "EMAIL")
    ]


def test_it_has_nobody_in_it(calm):
    message_failed(calm)
    text_waiting(calm)
    quiet_group(calm)
    late_handover(calm)
    Post.objects.filter(pk=calm.posts["ruth"].pk).update(until_date=date(2026, 12, 1))

    send(MONDAY)

    said = str([row.payload for row in Message.objects.filter(kind="morning-email")])
    for private in ("Gwen", "Ruth", "Hale", "900", "Who is this", "@"):
        assert private not in said


# Each may switch it off ─────────────────────────────────────────────────────────────────────────────────────────────


def test_whoever_turned_it_off_is_left_in_peace(calm):
    text_waiting(calm)
    staff.set_morning_email(calm.severn, wanted=False, by=calm.nadia)

    send()

    assert [who for who, _ in told()] == ["Ife"]
    event = Event.objects.get(name="pmp.post.morning_email")
    assert (event.actor, event.facts["turned"]) == (f"person:{calm.nadia.pk}", "off")


def test_turning_it_off_twice_is_said_once(calm):
    for _ in range(2):
        staff.set_morning_email(calm.severn, wanted=False, by=calm.nadia)

    assert Event.objects.filter(name="pmp.post.morning_email").count() == 1


def test_what_is_queued_is_not_sent_to_whoever_turns_it_off_or_leaves(calm):
    text_waiting(calm)
    send()
    mine = Message.objects.get(kind="morning-email", person=calm.nadia)
    kind = mornings.MorningEmail()

    assert kind.still_wanted(mine) is True
    staff.set_morning_email(calm.severn, wanted=False, by=calm.nadia)
    assert kind.still_wanted(mine) == "Does not want this email"
    Post.objects.filter(person=calm.nadia).update(until_date=date(2026, 11, 1))
    assert kind.still_wanted(mine) == "No longer works here"


# What it costs ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_cost_does_not_grow_with_what_waits(calm):
    costs = []
    for n in range(4):
        quiet_group(calm, f"Quiet {n}")
        cohort = cast.cohort(calm.severn, f"Late {n}", first=NINE.date() - timedelta(weeks=10))
        cohort.clinicians.add(calm.posts["sam"])
        with CaptureQueriesContext(connection) as asked:
            mornings.waiting_for(calm.nadia, calm.severn)
        costs.append(len(asked))

    assert costs == costs[:1] * 4
    assert costs[0] <= 25


def test_the_task_sends_it(calm):
    text_waiting(calm)

    with clock.moved_to(NINE):
        tasks.say_good_morning()

    assert len(told()) == 2
