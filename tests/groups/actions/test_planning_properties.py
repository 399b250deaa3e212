"""Whatever people do, in whatever order: each is asked what they should be, once, and nobody hears of an old time."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from followon import clock
from followon.errors import Refused
from groups.actions import meetings, members, planning
from groups.actions.meetings import Plan
from groups.models import Answer, Coming, How, Meeting, Membership
from groups.states import MeetingState
from notifications.models import Message
from tests import cast

START = datetime(2026, 10, 20, 12, tzinfo=UTC)  # the clocks go back on the 25th
WAITING = ["SCHEDULED", "BY_HAND"]
QUESTIONS = {
    "meeting-ask",
    "meeting-counted-in",
    "meeting-changed",
    "meeting-changed-soon",
    "meeting-back-on",
}
NEWS = {
    "meeting-changed",
    "meeting-changed-soon",
    "meeting-back-on",
    "meeting-cancelled",
    "meeting-cancelled-soon",
}
WHO = st.sampled_from(["gwen", "ellis", "len", "khadija", "bill", "dev"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), WHO, st.sampled_from(Coming.values)),
        st.tuples(st.sampled_from(["pause", "back", "leave", "join", "count", "uncount"]), WHO, st.none()),
        st.tuples(st.just("move"), st.integers(1, 30), st.sampled_from([time(8), time(11), time(19)])),
        st.tuples(st.sampled_from(["cancel", "put-back", "deliver", "nightly"]), st.none(), st.none()),
        st.tuples(st.just("wait"), st.integers(1, 72), st.none()),
    ),
    max_size=12,
)


def do(stage, meeting, step):
    what, whom, more = step
    meeting = Meeting.objects.get(pk=meeting.pk)
    who = getattr(stage, whom) if isinstance(whom, str) else None
    place = Membership.objects.filter(group=stage.steppers, person=who).first()
    match what:
        case "answer" if place:
            meetings.answer(meeting, membership=place, coming=more, how=How.WEB, by=who)
        case "pause" if place:
            members.pause(place, by=who)
        case "back" if place:
            members.come_back(place, by=who)
        case "leave" if place:
            members.leave(place, by=who)
        case "join":
            members.join(stage.steppers, person=who, by=stage.nadia)
        case "count" | "uncount" if place:
            members.count_me_in(place, on=what == "count", by=who)
        case "move":
            day = clock.today() + timedelta(days=whom)
            meetings.move(meeting, to=replace(Plan.of(meeting), on_date=day, start_time=more), by=stage.gwen)
        case "cancel":
            meetings.cancel(meeting, by=stage.gwen)
        case "put-back":
            meetings.put_back(meeting, by=stage.gwen)
        case "deliver":
            due = Message.objects.filter(state="SCHEDULED", next_at__lte=clock.now())
            due.update(state="DELIVERED", sent_at=clock.now())
        case "nightly":
            planning.plan_ahead(by=stage.nadia)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
@example(steps=[("answer", "bill", "YES"), ("count", "bill", None)])
@example(steps=[("answer", "khadija", "YES"), ("cancel", None, None), ("leave", "khadija", None)])
def test_whatever_happens_the_outbox_says_what_it_should(db, django_db_blocker, steps):
    now = START
    with transaction.atomic():  # one world for each example, undone at its end
        with clock.moved_to(now):
            stage = cast.assemble()
            plan = Plan(date(2026, 10, 29), time(14), place=stage.cafe)
            meeting = meetings.plan(stage.steppers, plan=plan, by=stage.gwen)
        for step in steps:
            if step[0] == "wait":
                now += timedelta(hours=step[1])
            with clock.moved_to(now):
                try:
                    with transaction.atomic():
                        do(stage, meeting, step)
                except Refused:
                    continue
        with clock.moved_to(now):
            check(Meeting.objects.get(pk=meeting.pk), stage)
        transaction.set_rollback(True)


def check(meeting, stage):
    rows = list(
        Message.objects.filter(about=f"meeting:{meeting.pk}", state__in=WAITING, not_after__gt=clock.now())
    )
    about_meetings = [row for row in rows if row.kind.startswith("meeting-")]
    planned = meeting.state == MeetingState.PLANNED and meeting.starts_at > clock.now()

    assert {row.revision for row in about_meetings} <= {meeting.revision}
    assert planning.plan_ahead(by=stage.nadia) == 0
    if meeting.state == MeetingState.CANCELLED:
        assert {row.kind for row in rows} <= {"meeting-cancelled", "meeting-cancelled-soon"}
    for member in Membership.objects.filter(group=stage.steppers):
        theirs = [row.kind for row in about_meetings if row.person_id == member.person_id]
        answer = Answer.objects.filter(meeting=meeting, membership=member).first()
        assert len(theirs) == len(set(theirs))
        if member.has_left:
            assert theirs == []
        elif not member.is_active:
            assert set(theirs) <= NEWS
        elif planned:
            check_active(meeting, member, answer, theirs)


def check_active(meeting, member, answer, theirs):
    said = Message.objects.filter(
        about=f"meeting:{meeting.pk}", revision=meeting.revision, person=member.person
    )
    asked = said.filter(kind__in=QUESTIONS, state="DELIVERED").exists()
    in_time = clock.now() <= meeting.starts_at - timedelta(minutes=90)
    if answer is None and in_time and not asked:
        assert QUESTIONS & set(theirs)
    if answer is None:
        assert "meeting-tomorrow" not in theirs
    if meeting.ask_at < meeting.planned_at + timedelta(days=3):
        assert len(QUESTIONS & set(theirs)) <= 1  # the news is the question
    if answer and answer.coming == Coming.NO:
        assert set(theirs) <= NEWS | {"meeting-ask"}
    if answer and answer.is_expecting and answer.answered_at <= meeting.tomorrow_at > clock.now():
        since = max(answer.answered_at, member.here_since, meeting.planned_at)
        assert ("meeting-tomorrow" in theirs) == (since <= meeting.tomorrow_at)
    if answer and answer.is_of(meeting) and answer.how != How.STANDING:
        assert "meeting-nudge" not in theirs
        assert "meeting-ask" not in theirs
