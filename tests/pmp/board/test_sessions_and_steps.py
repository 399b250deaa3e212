"""However sessions are moved, removed and added: the handover is the last three,
and nothing done is lost (F1)."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followon.errors import Refused
from pmp import board
from pmp.actions import cohorts, handovers
from pmp.board.facts import SessionFact, stages_of
from pmp.models import Outcome, Session
from pmp.protocol import STEPS, Stage
from tests.pmp.known import handover_of

DAYS = st.dates(date(2026, 9, 1), date(2027, 3, 1))
CHANGES = st.one_of(
    st.tuples(st.just("move"), st.integers(0, 11), DAYS),
    st.tuples(st.just("remove"), st.integers(0, 11), st.none()),
    st.tuples(st.just("add"), st.none(), DAYS),
    st.tuples(st.just("mark"), st.sampled_from([step.key for step in STEPS if not step.derived]), st.none()),
)


def do(cast, change):
    what, which, day = change
    sessions = list(cast.larkfield.sessions.order_by("on_date"))
    try:
        if what == "move":
            cohorts.move_session(sessions[which % len(sessions)], to=day, by=cast.sam)
        elif what == "remove":
            cohorts.remove_session(sessions[which % len(sessions)], by=cast.sam)
        elif what == "add":
            cohorts.add_session(cast.larkfield, on=day, by=cast.sam)
        else:
            handovers.mark_step(handover_of(cast.larkfield), key=which, outcome=Outcome.DONE, by=cast.sam)
    except Refused:
        return None
    return which if what == "mark" else None


@given(changes=st.lists(CHANGES, max_size=12), today=DAYS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_handover_is_the_last_three_sessions_and_keeps_what_was_done(cast, changes, today):
    done = {key for change in changes if (key := do(cast, change))}

    handover = handover_of(cast.larkfield)
    sessions = list(Session.objects.filter(cohort=cast.larkfield).order_by("number"))
    shown = board.board(handover, today)

    assert [one.number for one in sessions] == list(range(1, len(sessions) + 1))
    assert sorted(one.on_date for one in sessions) == [one.on_date for one in sessions]
    assert [column.session.on_date for column in shown.stages] == [one.on_date for one in sessions[-3:]]
    assert {row.due for column in shown.stages for row in column.steps} == {
        one.on_date for one in sessions[-3:]
    }
    finished = {row.key for column in shown.stages for row in column.finished if not row.step.derived}
    assert done <= finished
    assert finished == set(handover.steps.values_list("key", flat=True))
    cast.larkfield.refresh_from_db()
    assert (cast.larkfield.starts_on, cast.larkfield.ends_on) == (sessions[0].on_date, sessions[-1].on_date)


@given(days=st.lists(DAYS, unique=True, max_size=14))
def test_stages_fall_on_the_last_days_whatever_their_order(days):
    found = stages_of([SessionFact(number, day) for number, day in enumerate(days)])

    assert [one.on_date for one in found.values()] == sorted(days)[-3:]
    assert list(found) == list(Stage)[3 - min(3, len(days)) :]


def test_a_session_added_after_the_end_becomes_the_last_column(cast):
    cast.larkfield.sessions.filter(number=1).delete()
    late = cast.larkfield.sessions.last().on_date + timedelta(days=7)

    cohorts.add_session(cast.larkfield, on=late, by=cast.sam)

    shown = board.board(handover_of(cast.larkfield), date(2026, 11, 23))
    assert shown.stages[-1].session.on_date == late
