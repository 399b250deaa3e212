"""A handover becomes a group: members by their own choice, details as each agreed, everybody told."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from followon import clock
from followon.audit.models import Event
from followon.errors import Refused
from followon.people.models import Consent, Method
from groups import sharing
from groups.actions import formation, meetings
from groups.actions.meetings import Plan
from groups.models import Group, GroupPurpose, Membership, OrganiserTurn, TutorVisit
from groups.protocol import Purpose
from groups.rhythm import Rhythm
from notifications import housekeeping
from notifications.models import Message
from pmp.actions import choices, handovers
from pmp.models import Enrolment, Handover
from pmp.protocol import DIRECTORY_WITHIN
from pmp.states import HandoverState, Wish
from tests.groups.actions.conftest import outbox

YES = ("maria", "tom", "colin", "aisha", "dev", "grace", "joan")
FIRST = Plan(date(2026, 12, 10), time(11))


@pytest.fixture
def ready(stage):
    """Seven said yes, Lena said no, Ana is thinking; everybody was asked, and those who said yes were reached."""
    for enrolment in Enrolment.objects.filter(cohort=stage.larkfield).select_related("person"):
        first = enrolment.person.first_name.lower()
        wish = Wish.YES if first in YES else Wish.NOT_FOR_ME if first == "lena" else Wish.THINKING
        choices.record(enrolment, wish=wish, method=Method.ROOM, by=stage.sam)
        purposes = {Purpose.SHARE_NAME, Purpose.SHARE_MOBILE} if first in ("maria", "tom", "joan") else set()
        if wish != Wish.NOT_FOR_ME:
            choices.share(enrolment, purposes=purposes, method=Method.ROOM, by=stage.sam)
        if wish == Wish.YES:
            handovers.mark_reached(enrolment, by=stage.sam)
    return stage


def form(stage, **changes):
    handover = Handover.objects.get(cohort=stage.larkfield)
    facts = {
        "name": "Larkfield Larks", "short_name": "Larks", "purposes": [GroupPurpose.SOCIAL, GroupPurpose.NO_GOALS],
        "rhythm": Rhythm("EVERY_WEEKS", 2), "organiser": stage.joan, "stand_in": stage.dev,
        "first_meeting": Plan(FIRST.on_date, FIRST.start_time, place=stage.cafe), "agreement": "We take turns.",
    }  # fmt: skip
    return formation.form(handover, **{**facts, **changes}, by=stage.sam)


def test_the_group_is_what_the_room_agreed(ready):
    group = form(ready)

    assert (group.name, group.short_name, group.state, group.cohort) == (
        "Larkfield Larks", "Larks", "FORMING", ready.larkfield
    )  # fmt: skip
    assert (group.rhythm, group.every_weeks, group.purposes) == ("EVERY_WEEKS", 2, ["SOCIAL", "NO_GOALS"])
    assert (group.usual_time, group.usual_place, group.area) == (time(11), ready.cafe, "LA1")
    assert (group.tutor, group.programme_ended_on) == (ready.posts["ruth"], ready.larkfield.ends_on)
    assert Handover.objects.get(cohort=ready.larkfield).state == HandoverState.HANDED_OVER


def test_everybody_who_said_yes_is_in_it_and_nobody_else(ready):
    group = form(ready)

    members = Membership.objects.filter(group=group).select_related("person")
    assert {member.person.first_name.lower() for member in members} == set(YES)
    assert {member.from_cohort for member in members} == {ready.larkfield}
    assert Event.objects.get(name="groups.group.formed").facts == {
        "cohort": f"cohort:{ready.larkfield.pk}", "members": 7
    }  # fmt: skip


def test_what_each_agreed_to_share_is_carried_field_by_field(ready):
    group = form(ready)

    lines = Consent.objects.filter(scope=f"group:{group.pk}")
    assert {(line.person.first_name, line.purpose, line.method) for line in lines} == {
        (who, purpose, Method.CARRIED)
        for who in ("Maria", "Tom", "Joan")
        for purpose in (Purpose.SHARE_NAME, Purpose.SHARE_MOBILE)
    }
    seen = {one.person_name: one.mobile for one in sharing.shared_details(group, ready.maria)}
    assert seen["Tom"] == ready.tom.mobile
    assert seen[sharing.NO_NAME] == ""


def test_organiser_and_stand_in_take_their_turns(ready):
    group = form(ready)

    turns = (
        OrganiserTurn.objects.now().filter(group=group).values_list("membership__person__first_name", "job")
    )
    assert set(turns) == {("Joan", "ORGANISER"), ("Dev", "STAND_IN")}


def test_everybody_hears_of_it_in_their_own_channel(ready):
    group = form(ready)

    told = Message.objects.filter(about=f"group:{group.pk}").values_list(
        "kind", "person__first_name", "channel"
    )
    channels = {"Colin": "CALL", "Grace": "EMAIL"}
    assert set(told) == {
        (kind, who.capitalize(), channels.get(who.capitalize(), "SMS"))
        for who in YES
        for kind in ("group-started", "group-directory")
    }
    directories = Message.objects.filter(kind="group-directory")
    assert all(row.next_at <= clock.now() + DIRECTORY_WITHIN for row in directories)


def test_formed_in_the_evening_the_directory_goes_within_a_day(ready):
    with clock.moved_to(datetime(2026, 11, 27, 21, 30, tzinfo=UTC)):  # a Friday
        form(ready)

        rows = Message.objects.filter(kind="group-directory")
        assert {row.next_at for row in rows if row.channel != "CALL"} == {
            datetime(2026, 11, 28, 9, tzinfo=UTC)
        }
        by_hand = rows.get(channel="CALL")
        assert by_hand.not_after > clock.now() + timedelta(days=7)  # nobody rings at the weekend


def test_nobody_need_ring_any_more_about_what_is_four_weeks_old(ready):
    form(ready)
    calls = Message.objects.filter(about__startswith="group:", channel="CALL").values_list("kind", "state")

    with clock.moved_to(clock.now() + timedelta(days=27)):
        housekeeping.expire_calls()
        assert sorted(calls.all()) == [("group-directory", "BY_HAND"), ("group-started", "BY_HAND")]
    with clock.moved_to(clock.now() + timedelta(days=28)):
        housekeeping.expire_calls()
        assert sorted(calls.all()) == [("group-directory", "EXPIRED"), ("group-started", "EXPIRED")]


def test_the_first_meeting_is_planned_with_reminders_and_the_tutor_s_visit(ready):
    group = form(ready)

    meeting = group.meetings.get()
    assert meeting.local.isoformat() == "2026-12-10T11:00:00"
    assert meeting.organiser.person == ready.joan
    visit = TutorVisit.objects.get()
    assert (visit.meeting, visit.number, visit.tutor) == (meeting, 1, ready.posts["ruth"])
    assert len([row for row in outbox(meeting) if row[0] == "meeting-ask"]) == 7


def test_a_group_may_form_without_a_date_or_jobs(ready):
    group = form(ready, first_meeting=None, organiser=None, stand_in=None)

    assert not group.meetings.exists()
    assert not OrganiserTurn.objects.filter(group=group).exists()
    assert Message.objects.filter(kind="group-started").count() == 7


def test_one_person_may_hold_only_one_job(ready):
    group = form(ready, stand_in=ready.joan)

    assert OrganiserTurn.objects.get(group=group).job == "ORGANISER"


def test_forming_twice_is_refused(ready):
    form(ready)
    with pytest.raises(Refused):
        form(ready)

    assert Group.objects.filter(cohort=ready.larkfield).count() == 1


def test_somebody_still_to_sort_out_stops_it(stage):
    with pytest.raises(handovers.StillToSortOut):
        form(stage)

    assert not Group.objects.filter(cohort=stage.larkfield).exists()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " "}, formation.NameMissing),
        ({"short_name": "x" * 19}, formation.NameMissing),
        ({"short_name": ""}, formation.NameMissing),
        ({"first_meeting": Plan(date(2026, 11, 1), time(11))}, meetings.InThePast),
        ({"first_meeting": Plan(date(2027, 3, 28), time(1, 30))}, meetings.ClockSkipsThatTime),
    ],
)
def test_a_refusal_forms_nothing_at_all(ready, changes, refusal):
    messages, lines = Message.objects.count(), Consent.objects.count()

    with pytest.raises(refusal):
        form(ready, **changes)

    assert not Group.objects.filter(cohort=ready.larkfield).exists()
    assert Handover.objects.get(cohort=ready.larkfield).state != HandoverState.HANDED_OVER
    assert (Message.objects.count(), Consent.objects.count()) == (messages, lines)


def test_an_organiser_comes_from_among_those_who_said_yes(ready):
    with pytest.raises(formation.NotInTheGroup, match="Lena"):
        form(ready, organiser=ready.lena)
    with pytest.raises(formation.NotInTheGroup, match="Rhys"):
        form(ready, stand_in=ready.rhys)


def test_nobody_s_group_is_no_group(ready):
    for enrolment in Enrolment.objects.filter(cohort=ready.larkfield):
        choices.record(enrolment, wish=Wish.NOT_FOR_ME, method=Method.ROOM, by=ready.sam)

    with pytest.raises(formation.NobodySaidYes):
        form(ready, organiser=None, stand_in=None)


def test_the_service_sees_counts_and_not_people_afterwards(ready):
    group = form(ready)

    assert group in Group.objects.overseen_by(ready.sam)
    assert group not in Group.objects.visible_to(ready.sam)
    assert sharing.shared_details(group, ready.sam) == []
