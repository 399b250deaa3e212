"""Answers: the latest wins, whichever way it came; nobody is asked for a reason."""

from datetime import timedelta

import pytest

from followon import clock
from followon.audit.models import Event
from groups.actions import meetings, members
from groups.models import Answer, Coming, How
from tests.groups.actions.conftest import the_plan


def say(stage, meeting, who, coming="YES", how=How.WEB, by=None, **more):
    return meetings.answer(
        meeting, membership=stage.membership(who), coming=coming, how=how, by=by or who, **more
    )


def test_the_latest_answer_wins(stage, meeting):
    say(stage, meeting, stage.khadija, "YES", How.TEXT)
    with clock.moved_to(clock.now() + timedelta(hours=1)):
        said = say(stage, meeting, stage.khadija, "NO", How.LINK)

        assert Answer.objects.get(meeting=meeting) == said
        assert (said.coming, said.how, said.answered_at, said.revision) == ("NO", "LINK", clock.now(), 1)
        assert said.recorded_by is None


def test_what_somebody_else_wrote_down_says_so(stage, meeting):
    said = say(stage, meeting, stage.bill, "SEE", How.PHONE, by=stage.gwen)

    assert said.recorded_by == stage.gwen
    assert (said.is_expecting, said.get_how_display()) == (True, "by phone")


def test_the_history_holds_no_names_and_no_words(stage, meeting):
    say(stage, meeting, stage.khadija, "YES", How.TEXT, note="May be late, bad night")

    event = Event.objects.get(name="groups.meeting.answered")
    assert event.actor == f"person:{stage.khadija.pk}"
    assert event.facts == {
        "member": f"membership:{stage.membership(stage.khadija).pk}", "coming": "YES", "how": "by text"
    }  # fmt: skip


def test_the_same_answer_again_changes_nothing(stage, meeting):
    first = say(stage, meeting, stage.khadija)
    with clock.moved_to(clock.now() + timedelta(hours=1)):
        again = say(stage, meeting, stage.khadija, how=How.LINK)

    assert (again.pk, again.answered_at, again.how) == (first.pk, first.answered_at, "WEB")
    assert Event.objects.filter(name="groups.meeting.answered").count() == 1


def test_a_note_can_be_added_to_the_same_answer(stage, meeting):
    say(stage, meeting, stage.khadija)

    assert say(stage, meeting, stage.khadija, note="I may be late").note == "I may be late"
    assert say(stage, meeting, stage.khadija).note == "I may be late"


def test_a_long_note_is_kept_as_far_as_it_fits(stage, meeting):
    assert len(say(stage, meeting, stage.khadija, note="x" * 500).note) == 140


def test_a_meeting_can_be_answered_while_it_goes_on_and_not_after(stage, meeting):
    with clock.moved_to(meeting.starts_at + timedelta(minutes=10)):
        assert say(stage, meeting, stage.khadija, "NO")
    with clock.moved_to(meeting.ends_at), pytest.raises(meetings.MeetingIsOver, match="has been"):
        say(stage, meeting, stage.khadija)


def test_a_meeting_that_is_off_can_not_be_answered(stage, meeting):
    meetings.cancel(meeting, by=stage.gwen)

    with pytest.raises(meetings.MeetingIsOver, match="is off"):
        say(stage, meeting, stage.khadija)


def test_only_members_of_this_group_answer(stage, meeting):
    with pytest.raises(meetings.NotInThisGroup):
        say(stage, meeting, stage.rhys)
    members.leave(stage.membership(stage.khadija), by=stage.khadija)
    with pytest.raises(meetings.NotInThisGroup):
        say(stage, meeting, stage.khadija)
    assert not Answer.objects.exists()


def test_somebody_who_rests_may_answer(stage, meeting):
    assert say(stage, meeting, stage.len, "YES").coming == Coming.YES


def test_a_person_s_own_yes_takes_the_place_of_the_standing_one(stage):
    members.count_me_in(stage.membership(stage.khadija), on=True, by=stage.khadija)
    meeting = meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen)
    assert Answer.objects.get(meeting=meeting).how == How.STANDING

    assert say(stage, meeting, stage.khadija, how=How.TEXT).how == How.TEXT
