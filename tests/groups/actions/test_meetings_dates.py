"""Planning, moving, calling off: what is done, what is refused, what the history says."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from followon import clock
from followon.audit.models import Event
from followon.states import MoveNotAllowed
from groups.actions import lifecycle, meetings, organisers, places
from groups.actions.meetings import Plan
from groups.models import Job, Meeting, Mode
from groups.rhythm import Rhythm
from groups.states import GroupState, MeetingState
from notifications.models import Message
from tests.groups.actions.conftest import THURSDAY, the_plan
from tests.groups.conftest import wall

FORWARD, BACK = date(2027, 3, 28), date(2026, 10, 25)


def history(about):
    return list(Event.objects.concerning(f"meeting:{about.pk}").values_list("name", flat=True))


def test_plan_keeps_the_time_on_the_wall(stage):
    summer = meetings.plan(stage.steppers, plan=the_plan(stage, on_date=date(2027, 4, 15)), by=stage.gwen)

    assert (summer.on_date, summer.start_time) == (date(2027, 4, 15), time(11))
    assert summer.starts_at == datetime(2027, 4, 15, 10, tzinfo=UTC)
    assert summer.ends_at - summer.starts_at == timedelta(minutes=90)
    assert clock.to_local(summer.ask_at, summer.tz) == wall(2027, 4, 8, 11)
    assert summer.organiser == stage.membership(stage.gwen)
    assert history(summer) == ["groups.meeting.planned"]


def test_plan_refuses_the_past(stage):
    with pytest.raises(meetings.InThePast):
        meetings.plan(stage.steppers, plan=the_plan(stage, on_date=date(2026, 11, 23)), by=stage.gwen)
    with pytest.raises(meetings.InThePast):
        meetings.plan(
            stage.steppers,
            plan=the_plan(stage, on_date=date(2026, 11, 24), start_time=time(12)),
            by=stage.gwen,
        )


def test_plan_refuses_a_year_that_must_be_a_slip(stage):
    with pytest.raises(meetings.TooFarAhead, match="2028"):
        meetings.plan(stage.steppers, plan=the_plan(stage, on_date=date(2028, 12, 10)), by=stage.gwen)


def test_plan_refuses_a_time_that_does_not_exist(stage):
    with pytest.raises(meetings.ClockSkipsThatTime, match="Sunday 28 March, so 1:30am does not happen"):
        meetings.plan(
            stage.steppers, plan=the_plan(stage, on_date=FORWARD, start_time=time(1, 30)), by=stage.gwen
        )


def test_plan_takes_the_first_of_a_time_that_happens_twice(stage):
    with clock.moved_to(datetime(2026, 10, 1, 12, tzinfo=UTC)):
        twice = meetings.plan(
            stage.steppers, plan=the_plan(stage, on_date=BACK, start_time=time(1, 30)), by=stage.gwen
        )

    assert twice.starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("start", [time(10), time(11), time(12, 29)])
def test_plan_refuses_two_meetings_at_once(stage, meeting, start):
    with pytest.raises(meetings.Overlaps, match="Thursday 10 December at 11am"):
        meetings.plan(stage.steppers, plan=the_plan(stage, start_time=start), by=stage.gwen)


@pytest.mark.parametrize("start", [time(9, 30), time(12, 30)])
def test_plan_allows_one_after_the_other(stage, meeting, start):
    assert meetings.plan(stage.steppers, plan=the_plan(stage, start_time=start), by=stage.gwen).pk


def test_plan_allows_the_time_of_one_that_is_off(stage, meeting):
    meetings.cancel(meeting, by=stage.gwen)

    assert meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen).is_planned


def test_plan_allows_the_time_of_another_group(stage, meeting):
    assert meetings.plan(stage.harbour, plan=the_plan(stage), by=stage.rhys).is_planned


@pytest.mark.parametrize("length", [timedelta(minutes=5), timedelta(hours=11)])
def test_plan_refuses_an_odd_length(stage, length):
    with pytest.raises(meetings.WrongLength):
        meetings.plan(stage.steppers, plan=the_plan(stage, length=length), by=stage.gwen)


def test_plan_refuses_a_place_of_others_and_one_that_has_closed(stage):
    theirs = places.add(stage.harbour, name="The Boathouse", short_name="Boathouse", by=stage.rhys)
    with pytest.raises(meetings.PlaceNotYours):
        meetings.plan(stage.steppers, plan=the_plan(stage, place=theirs), by=stage.gwen)

    places.close(stage.cafe, by=stage.nadia)
    with pytest.raises(meetings.PlaceNotYours):
        meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen)


def test_plan_refuses_meeting_in_person_while_the_service_asks_not_to(stage):
    stage.severn.remote_only = True
    stage.severn.save()

    with pytest.raises(meetings.OnlyFromHome):
        meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen)
    assert meetings.plan(stage.steppers, plan=the_plan(stage, mode=Mode.PHONE, place=None), by=stage.gwen)


def test_plan_refuses_for_a_group_that_rests_or_has_ended(stage):
    lifecycle.rest(stage.steppers, until=date(2027, 2, 1), by=stage.gwen)
    with pytest.raises(meetings.GroupHasEnded, match="is resting"):
        meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen)

    lifecycle.close(stage.steppers, because="MOVED_ON", by=stage.gwen)
    with pytest.raises(meetings.GroupHasEnded, match="has ended"):
        meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen)


def test_a_refusal_changes_nothing(stage):
    with pytest.raises(meetings.InThePast):
        meetings.plan(stage.steppers, plan=the_plan(stage, on_date=date(2026, 11, 23)), by=stage.gwen)

    assert not Meeting.objects.exists()
    assert not Message.objects.exists()
    assert not Event.objects.exists()


def test_organisers_take_turns(stage):
    organisers.take_turn(stage.membership(stage.khadija), job=Job.ORGANISER, by=stage.khadija)

    turns = [
        meetings.plan(
            stage.steppers, plan=the_plan(stage, on_date=THURSDAY + timedelta(weeks=n)), by=stage.gwen
        )
        for n in range(4)
    ]

    assert [meeting.organiser.person.first_name for meeting in turns] == [
        "Gwen",
        "Khadija",
        "Gwen",
        "Khadija",
    ]


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        (Rhythm("EVERY_WEEKS", 6), date(2027, 1, 21)),
        (Rhythm("MONTHLY", nth=2, weekday=1), date(2027, 1, 12)),
        (Rhythm(), date(2027, 1, 7)),  # four weeks on, until the group has a usual gap
    ],
)
def test_plan_next_by_the_rhythm(stage, meeting, rhythm, expected):
    lifecycle.change(stage.steppers, rhythm=rhythm, by=stage.gwen)
    with clock.moved_to(meeting.ends_at + timedelta(hours=2)):
        meetings.report_headcount(meeting, headcount=4, by=stage.gwen)
        following = meetings.plan_next(stage.steppers, by=stage.gwen)

    assert (following.on_date, following.start_time, following.place) == (expected, time(11), stage.cafe)


def test_plan_next_stays_at_the_same_time_when_clocks_change(stage):
    lifecycle.change(stage.steppers, rhythm=Rhythm("EVERY_WEEKS", 6), by=stage.gwen)
    meeting = meetings.plan(
        stage.steppers, plan=the_plan(stage, on_date=date(2027, 3, 4), start_time=time(14)), by=stage.gwen
    )
    with clock.moved_to(meeting.ends_at + timedelta(hours=2)):
        following = meetings.plan_next(stage.steppers, by=stage.gwen)

    assert following.local == wall(2027, 4, 15, 14)
    assert following.starts_at == datetime(2027, 4, 15, 13, tzinfo=UTC)


def test_plan_next_goes_by_the_usual_gap(stage):
    for day in (date(2026, 12, 3), date(2026, 12, 17), date(2026, 12, 31)):
        last = meetings.plan(stage.steppers, plan=the_plan(stage, on_date=day), by=stage.gwen)
    with clock.moved_to(last.ends_at + timedelta(hours=2)):
        assert meetings.plan_next(stage.steppers, by=stage.gwen).on_date == date(2027, 1, 14)


def test_plan_next_twice_is_once(stage, meeting):
    assert meetings.plan_next(stage.steppers, by=stage.gwen) == meeting
    with clock.moved_to(meeting.ends_at + timedelta(hours=2)):
        first = meetings.plan_next(stage.steppers, by=stage.gwen)
        assert meetings.plan_next(stage.steppers, by=stage.gwen) == first


def test_plan_next_after_a_long_silence_is_ahead_of_us(stage, meeting):
    with clock.moved_to(datetime(2027, 9, 1, 12, tzinfo=UTC)):
        following = meetings.plan_next(stage.steppers, by=stage.gwen)

        assert following.starts_at > clock.now()
        assert following.on_date.weekday() == THURSDAY.weekday()


def test_plan_next_leaves_out_a_place_that_has_closed(stage, meeting):
    places.close(stage.cafe, by=stage.nadia)
    with clock.moved_to(meeting.ends_at + timedelta(hours=2)):
        assert meetings.plan_next(stage.steppers, by=stage.gwen).place is None


def test_there_is_no_next_for_a_group_that_never_met(stage):
    assert meetings.next_plan(stage.steppers) is None
    assert meetings.plan_next(stage.steppers, by=stage.gwen) is None


def test_move_raises_the_revision_and_says_so(stage, meeting):
    moved = meetings.move(meeting, to=the_plan(stage, start_time=time(14)), by=stage.gwen)

    assert (moved.revision, moved.start_time, moved.changed_at) == (2, time(14), clock.now())
    assert moved.starts_at == datetime(2026, 12, 10, 14, tzinfo=UTC)
    event = Event.objects.concerning(f"meeting:{meeting.pk}").first()
    assert event.name == "groups.meeting.moved"
    assert event.facts == {"old": "2026-12-10T11:00:00", "new": "2026-12-10T14:00:00", "revision": 2}


def test_move_by_an_hour_does_not_clash_with_itself(stage, meeting):
    assert meetings.move(meeting, to=the_plan(stage, start_time=time(11, 30)), by=stage.gwen).revision == 2


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"on_date": date(2026, 11, 1)}, meetings.InThePast),
        ({"on_date": FORWARD, "start_time": time(1, 30)}, meetings.ClockSkipsThatTime),
        ({"length": timedelta(0)}, meetings.WrongLength),
    ],
)
def test_move_refuses_as_plan_does(stage, meeting, changes, refusal):
    with pytest.raises(refusal):
        meetings.move(meeting, to=the_plan(stage, **changes), by=stage.gwen)
    meeting.refresh_from_db()
    assert meeting.revision == 1


def test_changing_only_what_we_do_tells_nobody(stage, meeting):
    before = set(Message.objects.values_list("pk", "state"))

    meetings.change_plan(meeting, to="Cards and cake", by=stage.gwen)

    assert set(Message.objects.values_list("pk", "state")) == before
    assert history(meeting) == ["groups.meeting.edited", "groups.meeting.planned"]


def test_cancel_says_why_and_when(stage, meeting):
    off = meetings.cancel(meeting, why="The café is closed", by=stage.gwen)

    assert (off.state, off.cancelled_because, off.cancelled_at) == (
        "CANCELLED",
        "The café is closed",
        clock.now(),
    )
    assert Event.objects.concerning(f"meeting:{meeting.pk}").first().facts == {}


def test_what_has_been_is_neither_moved_nor_called_off(stage, meeting):
    with clock.moved_to(meeting.ends_at):
        with pytest.raises(meetings.HasBeen):
            meetings.cancel(meeting, by=stage.gwen)
        with pytest.raises(meetings.HasBeen):
            meetings.move(meeting, to=the_plan(stage, on_date=date(2026, 12, 17)), by=stage.gwen)
    with clock.moved_to(meeting.starts_at):
        assert meetings.cancel(meeting, by=stage.gwen).state == "CANCELLED"


def test_put_back_is_a_new_revision(stage, meeting):
    meetings.cancel(meeting, why="The café is closed", by=stage.gwen)
    back = meetings.put_back(meeting, by=stage.gwen)

    assert (back.state, back.revision, back.cancelled_because, back.cancelled_at) == ("PLANNED", 2, "", None)
    assert history(meeting)[0] == "groups.meeting.put_back"


def test_put_back_refuses_when_its_time_has_gone_or_is_taken(stage, meeting):
    meetings.cancel(meeting, by=stage.gwen)
    meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen)
    with pytest.raises(meetings.Overlaps):
        meetings.put_back(meeting, by=stage.gwen)
    with clock.moved_to(meeting.starts_at), pytest.raises(meetings.InThePast):
        meetings.put_back(meeting, by=stage.gwen)


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (MeetingState.PLANNED, {"move", "cancel"}),
        (MeetingState.CANCELLED, {"put_back"}),
        (MeetingState.HELD, set()),
        (MeetingState.NOT_HELD, set()),
    ],
)
def test_what_can_be_done_in_each_state(stage, meeting, state, allowed):
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    doing = {
        "move": lambda: meetings.move(meeting, to=the_plan(stage, start_time=time(15)), by=stage.gwen),
        "cancel": lambda: meetings.cancel(meeting, by=stage.gwen),
        "put_back": lambda: meetings.put_back(meeting, by=stage.gwen),
    }
    for name, act in doing.items():
        if name in allowed:
            assert act()
            Meeting.objects.filter(pk=meeting.pk).update(state=state)
        else:
            with pytest.raises((MoveNotAllowed, meetings.NotCalledOff)):
                act()


def test_put_back_needs_a_group_that_meets(stage, meeting):
    meetings.cancel(meeting, by=stage.gwen)
    type(stage.steppers).objects.filter(pk=stage.steppers.pk).update(state=GroupState.RESTING)

    with pytest.raises(meetings.GroupHasEnded):
        meetings.put_back(meeting, by=stage.gwen)


def test_the_same_plan_again_changes_nothing(stage, meeting):
    again = meetings.move(meeting, to=replace(Plan.of(meeting)), by=stage.gwen)

    assert again.revision == 1
    assert history(meeting) == ["groups.meeting.planned"]
