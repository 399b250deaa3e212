"""A meeting on 10 December, and the private doors to it; each is for one person, one meeting and a while."""

import re
from datetime import date, time, timedelta

import pytest

from followon import clock
from followon.people.models import Method
from groups import sharing
from groups.actions import meetings, members
from groups.actions.meetings import Plan
from notifications.models import Link

GONE = 410


@pytest.fixture
def meeting(stage):
    for who in (stage.gwen, stage.ellis, stage.khadija):
        members.share(stage.membership(who), purposes=sharing.PURPOSES[:2], method=Method.SCREEN, by=who)
    return meetings.plan(
        stage.steppers, plan=Plan(date(2026, 12, 10), time(11), place=stage.cafe), by=stage.gwen
    )


def door(purpose, who, about, days=30):
    _, token = Link.objects.make(
        purpose=purpose, person=who, about=about, expires_at=clock.now() + timedelta(days=days)
    )
    return f"/{ {'answer': 'r', 'who-came': 'w', 'organise': 'o'}[purpose] }/{token}/"


def words(response):
    page = response.content.decode()
    main = page.split("<main")[1].split("</main")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).partition(">")[2].strip()
