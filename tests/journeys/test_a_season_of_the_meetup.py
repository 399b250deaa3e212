"""A season of the meetup of all groups, from opening to thank-you: only the clock is moved, the rest is real.

The periodic tasks run as Celery runs them, again and again; one is killed half way. Texts go through the real twilio
client to the stand-in and come back signed; the coordinator works on the pages.
"""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client

from followon import clock
from followon.audit.models import Event as Happened
from followon.people.actions import consent
from followon.people.models import Method
from groups import tasks
from groups.models import GroupNews, Known, Meetup, MeetupAsked, MeetupReply, MeetupSite, Place
from groups.states import MeetupState
from notifications.models import Link, Message
from notifications.states import MessageState
from pmp.protocol import Purpose
from tests import cast
from tests.journeys.test_a_cohort_becomes_a_group import story  # noqa: F401
from tests.notifications.conftest import running_standin, standin  # noqa: F401
from tests.visitors import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
FIRST, SECOND, THIRD = date(2027, 3, 20), date(2027, 3, 23), date(2027, 3, 25)


class PowerCut(BaseException):
    """What a worker that is killed sees: nothing. The transaction it was in is gone."""


@pytest.fixture
def people(story):  # noqa: F811
    """The cast in November; the café has twenty seats and no steps; Bill may be rung."""
    with story.at(2026, 11, 24, 12):
        stage = cast.assemble()
        Place.objects.filter(pk=stage.cafe.pk).update(step_free=Known.YES, capacity=20)
        consent.give(
            stage.bill, purpose=Purpose.SERVICE_MAY_CONTACT, scope=f"service:{stage.severn.pk}",
            wording="test-1", method=Method.PHONE, by=stage.nadia,
        )  # fmt: skip
    return stage


@pytest.fixture
def opened(story, people):  # noqa: F811
    """Celery has opened the season, a hundred times."""
    with story.at(2026, 12, 20, 6):
        for _ in range(100):
            tasks.open_seasons()
    return Meetup.objects.get(service=people.severn)


def test_from_opening_to_thank_you(story, people, opened, monkeypatch):  # noqa: F811
    page = f"/team/meetups/{opened.pk}/"
    assert Meetup.objects.count() == 2  # one for each service, however often the task ran
    with story.at(2026, 12, 21, 10):
        when_the_coordinator_confirms_dates_and_places(people, page)
    with story.at(2027, 1, 9, 10):
        when_the_question_is_killed_half_way_and_goes_on(story)
        then_each_phone_got_one_question(story)
        when_people_answer_in_their_own_way(story, people, opened, page)
    with story.at(2027, 1, 20, 10):
        when_a_date_becomes_a_bank_holiday(monkeypatch, people, opened)
    with story.at(2027, 1, 23, 10):
        then_the_coordinator_sees_the_best_choices_and_decides(people, opened, page)
    with story.at(2027, 1, 30, 10):
        when_invitations_go_out_and_are_answered(story, people, opened, page)
    with story.at(2027, 2, 20, 10):
        when_groups_send_their_news(story, people, opened)
    with story.at(2027, 3, 6, 10):
        then_only_those_who_may_come_are_reminded(story)
    with story.at(2027, 3, 19, 17):
        then_those_who_come_hear_the_day_before(story)
    with story.at(2027, 3, 20, 16):
        when_the_day_has_been(people, opened, page)
    with story.at(2027, 3, 22, 10):
        then_everybody_is_thanked_once(story, people, opened)


def run(story=None, times=5):  # noqa: F811
    """The timeline's task, as often as Celery may fire it; then the workers."""
    for _ in range(times):
        tasks.walk_timeline()
    if story:
        story.works()


def last_text(story, first):  # noqa: F811
    return story.phone(first)[-1]


def texts(story, first, words):  # noqa: F811
    return [one for one in story.phone(first) if words in one]


def when_the_coordinator_confirms_dates_and_places(people, page):
    nadia = signed_in(people.nadia)
    assert "Confirm the dates and places" in nadia.get(page).content.decode()
    key = f"p{people.cafe.pk}"
    form = {f"{key}-use": "on", f"{key}-seats": "20", f"{key}-online": "2", f"{key}-pounds": "40"}
    for number, on in enumerate((FIRST, SECOND, THIRD), 1):
        form |= {f"day{number}_day": on.day, f"day{number}_month": on.month, f"day{number}_year": on.year}
        form[f"time{number}"] = "11am"
    sent = nadia.post(f"{page}options/", form)
    assert sent.status_code == 302, sent.context["form"].errors
    run()
    assert not Message.objects.filter(kind__startswith="meetup").exists()  # their day has not come


def when_the_question_is_killed_half_way_and_goes_on(story):  # noqa: F811
    written = []

    def cut(execute, sql, params, many, context):
        if (
            sql.startswith('INSERT INTO "groups_meetupasked"')
            or "notifications_message" in sql
            and "INSERT" in sql
        ):
            written.append(sql)
            if len(written) == 2:  # people are written down; the first messages are on their way
                raise PowerCut
        return execute(sql, params, many, context)

    with connection.execute_wrapper(cut), pytest.raises(PowerCut):
        tasks.walk_timeline()
    assert not Message.objects.filter(kind="meetup-dates").exists()
    assert not MeetupAsked.objects.exists()
    run(story, times=20)


def then_each_phone_got_one_question(story):  # noqa: F811
    for first in ("Gwen", "Ellis", "Khadija", "Rhys"):
        assert len(texts(story, first, "All groups meet in spring")) == 1
    assert texts(story, "Len", "All groups") == []  # resting
    assert Message.objects.get(kind="meetup-dates", person__first_name="Bill").state == MessageState.BY_HAND


def when_people_answer_in_their_own_way(story, people, opened, page):  # noqa: F811
    story.text("Khadija", "1 2")
    assert "1 and 2" in last_text(story, "Khadija")
    link = Link.objects.get(person=people.rhys, purpose="dates")
    slots = {slot.number: slot.pk for slot in opened.slots.all()}
    answer = {f"date-{slots[1]}": "IF_HAVE_TO", f"date-{slots[3]}": "YES", "needs": ["LIFT"], "area": "HB2"}
    assert Client().post(f"/{link.address.split('/', 3)[3]}", answer).status_code == 302
    signed_in(people.gwen).post(f"/meetups/{opened.pk}/", {f"date-{slots[1]}": "YES"})
    bill = MeetupAsked.objects.get(person=people.bill)
    assert "Bill Tranter" in signed_in(people.nadia).get(f"{page}ring/").content.decode()
    signed_in(people.nadia).post(f"{page}ring/{bill.pk}/", {f"date-{slots[1]}": "YES"})
    bill.refresh_from_db()
    assert (bill.how, bill.recorded_by) == ("PHONE", people.nadia)


def when_a_date_becomes_a_bank_holiday(monkeypatch, people, opened):
    known = clock.bank_holidays("england")
    monkeypatch.setattr(clock, "bank_holidays", lambda nation: known | {THIRD})
    run()
    assert opened.slots.get(number=3).withdrawn_because == "It is a bank holiday now"
    assert (
        "It is a bank holiday now"
        in signed_in(people.nadia).get(f"/team/meetups/{opened.pk}/").content.decode()
    )


def then_the_coordinator_sees_the_best_choices_and_decides(people, opened, page):
    run()
    opened.refresh_from_db()
    assert opened.state == MeetupState.CHOOSING
    assert not MeetupSite.objects.exists()  # the software never decides
    nadia = signed_in(people.nadia)
    shown = nadia.get(f"{page}choose/").content.decode()
    assert "Saturday 20 March at Larkfield Community Café: all 2 groups, 4 people" in shown
    assert "25 March" not in shown
    slot, place = opened.slots.get(number=1), opened.places.get()
    nadia.post(f"{page}choose/", {"choice": f"{slot.pk}-{place.pk}"})
    assert MeetupSite.objects.get().chosen_by == people.nadia


def when_invitations_go_out_and_are_answered(story, people, opened, page):  # noqa: F811
    run(story)
    for first in ("Gwen", "Ellis", "Khadija", "Rhys"):
        assert len(texts(story, first, "Can you come?")) == 1
    story.text("Khadija", "Y")
    story.text("Rhys", "N")
    story.text("Ellis", "maybe")
    link = Link.objects.get(person=people.khadija, purpose="dates")
    Client().post(f"/{link.address.split('/', 3)[3]}", {"do": "needs", "needs": ["LIFT"], "food": "No nuts"})
    bill = MeetupAsked.objects.get(person=people.bill)
    signed_in(people.nadia).post(f"{page}ring/{bill.pk}/coming/", {"coming": "YES", "needs": ["STEP_FREE"]})
    said = dict(MeetupReply.objects.values_list("asked__person__first_name", "coming"))
    assert said == {"Khadija": "YES", "Rhys": "NO", "Ellis": "SEE", "Bill": "YES"}
    shown = signed_in(people.nadia).get(f"{page}day/").content.decode()
    assert "No nuts" in shown
    assert "A lift there and back: 1" in shown


def when_groups_send_their_news(story, people, opened):  # noqa: F811
    run(story)
    for who, words in ((people.gwen, "We laughed a lot"), (people.rhys, "")):
        assert len(texts(story, who.first_name, "3 short lines")) == 1
        signed_in(who).post(f"/meetups/{opened.pk}/news/", {"went_well": words, "was_hard": "The bus"})
    assert GroupNews.objects.count() == 2  # also of the group nobody comes from
    assert (
        "We laughed a lot" in signed_in(people.rhys).get(f"/meetups/{opened.pk}/exchange/").content.decode()
    )


def then_only_those_who_may_come_are_reminded(story):  # noqa: F811
    before = {first: len(story.phone(first)) for first in ("Gwen", "Ellis", "Khadija", "Rhys")}
    run(story)
    new = {first for first, count in before.items() if len(story.phone(first)) == count + 1}
    assert new == {"Gwen", "Ellis", "Khadija"}  # Gwen has not said; Rhys has said no


def then_those_who_come_hear_the_day_before(story):  # noqa: F811
    run(story)
    assert all("tomorrow" in last_text(story, first).lower() for first in ("Ellis", "Khadija"))
    assert not any("tomorrow" in last_text(story, first).lower() for first in ("Gwen", "Rhys"))


def when_the_day_has_been(people, opened, page):
    run()
    opened.refresh_from_db()
    assert opened.state == MeetupState.HELD
    nadia = signed_in(people.nadia)
    khadija = MeetupAsked.objects.get(person=people.khadija)
    nadia.post(f"{page}day/came/", {"came": [khadija.pk]})
    nadia.post(f"{page}day/notes/", {"notes": "Agreed: a list of cafés with good chairs."})
    assert MeetupReply.objects.get(asked=khadija).came


def then_everybody_is_thanked_once(story, people, opened):  # noqa: F811
    run(story, times=50)
    rows = Message.objects.filter(kind="meetup-thanks").order_by("person__first_name")
    assert list(rows.values_list("person__first_name", flat=True)) == [
        "Bill",
        "Ellis",
        "Gwen",
        "Khadija",
        "Rhys",
    ]
    opened.refresh_from_db()
    assert opened.thanked_at
    assert (
        "a list of cafés with good chairs"
        in signed_in(people.rhys).get(f"/meetups/{opened.pk}/").content.decode()
    )
    for once in ("opened", "asked", "closed_asking", "chosen", "invited", "news_asked", "held", "thanked"):
        assert (
            Happened.objects.filter(name=f"groups.meetup.{once}", about=f"meetup:{opened.pk}").count() == 1
        ), once


# A season in which something is missing ────────────────────────────────────────────────────────────────────────────


def at(*when):
    return clock.moved_to(datetime(*when, tzinfo=UTC))


def confirm(people, opened, seats):
    nadia, key = signed_in(people.nadia), f"p{people.cafe.pk}"
    form = {
        f"{key}-use": "on", f"{key}-seats": seats, "day1_day": 20, "day1_month": 3, "day1_year": 2027,
        "time1": "11am",
    }  # fmt: skip
    return nadia.post(f"/team/meetups/{opened.pk}/options/", form)


def test_without_dates_the_season_waits_and_says_so(people, opened):
    with at(2027, 1, 15, 10):
        run()
        opened.refresh_from_db()
        shown = signed_in(people.nadia).get(f"/team/meetups/{opened.pk}/").content.decode()

    assert opened.state == MeetupState.OPENED
    assert "Confirm the dates and places" in shown
    assert not Message.objects.filter(kind__startswith="meetup").exists()


@pytest.mark.parametrize(
    ("numbers", "words"),
    [((), "Nobody has answered yet."), ((0,), "Everybody who answered said no to every date.")],
)
def test_no_answer_or_no_yes_is_shown_and_nothing_is_chosen(people, opened, numbers, words):
    with at(2026, 12, 21, 10):
        confirm(people, opened, "20")
    with at(2027, 1, 9, 10):
        run()
        if numbers:
            signed_in(people.gwen).post(f"/meetups/{opened.pk}/", {"none": "1"})
    with at(2027, 3, 25, 10):  # the day aimed for has gone by
        run()
        opened.refresh_from_db()
        shown = signed_in(people.nadia).get(f"/team/meetups/{opened.pk}/choose/").content.decode()

    assert opened.state == MeetupState.CHOOSING
    assert words in shown
    assert not MeetupSite.objects.exists()
    assert not Message.objects.filter(kind="meetup-invite").exists()


def test_a_place_without_seats_is_said_and_cannot_be_chosen(people, opened):
    with at(2026, 12, 21, 10):
        confirm(people, opened, "")
    with at(2027, 1, 9, 10):
        run()
        signed_in(people.gwen).post(f"/meetups/{opened.pk}/", {f"date-{opened.slots.get().pk}": "YES"})
        run()
        page, nadia = f"/team/meetups/{opened.pk}/choose/", signed_in(people.nadia)
        shown = nadia.get(page).content.decode()
        choice = f"{opened.slots.get().pk}-{opened.places.get().pk}"
        refused = nadia.post(page, {"choice": choice}, follow=True).content.decode()

    assert "No place says how many people it holds" in shown
    assert "Write down how many seats Larkfield Community Café has first." in refused
    assert not MeetupSite.objects.exists()
