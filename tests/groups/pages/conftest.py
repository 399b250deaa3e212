"""What the tests of the pages share: somebody signed in, meetings to look at, who shares what."""

from datetime import date, time

import pytest

from followon.people.models import Method
from groups.actions import meetings, members
from groups.actions.meetings import Plan
from groups.models import Membership
from tests import cast
from tests.groups.conftest import everybody_shares
from tests.visitors import opener, signed_in

THURSDAY = date(2026, 11, 26)


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
    everybody_shares(stage.steppers, by=stage.sam)


@pytest.fixture
def past_meeting(stage):
    """Steady Steppers met on Thursday 12 November; nobody has said who came."""
    return cast.meeting(stage.steppers, on=date(2026, 11, 12), where=stage.cafe)


@pytest.fixture
def open_as(page, live_server):
    """Open a page as somebody: open_as(world.gwen, "/home/")."""
    return opener(page, live_server)


def place_of(person, group):
    return Membership.objects.get(person=person, group=group)


def share(stage, who, *purposes):
    """Somebody shows these things of theirs to Steady Steppers, and no other."""
    members.share(place_of(who, stage.steppers), purposes=set(purposes), method=Method.SCREEN, by=who)
