"""What the tests of the pages share: somebody signed in, meetings to look at, who shares what."""

from datetime import date, time

import pytest
from django.test import Client

from followon import clock
from followon.people import recent
from followon.people.models import Method
from groups.actions import meetings, members
from groups.actions.meetings import Plan
from groups.models import Membership
from groups.sharing import PURPOSES
from tests import cast

THURSDAY = date(2026, 11, 26)


def signed_in(person):
    """A browser of the test client in which somebody is signed in, the team with its second step."""
    client = Client()
    client.force_login(person)
    session = client.session
    at = clock.now().timestamp()
    session[recent.SIGNED_IN_AT] = at
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": at}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


@pytest.fixture
def as_(db):
    """as_(stage.gwen).get("/home/")"""
    return signed_in


@pytest.fixture
def meeting(stage):
    """Steady Steppers meet on Thursday 26 November at 11am in the café, planned by Gwen as people plan."""
    plan = Plan(
        on_date=THURSDAY, start_time=time(11), place=stage.cafe, plan="11am Tea and catching up\nStretching"
    )
    return meetings.plan(stage.steppers, plan=plan, by=stage.gwen)


@pytest.fixture
def sharing_all(stage):
    """Everybody in Steady Steppers shares everything, so that there is something to leak."""
    for member in Membership.objects.filter(group=stage.steppers):
        members.share(member, purposes=set(PURPOSES), method=Method.ROOM, by=stage.sam)


@pytest.fixture
def past_meeting(stage):
    """Steady Steppers met on Thursday 12 November; nobody has said who came."""
    return cast.meeting(stage.steppers, on=date(2026, 11, 12), where=stage.cafe)


@pytest.fixture
def open_as(page, live_server, settings):
    """Open a page as somebody: open_as(world.gwen, "/home/")."""

    def go(person, path):
        cookie = signed_in(person).cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page.set_viewport_size(
            {"width": 320, "height": 640}
        )  # the narrowest first: the header folds on loading
        answer = page.goto(live_server.url + path)
        assert answer.status == 200, f"{path} answers {answer.status}"
        return page

    return go


def place_of(person, group):
    return Membership.objects.get(person=person, group=group)


def share(stage, who, *purposes):
    """Somebody shows these things of theirs to Steady Steppers, and no other."""
    members.share(place_of(who, stage.steppers), purposes=set(purposes), method=Method.SCREEN, by=who)
