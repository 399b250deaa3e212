"""What people need for the day, seats in the room and at home, and answers by phone."""

import pytest

from groups.actions.meetups import day, needs, ringing, seasons
from groups.models import Coming, How, MeetupReply
from notifications.models import Message
from notifications.states import MessageState
from tests.groups.actions.meetups.conftest import comes, row


def test_needs_and_food_for_the_day(stage, invited):
    comes(invited, stage.gwen)

    needs.say(row(invited.meetup, stage.gwen), needs=["LIFT"], food=" No nuts ", how=How.LINK, by=stage.gwen)

    said = row(invited.meetup, stage.gwen)
    assert (said.needs, said.food, said.needs_in_words) == (["LIFT"], "No nuts", ["A lift there and back"])


def test_joining_from_home_gives_up_the_seat_in_the_room(stage, invited):
    comes(invited, stage.gwen)
    needs.say(row(invited.meetup, stage.gwen), needs=["ONLINE"], how=How.LINK, by=stage.gwen)

    assert MeetupReply.objects.get(asked__person=stage.gwen).online
    assert (day.seats_left(invited), day.seats_left(invited, online=True)) == (20, 1)


def test_a_full_screen_changes_nothing(stage, invited):
    for who in (stage.rhys, stage.ellis):
        comes(invited, who, online=True)
    comes(invited, stage.gwen)

    with pytest.raises(day.SiteIsFull):
        needs.say(row(invited.meetup, stage.gwen), needs=["ONLINE"], how=How.LINK, by=stage.gwen)
    assert row(invited.meetup, stage.gwen).needs == []
    assert not MeetupReply.objects.get(asked__person=stage.gwen).online


def test_needs_are_closed_with_the_season(stage, invited):
    seasons.cancel(invited.meetup, by=stage.nadia)

    with pytest.raises(day.SiteIsOver):
        needs.say(row(invited.meetup, stage.gwen), needs=["LIFT"], how=How.LINK, by=stage.gwen)


def test_an_answer_by_phone_says_who_wrote_it_down(stage, invited):
    assert Message.objects.filter(
        person=stage.bill, kind="meetup-invite", state=MessageState.BY_HAND
    ).exists()

    said = needs.by_phone(
        invited, asked=row(invited.meetup, stage.bill), coming=Coming.YES, needs=["LIFT"], by=stage.nadia
    )

    assert (said.how, said.recorded_by, said.coming) == (How.PHONE, stage.nadia, Coming.YES)
    assert row(invited.meetup, stage.bill).needs == ["LIFT"]
    assert not ringing.waiting(invited.meetup)  # the call is done
    assert Message.objects.get(person=stage.bill, kind="meetup-invite").state == MessageState.DONE_BY_HAND


def test_a_no_by_phone_asks_for_no_needs(stage, invited):
    needs.by_phone(invited, asked=row(invited.meetup, stage.bill), coming=Coming.NO, by=stage.nadia)

    assert MeetupReply.objects.get(asked__person=stage.bill).coming == Coming.NO


def test_ones_own_answer_has_no_scribe(stage, invited):
    assert comes(invited, stage.gwen).recorded_by is None
