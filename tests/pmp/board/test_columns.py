"""Three columns from the last three sessions, and the steps that tick themselves."""

from datetime import timedelta

from followon import clock
from followon.people.models import Method
from pmp import board
from pmp.actions import choices, cohorts, handovers, reaching
from pmp.board.steps import Status
from pmp.models import Enrolment, Outcome
from pmp.protocol import Purpose, Stage
from pmp.states import Wish
from tests.cast import cohort
from tests.pmp.board.reading import answer, look
from tests.pmp.known import handover_of


def status(shown, key):
    return next(row.status for column in shown.stages for row in column.steps if row.key == key)


def hint(shown, key):
    return next(row.hint for column in shown.stages for row in column.steps if row.key == key)


# Columns ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_columns_are_the_last_three_sessions(cast):
    shown = look(cast)

    assert [column.title for column in shown.stages] == [
        "Session 10: share the idea",
        "Session 11: talk it through",
        "Session 12: hand over",
    ]
    assert [(column.is_past, column.is_now) for column in shown.stages] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def test_steps_are_overdue_in_the_past_to_do_now_and_later_after(cast):
    shown = look(cast)

    assert status(shown, "leaflet") is Status.OVERDUE
    assert status(shown, "practicalities") is Status.TO_DO
    assert status(shown, "agreement") is Status.LATER
    assert shown.overdue == 3


def test_on_the_day_itself_a_step_is_not_overdue(cast):
    shown = look(cast, later=4)  # the day of session 11

    assert status(shown, "practicalities") is Status.TO_DO


def test_after_the_last_session_nothing_is_now(cast):
    shown = look(cast, later=30)

    assert not any(column.is_now for column in shown.stages)
    assert status(shown, "agreement") is Status.OVERDUE


def test_when_the_handover_is_over_nothing_is_overdue(cast):
    handovers.end_without_group(handover_of(cast.larkfield), because="Too few", by=cast.sam)

    shown = look(cast, later=30)

    assert status(shown, "leaflet") is Status.NOT_MARKED
    assert status(shown, "agreement") is Status.NOT_MARKED
    assert shown.overdue == 0


def test_changing_10_sessions_to_9_moves_the_steps_and_loses_nothing(cast):
    programme = cohort(cast.severn, "Harbourside", first=clock.today() - timedelta(weeks=8), sessions=10)
    handovers.mark_step(handover_of(programme), key="leaflet", outcome=Outcome.DONE, by=cast.sam)
    before = board.board(handover_of(programme), clock.today())
    assert [column.session.number for column in before.stages] == [8, 9, 10]

    cohorts.remove_session(programme.sessions.get(number=10), by=cast.sam)

    after = board.board(handover_of(programme), clock.today())
    assert [column.session.number for column in after.stages] == [7, 8, 9]
    assert status(after, "leaflet") is Status.DONE


def test_a_programme_with_two_dates_has_the_last_two_columns(cast):
    cast.larkfield.sessions.filter(number__lte=10).delete()

    shown = look(cast)

    assert [column.stage for column in shown.stages] == [Stage.TALK, Stage.HAND_OVER]
    assert (shown.do_next.heading, shown.do_next.page) == ("add the last 3 dates", "pmp:team_session_add")


# Steps that tick themselves ─────────────────────────────────────────────────────────────────────────────────


def test_asking_everybody_ticks_itself(cast):
    assert hint(look(cast), "ask-choice") == "0 of 9 asked"
    answer(cast, cast.maria)
    assert status(look(cast), "ask-choice") is Status.STARTED
    for one in Enrolment.objects.filter(choice=None):
        choices.record(one, wish=Wish.NOT_FOR_ME, method=Method.ROOM, by=cast.sam)
    assert (status(look(cast), "ask-choice"), hint(look(cast), "ask-choice")) == (Status.DONE, "9 of 9 asked")


def test_asking_about_sharing_ticks_itself(cast):
    answer(cast, cast.maria, purposes=[Purpose.SHARE_NAME])
    shown = look(cast)
    assert (status(shown, "ask-sharing"), hint(shown, "ask-sharing")) == (Status.STARTED, "1 of 9 said yes")
    for one in Enrolment.objects.filter(choice=None):
        choices.record(one, wish=Wish.NOT_FOR_ME, method=Method.ROOM, by=cast.sam)
    assert status(look(cast), "ask-sharing") is Status.DONE


def test_test_messages_tick_themselves(cast):
    maria = answer(cast, cast.maria, purposes=[])
    reaching.send_test_messages(handover_of(cast.larkfield), by=cast.sam)
    assert hint(look(cast), "test-messages") == "0 of 1 work"
    assert status(look(cast), "test-messages") is Status.STARTED
    reaching.mark_reached(maria, by=cast.maria)
    for one in Enrolment.objects.filter(choice=None):
        choices.record(one, wish=Wish.THINKING, method=Method.ROOM, by=cast.sam)
    assert status(look(cast), "test-messages") is Status.DONE


def test_details_are_swapped_when_the_group_is_formed(cast):
    for one in Enrolment.objects.all():
        choices.record(one, wish=Wish.NOT_FOR_ME, method=Method.ROOM, by=cast.sam)
    assert status(look(cast), "swap-details") is Status.LATER

    handovers.hand_over(handover_of(cast.larkfield), by=cast.sam)

    assert status(look(cast), "swap-details") is Status.DONE


def test_marked_steps_say_who_and_the_plan_says_what(cast):
    handover = handover_of(cast.larkfield)
    handovers.mark_step(handover, key="leaflet", outcome=Outcome.NOT_NEEDED, reason="Had it", by=cast.sam)
    handovers.note_plan(handover, day="Thursdays", time="11am", by=cast.sam)

    shown = look(cast)

    [leaflet] = [row for row in shown.stages[0].finished if row.key == "leaflet"]
    assert (leaflet.status, leaflet.by_whom, leaflet.record.reason) == (
        Status.NOT_NEEDED,
        "Sam Oyelaran",
        "Had it",
    )
    assert hint(shown, "practicalities") == "Thursdays, 11am"
