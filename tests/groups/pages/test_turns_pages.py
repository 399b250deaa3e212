"""A meeting is passed on; somebody takes a turn, offers to help, steps back."""

from datetime import date

import pytest

from groups.actions import organisers
from groups.models import Job, OrganiserTurn
from tests import cast
from tests.groups.pages.conftest import place_of
from tests.groups.pages.paths import at, group


def in_turn(stage, who, job):
    turns = OrganiserTurn.objects.now().filter(membership__person=who, group=stage.steppers)
    return turns.filter(job=job).exists()


def test_passing_a_meeting_on_is_one_tap(stage, sharing_all, meeting, as_):
    client = as_(stage.gwen)

    assert "We ask Ellis, standing in." in client.get(at(meeting, "pass-on/")).content.decode()
    page = client.post(at(meeting, "pass-on/"), {"x": "1"}, follow=True).content.decode()

    assert "You have nothing more to do. Take care." in page
    assert "We have asked Ellis." in page


def test_the_stand_in_takes_it_from_home(stage, sharing_all, meeting, as_):
    organisers.hand_on(meeting, by=stage.gwen)
    client = as_(stage.ellis)

    assert "Can you look after a meeting?" in client.get("/home/").content.decode()
    client.post(at(meeting, "take-on/"), {"take": "yes"})

    meeting.refresh_from_db()
    assert meeting.organiser.person == stage.ellis
    assert (
        "Ellis is looking after this meeting" in as_(stage.gwen).get(at(meeting, "pass-on/")).content.decode()
    )


def test_no_is_fine(stage, meeting, as_):
    organisers.hand_on(meeting, by=stage.gwen)

    page = as_(stage.ellis).post(at(meeting, "take-on/"), {"take": "no"}, follow=True).content.decode()

    assert "That is fine. We ask somebody else." in page
    assert "Can you look after a meeting?" not in page


def test_a_turn_is_taken_with_one_press(stage, as_):
    client = as_(stage.khadija)
    before = client.get(group(stage, "organising/")).content.decode()

    client.post(group(stage, "organising/take-a-turn/"), {"job": "STAND_IN"})

    assert in_turn(stage, stage.khadija, Job.STAND_IN)
    after = client.get(group(stage, "organising/")).content.decode()
    offered = [[words in page for words in ("I can organise", "I can stand in")] for page in (before, after)]
    assert offered == [[True, True], [True, False]]  # what she does already is not offered again


def test_an_organiser_does_not_stop_organising_by_one_press(stage, as_):
    """Standing in would end it; that is what “Step back” is for, which asks."""
    page = as_(stage.gwen).get(group(stage, "organising/")).content.decode()

    assert in_turn(stage, stage.gwen, Job.ORGANISER)
    assert "Take a turn" not in page
    assert "Step back from organising" in page

    typed = (
        as_(stage.gwen).post(group(stage, "organising/take-a-turn/"), {"job": "STAND_IN"}).content.decode()
    )
    assert "step back from organising first" in typed
    assert in_turn(stage, stage.gwen, Job.ORGANISER)


def test_a_turn_without_a_job_is_asked_for(stage, as_):
    page = as_(stage.khadija).post(group(stage, "organising/take-a-turn/"), {"job": ""}).content.decode()

    assert "Answer the question: What could you do?" in page


def test_offering_to_help_now_and_then(stage, as_):
    client = as_(stage.khadija)

    client.post(group(stage, "organising/offer/"), {"willing": "yes"})
    assert place_of(stage.khadija, stage.steppers).could_organise
    client.post(group(stage, "organising/offer/"), {"willing": "no"})
    assert not place_of(stage.khadija, stage.steppers).could_organise


def test_stepping_back_for_good(stage, as_):
    client = as_(stage.gwen)

    client.post(group(stage, "organising/step-back/"), {"how": "good"})

    assert not in_turn(stage, stage.gwen, Job.ORGANISER)
    assert client.get(group(stage, "organising/step-back/")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_organising_costs_the_same(stage, sharing_all, as_, rows, django_assert_num_queries):
    for who in [stage.khadija, stage.bill, stage.len][:rows]:
        organisers.take_turn(place_of(who, stage.steppers), job=Job.STAND_IN, by=who)
    cast.meeting(stage.steppers, on=date(2026, 12, 10))
    client = as_(stage.gwen)
    client.get(group(stage, "organising/"))

    with django_assert_num_queries(7):
        client.get(group(stage, "organising/"))
