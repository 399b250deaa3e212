"""A rest, a goodbye, a new beginning; what a group settles on, and what it lets its service see."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from followon import clock
from followon.audit.actors import Job as Robot
from followon.audit.models import Event
from followon.states import MoveNotAllowed
from groups import permissions
from groups.actions import asking, lifecycle, meetings, places
from groups.models import Grant, GrantScope, Group, Meeting
from groups.rhythm import Rhythm
from groups.states import GROUP_MOVES, GroupState
from notifications.models import Message
from tests.groups.actions.conftest import let_go, outbox, the_plan

UNTIL = date(2027, 2, 1)
ROBOT = Robot("ask rested groups")


def group(stage):
    return Group.objects.get(pk=stage.steppers.pk)


def test_rest_calls_meetings_off_and_keeps_places(stage, meeting):
    with clock.moved_to(datetime(2026, 12, 3, 12, tzinfo=UTC)):
        let_go(Message.objects.get(kind="meeting-ask", person=stage.ellis))
        lifecycle.rest(stage.steppers, until=UNTIL, by=stage.gwen)

        assert {(kind, who) for kind, who, _ in outbox()} == {
            ("meeting-cancelled", "Ellis"),
            ("group-resting", "Gwen"), ("group-resting", "Ellis"), ("group-resting", "Khadija"),
            ("group-resting", "Bill"),
        }  # fmt: skip
    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancelled_because) == ("CANCELLED", "The group is taking a rest")
    assert (group(stage).state, group(stage).resting_until) == ("RESTING", UNTIL)


def test_rest_again_moves_the_day(stage):
    lifecycle.rest(stage.steppers, until=UNTIL, by=stage.gwen)
    lifecycle.rest(stage.steppers, until=date(2027, 3, 1), by=stage.gwen)
    lifecycle.rest(stage.steppers, until=date(2027, 3, 1), by=stage.gwen)

    assert group(stage).resting_until == date(2027, 3, 1)
    assert Event.objects.filter(name="groups.group.rested").count() == 2
    assert Message.objects.filter(kind="group-resting", person=stage.gwen).count() == 1


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2027, 6, 30)])
def test_rest_until_an_odd_day_is_refused(stage, day):
    with pytest.raises(lifecycle.WrongDay):
        lifecycle.rest(stage.steppers, until=day, by=stage.gwen)


def test_when_the_rest_is_over_the_organisers_are_asked_once(stage):
    lifecycle.rest(stage.steppers, until=UNTIL, by=stage.gwen)
    assert asking.rested_groups(by=ROBOT) == 0

    with clock.moved_to(datetime(2027, 2, 1, 10, tzinfo=UTC)):
        assert asking.rested_groups(by=ROBOT) == 1
        asking.rested_groups(by=ROBOT)
    asked = Message.objects.filter(kind="group-rest-over").values_list("person__first_name", flat=True)
    assert sorted(asked) == ["Ellis", "Gwen"]
    assert group(stage).state == "RESTING"


def test_wake_tells_everybody_and_withdraws_the_question(stage):
    lifecycle.rest(stage.steppers, until=UNTIL, by=stage.gwen)
    lifecycle.wake(stage.steppers, by=stage.gwen)
    lifecycle.wake(stage.steppers, by=stage.gwen)

    assert {kind for kind, _, _ in outbox(stage.steppers)} == {"group-woken"}
    assert (group(stage).state, group(stage).resting_until) == ("MEETING", None)
    assert Event.objects.filter(name="groups.group.woken").count() == 1


def test_goodbye_is_a_good_ending(stage, meeting):
    with clock.moved_to(meeting.ends_at):
        meetings.report_headcount(meeting, headcount=4, by=stage.gwen)
        later = meetings.plan(stage.steppers, plan=the_plan(stage, on_date=date(2027, 1, 14)), by=stage.gwen)
        lifecycle.close(stage.steppers, because="MOVED_ON", by=stage.gwen)

        assert (group(stage).state, group(stage).closed_because, group(stage).closed_at) == (
            "CLOSED", "MOVED_ON", clock.now()
        )  # fmt: skip
    later.refresh_from_db()
    assert later.state == "CANCELLED"
    ended = Message.objects.filter(kind="group-ended")
    assert {row.person.first_name for row in ended} == {
        "Gwen",
        "Ellis",
        "Khadija",
        "Bill",
        "Len",
    }  # Len rests
    assert ended.first().payload == {"group": stage.steppers.pk, "meetings": 1, "months": 0}


def test_goodbye_ends_the_tutor_s_part(stage):
    Group.objects.filter(pk=stage.steppers.pk).update(tutor=stage.posts["ruth"])
    lifecycle.close(stage.steppers, because="MOVED_ON", by=stage.gwen)

    assert group(stage) not in Group.objects.overseen_by(stage.ruth)


def test_an_end_is_never_a_lock(stage):
    lifecycle.close(stage.steppers, because="MOVED_ON", by=stage.gwen)
    lifecycle.restart(stage.steppers, by=stage.gwen)
    lifecycle.restart(stage.steppers, by=stage.gwen)

    assert (group(stage).state, group(stage).closed_at, group(stage).closed_because) == ("MEETING", None, "")
    assert {kind for kind, _, _ in outbox(stage.steppers)} == {"group-restarted"}


@pytest.mark.parametrize("state", GroupState.values)
def test_what_can_be_done_in_each_state(stage, state):
    doing = {
        GroupState.RESTING: lambda: lifecycle.rest(stage.steppers, until=UNTIL, by=stage.gwen),
        GroupState.CLOSED: lambda: lifecycle.close(stage.steppers, because="MOVED_ON", by=stage.gwen),
    }
    for new, act in doing.items():
        Group.objects.filter(pk=stage.steppers.pk).update(state=state)
        if new in GROUP_MOVES[state] or (new == state == GroupState.RESTING):
            assert act().state == new
        else:
            with pytest.raises(MoveNotAllowed):
                act()


def test_change_keeps_coming_meetings_and_tells_nobody(stage, meeting):
    before = Message.objects.count()
    changed = lifecycle.change(
        stage.steppers, name="Steppers", rhythm=Rhythm("EVERY_WEEKS", 2), usual_time=time(14), by=stage.gwen
    )

    assert (changed.name, changed.rhythm, changed.every_weeks) == ("Steppers", "EVERY_WEEKS", 2)
    assert Message.objects.count() == before
    assert Event.objects.get(name="groups.group.changed").facts == {
        "fields": ["every_weeks", "name", "rhythm", "usual_time"]
    }  # fmt: skip
    assert Meeting.objects.get().start_time == time(11)


def test_change_of_nothing_is_nothing(stage):
    lifecycle.change(stage.steppers, name=stage.steppers.name, by=stage.gwen)

    assert not Event.objects.exists()
    with pytest.raises(TypeError):
        lifecycle.change(stage.steppers, state="CLOSED", by=stage.gwen)


def test_a_grant_opens_one_thing_until_a_day(stage):
    assert not permissions.can_see_names_as_team(stage.nadia, stage.steppers)
    lifecycle.grant(stage.steppers, scope=GrantScope.NAMES, until=date(2026, 12, 1), by=stage.gwen)

    assert permissions.can_see_names_as_team(stage.nadia, stage.steppers)
    assert not permissions.can_see_names_as_team(stage.olive, stage.steppers)
    assert not permissions.can_reach_organiser_as_team(stage.nadia, stage.steppers)
    with clock.moved_to(datetime(2026, 12, 1, 0, 30, tzinfo=UTC)):
        assert not permissions.can_see_names_as_team(stage.nadia, stage.steppers)
    assert Event.objects.get().facts == {"scope": "NAMES", "until": "2026-12-01"}


def test_a_grant_given_again_moves_its_day(stage):
    first = lifecycle.grant(stage.steppers, scope=GrantScope.NAMES, until=date(2026, 12, 1), by=stage.gwen)
    assert lifecycle.grant(stage.steppers, scope="NAMES", until=date(2026, 12, 1), by=stage.gwen) == first
    lifecycle.grant(stage.steppers, scope="NAMES", until=date(2026, 12, 8), by=stage.gwen)

    assert [grant.until for grant in Grant.objects.in_force(clock.today())] == [date(2026, 12, 8)]


def test_a_grant_taken_back_holds_from_the_next_request(stage):
    given = lifecycle.grant(stage.steppers, scope=GrantScope.NAMES, until=date(2026, 12, 1), by=stage.gwen)
    lifecycle.withdraw_grant(given, by=stage.gwen)
    lifecycle.withdraw_grant(given, by=stage.gwen)

    assert not permissions.can_see_names_as_team(stage.nadia, stage.steppers)
    assert Event.objects.filter(name="groups.grant.withdrawn").count() == 1


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2027, 11, 26)])
def test_a_grant_needs_a_day_to_come(stage, day):
    with pytest.raises(lifecycle.WrongDay):
        lifecycle.grant(stage.steppers, scope=GrantScope.NAMES, until=day, by=stage.gwen)


def test_a_place_is_added_checked_and_closed(stage):
    place = places.add(
        stage.steppers, name="The Boathouse", short_name="Boathouse", step_free="YES", by=stage.ellis
    )
    checked = places.check(place, by=stage.ellis, quiet="NO", cost="Tea is £2")

    assert (checked.group, checked.service) == (stage.steppers, stage.severn)
    assert (checked.step_free, checked.quiet, checked.toilet) == ("YES", "NO", "UNKNOWN")
    assert (checked.checked_by, checked.checked_on) == (stage.ellis, date(2026, 11, 24))
    assert checked.good_facts() == ["No steps"]
    places.close(place, by=stage.ellis)
    places.close(place, by=stage.ellis)
    assert list(Event.objects.order_by("pk").values_list("name", flat=True)) == [
        "groups.place.added", "groups.place.checked", "groups.place.closed"
    ]  # fmt: skip


def test_a_place_may_be_for_all_groups_of_a_service(stage):
    shared = places.add(None, service=stage.severn, name="Town Hall", short_name="Town Hall", by=stage.nadia)

    assert shared in type(shared).objects.for_group(stage.harbour)
    assert shared not in type(shared).objects.for_group(stage.tamar_group)
    with pytest.raises(TypeError):
        places.add(None, name="Nowhere", short_name="Nowhere", by=stage.nadia)
    with pytest.raises(TypeError):
        places.check(shared, by=stage.nadia, closed_at=clock.now())


def test_the_longest_rest_is_about_half_a_year(stage):
    last = clock.today() + lifecycle.LONGEST_REST

    assert lifecycle.rest(stage.steppers, until=last, by=stage.gwen).resting_until == last
    with pytest.raises(lifecycle.WrongDay):
        lifecycle.rest(stage.steppers, until=last + timedelta(days=1), by=stage.gwen)
