"""Programmes open with 8 to 12 sessions; moving, adding and removing keeps numbers,
ends and questions in step."""

from datetime import date, time, timedelta

import pytest

from followon import clock
from followon.states import MoveNotAllowed
from notifications.models import Message
from pmp.actions import cohorts, tutors
from pmp.models import Cohort, Role
from pmp.states import CohortState
from tests.cast import post
from tests.pmp.known import events, facts_of, handover_of, queued

FIRST = date(2027, 1, 12)
WEEKLY = [FIRST + timedelta(weeks=week) for week in range(10)]


def opened(cast, **changes):
    facts = {"name": "Northgate Winter", "place": "Northgate Library", "dates": WEEKLY, "time": time(10)}
    return cohorts.open_cohort(cast.severn, **{**facts, **changes}, by=cast.sam)


def days(cohort):
    return list(cohort.sessions.order_by("number").values_list("number", "on_date"))


def test_open_cohort_has_its_sessions_its_team_and_its_handover(cast):
    cohort = opened(cast, clinicians=[cast.posts["sam"]], tutors=[cast.posts["ruth"]])

    assert days(cohort) == list(enumerate(WEEKLY, 1))
    assert (cohort.state, cohort.starts_on, cohort.ends_on) == ("PLANNED", WEEKLY[0], WEEKLY[-1])
    assert cohort.sessions.first().starts_at_local == time(10)
    assert list(cohort.clinicians.all()) == [cast.posts["sam"]]
    assert cohort.handover.tutor == cast.posts["ruth"]
    assert facts_of("pmp.cohort.opened") == {"sessions": 10, "first": "2027-01-12"}
    assert queued() == []


def test_open_cohort_sorts_dates_given_in_any_order(cast):
    assert days(opened(cast, dates=WEEKLY[::-1])) == list(enumerate(WEEKLY, 1))


@pytest.mark.parametrize(
    ("first", "state"),
    [(date(2026, 11, 24), "PLANNED"), (date(2026, 11, 23), "RUNNING"), (date(2026, 1, 5), "FINISHED")],
)
def test_open_cohort_knows_where_it_stands_today(cast, first, state):
    assert opened(cast, dates=[first + timedelta(weeks=week) for week in range(8)]).state == state


@pytest.mark.parametrize("count", [0, 7, 13])
def test_open_cohort_wants_8_to_12_sessions(cast, count):
    with pytest.raises(cohorts.NumberOfSessions):
        opened(cast, dates=[FIRST + timedelta(weeks=week) for week in range(count)])


def test_open_cohort_refuses_two_sessions_on_one_day(cast):
    with pytest.raises(cohorts.TwoSessionsOneDay, match="Tuesday 12 January"):
        opened(cast, dates=[*WEEKLY, FIRST])


def test_open_cohort_refuses_a_name_that_is_there_but_not_in_another_service(cast):
    opened(cast)

    with pytest.raises(cohorts.CohortNameTaken):
        opened(cast, name="northgate WINTER")
    cohorts.open_cohort(cast.tamar, name="Northgate Winter", dates=WEEKLY, by=cast.olive)


@pytest.mark.parametrize("team", [{"clinicians": ["olive"]}, {"clinicians": ["ruth"]}, {"tutors": ["sam"]}])
def test_open_cohort_refuses_people_who_do_not_do_that_here(cast, team):
    chosen = {job: [cast.posts[name] for name in names] for job, names in team.items()}

    with pytest.raises(cohorts.NotOnThisTeam):
        opened(cast, **chosen)
    assert not Cohort.objects.filter(name="Northgate Winter").exists()


def test_set_team_passes_the_handover_on_when_its_tutor_leaves(cast):
    deputy = post(cast.gwen, cast.severn, Role.PATIENT_TUTOR)

    cohorts.set_team(cast.larkfield, clinicians=[cast.posts["ife"]], tutors=[deputy], by=cast.nadia)

    assert list(cast.larkfield.clinicians.all()) == [cast.posts["ife"]]
    assert handover_of(cast.larkfield).tutor == deputy
    assert events() == ["pmp.cohort.staffed", "pmp.handover.tutor"]


def test_set_team_keeps_the_tutor_who_stays(cast):
    deputy = post(cast.gwen, cast.severn, Role.PATIENT_TUTOR)

    cohorts.set_team(cast.larkfield, clinicians=[], tutors=[deputy, cast.posts["ruth"]], by=cast.nadia)

    assert handover_of(cast.larkfield).tutor == cast.posts["ruth"]


def test_change_renames_and_refuses_a_taken_name(cast):
    opened(cast)

    cohorts.change(cast.larkfield, name="Larkfield Autumn 2026", place="The Hall", by=cast.sam)

    assert facts_of("pmp.cohort.changed") == {"fields": ["name", "place"]}
    with pytest.raises(cohorts.CohortNameTaken):
        cohorts.change(cast.larkfield, name="Northgate Winter", by=cast.sam)
    with pytest.raises(TypeError):
        cohorts.change(cast.larkfield, state="FINISHED", by=cast.sam)


def test_change_without_a_difference_does_nothing(cast):
    cohorts.change(cast.larkfield, name=cast.larkfield.name, by=cast.sam)

    assert events() == []


def test_move_session_renumbers_and_moves_the_ends(cast):
    cohort = opened(cast)
    first, last = cohort.sessions.first(), cohort.sessions.last()

    cohorts.move_session(first, to=WEEKLY[-1] + timedelta(days=7), by=cast.sam)

    cohort.refresh_from_db()
    assert [day for _, day in days(cohort)] == [*WEEKLY[1:], WEEKLY[-1] + timedelta(days=7)]
    assert (cohort.starts_on, cohort.ends_on) == (WEEKLY[1], WEEKLY[-1] + timedelta(days=7))
    last.refresh_from_db()
    assert last.number == 9
    assert facts_of("pmp.session.moved") == {"old": "2027-01-12", "new": "2027-03-23"}


def test_move_session_onto_another_is_refused(cast):
    session = cast.larkfield.sessions.first()

    with pytest.raises(cohorts.TwoSessionsOneDay):
        cohorts.move_session(session, to=cast.larkfield.sessions.last().on_date, by=cast.sam)


def test_move_session_to_its_own_day_does_nothing(cast):
    session = cast.larkfield.sessions.first()

    cohorts.move_session(session, to=session.on_date, by=cast.sam)

    assert events() == []


def test_add_session_takes_the_usual_time_and_its_number_from_the_date(cast):
    cohort = opened(cast)

    session = cohorts.add_session(cohort, on=FIRST + timedelta(days=3), by=cast.sam)

    assert (session.number, session.starts_at_local) == (2, time(10))
    assert cohort.sessions.count() == 11


def test_add_session_stops_at_12(cast):
    with pytest.raises(cohorts.NumberOfSessions):
        cohorts.add_session(cast.larkfield, on=date(2027, 1, 1), by=cast.sam)


def test_add_session_on_a_taken_day_is_refused(cast):
    cohort = opened(cast)

    with pytest.raises(cohorts.TwoSessionsOneDay):
        cohorts.add_session(cohort, on=FIRST, by=cast.sam)


def test_add_session_after_the_end_makes_a_finished_programme_run_again(cast):
    cohort = opened(cast, dates=[date(2026, 9, 1) + timedelta(weeks=week) for week in range(8)])
    assert cohort.state == CohortState.FINISHED

    cohorts.add_session(cohort, on=date(2026, 12, 1), by=cast.sam)

    cohort.refresh_from_db()
    assert (cohort.state, cohort.ends_on) == (CohortState.RUNNING, date(2026, 12, 1))


def test_remove_session_closes_the_gap(cast):
    cohort = opened(cast)

    cohorts.remove_session(cohort.sessions.get(number=3), by=cast.sam)

    assert days(cohort) == list(enumerate([*WEEKLY[:2], *WEEKLY[3:]], 1))
    assert facts_of("pmp.session.removed") == {"on": "2027-01-26"}


def test_remove_session_refuses_what_was_held(cast):
    session = cast.larkfield.sessions.first()
    session.held_at = clock.now()
    session.save()

    with pytest.raises(cohorts.SessionIsOver):
        cohorts.remove_session(session, by=cast.sam)


def test_a_session_that_was_taken_out_a_moment_ago_is_neither_moved_nor_taken_out_again(cast):
    session = cast.larkfield.sessions.get(number=3)
    also_open = type(session).objects.get(pk=session.pk)
    cohorts.remove_session(session, by=cast.sam)

    with pytest.raises(cohorts.Gone):
        cohorts.move_session(also_open, to=also_open.on_date + timedelta(days=1), by=cast.sam)
    with pytest.raises(cohorts.Gone):
        cohorts.remove_session(also_open, by=cast.sam)
    assert cast.larkfield.sessions.count() == 11


def test_remove_session_leaves_three(cast):
    for session in list(cast.larkfield.sessions.all())[:9]:
        cohorts.remove_session(session, by=cast.sam)

    with pytest.raises(cohorts.NumberOfSessions):
        cohorts.remove_session(cast.larkfield.sessions.first(), by=cast.sam)


def test_moving_the_session_the_tutor_was_asked_about_asks_again(cast):
    handover = handover_of(cast.larkfield)
    tutors.ask(handover, by=cast.sam)
    tutors.answer(handover, coming=True, by=cast.ruth)
    eleventh = cast.larkfield.sessions.get(number=11)

    cohorts.move_session(eleventh, to=eleventh.on_date + timedelta(days=1), by=cast.sam)

    handover = handover_of(cast.larkfield)
    assert (handover.tutor_coming, handover.tutor_asked_at) == (None, clock.now())
    assert queued() == [("tutor-session", "Ruth", "SMS")]
    assert Message.objects.get(state="SCHEDULED").payload["on"] == str(eleventh.on_date + timedelta(days=1))
    assert handover.steps.filter(key="tutor-coming").exists()  # nothing done is lost


def test_moving_another_session_asks_nobody(cast):
    tutors.ask(handover_of(cast.larkfield), by=cast.sam)
    [before] = Message.objects.filter(state="SCHEDULED")

    cohorts.move_session(cast.larkfield.sessions.get(number=12), to=date(2026, 12, 20), by=cast.sam)

    assert list(Message.objects.filter(state="SCHEDULED")) == [before]


def test_finish_waits_for_the_last_session(cast):
    with pytest.raises(cohorts.NotOverYet, match="Friday 4 December"):
        cohorts.finish(cast.larkfield, by=cast.sam)

    with clock.moved_to(clock.now() + timedelta(days=12)):
        cohorts.finish(cast.larkfield, by=cast.sam)
        assert Cohort.objects.get(pk=cast.larkfield.pk).state == CohortState.FINISHED
        with pytest.raises(MoveNotAllowed):
            cohorts.finish(cast.larkfield, by=cast.sam)


def test_begin_turns_planned_into_running_once(cast):
    cohort = opened(cast)

    cohorts.begin(cohort, by=cast.sam)

    assert Cohort.objects.get(pk=cohort.pk).state == CohortState.RUNNING
    with pytest.raises(MoveNotAllowed):
        cohorts.begin(cohort, by=cast.sam)
