"""What the tests of safety share: the cast at a Tuesday noon, a rota, somebody signed in."""

from datetime import date

import pytest

from followon import clock
from groups.actions import concerns, rota
from groups.actions.concerns import Worry
from groups.models.concern import AboutWhom, DutyRank
from tests import cast
from tests.access.fixtures import door, world  # noqa: F401 - for the tests of every page
from tests.groups.conftest import TUESDAY_NOON
from tests.visitors import signed_in

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
SECRET = "Bill said he cannot go on"


def on_rota(stage, who, rank=DutyRank.FIRST, first=FIRST, last=LAST):
    post = stage.posts[who]
    return rota.put_on_duty(post, rank=rank, from_date=first, last_date=last, by=stage.nadia)


def a_concern(stage, **extra):
    """Gwen is worried about Bill."""
    worry = Worry(
        about=AboutWhom.MEMBER, about_whom="Bill", what=SECRET, reach_on="07700 900123",
        in_danger=extra.pop("in_danger", False),
    )  # fmt: skip
    extra = {"person": stage.gwen, "by": stage.gwen, "group": stage.steppers} | extra
    return concerns.raise_concern(stage.severn, worry, **extra)


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
def as_(db):
    """as_(stage.gwen).get("/home/")"""
    return signed_in


@pytest.fixture
def duty(stage):
    """Sam reads first; Ife is his deputy and the lead."""
    on_rota(stage, "sam")
    on_rota(stage, "ife", DutyRank.DEPUTY)
    return stage


@pytest.fixture
def concern(duty):
    return a_concern(duty)
