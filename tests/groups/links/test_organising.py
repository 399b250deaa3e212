"""/o/: looking after a meeting, passing it on, and taking it from somebody."""

from followon import clock
from groups.actions import meetings, organisers
from groups.models import Meeting, PassOn
from tests.groups.links.conftest import door, words


def test_the_organiser_sees_three_steps_and_passes_it_on(stage, meeting, client):
    address = door("organise", stage.gwen, f"meeting:{meeting.pk}")
    assert words(client.get(address)).startswith("You are looking after this meeting")

    page = client.post(address, {"pass-on": "1"}, follow=True)
    assert words(page).startswith("We are asking for you")
    assert PassOn.objects.get().given_by == stage.membership(stage.gwen)


def test_the_stand_in_says_yes(stage, meeting, client):
    organisers.hand_on(meeting, by=stage.gwen)
    address = door("organise", stage.ellis, f"meeting:{meeting.pk}")
    assert words(client.get(address)).startswith("Can you look after this meeting?")

    assert words(client.post(address, {"take": "yes"}, follow=True)).startswith(
        "You are looking after this meeting"
    )
    assert Meeting.objects.get().organiser == stage.membership(stage.ellis)


def test_the_stand_in_says_no_and_thinks_again(stage, meeting, client):
    organisers.offer(stage.membership(stage.khadija), willing=True, by=stage.khadija)
    organisers.hand_on(meeting, by=stage.gwen)
    address = door("organise", stage.ellis, f"meeting:{meeting.pk}")

    assert words(client.post(address, {"take": "no"}, follow=True)).startswith("Thank you for telling us")
    assert words(client.post(address, {"take": "yes"}, follow=True)).startswith(
        "You are looking after this meeting"
    )


def test_who_was_too_late_is_thanked(stage, meeting, client):
    organisers.hand_on(meeting, by=stage.gwen)
    organisers.accept(meeting, stage.membership(stage.khadija), by=stage.khadija)
    address = door("organise", stage.ellis, f"meeting:{meeting.pk}")

    page = client.post(address, {"take": "yes"}, follow=True)
    assert "Khadija is organising this time." in words(page)
    assert Meeting.objects.get().organiser == stage.membership(stage.khadija)


def test_nobody_else_passes_a_meeting_on(stage, meeting, client):
    client.post(door("organise", stage.khadija, f"meeting:{meeting.pk}"), {"pass-on": "1"})

    assert not PassOn.objects.exists()


def test_after_the_meeting_there_is_nothing_to_do(stage, meeting, client):
    address = door("organise", stage.gwen, f"meeting:{meeting.pk}")
    with clock.moved_to(meeting.ends_at):
        assert words(client.get(address)).startswith("Nothing to do here This meeting has been.")
    meetings.cancel(meeting, by=stage.gwen)
    assert "This meeting is off." in words(client.get(address))
