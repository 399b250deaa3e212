"""A season's page says how each of its dates stands, and what a person has to do next, to the end."""

from datetime import datetime, time, timedelta

import pytest

from followon import clock
from groups.actions.meetups import seasons, walking
from groups.models import MeetupAsked, MeetupReply
from groups.states import MeetupState
from tests.groups.pages.test_meetup_pages import meetup, site

__all__ = ["meetup", "site"]


def noon(day):
    return clock.moved_to(clock.at_local(datetime.combine(day, time(12)), clock.LONDON))


def shown(as_, stage, season):
    page = as_(stage.nadia).get(f"/team/meetups/{season.pk}/")
    return {step["words"]: step["state"] for step in page.context["steps"]}, page.context["do_next"]


def test_before_the_day_what_is_done_and_what_is_to_come(stage, site, as_):
    steps, _ = shown(as_, stage, site.meetup)

    assert steps["Ask everybody which dates suit"] == ("Done", "green")
    assert steps["Choose the date"] == ("Done", "green")
    assert steps["Say thank you, with the notes"] is None


def test_a_date_that_passed_and_was_not_done_is_due(stage, meetup, as_):
    with noon(meetup.choose_on + timedelta(days=1)):
        steps, _ = shown(as_, stage, meetup)

    assert steps["Choose the date"] == ("Due", "yellow")


def test_after_the_day_nothing_stays_due_for_ever(stage, site, as_):
    with noon(site.on_date + timedelta(days=1)):
        walking.walk(site.meetup, by=stage.nadia)
        site.meetup.refresh_from_db()
        steps, _ = shown(as_, stage, site.meetup)

    assert site.meetup.state == MeetupState.HELD
    assert steps["Remind everybody"] == ("Left out", "grey")


def test_a_season_called_off_has_nothing_due(stage, site, as_):
    done = shown(as_, stage, site.meetup)[0]["Ask everybody which dates suit"]
    seasons.cancel(site.meetup, why="Snow", by=stage.nadia)
    with noon(site.on_date + timedelta(days=9)):
        steps, do_next = shown(as_, stage, site.meetup)

    assert do_next is None
    assert set(steps.values()) == {done, ("Off", "grey")}


@pytest.fixture
def over(stage, site):
    with noon(site.on_date + timedelta(days=1)):
        walking.walk(site.meetup, by=stage.nadia)
        site.meetup.refresh_from_db()
        yield site.meetup


def test_who_came_then_the_notes_then_nothing(stage, site, over, as_):
    assert shown(as_, stage, over)[1] == ("Write down who came", "groups:team_meetup_day")

    asked = MeetupAsked.objects.get(meetup=over, person=stage.gwen)
    facts = {"coming": "YES", "how": "WEB", "came": True}
    MeetupReply.objects.update_or_create(asked=asked, defaults={"site": site, **facts})
    assert shown(as_, stage, over)[1] == (
        "Write the notes, which every group reads",
        "groups:team_meetup_notes",
    )

    over.notes = "We talked about winter."
    over.save(update_fields=["notes"])
    assert shown(as_, stage, over)[1] is None
