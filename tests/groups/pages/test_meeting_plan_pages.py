"""What we'll do: a plan in five lines, the deck of ideas, the sheet to print; and a group that wants none of it."""

from groups.models import Group, Meeting
from tests.groups.pages.paths import at
from tests.visitors import signed_in


def ideas(stage):
    return f"/groups/{stage.steppers.code}/ideas/"


def test_a_plan_to_start_from_is_saved_with_one_press(stage, meeting, as_):
    Meeting.objects.filter(pk=meeting.pk).update(plan="")
    client = as_(stage.gwen)
    page = client.get(at(meeting, "plan/"))
    first = page.context["form"].initial
    assert first["line1"].startswith("11am What went well")

    client.post(at(meeting, "plan/"), {**first, "line2": "11:15am Cake", "line4": ""})

    meeting.refresh_from_db()
    assert meeting.plan.splitlines()[:2] == [first["line1"], "11:15am Cake"]
    assert len(meeting.plan.splitlines()) == 4
    assert "11:15am Cake" in as_(stage.khadija).get(at(meeting)).content.decode()
    assert "11:15am Cake" in as_(stage.khadija).get(at(meeting, "plan/sheet/")).content.decode()


def test_what_is_written_comes_first_and_an_idea_begins_anew(stage, meeting, as_):
    client = as_(stage.gwen)
    assert client.get(at(meeting, "plan/")).context["form"].initial["line1"] == "11am Tea and catching up"

    page = client.get(at(meeting, "plan/?idea=quiz"))

    assert "A quiz: everybody brings 2 questions" in page.context["form"].initial["line2"]
    meeting.refresh_from_db()
    assert meeting.plan.startswith("11am Tea")  # looking changes nothing


def test_who_writes_the_plan(stage, meeting, as_):
    assert as_(stage.ellis).get(at(meeting, "plan/")).status_code == 200
    assert as_(stage.khadija).get(at(meeting, "plan/")).status_code == 403
    for path in ("plan/", "plan/sheet/"):
        assert as_(stage.rhys).get(at(meeting, path)).status_code == 404
        assert as_(stage.nadia).get(at(meeting, path)).status_code == 404
    assert as_(stage.rhys).get(ideas(stage)).status_code == 404


def test_the_deck_shows_what_it_takes(stage, as_):
    page = as_(stage.khadija).get(ideas(stage)).content.decode()
    assert "More moving, with rests." in page

    page = as_(stage.khadija).get(f"{ideas(stage)}?most=1").content.decode()
    assert "A short walk" not in page
    assert "Cards or a board game" in page


def test_a_group_turns_it_off(stage, meeting, as_):
    client = as_(stage.gwen)
    path = f"/groups/{stage.steppers.code}/settings/"
    version = client.get(path).context["form"].initial["version"]
    form = {
        "name": "Steady Steppers",
        "short_name": "Steady Steppers",
        "rhythm": "NEXT_DATE",
        "version": version,
    }
    client.post(path, form)

    assert Group.objects.get(pk=stage.steppers.pk).offers_plan is False
    assert client.get(ideas(stage)).status_code == 404
    assert "in 5 lines" not in client.get(at(meeting, "organise/")).content.decode()
    assert "/ideas/" not in client.get(f"/groups/{stage.steppers.code}/").content.decode()


def test_a_meeting_without_a_plan_has_no_sheet(stage, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(plan="")

    assert signed_in(stage.khadija).get(at(meeting, "plan/sheet/")).url == at(meeting)
