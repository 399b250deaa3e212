"""A spring meetup of Severn Vale at every stage, and who said and was told what."""

from datetime import UTC, date, datetime, time

import pytest

from followon import clock
from followon.audit.actors import Job
from groups.actions.meetups import answers, asking, choosing, day, options, seasons
from groups.models import Coming, How, Known, MeetupAsked, Place, SeasonName
from notifications.models import Message
from notifications.states import MessageState
from tests.groups.actions.conftest import let_go

BY = Job("test")
AIM = date(2027, 3, 20)  # a Saturday


@pytest.fixture
def season(stage):
    return seasons.open_season(stage.severn, season=SeasonName.SPRING, year=2027, by=BY)[0]


@pytest.fixture
def ready(stage, season):
    """Two dates and one place are confirmed."""
    Place.objects.filter(pk=stage.cafe.pk).update(step_free=Known.YES, capacity=20)
    return options.confirm(
        season,
        slots=[options.SlotPlan(date(2027, 3, 20), time(11)), options.SlotPlan(date(2027, 3, 23), time(11))],
        places=[options.PlacePlan(stage.cafe, capacity=20, online_seats=2, cost_pence=5000)],
        by=stage.nadia,
    )


@pytest.fixture
def asked(ready, stage):
    asking.ask(ready, by=stage.nadia)
    ready.refresh_from_db()
    return ready


@pytest.fixture
def chosen(asked, stage):
    """Gwen and Rhys can come on the first date; it is chosen."""
    says(asked, stage.gwen, 1)
    says(asked, stage.rhys, 1)
    asking.close(asked, by=stage.nadia)
    slot, place = asked.slots.get(number=1), asked.places.get()
    (site,) = choosing.choose(asked, sites=[choosing.Choice(slot, place)], by=stage.nadia)
    return site


@pytest.fixture
def invited(chosen, stage):
    day.invite(chosen.meetup, by=BY)
    let_go()
    return chosen


def row(meetup, who):
    return MeetupAsked.objects.get(meetup=meetup, person=who)


def says(meetup, who, *numbers):
    return answers.answer_numbers(row(meetup, who), numbers=numbers or (0,), how=How.LINK, by=who)


def told(kind):
    rows = Message.objects.filter(kind=kind).exclude(
        state__in=[MessageState.CANCELLED, MessageState.SUPERSEDED, MessageState.EXPIRED]
    )
    return sorted(rows.values_list("person__first_name", flat=True))


def at(day_, hour=10):
    return clock.moved_to(datetime(day_.year, day_.month, day_.day, hour, tzinfo=UTC))


def comes(site, who, coming=Coming.YES, **more):
    return day.reply(site, asked=row(site.meetup, who), coming=coming, how=How.LINK, by=who, **more)
