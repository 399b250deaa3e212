"""What the meetup says: one text part each, with the worst values and the real ones; and when it has no point."""

from datetime import date, time

import pytest

from groups.actions.meetups import answers, asking, choosing, day, options, seasons
from groups.models import How, MeetupAsked, SeasonName
from notifications import gsm, kinds, rendering
from notifications.models import Link, Message, SenderProfile

PROFILE = SenderProfile(name="Severn Vale", phone="01632 960 118", phone_hours="Mon to Fri, 9am to 4pm")
MEETUP_KINDS = [kind.slug for kind in kinds.all_kinds() if "meetup" in kind.slug or "in-touch" in kind.slug]


@pytest.fixture
def meetup(stage):
    season, _ = seasons.open_season(stage.severn, season=SeasonName.SPRING, year=2027, by=stage.nadia)
    options.confirm(
        season,
        slots=[options.SlotPlan(date(2027, 3, 20), time(11)), options.SlotPlan(date(2027, 3, 23), time(11))],
        places=[options.PlacePlan(stage.cafe, 20)], by=stage.nadia,
    )  # fmt: skip
    asking.ask(season, by=stage.nadia)
    season.refresh_from_db()
    return season


def text_of(message):
    kind = kinds.get(message.kind)
    return rendering.render(kind, "SMS", kind.context(message), PROFILE).body


@pytest.mark.parametrize("slug", MEETUP_KINDS)
def test_the_longest_text_is_one_part_of_plain_letters(slug):
    kind = kinds.get(slug)
    content = rendering.render(kind, "SMS", {**kind.sample(), "stop_url": ""}, PROFILE)

    assert content.parts == 1, f"{len(content.body)}: {content.body}"
    assert gsm.odd_characters(content.body) == []


def test_five_dates_at_different_times_fit_one_text():
    kind = kinds.get("meetup-dates")
    slots = ", ".join(f"{number} Wed 2{number} Sep 11:30am" for number in range(1, 6))
    content = rendering.render(kind, "SMS", {**kind.sample(), "same_time": "", "slots": slots}, PROFILE)

    assert content.parts == 1, len(content.body)


def test_the_question_of_dates(stage, meetup):
    message = Message.objects.get(kind="meetup-dates", person=stage.khadija)

    assert text_of(message) == (
        "All groups meet in spring, 11am. Which suit? 1 Sat 20 Mar, 2 Tue 23 Mar. Reply such as 1 3, or 0 for none."
    )


def test_the_question_has_no_point_once_answered(stage, meetup):
    message = Message.objects.get(kind="meetup-dates", person=stage.khadija)
    kind = kinds.get("meetup-dates")
    assert kind.still_wanted(message) is True

    asked = MeetupAsked.objects.get(meetup=meetup, person=stage.khadija)
    answers.answer_numbers(asked, numbers=[1], how=How.TEXT, by=stage.khadija)
    message.loaded = None

    assert kind.still_wanted(message) == "Has answered already"


def test_the_invitation(stage, meetup):
    asking.close(meetup, by=stage.nadia)
    choosing.choose(
        meetup, sites=[choosing.Choice(meetup.slots.first(), meetup.places.get())], by=stage.nadia
    )
    day.invite(meetup, by=stage.nadia)
    message = Message.objects.get(kind="meetup-invite", person=stage.khadija)

    words = text_of(message)
    link = Link.objects.get(person=stage.khadija, purpose="dates")
    assert words == (
        "All-groups meetup: Sat 20 March, 11am, Community Café. Can you come? Reply Y, N or MAYBE. "
        + link.address
    )
    assert kinds.get("meetup-invite").still_wanted(message) is True
