"""The pages of the meetup in a real browser, from the question of dates to the notes: axe, three widths, targets."""

from datetime import time, timedelta

import pytest

from followon import clock
from followon.people.actions import consent
from followon.people.models import Method
from groups.actions.meetups import asking, choosing, day, news, options, seasons
from groups.models import How, Known, MeetupAsked, Place, SeasonName
from pmp.protocol import Purpose
from tests import browser as looks
from tests import cast
from tests.groups.actions.meetups.conftest import says

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    """The cast today, a season opened and everybody asked; Bill may be rung."""
    world = cast.assemble()
    Place.objects.filter(pk=world.cafe.pk).update(step_free=Known.YES, capacity=20)
    aim = clock.today() + timedelta(weeks=15)
    world.season, _ = seasons.open_season(
        world.severn, season=SeasonName.SPRING, year=aim.year, aim=aim, by=world.nadia
    )
    days = [one.day for one in options.suggested(world.season)]
    options.confirm(
        world.season, slots=[options.SlotPlan(on, time(11)) for on in days],
        places=[options.PlacePlan(world.cafe, capacity=20, online_seats=2, cost_pence=5000)], by=world.nadia,
    )  # fmt: skip
    consent.give(
        world.bill, purpose=Purpose.SERVICE_MAY_CONTACT, scope=f"service:{world.severn.pk}", wording="test-1",
        method=Method.PHONE, by=world.nadia,
    )  # fmt: skip
    asking.ask(world.season, by=world.nadia)
    world.bills = MeetupAsked.objects.get(meetup=world.season, person=world.bill)
    return world


def look(world, open_as, name, who, path):
    page = open_as(who, path)
    looks.check(page)
    looks.screenshot(page, f"meetup-{name}")


def test_while_dates_are_asked(world, open_as):
    team = f"/team/meetups/{world.season.pk}/"
    for name, who, path in (
        ("dates", world.khadija, f"/meetups/{world.season.pk}/"),
        ("team-list", world.nadia, "/team/meetups/"),
        ("team-season", world.nadia, team),
        ("team-ring", world.nadia, f"{team}ring/"),
        ("team-rung", world.nadia, f"{team}ring/{world.bills.pk}/"),
        ("team-timeline", world.nadia, f"{team}dates/"),
        ("team-distances", world.nadia, "/team/meetups/distances/"),
        ("team-ask", world.nadia, f"{team}ask/"),
        ("team-options", world.nadia, f"{team}options/"),
        ("team-cancel", world.nadia, f"{team}cancel/"),
    ):
        look(world, open_as, name, who, path)


def test_from_the_choice_to_the_day(world, open_as):
    team = f"/team/meetups/{world.season.pk}/"
    for who in (world.gwen, world.rhys):
        says(world.season, who, 1)
    look(world, open_as, "team-choose", world.nadia, f"{team}choose/")
    asking.close(world.season, by=world.nadia)
    choice = choosing.Choice(world.season.slots.get(number=1), world.season.places.get())
    (site,) = choosing.choose(world.season, sites=[choice], by=world.nadia)
    day.invite(world.season, by=world.nadia)
    asked = MeetupAsked.objects.get(meetup=world.season, person=world.gwen)
    day.reply(site, asked=asked, coming="YES", how=How.WEB, by=world.gwen)
    for group, who in ((world.steppers, world.gwen), (world.harbour, world.rhys)):
        news.write_news(
            world.season, group=group, went_well="We laughed", was_hard="The bus", would_ask="", by=who
        )
    for name, who, path in (
        ("invited", world.khadija, f"/meetups/{world.season.pk}/"),
        ("coming", world.gwen, f"/meetups/{world.season.pk}/"),
        ("news", world.gwen, f"/meetups/{world.season.pk}/news/"),
        ("exchange", world.gwen, f"/meetups/{world.season.pk}/exchange/"),
        ("team-coming", world.nadia, f"{team}ring/{world.bills.pk}/coming/"),
        ("team-day", world.nadia, f"{team}day/"),
        ("team-move", world.nadia, f"{team}day/{site.pk}/move/"),
        ("team-site-cancel", world.nadia, f"{team}day/{site.pk}/cancel/"),
        ("team-notes", world.nadia, f"{team}day/notes/"),
        ("team-programme", world.nadia, f"{team}programme/"),
        ("team-print", world.nadia, f"{team}print/"),
        ("team-badges", world.nadia, f"{team}badges/"),
    ):
        look(world, open_as, name, who, path)
