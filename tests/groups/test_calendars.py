"""Calendar files: one UID for ever, a sequence that grows, nobody's name, and nothing a title could smuggle in."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from groups import calendars
from groups.actions import lifecycle, meetings
from groups.actions.meetings import Plan
from groups.models import Meeting, Mode

DAY = date(2026, 12, 10)


def plan(stage, **changes):
    return Plan(**{"on_date": DAY, "start_time": time(11), "place": stage.cafe, **changes})


def event(meeting):
    rows = Meeting.objects.filter(pk=meeting.pk).select_related("group", "place")
    [found] = Calendar.from_ical(calendars.file_of(rows, name="Follow-on group")).walk("VEVENT")
    return found


@pytest.fixture
def meeting(stage):
    return meetings.plan(stage.steppers, plan=plan(stage), by=stage.gwen)


def test_what_a_phone_shows(stage, meeting):
    found = event(meeting)

    assert found["uid"] == f"meeting-{meeting.pk}@follow-on-groups"
    assert (found["summary"], found["status"]) == ("Steady Steppers", "CONFIRMED")
    assert found["location"] == "Larkfield Community Café, 14 Mill Lane, Larkfield, LA1 7QX"
    assert found.decoded("dtstart") == datetime(2026, 12, 10, 11, tzinfo=UTC)
    assert found.decoded("dtend") - found.decoded("dtstart") == timedelta(minutes=90)
    assert str(found["url"]).endswith(f"/groups/{stage.steppers.code}/meetings/{meeting.pk}/")


def test_nobody_s_name_is_in_it(stage, meeting):
    meetings.answer(
        meeting, membership=stage.membership(stage.khadija), coming="YES", how="WEB", by=stage.khadija
    )

    text = calendars.file_of(
        Meeting.objects.select_related("group", "place"), name="Follow-on group"
    ).decode()
    assert "ATTENDEE" not in text
    assert "ORGANIZER" not in text
    assert not any(word in text for word in ("Khadija", "Gwen", "pain", "Pain"))


def test_each_change_has_a_higher_sequence_and_the_same_uid(stage, meeting):
    seen = [event(meeting)]
    meetings.move(meeting, to=plan(stage, start_time=time(14)), by=stage.gwen)
    seen.append(event(meeting))
    meetings.cancel(meeting, by=stage.gwen)
    seen.append(event(meeting))
    meetings.put_back(meeting, by=stage.gwen)
    seen.append(event(meeting))
    meetings.cancel(meeting, by=stage.gwen)
    seen.append(event(meeting))

    sequences = [one["sequence"] for one in seen]
    assert sequences == sorted(set(sequences))
    assert len({str(one["uid"]) for one in seen}) == 1
    assert [str(one["status"]) for one in seen] == [
        "CONFIRMED",
        "CONFIRMED",
        "CANCELLED",
        "CONFIRMED",
        "CANCELLED",
    ]


def test_the_time_is_right_on_both_sides_of_a_clock_change(stage):
    spring = meetings.plan(stage.steppers, plan=plan(stage, on_date=date(2027, 4, 15)), by=stage.gwen)

    assert event(spring).decoded("dtstart") == datetime(2027, 4, 15, 10, tzinfo=UTC)


@pytest.mark.parametrize(("mode", "where"), [(Mode.ONLINE, "Online"), (Mode.PHONE, "By phone")])
def test_meeting_from_home(stage, mode, where):
    meeting = meetings.plan(
        stage.steppers,
        plan=plan(stage, mode=mode, place=None, join_details="Ring 01632 960 118"),
        by=stage.gwen,
    )

    found = event(meeting)
    assert found["location"] == where
    assert "01632" not in found.to_ical().decode()


def test_a_place_to_be_agreed_is_no_place(stage):
    meeting = meetings.plan(stage.steppers, plan=plan(stage, place=None), by=stage.gwen)

    assert "location" not in event(meeting)


@pytest.mark.parametrize(
    "title", ["Steppers\r\nATTENDEE:mailto:x@example.org", "A;B,C\\D", "Café ☕ été", "BEGIN:VEVENT"]
)
def test_a_title_smuggles_nothing_in(stage, meeting, title):
    lifecycle.change(stage.steppers, short_name=title[:18], by=stage.gwen)
    text = calendars.file_of(Meeting.objects.select_related("group", "place"), name=title).decode()

    parsed = Calendar.from_ical(text)
    [found] = parsed.walk("VEVENT")
    assert "attendee" not in found
    assert found["summary"] == " ".join(title[:18].split())
    assert len(parsed.walk("VEVENT")) == 1
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_nothing_repeats(stage, meeting):
    assert (
        "RRULE" not in calendars.file_of(Meeting.objects.select_related("group", "place"), name="x").decode()
    )
