"""All groups of a service meet from home, and in person again: one notice each, dates, answers and places kept."""

from datetime import date, time, timedelta

import pytest

from followon import clock
from followon.audit.models import Event as Happened
from groups.actions import meetings, members, remote
from groups.actions.meetings import Plan
from groups.models import Answer, Meeting, Mode, TutorVisit
from notifications import gsm, kinds, rendering
from notifications.models import Message, SenderProfile
from notifications.states import MessageState
from pmp.models import Service
from tests import cast
from tests.groups.actions.conftest import let_go, the_plan
from tests.visitors import signed_in

PROFILE = SenderProfile(name="Severn Vale", phone="01632 960 118", phone_hours="Mon to Fri, 9am to 4pm")
PATH = "/team/from-home/"


@pytest.fixture
def meeting(stage):
    """Steady Steppers in the café on 10 December; Khadija comes, and everybody was asked."""
    made = meetings.plan(stage.steppers, plan=the_plan(stage), by=stage.gwen)
    meetings.answer(
        made, membership=stage.membership(stage.khadija), coming="YES", how="WEB", by=stage.khadija
    )
    return made


def told(kind):
    rows = Message.objects.filter(kind=kind).exclude(state=MessageState.CANCELLED)
    return sorted(rows.values_list("person__first_name", flat=True))


def text_of(kind, who):
    message = Message.objects.filter(kind=kind, person=who).latest("pk")
    content = rendering.render(kinds.get(kind), "SMS", kinds.get(kind).context(message), PROFILE)
    assert content.parts == 1
    assert gsm.odd_characters(content.body) == []
    return content.body


def way(meeting):
    meeting.refresh_from_db()
    return meeting.mode, meeting.join_details


def test_every_coming_meeting_in_a_room_is_from_home(stage, meeting):
    cast.meeting(stage.steppers, on=date(2026, 11, 12), where=stage.cafe)  # over
    other = meetings.plan(
        stage.harbour,
        plan=the_plan(stage, mode=Mode.MIXED, join_details="https://example.org/j"),
        by=stage.rhys,
    )
    phone = meetings.plan(
        stage.harbour, plan=the_plan(stage, on_date=date(2026, 12, 17), mode=Mode.PHONE, join_details="Ring"),
        by=stage.rhys,
    )  # fmt: skip
    elsewhere = cast.meeting(stage.tamar_group, on=date(2026, 12, 10))

    assert remote.meet_from_home(stage.severn, by=stage.nadia) == 2

    assert way(meeting) == (Mode.PHONE, "")
    assert way(other) == (Mode.ONLINE, "https://example.org/j")
    assert way(phone) == (Mode.PHONE, "Ring")
    assert way(elsewhere) == (Mode.IN_PERSON, "")
    assert Meeting.objects.get(on_date=date(2026, 11, 12)).mode == Mode.IN_PERSON
    meeting.refresh_from_db()
    assert (meeting.place, meeting.revision) == (stage.cafe, 1)
    assert Answer.objects.get(meeting=meeting).is_of(meeting)  # nobody is asked again


def test_a_group_joins_the_way_it_did_last(stage, meeting):
    cast.meeting(stage.steppers, on=date(2026, 9, 3), join_details="https://example.org/old")
    cast.meeting(stage.steppers, on=date(2026, 10, 1), join_details="Ring 01632 960 118")

    remote.meet_from_home(stage.severn, by=stage.nadia)

    assert way(meeting) == (Mode.PHONE, "Ring 01632 960 118")
    assert text_of("remote-on", stage.khadija).startswith(
        "Steady Steppers: we meet from home for now. Thu 10 December, 11am stays. How to join: http"
    )


def test_one_notice_to_each_person_however_many_groups_and_meetings(stage, meeting):
    meetings.plan(stage.steppers, plan=the_plan(stage, on_date=date(2026, 12, 17)), by=stage.gwen)
    members.join(stage.harbour, person=stage.khadija, by=stage.nadia)

    remote.meet_from_home(stage.severn, by=stage.nadia)

    assert told("remote-on") == ["Bill", "Ellis", "Gwen", "Khadija", "Rhys"]  # Len rests, Piran is elsewhere
    assert Message.objects.get(kind="remote-on", person=stage.bill).state == MessageState.BY_HAND
    assert text_of("remote-on", stage.ellis) == (
        "Steady Steppers: we meet from home for now. Thu 10 December, 11am stays. How to join will follow."
    )
    assert text_of("remote-on", stage.rhys) == (
        "All groups meet from home for now, by phone or online. Your next date will say how to join."
    )


def test_a_resting_member_who_might_come_and_a_visiting_tutor_are_told(stage, meeting):
    meetings.answer(meeting, membership=stage.membership(stage.len), coming="SEE", how="WEB", by=stage.len)
    TutorVisit.objects.create(meeting=meeting, tutor=stage.posts["ruth"], number=1)

    remote.meet_from_home(stage.severn, by=stage.nadia)

    assert {"Len", "Ruth"} <= set(told("remote-on"))


def test_reminders_that_were_planned_say_how_one_meets_now(stage, meeting):
    message = Message.objects.get(kind="meeting-ask", person=stage.ellis)
    remote.meet_from_home(stage.severn, by=stage.nadia)

    kind = kinds.get("meeting-ask")
    assert kind.still_wanted(message) is True
    assert (
        "Thu 10 December, 11am, by phone."
        in rendering.render(kind, "SMS", kind.context(message), PROFILE).body
    )


def test_back_in_the_room_as_it_was(stage, meeting):
    other = meetings.plan(
        stage.harbour, plan=the_plan(stage, mode=Mode.MIXED, join_details="Ring"), by=stage.rhys
    )
    remote.meet_from_home(stage.severn, by=stage.nadia)
    let_go()
    planned_since = meetings.plan(
        stage.steppers, plan=Plan(date(2026, 12, 17), time(11), mode=Mode.PHONE, join_details="Ring"),
        by=stage.gwen,
    )  # fmt: skip

    with clock.moved_to(clock.now() + timedelta(days=2)):
        assert remote.meet_in_person_again(stage.severn, by=stage.nadia) == 2

        assert way(meeting) == (Mode.IN_PERSON, "")
        assert way(other) == (Mode.MIXED, "Ring")
        assert way(planned_since) == (Mode.PHONE, "Ring")
        meeting.refresh_from_db()
        assert (meeting.place, meeting.before_remote) == (stage.cafe, None)
        assert told("remote-off") == ["Ellis", "Gwen", "Khadija", "Rhys"]  # nobody had rung Bill
        assert text_of("remote-off", stage.ellis) == (
            "Steady Steppers: we can meet in person again. Thu 10 December, 11am, Community Café."
        )


def test_switching_back_before_anything_left_tells_nobody(stage, meeting):
    remote.meet_from_home(stage.severn, by=stage.nadia)
    remote.meet_in_person_again(stage.severn, by=stage.nadia)

    assert told("remote-on") == told("remote-off") == []
    assert way(meeting) == (Mode.IN_PERSON, "")


def test_a_second_time_tells_everybody_again(stage, meeting):
    remote.meet_from_home(stage.severn, by=stage.nadia)
    let_go()
    with clock.moved_to(clock.now() + timedelta(days=1)):
        remote.meet_in_person_again(stage.severn, by=stage.nadia)
        let_go()
    with clock.moved_to(clock.now() + timedelta(days=2)):
        remote.meet_from_home(stage.severn, by=stage.nadia)

    assert told("remote-on").count("Khadija") == 2


def test_each_way_only_once_and_written_down(stage, meeting):
    with pytest.raises(remote.AlreadySo):
        remote.meet_in_person_again(stage.severn, by=stage.nadia)
    remote.meet_from_home(stage.severn, by=stage.nadia)
    with pytest.raises(remote.AlreadySo):
        remote.meet_from_home(stage.severn, by=stage.nadia)

    event = Happened.objects.get(name="groups.remote.on")
    assert (event.actor, event.facts["meetings"], event.facts["people"]) == (f"person:{stage.nadia.pk}", 1, 5)


def test_nobody_plans_a_meeting_in_a_room_meanwhile(stage, meeting):
    remote.meet_from_home(stage.severn, by=stage.nadia)

    with pytest.raises(meetings.OnlyFromHome):
        meetings.plan(stage.steppers, plan=the_plan(stage, on_date=date(2026, 12, 17)), by=stage.gwen)
    assert meetings.next_plan(stage.steppers).mode == Mode.PHONE


def test_the_page_counts_before_it_tells(stage, meeting):
    client = signed_in(stage.nadia)
    page = client.get(PATH).content.decode()
    assert "1 coming meeting of 2 groups will be by phone or online." in page
    assert "5 people are told once: 4 by text, 1 to ring or write to." in page
    assert "Khadija" not in page
    assert not Service.objects.get(pk=stage.severn.pk).remote_only

    page = client.post(PATH, {"to": "home"}, follow=True).content.decode()
    assert "All groups meet from home. 1 meetings have changed." in page
    assert "Meet in person again?" in page
    assert (
        "How to join will follow."
        in signed_in(stage.khadija)
        .get(f"/groups/{stage.steppers.code}/meetings/{meeting.pk}/")
        .content.decode()
    )

    client.post(PATH, {"to": "home"})  # a second press changes nothing
    client.post(PATH, {"to": "room"})
    assert not Service.objects.get(pk=stage.severn.pk).remote_only


def test_only_coordinators_and_the_lead_switch(stage, meeting):
    assert signed_in(stage.ife).get(PATH).status_code == 200
    for who, status in ((stage.sam, 403), (stage.ruth, 403), (stage.gwen, 404), (stage.rhys, 404)):
        assert signed_in(who).get(PATH).status_code == status
        assert signed_in(who).post(PATH, {"to": "home"}).status_code == status
    signed_in(stage.olive).post(PATH, {"to": "home"})  # her own service
    assert not Service.objects.get(pk=stage.severn.pk).remote_only
    assert Service.objects.get(pk=stage.tamar.pk).remote_only
