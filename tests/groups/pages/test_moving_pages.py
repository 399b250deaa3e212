"""A meeting is moved, called off and put back; whoever will be told is named first."""

from datetime import time, timedelta

import pytest

from followon import clock
from groups.actions import meetings
from groups.models import PassOn
from groups.states import MeetingState
from tests.groups.pages.conftest import place_of
from tests.groups.pages.paths import at
from tests.groups.pages.planning import FORM


def moved(meeting, client, **change):
    form = client.get(at(meeting, "move/")).context["form"]
    day = meeting.on_date
    return {
        **FORM, "on_date_day": str(day.day), "on_date_month": str(day.month), "on_date_year": str(day.year),
        "place": str(meeting.place_id or ""), "plan": meeting.plan, "version": form.initial["version"], **change,
    }  # fmt: skip


def test_moving_says_first_who_will_be_told(stage, sharing_all, meeting, as_):
    client = as_(stage.gwen)
    meetings.answer(
        meeting, membership=place_of(stage.ellis, stage.steppers), coming="YES", how="WEB", by=stage.ellis
    )

    check = client.post(
        at(meeting, "move/"), moved(meeting, client, start_time="2pm", check="1")
    ).content.decode()
    assert "1 person knows" in check
    assert "Ellis" in check
    meeting.refresh_from_db()
    assert meeting.start_time == time(11)

    client.post(at(meeting, "move/"), moved(meeting, client, start_time="2pm", send="1"))
    meeting.refresh_from_db()
    assert meeting.start_time == time(14)


def test_two_people_move_a_meeting_at_once_and_nothing_is_lost(stage, meeting, as_):
    client = as_(stage.gwen)
    form = moved(meeting, client, start_time="2pm", plan="Bring cake", send="1")
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        meetings.change_plan(meeting, to="Bring biscuits", by=stage.ellis)

    page = client.post(at(meeting, "move/"), form)

    words = page.content.decode()
    assert "Someone else changed this while your page was open" in words
    assert "Bring cake" in words
    assert "Bring biscuits" in words
    client.post(at(meeting, "move/"), {**form, "version": page.context["form"].data["version"]})
    meeting.refresh_from_db()
    assert (meeting.start_time, meeting.plan) == (time(14), "Bring cake")


def test_calling_off_and_putting_back(stage, sharing_all, meeting, as_):
    client = as_(stage.gwen)

    assert "Nobody has heard of this meeting yet" in client.get(at(meeting, "cancel/")).content.decode()
    client.post(at(meeting, "cancel/"), {"why": "The café is closed"})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancelled_because) == (MeetingState.CANCELLED, "The café is closed")

    assert "Put it back on" in client.get(at(meeting, "organise/")).content.decode()
    client.post(at(meeting, "put-back/"), {"x": "1"})
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.PLANNED


def test_looking_calls_nothing_off(stage, meeting, as_):
    for more in ("cancel/", "put-back/", "pass-on/", "not-held/", "reported/"):
        as_(stage.gwen).get(at(meeting, more))

    meeting.refresh_from_db()
    assert meeting.state == MeetingState.PLANNED
    assert not PassOn.objects.exists()


@pytest.mark.parametrize(
    "more", ["organise/", "move/", "cancel/", "put-back/", "calls/", "remind/", "pass-on/", "who-came/"]
)
def test_members_without_a_job_are_told_so(stage, meeting, as_, more):
    client = as_(stage.khadija)

    assert client.get(at(meeting, more)).status_code == 403
    assert client.post(at(meeting, more), {"x": "1"}).status_code == 403
