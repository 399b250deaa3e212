"""The patient tutor: asked to the first three meetings, free to say no, thanked at the end."""

from datetime import UTC, datetime, timedelta

import pytest

from followon import clock
from followon.audit.models import Event
from followon.errors import Refused
from followon.states import MoveNotAllowed
from groups.actions import meetings, visits
from groups.models import Group, HowWasIt, TutorVisit
from groups.states import VisitState
from notifications.models import Message
from tests import cast
from tests.groups.actions.conftest import THURSDAY, let_go, met, outbox, the_plan


@pytest.fixture
def helped(stage):
    Group.objects.filter(pk=stage.steppers.pk).update(tutor=stage.posts["ruth"])
    stage.steppers.refresh_from_db()
    return stage


def ruths(meeting):
    return {(kind, when) for kind, who, when in outbox(meeting) if who == "Ruth"}


def numbers():
    return list(TutorVisit.objects.counting().order_by("meeting__starts_at").values_list("number", flat=True))


def test_the_first_three_meetings_are_asked_about_and_no_more(helped):
    made = [met(helped, week=n) for n in range(4)]

    assert numbers() == [1, 2, 3]
    assert ruths(made[0]) == {("tutor-meeting", "Thu 03 Dec 11:00")}
    assert ruths(made[3]) == set()


def test_a_group_without_a_tutor_asks_nobody(stage, meeting):
    assert not TutorVisit.objects.exists()
    assert visits.ask(meeting, by=stage.gwen) is None


def test_a_meeting_before_the_first_is_the_first(helped):
    met(helped, week=1)
    met(helped)

    assert numbers() == [1, 2]


def test_a_meeting_that_is_off_does_not_count(helped):
    first = met(helped)
    met(helped, week=1)
    meetings.cancel(first, by=helped.gwen)
    assert ruths(first) == set()  # nothing had been said to Ruth yet

    met(helped, week=2)
    met(helped, week=3)
    assert numbers() == [1, 2, 3]


def test_a_meeting_that_fell_through_does_not_count(helped):
    first = met(helped)
    with clock.moved_to(first.ends_at):
        meetings.did_not_meet(first, by=helped.gwen)
        for week in (1, 2, 3):
            met(helped, week=week)

    assert numbers() == [1, 2, 3]


def test_yes_and_no(helped):
    visit = met(helped).tutor_visit

    assert visits.answer(visit, coming=True, by=helped.ruth).state == VisitState.COMING
    assert ruths(visit.meeting) == set()
    assert visits.answer(visit, coming=True, by=helped.ruth).state == VisitState.COMING
    assert visits.answer(visit, coming=False, by=helped.ruth).state == VisitState.CANNOT
    assert Event.objects.filter(name="groups.visit.answered").count() == 2


def test_the_team_hears_of_a_no_only_to_the_first(helped):
    first, second = met(helped).tutor_visit, met(helped, week=1).tutor_visit
    visits.answer(second, coming=False, by=helped.ruth)
    assert not Message.objects.filter(kind="tutor-cannot").exists()

    visits.answer(first, coming=False, by=helped.ruth)
    told = Message.objects.filter(kind="tutor-cannot").values_list("person__first_name", "channel")
    assert set(told) == {("Sam", "EMAIL"), ("Ife", "EMAIL"), ("Nadia", "EMAIL")}


def test_the_last_visit_brings_a_thank_you_the_day_before(helped):
    met(helped)
    met(helped, week=1)
    third = met(helped, week=2)
    visits.answer(third.tutor_visit, coming=True, by=helped.ruth)

    assert ruths(third) == {("tutor-last", "Wed 23 Dec 16:00")}


def test_a_move_asks_again_when_the_tutor_had_not_been_asked(helped):
    meeting = met(helped)
    meetings.move(meeting, to=the_plan(helped, on_date=THURSDAY + timedelta(weeks=1)), by=helped.gwen)

    assert ruths(meeting) == {("tutor-meeting", "Thu 10 Dec 11:00")}


def test_a_move_tells_the_tutor_who_knew(helped):
    meeting = met(helped)
    with clock.moved_to(datetime(2026, 12, 3, 12, tzinfo=UTC)):
        let_go()
        meetings.move(meeting, to=the_plan(helped, on_date=THURSDAY + timedelta(days=1)), by=helped.gwen)
        assert ruths(meeting) == {("tutor-changed", "Thu 03 Dec 12:00")}

        let_go()
        meetings.cancel(meeting, by=helped.gwen)
        assert ruths(meeting) == {("tutor-cancelled", "Thu 03 Dec 12:00")}


def test_a_move_of_the_third_plans_the_thank_you_anew(helped):
    met(helped)
    met(helped, week=1)
    third = met(helped, week=2)
    visits.answer(third.tutor_visit, coming=True, by=helped.ruth)
    meetings.move(third, to=the_plan(helped, on_date=THURSDAY + timedelta(weeks=3)), by=helped.gwen)

    assert ruths(third) == {("tutor-changed", "Tue 24 Nov 12:00"), ("tutor-last", "Wed 30 Dec 16:00")}


def test_putting_back_asks_again(helped):
    meeting = met(helped)
    visits.answer(meeting.tutor_visit, coming=True, by=helped.ruth)
    meetings.cancel(meeting, by=helped.gwen)
    back = meetings.put_back(meeting, by=helped.gwen)

    visit = TutorVisit.objects.get(meeting=back)
    assert (visit.state, visit.number) == (VisitState.ASKED, 1)
    assert ("tutor-meeting", "Thu 03 Dec 11:00") in ruths(back)


def test_not_needed_is_a_success_and_asks_nothing_more(helped):
    visit = met(helped).tutor_visit
    visits.not_needed(visit, by=helped.gwen)

    visit.refresh_from_db()
    assert visit.state == VisitState.NOT_NEEDED
    assert ruths(visit.meeting) == set()
    with pytest.raises(MoveNotAllowed):
        visits.answer(visit, coming=True, by=helped.ruth)


def test_report_after_the_meeting(helped):
    visit = met(helped).tutor_visit
    with pytest.raises(Refused, match="has not been yet"):
        visits.report(visit, how_was_it=HowWasIt.SETTLING, by=helped.ruth)

    with clock.moved_to(visit.meeting.ends_at):
        told = visits.report(visit, how_was_it=HowWasIt.SETTLING, by=helped.ruth)
    assert (told.state, told.how_was_it) == (VisitState.CAME, "SETTLING")
    assert not Message.objects.filter(kind="tutor-worried").exists()


def test_a_worry_reaches_the_team_without_details(helped):
    visit = met(helped).tutor_visit
    with clock.moved_to(visit.meeting.ends_at):
        visits.report(visit, how_was_it=HowWasIt.WORRIED, by=helped.ruth)

    told = Message.objects.filter(kind="tutor-worried")
    assert set(told.values_list("person__first_name", "channel")) == {
        ("Sam", "EMAIL"), ("Ife", "EMAIL"), ("Nadia", "EMAIL")
    }  # fmt: skip
    assert told.first().payload == {"meeting": visit.meeting_id, "visit": visit.pk}


def test_another_tutor_can_be_asked_instead(helped):
    meeting = met(helped)
    lena = cast.post(helped.lena, helped.severn, "PATIENT_TUTOR")
    visit = visits.ask(meeting, tutor=lena, by=helped.nadia)

    assert visit.tutor == lena
    assert "Lena" in {who for _, who, _ in outbox(meeting)}


def test_only_a_tutor_of_this_service_is_asked(helped):
    meeting = met(helped)
    for post in (helped.posts["sam"], cast.post(helped.lena, helped.tamar, "PATIENT_TUTOR")):
        with pytest.raises(visits.NotATutorHere):
            visits.ask(meeting, tutor=post, by=helped.nadia)


def test_nobody_is_asked_once_the_tutor_s_part_is_over(helped):
    Group.objects.filter(pk=helped.steppers.pk).update(tutor_until=clock.now())

    assert not TutorVisit.objects.filter(meeting=met(helped)).exists()
