"""The pages of a member, an organiser and the team in a real browser: axe, keyboard sizes, three widths, no script."""

from datetime import time, timedelta

import pytest

from followon import clock
from followon.people.models import Method
from groups.actions import meetings, members, organisers, places
from groups.actions.meetings import Plan
from groups.models import How, Membership
from groups.sharing import PURPOSES
from tests import browser, cast
from tests.groups.pages.conftest import place_of, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    """The cast today, sharing everything, with one meeting behind them and one in three days."""
    world = cast.assemble()
    for member in Membership.objects.filter(group=world.steppers):
        members.share(member, purposes=set(PURPOSES), method=Method.ROOM, by=world.sam)
    group = world.steppers
    group.purposes, group.agreement = ["SOCIAL", "TECHNIQUES", "OUTINGS"], ""
    group.save()
    world.cafe.step_free = world.cafe.easy_door = world.cafe.good_chairs = world.cafe.toilet = "YES"
    world.cafe.hearing_loop = "NO"
    world.cafe.bus = "42 stops 50 metres away. The stop has a bench."
    world.cafe.cost = "Free. Drinks from £1.80. You do not have to buy anything."
    world.cafe.checked_by, world.cafe.checked_on = world.gwen, clock.today() - timedelta(days=20)
    world.cafe.save()
    world.past = cast.meeting(group, on=clock.today() - timedelta(days=3), where=world.cafe)
    plan = Plan(
        on_date=clock.today() + timedelta(days=3), start_time=time(11), place=world.cafe,
        plan="11am Tea and catching up\n11:30am Goals, if you want to say one\nMidday Stretching, with Ellis",
    )  # fmt: skip
    world.meeting = meetings.plan(group, plan=plan, by=world.gwen)
    for who, coming in ((world.gwen, "YES"), (world.ellis, "YES"), (world.bill, "SEE")):
        how = How.PHONE if who == world.bill else How.WEB
        meetings.answer(world.meeting, membership=place_of(who, group), coming=coming, how=how, by=world.gwen)
    return world


@pytest.fixture
def open_as(page, live_server, settings):
    """Open a page as somebody: open_as(world.gwen, "/home/")."""

    def go(person, path):
        cookie = signed_in(person).cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page.goto(live_server.url + path)
        return page

    return go


def member_pages(world):
    group, meeting = (
        f"/groups/{world.steppers.code}/",
        f"/groups/{world.steppers.code}/meetings/{world.meeting.pk}/",
    )
    cafe = f"{group}places/{world.cafe.pk}/"
    return {
        "my-home": "/home/", "my-group": group, "my-people": f"{group}people/", "my-sharing": "/you/sharing/",
        "my-sharing-seen": "/you/sharing/as-others-see-me/", "my-agreement": f"{group}agreement/",
        "my-calendar": f"{group}calendar/", "my-count-me-in": f"{group}count-me-in/", "my-pause": f"{group}pause/",
        "my-leave": f"{group}leave/", "my-organising": f"{group}organising/", "my-places": f"{group}places/",
        "my-place": cafe, "my-place-new": f"{group}places/new/", "my-place-check": f"{cafe}check/",
        "my-meetings": f"{group}meetings/", "my-meeting": meeting, "my-meeting-note": f"{meeting}note/",
    }  # fmt: skip


def organiser_pages(world):
    group, meeting = (
        f"/groups/{world.steppers.code}/",
        f"/groups/{world.steppers.code}/meetings/{world.meeting.pk}/",
    )
    past = f"{group}meetings/{world.past.pk}/"
    return {
        "organise": f"{meeting}organise/", "calls": f"{meeting}calls/", "remind": f"{meeting}remind/",
        "move": f"{meeting}move/", "cancel": f"{meeting}cancel/", "pass-on": f"{meeting}pass-on/",
        "meeting-new": f"{group}meetings/new/", "who-came": f"{past}who-came/", "not-held": f"{past}not-held/",
        "reported": f"{past}reported/", "step-back": f"{group}organising/step-back/",
        "settings": f"{group}settings/", "rest": f"{group}settings/rest/", "goodbye": f"{group}settings/goodbye/",
        "grants": f"{group}settings/service/", "agreement-change": f"{group}agreement/change/",
        "home-organiser": "/home/", "place-close": f"{group}places/{world.own_place.pk}/close/",
    }  # fmt: skip


def test_member_pages(world, open_as):
    for name, path in member_pages(world).items():
        page = open_as(world.khadija, path)
        browser.check(page)
        browser.screenshot(page, name)


def test_organiser_pages(world, open_as):
    world.own_place = places.add(world.steppers, by=world.gwen, name="The bandstand", short_name="Bandstand")
    for name, path in organiser_pages(world).items():
        page = open_as(world.gwen, path)
        browser.check(page)
        browser.screenshot(page, name)


def test_asked_to_take_a_meeting_on(world, open_as):
    organisers.hand_on(world.meeting, by=world.gwen)
    path = f"/groups/{world.steppers.code}/meetings/{world.meeting.pk}/take-on/"

    page = open_as(world.ellis, path)

    browser.check(page)
    browser.screenshot(page, "take-on")
