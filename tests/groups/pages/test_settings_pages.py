"""A group's settings: its name, its rhythm, resting, saying goodbye, what the service may see."""

from datetime import date, timedelta

import pytest

from followon import clock
from groups.actions import lifecycle, places
from groups.actions.meetings import Plan
from groups.models import GrantScope, Group, Meeting
from groups.states import GroupState
from tests.groups.pages.paths import group
from tests.groups.pages.planning import FORM

SETTINGS = {
    "name": "Steady Steppers",
    "short_name": "Steady Steppers",
    "rhythm": "NEXT_DATE",
    "purposes": ["SOCIAL"],
}


def settings_form(client, stage, **change):
    version = client.get(group(stage, "settings/")).context["form"].initial["version"]
    return {**SETTINGS, "version": version, **change}


def test_settings_are_saved(stage, as_):
    client = as_(stage.gwen)
    form = settings_form(
        client, stage, rhythm="MONTHLY", nth_of_month="2", weekday="1", chat_link="chat.example.org/x"
    )

    client.post(group(stage, "settings/"), form)

    stage.steppers.refresh_from_db()
    assert (stage.steppers.rhythm, stage.steppers.nth_of_month, stage.steppers.weekday) == ("MONTHLY", 2, 1)
    assert stage.steppers.chat_link == "https://chat.example.org/x"
    assert "Open our chat" in client.get(group(stage)).content.decode()


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"name": ""}, "Enter the name of the group"),
        ({"short_name": "A name far too long for a text"}, "Use 18 characters or fewer. You have 30"),
        ({"rhythm": "EVERY_WEEKS"}, "Enter how many weeks, such as 2"),
        ({"rhythm": "EVERY_WEEKS", "every_weeks": "40"}, "Enter a number that is 26 or less"),
        ({"rhythm": "MONTHLY"}, "Choose which one, such as the second"),
        ({"purposes": ["GOALS", "NO_GOALS"]}, "Choose “Setting goals” or “We do not set goals”, not both"),
        ({"chat_link": "javascript:alert(1)"}, "Enter a web address, like https://example.org"),
        ({"chat_link": f"https://chat.example.org/{'x' * 200}"}, "Use 200 characters or fewer. You have 225"),
    ],
)
def test_settings_filled_in_wrong(stage, as_, change, wrong):
    client = as_(stage.gwen)

    page = client.post(group(stage, "settings/"), settings_form(client, stage, **change)).content.decode()

    assert wrong in page
    stage.steppers.refresh_from_db()
    assert stage.steppers.name == "Steady Steppers"


def test_a_health_word_in_the_short_name_is_a_gentle_hint(stage, as_):
    client = as_(stage.gwen)
    form = settings_form(client, stage, short_name="Pain Pals")

    page = client.post(group(stage, "settings/"), form)
    assert "“Pain” tells others about your health when it lights up a phone." in page.content.decode()

    client.post(group(stage, "settings/"), {**form, "kept_name": page.context["form"].data["kept_name"]})
    stage.steppers.refresh_from_db()
    assert stage.steppers.short_name == "Pain Pals"


def test_two_people_change_the_settings_at_once(stage, as_):
    client = as_(stage.gwen)
    form = settings_form(client, stage, name="The Steppers")
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        lifecycle.change(stage.steppers, by=stage.ellis, name="Steppers of Larkfield")

    page = client.post(group(stage, "settings/"), form).content.decode()

    assert "Someone else changed this while your page was open" in page
    assert "Steppers of Larkfield" in page
    assert "The Steppers" in page


def test_resting_and_waking_as_a_group(stage, as_):
    client, path = as_(stage.gwen), group(stage, "settings/rest/")

    client.post(path, {"months": "2"})
    stage.steppers.refresh_from_db()
    assert (stage.steppers.state, stage.steppers.resting_until) == (GroupState.RESTING, date(2027, 1, 24))
    assert "Your group is resting" in client.get(group(stage)).content.decode()

    client.post(path, {"wake": "1"})
    stage.steppers.refresh_from_db()
    assert stage.steppers.state == GroupState.MEETING


def test_saying_goodbye_and_beginning_again(stage, as_):
    client, path = as_(stage.gwen), group(stage, "settings/goodbye/")

    assert "Answer the question: What is the reason?" in client.post(path, {"because": ""}).content.decode()
    client.post(path, {"because": "friends"})
    assert Group.objects.get(pk=stage.steppers.pk).state == GroupState.CLOSED
    assert "Thank you for looking after each other." in client.get(group(stage)).content.decode()

    client.post(path, {"restart": "1"})
    assert Group.objects.get(pk=stage.steppers.pk).state == GroupState.MEETING


def test_what_the_service_may_see_and_no_longer(stage, as_):
    client, path = as_(stage.gwen), group(stage, "settings/service/")

    page = client.post(path, {"scope": "NAMES", "months": "1"}, follow=True).content.decode()
    assert "The pain service can see this until Thursday 24 December." in page
    grant = stage.steppers.grants.get()
    assert (grant.scope, grant.granted_by) == (GrantScope.NAMES, stage.gwen)

    client.post(f"{path}{grant.pk}/stop/", {"x": "1"})
    grant.refresh_from_db()
    assert grant.withdrawn_at is not None


def test_members_without_a_job_do_not_change_the_group(stage, as_):
    for more in ("settings/", "settings/rest/", "settings/goodbye/", "settings/service/"):
        assert as_(stage.khadija).post(group(stage, more), {"x": "1"}).status_code == 403


def test_a_place_of_ones_own_can_be_chosen(stage, as_):
    own = places.add(stage.steppers, by=stage.gwen, name="The bandstand", short_name="Bandstand")

    as_(stage.gwen).post(group(stage, "meetings/new/"), {**FORM, "place": own.pk, "send": "1"})

    assert Plan.of(Meeting.objects.get()).place == own
