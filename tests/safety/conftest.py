"""What the tests of safety share: the cast at a Tuesday noon, a rota, somebody signed in."""

from datetime import date

import pytest

from groups.actions import concerns, rota
from groups.actions.concerns import Worry
from groups.models.concern import AboutWhom, DutyRank
from tests.groups.conftest import now, stage  # noqa: F401
from tests.groups.pages.conftest import as_, signed_in  # noqa: F401

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
def duty(stage):  # noqa: F811
    """Sam reads first; Ife is his deputy and the lead."""
    on_rota(stage, "sam")
    on_rota(stage, "ife", DutyRank.DEPUTY)
    return stage


@pytest.fixture
def concern(duty):
    return a_concern(duty)
