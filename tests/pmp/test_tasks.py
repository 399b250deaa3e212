"""What happens by itself: programmes begin and end, tutors and staff are nudged, late deciders asked, once each."""

from datetime import timedelta

import pytest

from followon import clock
from followon.audit.actors import Job
from followon.people.models import Method
from notifications.models import Message
from pmp import tasks
from pmp.actions import choices, cohorts, enrolments, handovers, nudging, reaching, staff, tutors
from pmp.models import Cohort, Enrolment, Import, Outcome
from pmp.states import Wish
from tests.cast import cohort
from tests.pmp.known import events, handover_of, place, queued

JOB = Job("tests")


def later(**more):
    return clock.moved_to(clock.now() + timedelta(**more))


def state(programme):
    return Cohort.objects.get(pk=programme.pk).state


def test_programmes_begin_on_their_day_and_end_after_it(cast):
    days = [clock.today() + timedelta(weeks=week, days=1) for week in range(8)]
    planned = cohorts.open_cohort(cast.severn, name="Northgate", dates=days, by=cast.sam)

    tasks.keep_programmes_in_step()
    assert (state(planned), state(cast.larkfield)) == ("PLANNED", "RUNNING")
    with later(days=1):
        tasks.keep_programmes_in_step()
        assert state(planned) == "RUNNING"
    with later(days=11):
        tasks.keep_programmes_in_step()  # the day of Larkfield's last session
        assert state(cast.larkfield) == "RUNNING"
    with later(days=12):
        tasks.keep_programmes_in_step()
        tasks.keep_programmes_in_step()
        assert state(cast.larkfield) == "FINISHED"
    assert events().count("pmp.cohort.finished") == 1


def test_a_tutor_who_stops_later_hands_on_on_that_day(cast):
    staff.stand_down(cast.posts["ruth"], on=clock.today() + timedelta(days=2), by=cast.nadia)

    tasks.keep_programmes_in_step()
    assert handover_of(cast.larkfield).tutor == cast.posts["ruth"]
    with later(days=2):
        tasks.keep_programmes_in_step()
    assert handover_of(cast.larkfield).tutor is None


def test_the_tutor_is_asked_once_two_weeks_before(cast):
    programme = cohort(cast.severn, "Harbourside", first=clock.today() - timedelta(weeks=8), sessions=12)
    programme.tutors.add(cast.posts["ruth"])
    handovers.assign_tutor(handover_of(programme), tutor=cast.posts["ruth"], by=cast.sam)
    assert programme.sessions.get(number=11).on_date == clock.today() + timedelta(days=14)

    tasks.nudge_handovers()
    tasks.nudge_handovers()

    assert (
        queued("tutor-session") == [("tutor-session", "Ruth", "SMS")] * 2
    )  # one for each of her two programmes
    with later(days=1):
        nudging.ask_tutors(by=JOB)
    assert Message.objects.filter(kind="tutor-session").count() == 2


def test_the_tutor_is_not_asked_once_the_step_is_settled_or_too_early(cast):
    handovers.mark_step(handover_of(cast.larkfield), key="tutor-coming", outcome=Outcome.DONE, by=cast.sam)
    programme = cohort(cast.severn, "Harbourside", first=clock.today() - timedelta(weeks=7), sessions=12)
    handovers.assign_tutor(handover_of(programme), tutor=cast.posts["ruth"], by=cast.sam)

    assert nudging.ask_tutors(by=JOB) == 0


@pytest.mark.parametrize(
    ("days", "sent"),
    [
        (0, ["after"]),
        (1, []),
        (2, ["before"]),
        (3, ["before"]),
        (4, []),
        (5, ["after"]),
        (9, ["before"]),
        (30, []),
    ],
)
def test_staff_hear_two_days_before_and_the_morning_after(cast, days, sent):
    """Session 10 was three days ago, 11 is in four days, 12 in eleven."""
    with later(days=days):
        nudging.remind_staff(by=JOB)

        found = Message.objects.filter(kind="step-reminder")
        assert [row.payload["when"] for row in found] == sent
        assert {row.person for row in found} <= {cast.sam}
        assert {row.channel for row in found} <= {"EMAIL"}


def test_staff_hear_once(cast):
    with later(days=2):
        assert nudging.remind_staff(by=JOB) == 1
        assert nudging.remind_staff(by=JOB) == 0
    with later(days=3):
        assert nudging.remind_staff(by=JOB) == 0


def test_coordinators_hear_where_there_is_no_clinician(cast):
    cast.larkfield.clinicians.clear()

    with later(days=2):
        nudging.remind_staff(by=JOB)

    assert queued("step-reminder") == [("step-reminder", "Nadia", "EMAIL")]


def test_nobody_hears_when_all_is_done_or_over(cast):
    handovers.already_meeting(handover_of(cast.larkfield), by=cast.sam)
    for one in Enrolment.objects.filter(cohort=cast.larkfield):
        choices.record(one, wish=Wish.THINKING, method=Method.ROOM, by=cast.sam)
    with later(days=2):
        assert nudging.remind_staff(by=JOB) == 0
    handovers.end_without_group(handover_of(cast.larkfield), because="They said no", by=cast.sam)
    with later(days=9):
        assert nudging.remind_staff(by=JOB) == 0


@pytest.fixture
def thinking(cast):
    for who, wish in (
        ("tom", Wish.THINKING),
        ("grace", Wish.THINKING),
        ("lena", Wish.NOT_FOR_ME),
        ("joan", Wish.YES),
    ):
        choices.record(place(cast.larkfield, getattr(cast, who)), wish=wish, method=Method.ROOM, by=cast.sam)


def test_late_deciders_are_asked_once_two_weeks_after_the_end(cast, thinking):
    with later(days=11 + 13):
        tasks.invite_late_deciders()
        assert queued("late-decider") == []
    with later(days=11 + 14):
        tasks.invite_late_deciders()
        tasks.invite_late_deciders()
        assert queued("late-decider") == [("late-decider", "Grace", "EMAIL"), ("late-decider", "Tom", "SMS")]
    Message.objects.update(state="DELIVERED")
    for days in (26, 40, 53, 400):
        with later(days=days):
            tasks.invite_late_deciders()
    assert Message.objects.filter(kind="late-decider").count() == 2


def test_late_deciders_of_a_handover_without_a_group_are_left_in_peace(cast, thinking):
    handovers.end_without_group(handover_of(cast.larkfield), because="They said no", by=cast.sam)

    with later(days=25):
        assert nudging.invite_late_deciders(by=JOB) == 0


def test_somebody_who_left_the_programme_is_not_asked_late(cast, thinking):
    enrolments.withdraw(place(cast.larkfield, cast.tom), by=cast.sam)

    with later(days=25):
        nudging.invite_late_deciders(by=JOB)

    assert queued("late-decider") == [("late-decider", "Grace", "EMAIL")]


def test_coordinators_hear_once_of_people_who_heard_nothing(cast):
    for who in ("maria", "joan", "colin"):
        choices.record(
            place(cast.larkfield, getattr(cast, who)), wish=Wish.YES, method=Method.ROOM, by=cast.sam
        )
    reaching.mark_reached(place(cast.larkfield, cast.colin), by=cast.sam)

    with later(days=24):
        tasks.watch_first_contact()
        assert queued("not-heard") == []
    with later(days=25):
        tasks.watch_first_contact()
        tasks.watch_first_contact()
        assert queued("not-heard") == [("not-heard", "Nadia", "EMAIL")]
    assert Message.objects.get(kind="not-heard").payload["people"] == 2


def test_anything_that_arrived_since_the_end_counts_as_heard(cast):
    """The tutor falls ill on the last day; the group's own first message is what reaches people (F3)."""
    choices.record(place(cast.larkfield, cast.maria), wish=Wish.YES, method=Method.ROOM, by=cast.sam)
    tutors.ask(handover_of(cast.larkfield), by=cast.sam)
    with later(days=20):
        Message.objects.create(
            kind="group-started", person=cast.maria, channel="SMS", about="group:1", key="a first message", by="job:x",
            send_at=clock.now(), next_at=clock.now(), state="DELIVERED", final_at=clock.now(),
        )  # fmt: skip

    with later(days=25):
        assert nudging.watch_first_contact(by=JOB) == 0


def test_what_arrived_before_the_end_does_not_count(cast):
    choices.record(place(cast.larkfield, cast.maria), wish=Wish.YES, method=Method.ROOM, by=cast.sam)
    Message.objects.create(
        kind="invite-choice", person=cast.maria, channel="SMS", about="cohort:1", key="an early one", by="job:x",
        send_at=clock.now(), next_at=clock.now(), state="DELIVERED", final_at=clock.now(),
    )  # fmt: skip

    with later(days=25):
        assert nudging.watch_first_contact(by=JOB) == 1


def test_old_lists_are_emptied(cast):
    kept = Import.objects.create(
        cohort=cast.larkfield,
        uploaded_by=cast.sam,
        source="paste",
        rows=[{"number": 1}],
        delete_on=clock.today(),
    )

    tasks.delete_old_lists()

    kept.refresh_from_db()
    assert kept.rows == []


@pytest.mark.parametrize("programmes", [1, 3])
def test_nudging_looks_in_as_many_queries_for_any_number_of_programmes(
    cast, programmes, django_assert_num_queries
):
    for number in range(programmes - 1):
        made = cohort(cast.severn, f"P{number}", first=clock.today() - timedelta(weeks=9, days=3))
        Enrolment.objects.create(cohort=made, person=cast.rhys)
    with later(days=1), django_assert_num_queries(6):
        nudging.remind_staff(by=JOB)
