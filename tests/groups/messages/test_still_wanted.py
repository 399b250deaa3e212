"""When a message has no point any more, and why."""

from datetime import date, time, timedelta

import pytest

from followon import clock
from groups.actions import lifecycle, meetings, members, organisers, visits
from groups.actions.meetings import Plan
from groups.models import Group
from notifications import kinds
from notifications.models import Message
from tests.groups.messages.conftest import row, say, wanted


def answered(coming):
    def act(stage, meeting):
        meetings.answer(
            meeting, membership=stage.membership(stage.khadija), coming=coming, how="WEB", by=stage.khadija
        )

    return act


def left(stage, meeting):
    members.leave(stage.membership(stage.khadija), by=stage.khadija)


def rests(stage, meeting):
    members.pause(stage.membership(stage.khadija), by=stage.khadija)


def off(stage, meeting):
    meetings.cancel(meeting, by=stage.gwen)


def moved(stage, meeting):
    meetings.move(meeting, to=Plan(date(2026, 12, 11), time(11), place=stage.cafe), by=stage.gwen)


def ended(stage, meeting):
    lifecycle.close(stage.steppers, because="MOVED_ON", by=stage.gwen)


def both(*acts):
    def act(stage, meeting):
        for one in acts:
            one(stage, meeting)

    return act


@pytest.mark.parametrize(
    ("kind", "act", "reason"),
    [
        ("meeting-ask", None, True),
        ("meeting-ask", answered("YES"), "Has answered already"),
        ("meeting-ask", left, "Not in the group any more"),
        ("meeting-ask", rests, "Resting from the group"),
        ("meeting-ask", off, "The meeting is off, or over"),
        ("meeting-ask", moved, "The meeting has changed since"),
        ("meeting-nudge", None, True),
        ("meeting-nudge", answered("SEE"), "Has answered already"),
        ("meeting-counted-in", None, "Is not counted in any more"),
        ("meeting-counted-in", answered("YES"), True),
        ("meeting-tomorrow", None, "Is not coming"),
        ("meeting-tomorrow", answered("YES"), True),
        ("meeting-tomorrow", answered("SEE"), True),
        ("meeting-tomorrow", answered("NO"), "Is not coming"),
        ("meeting-tomorrow", both(answered("YES"), rests), "Resting from the group"),
        ("meeting-reminder", None, True),
        ("meeting-reminder", answered("NO"), "Is not coming"),
        ("meeting-changed", None, True),
        ("meeting-changed", rests, "Resting from the group"),
        ("meeting-changed", both(answered("YES"), rests), True),
        ("meeting-changed", both(answered("NO"), rests), "Resting from the group"),
        ("meeting-changed", left, "Not in the group any more"),
        ("meeting-changed", moved, "The meeting has changed since"),
        ("meeting-changed", off, "The meeting is off, or over"),
        ("meeting-cancelled", None, "The meeting is on after all"),
        ("meeting-cancelled", off, True),
        ("meeting-cancelled", both(answered("SEE"), rests, off), True),
        ("meeting-cancelled", both(off, left), "Not in the group any more"),
        ("meeting-back-on", None, True),
        ("meeting-back-on", off, "The meeting is off, or over"),
    ],
)
def test_still_wanted(stage, meeting, kind, act, reason):
    message = row(kind, stage.khadija, meeting)
    if act:
        act(stage, meeting)

    assert wanted(message) == reason


@pytest.mark.parametrize("kind", ["meeting-ask", "meeting-nudge", "meeting-reminder", "meeting-changed"])
def test_nothing_is_asked_once_the_meeting_goes_on_or_is_over(stage, meeting, kind):
    message = row(kind, stage.khadija, meeting)
    with clock.moved_to(meeting.ends_at):
        assert wanted(message) is not True
        assert not kinds.get(kind).is_open(message)


def test_a_meeting_that_is_gone_is_nobody_s(stage, meeting):
    messages = [row(kind, stage.khadija, meeting) for kind in ("meeting-ask", "who-came", "ack-yes")]
    meeting.delete()

    assert {wanted(message) for message in messages} == {"The meeting is gone"}


def test_who_came_is_not_asked_once_somebody_has_said(stage, meeting):
    message = row("who-came", stage.gwen, meeting)
    with clock.moved_to(meeting.ends_at):
        assert wanted(message) is True
        meetings.report_headcount(meeting, headcount=3, by=stage.ellis)
        assert wanted(message) == "Somebody has said, or the meeting was off"
        meetings.undo_report(meeting, by=stage.ellis)
    with clock.moved_to(meeting.starts_at + timedelta(days=7, minutes=1)):
        assert wanted(message) == "Too long ago"


def test_pass_on_messages_follow_what_became_of_it(stage, meeting):
    passing = organisers.hand_on(meeting, by=stage.gwen)
    ask = Message.objects.get(kind="pass-on-ask")
    stuck = row("pass-on-stuck", stage.gwen, meeting, pass_on=passing.pk)
    service = row("pass-on-service", stage.nadia, meeting, pass_on=passing.pk)
    assert (wanted(ask), wanted(stuck), wanted(service)) == (
        True, "Somebody looks after it", "Somebody looks after it"
    )  # fmt: skip

    organisers.accept(meeting, stage.membership(stage.ellis), by=stage.ellis)
    assert wanted(ask) == "Somebody else looks after it"
    assert wanted(Message.objects.get(kind="pass-on-done")) is True


def test_a_call_for_an_organiser_stops_when_somebody_takes_the_turn(stage):
    message = row("group-without-organiser", stage.nadia, stage.steppers)
    assert wanted(message) == "Somebody organises it again"
    stage.steppers.turns.all().delete()
    assert wanted(message) is True
    lifecycle.close(stage.steppers, because="MOVED_ON", by=stage.gwen)
    assert wanted(message) == "The group has ended"


@pytest.mark.parametrize(
    ("kind", "act", "reason"),
    [
        ("group-started", None, True),
        ("group-directory", left, "Not in the group any more"),
        ("group-joined", ended, "The group has ended"),
        ("group-left", left, True),
        ("group-resting", None, "The rest is over"),
        ("group-rest-over", None, "The group has decided already"),
        ("group-ended", None, "The group has begun again"),
        ("group-ended", ended, True),
        ("group-woken", None, True),
    ],
)  # fmt: skip
def test_messages_about_a_group_still_wanted(stage, meeting, kind, act, reason):
    message = row(kind, stage.khadija, stage.steppers)
    if act:
        act(stage, meeting)

    assert wanted(message) == reason


def test_messages_to_the_tutor_still_wanted(stage):
    Group.objects.filter(pk=stage.steppers.pk).update(tutor=stage.posts["ruth"])
    stage.steppers.refresh_from_db()
    meeting = meetings.plan(stage.steppers, plan=Plan(date(2026, 12, 10), time(11)), by=stage.gwen)
    visit = meeting.tutor_visit
    asked = Message.objects.get(kind="tutor-meeting")
    last = row("tutor-last", stage.ruth, meeting, visit=visit.pk)
    cannot = row("tutor-cannot", stage.nadia, meeting, channel="EMAIL", visit=visit.pk)
    assert (wanted(asked), wanted(last), wanted(cannot)) == (
        True,
        "Is not coming",
        "The patient tutor can come",
    )
    assert say(asked) == (
        "Hello Ruth. Steady Steppers meet on Thu 10 December, 11am, place to be agreed. Can you join them? "
        "Reply Y or N."
    )

    visits.answer(visit, coming=True, by=stage.ruth)
    assert (wanted(asked), wanted(last)) == ("Has answered already", True)
    visits.answer(visit, coming=False, by=stage.ruth)
    assert wanted(cannot) is True
    visits.not_needed(visit, by=stage.gwen)
    assert wanted(last) == "Is not coming"
