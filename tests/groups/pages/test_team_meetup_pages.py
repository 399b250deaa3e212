"""The coordinator takes a season from opening to the day on the pages; others see a 404 or may only look."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followon import clock
from followon.audit.models import Event
from followon.people.actions import consent
from followon.people.models import Method
from groups.actions.meetups import day, options
from groups.models import (
    AreaDistance,
    GroupNews,
    InTouch,
    Meetup,
    MeetupAsked,
    MeetupReply,
    MeetupSite,
    SlotAnswer,
    Theme,
)
from groups.states import MeetupState
from pmp.protocol import Purpose
from tests import cast
from tests.groups.actions.meetups.conftest import AIM, at, comes, says
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


# Invitation answers taken by phone ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def bill_agreed(stage, site):
    """Bill, who has a landline only, agreed that the service may ring him."""
    consent.give(
        stage.bill, purpose=Purpose.SERVICE_MAY_CONTACT, scope=f"service:{stage.severn.pk}", wording="test-1",
        method=Method.PHONE, by=stage.nadia,
    )  # fmt: skip
    return MeetupAsked.objects.get(meetup=site.meetup, person=stage.bill)


def test_an_invitation_is_answered_by_phone(stage, site, bill_agreed, as_):
    nadia, page = as_(stage.nadia), url(site.meetup, f"ring/{bill_agreed.pk}/coming/")
    assert page in nadia.get(url(site.meetup, "ring/")).content.decode()
    assert "Can Bill come?" in nadia.get(page).content.decode()

    nadia.post(page, {"coming": "YES", "needs": ["LIFT"], "food": "No nuts"})

    reply = MeetupReply.objects.get(asked=bill_agreed)
    assert (reply.coming, reply.how, reply.recorded_by) == ("YES", "PHONE", stage.nadia)
    assert "Bill" not in nadia.get(url(site.meetup, "ring/")).content.decode()
    shown = nadia.get(url(site.meetup, "day/")).content.decode()
    for words in ("a lift there and back", "No nuts", "Written down by Nadia Rahman"):
        assert words in shown


def test_an_empty_answer_by_phone_says_what_is_missing(stage, site, bill_agreed, as_):
    page = as_(stage.nadia).post(url(site.meetup, f"ring/{bill_agreed.pk}/coming/"), {"needs": ["LIFT"]})

    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"coming"}
    assert not MeetupReply.objects.exists()


def test_nobody_rings_somebody_who_did_not_agree(stage, site, as_):
    asked = MeetupAsked.objects.get(meetup=site.meetup, person=stage.bill)
    page = url(site.meetup, f"ring/{asked.pk}/coming/")

    assert as_(stage.nadia).get(page).status_code == 404
    assert as_(stage.nadia).post(page, {"coming": "YES"}).status_code == 404


def test_only_whoever_runs_it_writes_an_answer_down(stage, site, bill_agreed, as_):
    page = url(site.meetup, f"ring/{bill_agreed.pk}/coming/")

    assert as_(stage.olive).post(page, {"coming": "YES"}).status_code == 404
    assert as_(stage.sam).post(page, {"coming": "YES"}).status_code == 403
    assert as_(stage.gwen).post(page, {"coming": "YES"}).status_code == 404
    assert not MeetupReply.objects.exists()


# What a page costs ─────────────────────────────────────────────────────────────────────────────────────────────────


def queries_of(client, path):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, path
    return len(queries)


def crowd(stage, meetup, site, people):
    """More groups, each with somebody who was asked, answered, comes, and wrote their group's news."""
    for _ in range(people):
        who = cast.person("Guest", "Extra", email="")
        group = cast.group(stage.severn, "Extra Group", "Extra Group", [who])
        asked = MeetupAsked.objects.create(meetup=meetup, person=who, group=group, answered_at=clock.now())
        for slot in meetup.slots.all():
            SlotAnswer.objects.create(asked=asked, slot=slot, suits="YES")
        MeetupReply.objects.create(asked=asked, site=site, coming="YES", how="WEB")
        GroupNews.objects.create(meetup=meetup, group=group, went_well="Fine", written_by=who)
        Theme.objects.create(meetup=meetup, words="An idea", suggested_by=who)
        InTouch.objects.create(
            asking=stage.steppers, other=group, asked_by=stage.gwen, agreed=True, answered_by=who
        )


@pytest.mark.parametrize("page", PAGES)
def test_a_team_page_costs_the_same_for_many(stage, site, as_, page):
    client, path = as_(stage.nadia), url(site.meetup, page)
    crowd(stage, site.meetup, site, 1)
    client.get(path)
    few = queries_of(client, path)

    crowd(stage, site.meetup, site, 2)

    assert queries_of(client, path) == few


@pytest.mark.parametrize(
    "path", ["/meetups/{pk}/", "/meetups/{pk}/exchange/", "/meetups/{pk}/news/", "in-touch"]
)
def test_a_member_page_costs_the_same_for_many(stage, site, as_, path):
    client = as_(stage.gwen)
    where = (
        f"/groups/{stage.steppers.code}/in-touch/" if path == "in-touch" else path.format(pk=site.meetup_id)
    )
    crowd(stage, site.meetup, site, 1)
    client.get(where)
    few = queries_of(client, where)

    crowd(stage, site.meetup, site, 2)

    assert queries_of(client, where) == few


def test_the_list_of_seasons_costs_the_same_for_many(stage, site, as_):
    client = as_(stage.nadia)
    client.get("/team/meetups/")
    few = queries_of(client, "/team/meetups/")

    for year in (2023, 2024, 2025):
        facts = dict.fromkeys(
            ("aim_on", "ask_on", "choose_on", "invite_on", "news_on", "remind_on", "thank_on"), AIM
        )
        Meetup.objects.create(
            service=stage.severn, season="AUTUMN", year=year, state=MeetupState.CANCELLED, **facts
        )

    assert queries_of(client, "/team/meetups/") == few
