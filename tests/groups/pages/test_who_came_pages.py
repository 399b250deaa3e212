"""Who came is ticked in two taps, and the next meeting exists."""

from datetime import date, time

from followon import clock
from groups.actions import meetings
from groups.models import Attendance, Meeting
from groups.states import MeetingState
from tests.groups.pages.conftest import place_of
from tests.groups.pages.paths import at


def test_who_came_is_ticked_from_the_answers(stage, sharing_all, meeting, as_):
    for who, coming in ((stage.gwen, "YES"), (stage.ellis, "YES"), (stage.bill, "SEE")):
        meetings.answer(meeting, membership=place_of(who, stage.steppers), coming=coming, how="WEB", by=who)
    with clock.moved_to(meeting.ends_at):
        page = as_(stage.gwen).get(at(meeting, "who-came/"))

    assert {int(pk) for pk in page.context["form"].fields["came"].initial} == {
        place_of(stage.gwen, stage.steppers).pk, place_of(stage.ellis, stage.steppers).pk
    }  # fmt: skip
    assert "Gwen (you)" in page.content.decode()
    assert "Was going to see on the day" in page.content.decode()


def test_two_taps_and_the_next_meeting_exists(stage, past_meeting, as_):
    client = as_(stage.gwen)
    came = [place_of(who, stage.steppers).pk for who in (stage.gwen, stage.ellis, stage.khadija)]

    saved = client.post(at(past_meeting, "who-came/"), {"came": came}, follow=True).content.decode()
    client.post(at(past_meeting, "reported/"), {"same": "1"})

    assert "3 came on Thursday 12 November." in saved
    assert "Same time next time?" in saved
    assert Attendance.objects.filter(meeting=past_meeting, came=True).count() == 3
    upcoming = Meeting.objects.upcoming(clock.now()).get(group=stage.steppers)
    assert (upcoming.on_date, upcoming.start_time) == (date(2026, 12, 10), time(11))


def test_only_the_number_is_known(stage, past_meeting, as_):
    as_(stage.gwen).post(at(past_meeting, "who-came/"), {"headcount": "5"})

    past_meeting.refresh_from_db()
    assert (past_meeting.state, past_meeting.came) == (MeetingState.HELD, 5)


def test_nobody_ticked_is_asked_about(stage, past_meeting, as_):
    page = as_(stage.gwen).post(at(past_meeting, "who-came/"), {"headcount": ""}).content.decode()

    assert "Tick who came, or say that you did not meet" in page


def test_we_did_not_meet_and_the_way_back(stage, past_meeting, as_):
    client = as_(stage.gwen)

    client.post(at(past_meeting, "not-held/"), {"x": "1"})
    past_meeting.refresh_from_db()
    assert past_meeting.state == MeetingState.NOT_HELD

    client.post(at(past_meeting, "reported/"), {"undo": "1"})
    past_meeting.refresh_from_db()
    assert past_meeting.state == MeetingState.PLANNED


def test_thanks_come_only_after_something_was_said(stage, past_meeting, as_):
    assert as_(stage.gwen).get(at(past_meeting, "reported/")).url == at(past_meeting, "who-came/")


def test_who_came_waits_for_the_meeting(stage, meeting, as_):
    page = as_(stage.gwen).get(at(meeting, "who-came/"), follow=True).content.decode()

    assert "You can say who came once the meeting has begun." in page
