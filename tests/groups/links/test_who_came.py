"""/w/: who came, in two presses, and the next date beside it."""

import re
from datetime import timedelta

from followon import clock
from groups.actions import meetings
from groups.models import Attendance, Group, Meeting
from tests.groups.links.conftest import GONE, door, words


def test_who_came_in_two_presses(stage, meeting, client):
    address = door("who-came", stage.gwen, f"meeting:{meeting.pk}")
    meetings.answer(
        meeting, membership=stage.membership(stage.khadija), coming="YES", how="TEXT", by=stage.khadija
    )
    meetings.answer(
        meeting, membership=stage.membership(stage.ellis), coming="SEE", how="TEXT", by=stage.ellis
    )
    with clock.moved_to(meeting.ends_at + timedelta(hours=2)):
        page = client.get(address)
        assert "Gwen (you)" in words(page)
        assert "We ticked those who said they would come" in words(page)
        assert "Was going to see on the day" in words(page)
        ticked = re.findall(r'value="(\d+)" checked', page.content.decode())
        assert ticked == [str(stage.membership(stage.khadija).pk)]

        saved = client.post(address, {"came": [*ticked, stage.membership(stage.gwen).pk]}, follow=True)
        assert "2 came on Thursday 10 December." in words(saved)
        assert "Same time next time? Thursday 7 January, 11am" in words(saved)
        again = client.post(f"{address}next/", {"same": 1}, follow=True)
        assert "Your next meeting Thursday 7 January" in words(again)

    assert {row.membership.person for row in Attendance.objects.filter(came=True)} == {
        stage.gwen,
        stage.khadija,
    }
    assert Meeting.objects.count() == 2


def test_only_a_number(stage, meeting, client):
    with clock.moved_to(meeting.ends_at):
        client.post(door("who-came", stage.gwen, f"meeting:{meeting.pk}"), {"headcount": "5"})

    assert Meeting.objects.get().came == 5


def test_nothing_ticked_asks_again(stage, meeting, client):
    with clock.moved_to(meeting.ends_at):
        page = client.post(door("who-came", stage.gwen, f"meeting:{meeting.pk}"), {})

    assert "Nobody had said that they would come" in words(page)
    assert "There is a problem" in words(page)
    assert page.content.decode().count("<title>Error: ") == 1
    assert Meeting.objects.get().state == "PLANNED"


def test_we_did_not_meet_and_taking_it_back(stage, meeting, client):
    address = door("who-came", stage.gwen, f"meeting:{meeting.pk}")
    with clock.moved_to(meeting.ends_at):
        page = client.post(address, {"not-held": "1"}, follow=True)
        assert "You did not meet on Thursday 10 December." in words(page)
        assert Meeting.objects.get().state == "NOT_HELD"
        client.post(f"{address}next/", {"undo": 1})
        assert Meeting.objects.get().state == "PLANNED"


def test_what_was_saved_can_be_changed(stage, meeting, client):
    address = door("who-came", stage.gwen, f"meeting:{meeting.pk}")
    with clock.moved_to(meeting.ends_at):
        client.post(address, {"came": [stage.membership(stage.gwen).pk]})
        assert "Who came on Thursday 10 December?" in words(client.get(f"{address}?change=1"))
        client.post(address, {"came": [stage.membership(stage.ellis).pk]})

    assert Attendance.objects.get(came=True).membership.person == stage.ellis


def test_before_the_meeting_and_when_it_was_off(stage, meeting, client):
    address = door("who-came", stage.gwen, f"meeting:{meeting.pk}")
    assert words(client.get(address)).startswith("This meeting has not been yet")
    meetings.cancel(meeting, by=stage.gwen)
    assert words(client.post(address, {"headcount": "3"})).startswith("This meeting is off")


def test_only_who_may_say_who_came(stage, meeting, client):
    with clock.moved_to(meeting.ends_at):
        assert client.get(door("who-came", stage.khadija, f"meeting:{meeting.pk}")).status_code == GONE
        assert (
            client.post(door("who-came", stage.rhys, f"meeting:{meeting.pk}") + "next/").status_code == GONE
        )


def test_a_refused_next_date_says_why(stage, meeting, client):
    address = door("who-came", stage.gwen, f"meeting:{meeting.pk}")
    Group.objects.filter(pk=stage.steppers.pk).update(state="RESTING")
    with clock.moved_to(meeting.ends_at):
        client.post(address, {"headcount": "3"})
        page = client.post(f"{address}next/", {"same": 1})

    assert page.status_code == 409
    assert "The group is resting" in words(page)
