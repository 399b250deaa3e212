"""Places that all groups of a service use: shared by a group that agrees, kept by the service, never a home."""

from datetime import date, time

import pytest

from groups.actions import meetings, places
from groups.models import Known, Place, PlaceKind
from tests.visitors import signed_in

BUS_STOP = {"name": "Bus stop café", "short_name": "Bus stop", "kind": "CAFE"}


@pytest.fixture
def bandstand(stage):
    made = places.add(
        stage.steppers,
        by=stage.khadija,
        name="The bandstand",
        short_name="Bandstand",
        kind=PlaceKind.OUTDOORS,
    )
    return places.check(made, by=stage.khadija, step_free=Known.YES, toilet=Known.NO)


def of(group, more=""):
    return f"/groups/{group.code}/places/{more}"


def test_a_group_shares_a_place_and_takes_it_back(stage, bandstand, as_):
    gwen, rhys = as_(stage.gwen), as_(stage.rhys)
    assert "bandstand" not in rhys.get(of(stage.harbour)).content.decode()
    assert rhys.get(of(stage.harbour, f"{bandstand.pk}/")).status_code == 404

    gwen.post(of(stage.steppers, f"{bandstand.pk}/share/"), {"share": "yes"})
    page = rhys.get(of(stage.harbour, f"{bandstand.pk}/")).content.decode()
    assert "No steps." in page
    assert "Not checked yet:" in page
    assert "Somebody of another group or of the service checked this on 24 November" in page
    assert "Khadija" not in page
    assert "Steady Steppers" not in page
    assert "For all groups." in rhys.get(of(stage.harbour)).content.decode()
    assert (
        as_(stage.piran).get(of(stage.tamar_group, f"{bandstand.pk}/")).status_code == 404
    )  # another service

    gwen.post(of(stage.steppers, f"{bandstand.pk}/share/"), {"share": "no"})
    assert rhys.get(of(stage.harbour, f"{bandstand.pk}/")).status_code == 404


def test_other_groups_plan_there_and_keep_what_they_booked(stage, bandstand):
    plan = meetings.Plan(date(2026, 12, 10), time(10), place=bandstand)
    with pytest.raises(meetings.PlaceNotYours):
        meetings.plan(stage.harbour, plan=plan, by=stage.rhys)

    places.share(bandstand, by=stage.gwen)
    meeting = meetings.plan(stage.harbour, plan=plan, by=stage.rhys)
    places.keep_to_group(bandstand, by=stage.gwen)

    meeting.refresh_from_db()
    assert meeting.place == bandstand


def test_a_home_is_never_shared(stage, as_):
    home = places.add(stage.steppers, by=stage.gwen, name="Gwen’s", short_name="Gwen’s", kind=PlaceKind.HOME)
    assert (
        "Let other groups use it"
        not in as_(stage.gwen).get(of(stage.steppers, f"{home.pk}/")).content.decode()
    )

    page = as_(stage.gwen).post(of(stage.steppers, f"{home.pk}/share/"), {"share": "yes"}, follow=True)

    assert "This is somebody’s home" in page.content.decode()
    assert Place.objects.get(pk=home.pk).shared_at is None


def test_the_group_decides_through_its_organiser(stage, bandstand, as_):
    path = of(stage.steppers, f"{bandstand.pk}/share/")
    assert as_(stage.khadija).post(path, {"share": "yes"}).status_code == 403
    assert as_(stage.rhys).post(path, {"share": "yes"}).status_code == 404
    places.share(bandstand, by=stage.gwen)
    theirs = of(stage.harbour, f"{bandstand.pk}/share/")
    assert (
        as_(stage.rhys).post(theirs, {"share": "no"}).status_code == 404
    )  # it is not Rhys's group's to give
    assert as_(stage.rhys).get(of(stage.harbour, f"{bandstand.pk}/close/")).status_code == 404

    assert Place.objects.get(pk=bandstand.pk).shared_at is not None


def test_sharing_twice_is_sharing_once(stage, bandstand):
    first = places.share(bandstand, by=stage.gwen).shared_at

    assert places.share(bandstand, by=stage.gwen).shared_at == first
    places.keep_to_group(bandstand, by=stage.gwen)
    assert places.keep_to_group(bandstand, by=stage.gwen).shared_at is None


def test_only_places_that_are_known_to_suit(stage, bandstand, as_):
    Place.objects.filter(pk=stage.cafe.pk).update(step_free=Known.YES, toilet=Known.UNKNOWN)
    client = as_(stage.khadija)
    page = client.get(of(stage.steppers, "?need=step_free")).content.decode()
    assert "The bandstand" in page
    assert "Larkfield Community Café" in page

    page = client.get(of(stage.steppers, "?need=step_free&need=toilet")).content.decode()
    assert "No place on your list is known to have all of this." in page
    assert "Not sure: nobody has checked" in page
    assert "Larkfield Community Café" in page.split("Not sure: nobody has checked")[1]
    assert "The bandstand" not in page  # its toilet is known not to be there


def test_the_service_keeps_places_for_all(stage, bandstand, as_):
    places.share(bandstand, by=stage.gwen)
    nadia = as_(stage.nadia)
    page = nadia.get("/team/places/").content.decode()
    assert "The bandstand" in page
    assert "Shared by a group." in page
    assert "Steady Steppers" not in page

    made = nadia.post("/team/places/new/", BUS_STOP)
    place = Place.objects.get(name="Bus stop café")
    assert made.url == f"/team/places/{place.pk}/"
    assert (place.group, place.service) == (None, stage.severn)
    version = nadia.get(made.url).context["form"].initial["version"]
    nadia.post(made.url, {**dict.fromkeys(Place.FACTS, "YES"), "version": version})
    assert Place.objects.get(pk=place.pk).step_free == Known.YES
    assert "Bus stop café" in as_(stage.rhys).get(of(stage.harbour)).content.decode()

    nadia.post(f"{made.url}close/")
    assert "Bus stop café" not in as_(stage.rhys).get(of(stage.harbour)).content.decode()
    assert nadia.get(f"/team/places/{bandstand.pk}/close/").status_code == 404  # the group's own


def test_who_keeps_the_list(stage, bandstand):
    path = f"/team/places/{stage.cafe.pk}/"
    assert signed_in(stage.sam).get(path).status_code == 200
    assert signed_in(stage.sam).post(path, {}).status_code == 403
    assert signed_in(stage.sam).get("/team/places/new/").status_code == 403
    assert signed_in(stage.ruth).get("/team/places/").status_code == 403
    for who in (stage.olive, stage.gwen, stage.rhys):
        assert signed_in(who).get(path).status_code == 404
    assert signed_in(stage.nadia).get(f"/team/places/{bandstand.pk}/").status_code == 404  # not shared
