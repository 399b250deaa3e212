"""The places of a group: added, checked and taken off the list by people who were there."""

import pytest

from groups.actions import places
from groups.models import Place
from tests.groups.pages.paths import group

NEW = {"name": "The bandstand", "kind": "OUTDOORS", "postcode": "la17qx"}
FACTS = dict.fromkeys(Place.FACTS, "UNKNOWN")


def test_adding_a_place_leads_to_its_facts(stage, as_):
    sent = as_(stage.khadija).post(group(stage, "places/new/"), NEW)

    place = Place.objects.get(name="The bandstand")
    assert (place.group, place.postcode, place.short_name) == (stage.steppers, "LA1 7QX", "The bandstand")
    assert sent.url == group(stage, f"places/{place.pk}/check/")


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"name": ""}, "Enter the name of the place"),
        ({"kind": ""}, "Answer the question: What kind of place is it?"),
        ({"postcode": "Larkfield"}, "Enter a full postcode, such as LA1 7QX"),
        ({"phone": "12"}, "Check the phone number"),
        ({"name": "A very long name for a small place"}, "Enter a short name: 22 letters or fewer"),
    ],
)
def test_a_place_filled_in_wrong(stage, as_, change, wrong):
    page = as_(stage.khadija).post(group(stage, "places/new/"), {**NEW, **change}).content.decode()

    assert wrong in page
    assert not Place.objects.filter(name=NEW["name"]).exists()


def test_checking_a_place_says_who_and_when(stage, sharing_all, as_):
    client, at = as_(stage.khadija), group(stage, f"places/{stage.cafe.pk}/")
    version = client.get(f"{at}check/").context["form"].initial["version"]

    page = client.post(
        f"{at}check/", {**FACTS, "step_free": "YES", "version": version}, follow=True
    ).content.decode()

    assert "Khadija checked this on 24 November." in page
    assert "No steps." in page


def test_two_people_check_a_place_at_once_and_nothing_is_lost(stage, sharing_all, as_):
    client, at = as_(stage.khadija), group(stage, f"places/{stage.cafe.pk}/check/")
    version = client.get(at).context["form"].initial["version"]
    places.check(stage.cafe, by=stage.ellis, toilet="NO")

    page = client.post(at, {**FACTS, "bus": "The 42 stops outside", "version": version})

    words = page.content.decode()
    assert "Someone else changed this while your page was open" in words
    assert "What is saved now" in words
    assert "The 42 stops outside" in words
    again = page.context["form"].data["version"]
    client.post(at, {**FACTS, "bus": "The 42 stops outside", "version": again})
    stage.cafe.refresh_from_db()
    assert (stage.cafe.bus, stage.cafe.checked_by) == ("The 42 stops outside", stage.khadija)


def test_a_fact_left_out_is_asked_for_by_name(stage, as_):
    page = as_(stage.khadija).post(group(stage, f"places/{stage.cafe.pk}/check/"), {**FACTS, "quiet": ""})

    assert "Choose yes, no or not sure: quiet enough to talk" in page.content.decode()


def test_places_of_another_group_are_unknown(stage, as_):
    theirs = places.add(stage.harbour, by=stage.rhys, name="The pier", short_name="The pier")

    assert as_(stage.khadija).get(group(stage, f"places/{theirs.pk}/")).status_code == 404
    assert "The pier" not in as_(stage.khadija).get(group(stage, "places/")).content.decode()


def test_only_organisers_take_a_place_off_the_list(stage, as_):
    own = places.add(stage.steppers, by=stage.gwen, name="The bandstand", short_name="Bandstand")
    at = group(stage, f"places/{own.pk}/close/")

    for who, offered in ((stage.gwen, True), (stage.khadija, False)):
        page = as_(who).get(group(stage, f"places/{own.pk}/")).content.decode()
        assert ("Take it off our list" in page) == offered
    assert as_(stage.khadija).post(at).status_code == 403
    assert (
        as_(stage.gwen).post(group(stage, f"places/{stage.cafe.pk}/close/")).status_code == 404
    )  # everybody's
    as_(stage.gwen).post(at)
    own.refresh_from_db()
    assert own.closed_at is not None
