"""What a text answer does, and what we say we took it to mean."""

from datetime import UTC, date, datetime, timedelta

import pytest

from followon import clock
from followon.audit.actors import Job
from groups.actions import asking, lifecycle, meetings, members, organisers, replying
from groups.models import Answer, Group, Meeting, PassOn, TutorVisit
from notifications import kinds
from notifications.models import Message
from notifications.replies import Reply, Word, read
from tests.groups.actions.conftest import the_plan

YES, NO, MAYBE, PASS = (Reply(word) for word in (Word.YES, Word.NO, Word.MAYBE, Word.PASS))


def reply(kind, who, text):
    """What the kind that asked makes of a text."""
    message = Message.objects.select_related("person").filter(kind=kind, person=who).latest("pk")
    said = kinds.get(kind).on_reply(message, read(text) if isinstance(text, str) else text)
    return (said.kind, said.payload) if said else None


@pytest.mark.parametrize(
    ("text", "coming", "ack"),
    [
        ("Y", "YES", "ack-yes"), ("yes please", "YES", "ack-yes"), ("N", "NO", "ack-no"),
        ("can't make it, sorry", "NO", "ack-no"), ("maybe", "SEE", "ack-maybe"),
    ],
)  # fmt: skip
def test_an_answer_is_taken_and_repeated(stage, meeting, text, coming, ack):
    assert reply("meeting-ask", stage.khadija, text)[0] == ack

    answer = Answer.objects.get(meeting=meeting)
    assert (answer.coming, answer.how, answer.recorded_by) == (coming, "TEXT", None)


def test_what_else_they_said_is_kept_for_the_organiser(stage, meeting):
    reply("meeting-ask", stage.khadija, "Yes but I may be late")

    assert "late" in Answer.objects.get(meeting=meeting).note


def test_the_latest_text_wins(stage, meeting):
    reply("meeting-ask", stage.khadija, YES)
    reply("meeting-nudge", stage.khadija, NO)

    assert Answer.objects.get(meeting=meeting).coming == "NO"


def test_an_answer_too_late_says_so(stage, meeting):
    meetings.cancel(meeting, by=stage.gwen)

    assert reply("meeting-ask", stage.khadija, YES) == ("ack-over", {"meeting": meeting.pk, "note": False})
    assert not Answer.objects.exists()


def test_who_has_left_gets_a_kind_word(stage, meeting):
    members.leave(stage.membership(stage.khadija), by=stage.khadija)

    assert reply("meeting-ask", stage.khadija, YES)[0] == "ack-over"


def test_a_number_means_nothing_to_can_you_come(stage, meeting):
    assert reply("meeting-ask", stage.khadija, "5") is None


def test_pass_hands_the_meeting_on(stage, meeting):
    kind, payload = reply("meeting-ask", stage.gwen, PASS)

    assert kind == "pass-on-begun"
    assert PassOn.objects.get().pk == payload["pass_on"]


def test_pass_means_nothing_from_anybody_else(stage, meeting):
    assert reply("meeting-ask", stage.khadija, PASS) is None


def test_pass_after_the_meeting_says_so(stage, meeting):
    with clock.moved_to(meeting.ends_at):
        assert reply("meeting-ask", stage.gwen, PASS)[0] == "ack-over"


# Who came ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def over(stage, meeting):
    with clock.moved_to(meeting.starts_at + timedelta(hours=3)):
        asking.who_came(by=Job("ask who came"))
        yield stage


@pytest.mark.parametrize(
    ("text", "state", "headcount", "ack"),
    [
        ("5", "HELD", 5, "ack-came"),
        ("0", "NOT_HELD", None, "ack-not-met"),
        ("5 people", "HELD", 5, "ack-came"),
    ],
)
def test_a_number_says_who_came(over, meeting, text, state, headcount, ack):
    assert reply("who-came", over.gwen, text)[0] == ack

    meeting.refresh_from_db()
    assert (meeting.state, meeting.came) == (state, headcount)


def test_a_number_can_be_corrected_by_another(over, meeting):
    reply("who-came", over.gwen, "5")
    reply("who-came", over.gwen, "4")

    assert Meeting.objects.get(pk=meeting.pk).came == 4


@pytest.mark.parametrize(("text", "ack"), [("400", "ack-bad-number"), ("Y", None), ("3 4", None)])
def test_what_can_not_be_a_number_of_people(over, meeting, text, ack):
    said = reply("who-came", over.gwen, text)

    assert (said and said[0]) == ack
    assert Meeting.objects.get(pk=meeting.pk).state == "PLANNED"


def test_a_number_about_a_meeting_that_was_off_says_so(over, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(state="CANCELLED")

    assert reply("who-came", over.gwen, "5")[0] == "ack-over"


# Looking after a meeting ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_yes_has_it_and_the_second_is_thanked(stage, meeting):
    organisers.offer(stage.membership(stage.khadija), willing=True, by=stage.khadija)
    organisers.step_back(stage.membership(stage.ellis), for_good=False, by=stage.ellis)
    organisers.hand_on(meeting, by=stage.gwen)

    assert reply("pass-on-ask", stage.khadija, YES)[0] == "pass-on-yes"
    assert reply("pass-on-ask", stage.ellis, YES)[0] == "pass-on-taken"
    meeting.refresh_from_db()
    assert meeting.organiser == stage.membership(stage.khadija)


def test_no_is_fine(stage, meeting):
    organisers.hand_on(meeting, by=stage.gwen)

    assert reply("pass-on-ask", stage.ellis, NO)[0] == "pass-on-no"
    assert reply("pass-on-ask", stage.ellis, MAYBE) is None
    assert not Answer.objects.exists()  # no to organising is not no to coming


# The patient tutor, and a rest ─────────────────────────────────────────────────────────────────────────────────────


def test_the_tutor_s_answer(stage):
    Group.objects.filter(pk=stage.steppers.pk).update(tutor=stage.posts["ruth"])
    stage.steppers.refresh_from_db()
    meeting = meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen)

    assert reply("tutor-meeting", stage.ruth, YES)[0] == "ack-tutor-yes"
    assert TutorVisit.objects.get().state == "COMING"
    assert reply("tutor-meeting", stage.ruth, NO)[0] == "ack-tutor-no"
    assert reply("tutor-meeting", stage.ruth, MAYBE) is None
    assert TutorVisit.objects.get().state == "CANNOT"
    assert meeting.answers.count() == 0


def test_a_tutor_who_is_not_needed_is_told_so_kindly(stage):
    Group.objects.filter(pk=stage.steppers.pk).update(tutor=stage.posts["ruth"])
    stage.steppers.refresh_from_db()
    meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen)
    TutorVisit.objects.update(state="NOT_NEEDED")

    assert reply("tutor-meeting", stage.ruth, YES)[0] == "ack-tutor-no"


@pytest.mark.parametrize(("word", "awake", "state"), [(YES, True, "MEETING"), (NO, False, "RESTING")])
def test_a_rest_ends_or_goes_on(stage, word, awake, state):
    lifecycle.rest(stage.steppers, until=date(2026, 12, 1), by=stage.gwen)
    with clock.moved_to(datetime(2026, 12, 1, 12, tzinfo=UTC)):
        lifecycle.ask_about_rest(stage.steppers, by=stage.nadia)
        assert reply("group-rest-over", stage.gwen, word) == (
            "ack-rest",
            {"group": stage.steppers.pk, "awake": awake},
        )

        group = Group.objects.get(pk=stage.steppers.pk)
        assert group.state == state
        assert group.resting_until == (None if awake else date(2026, 12, 29))
        assert reply("group-rest-over", stage.gwen, MAYBE) is None


def test_a_group_that_has_ended_meanwhile_is_not_woken_by_a_text(stage):
    lifecycle.rest(stage.steppers, until=date(2026, 12, 1), by=stage.gwen)
    with clock.moved_to(datetime(2026, 12, 1, 12, tzinfo=UTC)):
        lifecycle.ask_about_rest(stage.steppers, by=stage.nadia)
        Group.objects.filter(pk=stage.steppers.pk).update(state="CLOSED")

        assert reply("group-rest-over", stage.gwen, NO) is None


def test_a_message_about_nothing_means_nothing(stage, meeting):
    message = Message.objects.filter(kind="meeting-ask").first()
    message.payload = {"meeting": 0}

    assert replying.answer_meeting(message=message, reply=YES) is None
