"""/o/ for the patient tutor: coming or not, how it was, and a visit that is not needed."""

from datetime import date, time

import pytest

from followon import clock
from groups.actions import meetings, visits
from groups.actions.meetings import Plan
from groups.models import Group, TutorVisit
from tests.groups.links.conftest import GONE, door, words


@pytest.fixture
def visit(stage):
    Group.objects.filter(pk=stage.steppers.pk).update(tutor=stage.posts["ruth"])
    stage.steppers.refresh_from_db()
    plan = Plan(date(2026, 12, 10), time(11), place=stage.cafe)
    return meetings.plan(stage.steppers, plan=plan, by=stage.gwen).tutor_visit


def test_the_tutor_answers_and_says_how_it_was(stage, visit, client):
    address = door("organise", stage.ruth, f"visit:{visit.pk}")
    assert words(client.get(address)).startswith("Hello, Ruth. Can you join them?")
    assert "You’re coming" in words(client.post(address, {"coming": "yes"}, follow=True))
    assert "You can’t come" in words(client.post(address, {"coming": "no"}, follow=True))
    client.post(address, {"coming": "yes"})

    with clock.moved_to(visit.meeting.ends_at):
        assert words(client.get(address)).startswith("How was it?")
        assert "Settling well." in words(client.post(address, {"how": "SETTLING"}, follow=True))
    assert TutorVisit.objects.get().state == "CAME"


def test_the_tutor_is_not_asked_how_it_was_before(stage, visit, client):
    client.post(door("organise", stage.ruth, f"visit:{visit.pk}"), {"how": "SETTLING"})

    assert TutorVisit.objects.get().how_was_it == ""


def test_the_third_visit_brings_ideas_for_saying_goodbye(stage, visit, client):
    TutorVisit.objects.update(number=3)

    said = words(client.get(door("organise", stage.ruth, f"visit:{visit.pk}")))
    assert "Ideas for saying goodbye" in said


def test_a_visit_that_is_not_needed(stage, visit, client):
    visits.not_needed(visit, by=stage.gwen)
    address = door("organise", stage.ruth, f"visit:{visit.pk}")

    assert words(client.get(address)).startswith("You are not needed this time")
    client.post(address, {"coming": "yes"})
    assert TutorVisit.objects.get().state == "NOT_NEEDED"


def test_a_visit_is_the_tutor_s_alone(stage, visit, client):
    assert client.get(door("organise", stage.gwen, f"visit:{visit.pk}")).status_code == GONE
