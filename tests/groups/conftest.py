"""The cast on stage, the clock at a Tuesday noon, and a meeting in December."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import HealthCheck, settings

from followon import clock
from followon.people.models import Method
from groups import sharing
from groups.actions import meetings, members
from groups.actions.meetings import Plan
from groups.models import Membership
from tests import cast

# A busy machine is no mistake in the code: how long an example takes says nothing here.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")

TUESDAY_NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def now():
    """Tuesday 24 November 2026 at midday; the clock stands still there."""
    with clock.moved_to(TUESDAY_NOON):
        yield TUESDAY_NOON


@pytest.fixture
def stage(db, now):
    """Everybody, by first name."""
    return cast.assemble()


@pytest.fixture
def meeting(stage):
    """Steady Steppers meet on Thursday 10 December at 11; three of them show each other their name and mobile."""
    for who in (stage.gwen, stage.ellis, stage.khadija):
        members.share(stage.membership(who), purposes=sharing.PURPOSES[:2], method=Method.SCREEN, by=who)
    return meetings.plan(
        stage.steppers, plan=Plan(date(2026, 12, 10), time(11), place=stage.cafe), by=stage.gwen
    )


def everybody_shares(group, *, by):
    """Every member shows the others everything, as they said in the room."""
    for member in Membership.objects.filter(group=group):
        members.share(member, purposes=set(sharing.PURPOSES), method=Method.ROOM, by=by)


def wall(*parts):
    """A time on the wall, in no zone."""
    return datetime(*parts)  # noqa: DTZ001 - that is the point of it
