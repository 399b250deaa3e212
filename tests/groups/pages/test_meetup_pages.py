"""The meetup's pages: dates by private link, without JavaScript; can you come; news; being in touch."""

from datetime import date, time

import pytest
from django.test import Client

from groups.actions.meetups import asking, choosing, day, news, options, seasons
from groups.models import GroupNews, InTouch, MeetupAsked, MeetupReply, SeasonName, SlotAnswer, Theme
from notifications import kinds
from notifications.models import Link, Message
from tests.groups.actions.meetups.conftest import AIM, says


@pytest.fixture
def meetup(stage):
    season, _ = seasons.open_season(stage.severn, season=SeasonName.SPRING, year=2027, by=stage.nadia)
    options.confirm(
        season,
        slots=[options.SlotPlan(AIM, time(11)), options.SlotPlan(date(2027, 3, 23), time(11))],
        places=[options.PlacePlan(stage.cafe, 20)], by=stage.nadia,
    )  # fmt: skip
    asking.ask(season, by=stage.nadia)
    season.refresh_from_db()
    return season


@pytest.fixture
def site(stage, meetup):
    says(meetup, stage.gwen, 1)
    asking.close(meetup, by=stage.nadia)
    choice = choosing.Choice(meetup.slots.get(number=1), meetup.places.get())
    (made,) = choosing.choose(meetup, sites=[choice], by=stage.nadia)
    day.invite(meetup, by=stage.nadia)
    return made


def door(who, kind="meetup-dates"):
    message = Message.objects.get(kind=kind, person=who)
    kinds.get(kind).context(message)
    return "/" + Link.objects.get(person=who, purpose="dates").address.split("/", 3)[3]


def test_dates_by_link(stage, meetup):
    url, client = door(stage.khadija), Client()
    page = client.get(url).content.decode()
    assert "Which dates suit you?" in page
    assert page.count("<fieldset") == 3  # two dates, and what you need
    assert "Saturday 20 March" in page
    assert SlotAnswer.objects.count() == 0

    first = meetup.slots.get(number=1)
    sent = client.post(url, {f"date-{first.pk}": "IF_HAVE_TO", "needs": ["LIFT"], "area": "LA1"})
    assert sent.status_code == 302
    assert SlotAnswer.objects.get().suits == "IF_HAVE_TO"
    assert MeetupAsked.objects.get(person=stage.khadija).needs == ["LIFT"]
    assert "We have your answers" in client.get(sent.url).content.decode()


def test_none_suit_me(stage, meetup):
    Client().post(door(stage.khadija), {"none": "1"})

    assert MeetupAsked.objects.get(person=stage.khadija).none_suit


def test_an_empty_form_says_what_is_missing(stage, meetup):
    page = Client().post(door(stage.khadija), {}).content.decode()

    assert "Choose yes, if I have to, or no for at least one date." in page
    first = f"id_date-{meetup.slots.get(number=1).pk}"
    assert (f'href="#{first}"' in page, f'id="{first}"' in page) == (True, True)


def test_a_wrong_area_keeps_what_was_chosen(stage, meetup):
    first = meetup.slots.get(number=1)
    page = (
        Client()
        .post(door(stage.khadija), {f"date-{first.pk}": "YES", "area": "14 Mill Lane"})
        .content.decode()
    )

    assert "Enter the first half of your postcode only" in page
    assert f'id="id_date-{first.pk}" name="date-{first.pk}" type="radio" value="YES" checked' in page


def test_a_link_that_never_was(db):
    assert Client().get("/d/AbCdEfGhJk/").status_code == 410


def test_coming_by_link(stage, site):
    url, client = door(stage.khadija, "meetup-invite"), Client()
    assert "Can you come?" in client.get(url).content.decode()

    page = client.post(url, {"coming": "YES", "site": site.pk}, follow=True).content.decode()

    assert "You’re coming" in page
    assert MeetupReply.objects.get().asked.person == stage.khadija


def test_dates_sent_after_the_choice_show_the_day(stage, site):
    page = Client().post(door(stage.khadija, "meetup-invite"), {"none": "1"}).content.decode()

    assert "A date has been chosen since you opened this page" in page


@pytest.mark.parametrize("page", ["", "news/", "exchange/"])
def test_only_those_who_were_asked_see_it(stage, meetup, as_, page):
    assert as_(stage.gwen).get(f"/meetups/{meetup.pk}/{page}").status_code == 200
    assert as_(stage.piran).get(f"/meetups/{meetup.pk}/{page}").status_code == 404
    assert as_(stage.maria).get(f"/meetups/{meetup.pk}/{page}").status_code == 404


def test_news_is_read_by_other_groups(stage, meetup, as_):
    as_(stage.ellis).post(f"/meetups/{meetup.pk}/news/", {"went_well": "We laughed a lot"})

    assert GroupNews.objects.get().group == stage.steppers
    assert "We laughed a lot" in as_(stage.rhys).get(f"/meetups/{meetup.pk}/exchange/").content.decode()


def test_themes_and_votes(stage, meetup, as_):
    as_(stage.rhys).post(f"/meetups/{meetup.pk}/exchange/", {"words": "Sleep"})
    theme = Theme.objects.get()
    as_(stage.gwen).post(f"/meetups/{meetup.pk}/exchange/", {"theme": theme.pk})

    assert theme.votes.count() == 2


@pytest.mark.parametrize("nonsense", ["²", "٣", "9" * 5000, "-1", "x", ""])
def test_a_number_that_is_none_is_a_page_not_found(stage, meetup, as_, nonsense):
    gwen = as_(stage.gwen)

    assert gwen.post(f"/meetups/{meetup.pk}/exchange/", {"theme": nonsense}).status_code == 404
    path = f"/groups/{stage.steppers.code}/in-touch/"
    assert gwen.post(path, {"ask": "1", "group": nonsense}).status_code == 404


def test_the_page_of_the_day_has_its_header_and_says_whom_to_phone(stage, site, as_):
    for page in (
        as_(stage.gwen).get(f"/meetups/{site.meetup_id}/"),
        Client().get(door(stage.khadija, "meetup-invite")),
        as_(stage.nadia).get(f"/team/meetups/{site.meetup_id}/day/{site.pk}/move/"),
        as_(stage.nadia).get(f"/team/meetups/{site.meetup_id}/day/{site.pk}/cancel/"),
    ):
        words = page.content.decode()
        assert "– Follow-on groups</title>" in words
        assert "‼" not in words
        assert "01632 960118" in words or "01632 960 118" in words


def test_in_touch_shows_nothing_before_both_say_yes(stage, meetup, as_):
    for group, who in ((stage.steppers, stage.gwen), (stage.harbour, stage.rhys)):
        news.write_news(meetup, group=group, went_well="Fine", was_hard="", would_ask="", by=who)
    mine, theirs = f"/groups/{stage.steppers.code}/in-touch/", f"/groups/{stage.harbour.code}/in-touch/"
    as_(stage.gwen).post(mine, {"ask": "1", "group": stage.harbour.pk})
    assert stage.gwen.email not in as_(stage.rhys).get(theirs).content.decode()

    as_(stage.rhys).post(theirs, {"answer": "yes", "group": stage.steppers.pk})

    assert InTouch.objects.get().agreed
    assert stage.gwen.email in as_(stage.rhys).get(theirs).content.decode()
    assert stage.rhys.email in as_(stage.gwen).get(mine).content.decode()
    assert stage.rhys.email not in as_(stage.khadija).get(mine).content.decode()


def test_a_member_does_not_speak_for_the_group(stage, as_):
    path = f"/groups/{stage.steppers.code}/in-touch/"
    assert as_(stage.khadija).post(path, {"ask": "1", "group": stage.harbour.pk}).status_code == 403
    assert as_(stage.rhys).get(path).status_code == 404


def test_what_i_need_is_asked_once_i_come(stage, site):
    url, client = door(stage.khadija, "meetup-invite"), Client()
    assert "So that you can come" not in client.get(url).content.decode()
    client.post(url, {"coming": "YES", "site": site.pk})
    assert "So that you can come" in client.get(url).content.decode()

    client.post(url, {"do": "needs", "needs": ["LIFT", "STEP_FREE"], "food": "No nuts"})

    asked = MeetupAsked.objects.get(person=stage.khadija)
    assert (asked.needs, asked.food) == (["LIFT", "STEP_FREE"], "No nuts")
    client.post(url, {"coming": "NO", "site": site.pk})
    assert "So that you can come" not in client.get(url).content.decode()


def test_a_need_that_is_none_is_refused(stage, site):
    url, client = door(stage.khadija, "meetup-invite"), Client()
    client.post(url, {"coming": "YES", "site": site.pk})

    client.post(url, {"do": "needs", "needs": ["A_PONY"]})

    assert MeetupAsked.objects.get(person=stage.khadija).needs == []


def test_the_day_for_my_calendar(stage, site, as_):
    answer = as_(stage.gwen).get(f"/meetups/{site.meetup_id}/calendar/")

    assert answer.headers["Content-Type"].startswith("text/calendar")
    words = answer.content.decode()
    assert f"UID:meetup-{site.pk}@follow-on-groups" in words
    assert "DTSTART:20270320T110000Z" in words
    assert "Larkfield Community Café" in words
    assert as_(stage.piran).get(f"/meetups/{site.meetup_id}/calendar/").status_code == 404


def test_without_a_day_there_is_nothing_for_a_calendar(stage, meetup, as_):
    assert as_(stage.gwen).get(f"/meetups/{meetup.pk}/calendar/").url == f"/meetups/{meetup.pk}/"
