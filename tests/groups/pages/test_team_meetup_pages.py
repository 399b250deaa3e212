"""The coordinator takes a season from opening to the day on the pages; others see a 404 or may only look."""

import pytest

from followon.audit.models import Event
from groups.actions.meetups import day, options
from groups.models import AreaDistance, Meetup, MeetupReply, MeetupSite
from groups.states import MeetupState
from tests.groups.actions.test_meetups import AIM, at, comes, says
from tests.groups.pages.test_meetup_pages import meetup, site

__all__ = ["meetup", "site"]
PAGES = [
    "", "dates/", "cancel/", "options/", "ask/", "ring/", "choose/", "day/", "day/notes/", "programme/", "badges/",
    "print/",
]  # fmt: skip


def url(meetup, page=""):
    return f"/team/meetups/{meetup.pk}/{page}"


def boxes(name, on):
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def test_from_opening_to_the_choice(stage, as_):
    nadia = as_(stage.nadia)
    opened = nadia.post("/team/meetups/")
    season = Meetup.objects.get()
    assert opened.url == url(season)
    assert "Confirm the dates and places" in nadia.get(url(season)).content.decode()

    suggested = options.suggested(season)
    form = {f"p{stage.cafe.pk}-use": "on", f"p{stage.cafe.pk}-seats": "20"}
    for number, one in enumerate(suggested, 1):
        form |= {**boxes(f"day{number}", one.day), f"time{number}": "11am"}
    sent = nadia.post(url(season, "options/"), form)
    assert sent.status_code == 302, sent.context["form"].errors
    assert season.slots.count() == 3

    page = nadia.get(url(season, "ask/")).content.decode()
    assert "of 2 groups" in page
    assert "Gwen" not in page
    nadia.post(url(season, "ask/"))
    season.refresh_from_db()
    assert season.state == MeetupState.ASKING

    says(season, stage.gwen, 1)
    says(season, stage.rhys, 1)
    page = nadia.get(url(season, "choose/")).content.decode()
    assert "all 2 groups, 2 people" in page
    slot, place = season.slots.get(number=1), season.places.get()
    nadia.post(url(season, "choose/"), {"choice": f"{slot.pk}-{place.pk}"})
    assert MeetupSite.objects.get().slot == slot
    assert "Done" in nadia.get(url(season)).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_who_opens_a_page(stage, site, as_, page):
    here = url(site.meetup, page)

    assert as_(stage.nadia).get(here).status_code == 200
    assert as_(stage.olive).get(here).status_code == 404
    assert as_(stage.gwen).get(here).status_code == 404
    assert as_(stage.sam).get(here).status_code == (403 if page else 200)


def test_two_places_are_looked_at(stage, meetup, as_):
    assert as_(stage.nadia).get(url(meetup, "choose/?sites=2")).status_code == 200


def test_the_list_and_its_link_in_the_header(stage, meetup, as_):
    page = as_(stage.nadia).get("/team/meetups/").content.decode()

    assert "Spring 2027" in page
    assert as_(stage.gwen).get("/team/meetups/").status_code in (403, 404)


def test_pause_and_go_on(stage, meetup, as_):
    nadia = as_(stage.nadia)
    nadia.post(url(meetup, "pause/"), {"do": "pause"})
    assert "Paused" in nadia.get(url(meetup)).content.decode()
    nadia.post(url(meetup, "pause/"), {"do": "resume"})
    assert Meetup.objects.get().paused_at is None


def test_only_people_who_agreed_are_on_the_ring_list(stage, meetup, as_):
    page = as_(stage.nadia).get(url(meetup, "ring/")).content.decode()

    assert "Bill" not in page
    assert "1 more chose phone calls" in page


def test_the_day_shows_who_comes_and_that_somebody_looked(stage, site, as_):
    comes(site, stage.gwen)
    page = as_(stage.nadia).get(url(site.meetup, "day/")).content.decode()

    assert "Gwen" in page
    assert Event.objects.filter(about=f"meetup:{site.meetup_id}", facts__what="names").exists()


def test_who_came(stage, site, as_):
    comes(site, stage.gwen)
    comes(site, stage.rhys)
    with at(AIM, 18):
        gwen = MeetupReply.objects.get(asked__person=stage.gwen)
        as_(stage.nadia).post(url(site.meetup, "day/came/"), {"came": [gwen.asked_id]})

    assert dict(MeetupReply.objects.values_list("asked__person__first_name", "came")) == {
        "Gwen": True,
        "Rhys": False,
    }


@pytest.mark.parametrize("nonsense", ["²", "9" * 5000, "x"])
def test_numbers_that_are_none_change_nothing(stage, site, as_, nonsense):
    nadia = as_(stage.nadia)
    with at(AIM, 18):
        for page, sent in (
            ("day/came/", {"came": [nonsense]}), ("programme/", {"move": f"up-{nonsense}", "seen": "usual"}),
            ("choose/", {"choice": f"{nonsense}-{nonsense}"}),
        ):  # fmt: skip
            assert nadia.post(url(site.meetup, page), sent).status_code == 302

    assert Meetup.objects.get().sites.count() == 1
    assert not MeetupReply.objects.exists()


def test_the_programme_moves_up_and_down(stage, site, as_):
    nadia = as_(stage.nadia)
    nadia.post(url(site.meetup, "programme/"), {"move": "down-0", "seen": "usual"})
    nadia.post(url(site.meetup, "programme/"), {"minutes": "10", "words": "A song"})
    rows = [row["words"] for row in Meetup.objects.get().agenda]

    assert rows[:2] == ["News from the groups", "Welcome"]
    assert rows[-1] == "A song"
    nadia.post(
        url(site.meetup, "programme/"), {"move": "out-0", "seen": "usual"}
    )  # an old page changes nothing
    assert [row["words"] for row in Meetup.objects.get().agenda] == rows


def test_moving_and_calling_off(stage, site, as_):
    nadia, form = as_(stage.nadia), {"start_time": "2pm", "place": site.place_id}
    sent = nadia.post(url(site.meetup, f"day/{site.pk}/move/"), form | boxes("on_date", site.on_date))
    assert sent.status_code == 302, sent.context["form"].errors
    site.refresh_from_db()
    assert (site.start_time.hour, site.revision) == (14, 2)
    nadia.post(url(site.meetup, f"day/{site.pk}/cancel/"), {"why": "The hall is closed"})
    assert day.sites_of(site.meetup) == []


def test_distances(stage, as_):
    as_(stage.nadia).post("/team/meetups/distances/", {"one": "hb2", "other": "LA1", "miles": "12"})

    row = AreaDistance.objects.get()
    assert (row.one, row.other, row.miles) == ("HB2", "LA1", 12)
