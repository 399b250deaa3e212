"""The day: exactly who is invited, told of a change, and told that it is off."""

from datetime import date, time

import pytest

from groups.actions.meetups import asking, choosing, day, options, seasons, sites
from groups.models import Coming, MeetupReply
from groups.states import MeetupState
from notifications.models import Message
from notifications.states import MessageState
from tests import cast
from tests.groups.actions.conftest import let_go
from tests.groups.actions.meetups.conftest import BY, comes, row, says, told


def test_everybody_is_invited_once(stage, chosen):
    first, second = day.invite(chosen.meetup, by=BY), day.invite(chosen.meetup, by=BY)

    assert (first, second) == (5, 0)
    assert told("meetup-invite") == ["Bill", "Ellis", "Gwen", "Khadija", "Rhys"]


def test_two_sites_never_double_book(stage, asked):
    hall = cast.place(stage.severn, "Northgate Hall", "Northgate Hall")
    options.change_places(
        asked, places=[options.PlacePlan(stage.cafe, 20), options.PlacePlan(hall, 30)], by=stage.nadia
    )
    says(asked, stage.gwen, 1)
    says(asked, stage.rhys, 2)
    asking.close(asked, by=stage.nadia)
    one, two = choosing.choose(
        asked, by=stage.nadia, sites=[
            choosing.Choice(asked.slots.get(number=1), asked.places.get(place=stage.cafe)),
            choosing.Choice(asked.slots.get(number=2), asked.places.get(place=hall)),
        ],
    )  # fmt: skip
    day.invite(asked, by=BY)

    assert row(asked, stage.gwen).invited_to == one
    assert row(asked, stage.rhys).invited_to == two
    assert Message.objects.filter(kind="meetup-invite").count() == 5
    comes(one, stage.gwen)
    comes(two, stage.gwen)
    assert MeetupReply.objects.get(asked__person=stage.gwen).site == two


def test_a_full_place_is_full(stage, invited):
    invited.place.capacity = 1
    invited.place.save()
    comes(invited, stage.gwen)

    with pytest.raises(day.SiteIsFull):
        comes(invited, stage.rhys)
    comes(invited, stage.gwen)  # the one seat stays hers
    comes(invited, stage.rhys, online=True)  # a seat on the screen is another


def test_moving_tells_exactly_those_who_knew(stage, invited):
    comes(invited, stage.ellis, Coming.NO)
    comes(invited, stage.gwen)
    place = invited.place
    moved = sites.move_site(
        invited, on_date=date(2027, 3, 24), start_time=time(12), place=place, by=stage.nadia
    )

    assert moved.revision == 2
    assert told("meetup-changed") == ["Gwen", "Khadija", "Rhys"]  # Bill was not reached yet, Ellis said no
    assert (
        Message.objects.get(kind="meetup-invite", person=stage.bill, revision=2).state == MessageState.BY_HAND
    )
    moved.meetup.refresh_from_db()
    assert moved.meetup.aim_on == date(2027, 3, 24)


def test_the_same_plan_tells_nobody(stage, invited):
    sites.move_site(
        invited, on_date=invited.on_date, start_time=invited.start_time, place=invited.place,
        join_details="Ring 01632 960 118", by=stage.nadia,
    )  # fmt: skip

    assert told("meetup-changed") == []


def test_calling_a_site_off_lets_choose_again(stage, invited):
    sites.cancel_site(invited, why="The hall is closed", by=stage.nadia)

    assert told("meetup-cancelled") == ["Ellis", "Gwen", "Khadija", "Rhys"]
    invited.meetup.refresh_from_db()
    assert invited.meetup.state == MeetupState.CHOOSING
    with pytest.raises(day.SiteIsOver):
        comes(invited, stage.gwen)


def test_calling_off_a_season_that_was_asked(stage, asked):
    let_go()
    seasons.cancel(asked, by=stage.nadia)

    assert told("meetup-not-this-time") == ["Ellis", "Gwen", "Khadija", "Rhys"]
    again = seasons.begin_again(asked, by=stage.nadia)
    assert again.state == MeetupState.OPENED
