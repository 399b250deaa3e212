"""Three questions at 4, 6, 12 and 24 months: asked once, answered or not, private, and research apart."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from followon import clock
from followon.audit.actors import Job as Robot
from followon.audit.models import Event
from followon.people.actions import consent
from followon.people.models import Consent, Method
from groups import tasks
from groups.actions import checkins
from groups.messages.checkins import CheckInAsk
from groups.models import CheckIn
from notifications import outbox
from notifications.models import Link, Message
from pmp.models import Choice, Cohort, Enrolment
from pmp.protocol import Purpose
from pmp.protocol import Purpose as ServicePurpose
from pmp.states import Wish

ROBOT = Robot("ask check-ins")
ENDED = date(2026, 3, 31)
ANSWERS = {"in_touch": "MEET", "using": "OFTEN", "sees_gp": "SAME", "ask_again": True}


@pytest.fixture
def larkfield(stage):
    """The programme ended on 31 March 2026."""
    Cohort.objects.filter(pk=stage.larkfield.pk).update(starts_on=date(2026, 1, 13), ends_on=ENDED)
    return stage.larkfield


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def ask(day):
    with clock.moved_to(noon(day)):
        return checkins.ask_due(by=ROBOT)


def asked(months=None):
    rows = CheckIn.objects.select_related("enrolment__person")
    return sorted(row.enrolment.person.first_name for row in rows if months in (None, row.months))


REACHABLE = ["Aisha", "Ana", "Dev", "Grace", "Joan", "Lena", "Maria", "Tom"]  # Colin has a landline only


@pytest.mark.parametrize(
    ("months", "mark"),
    [(4, date(2026, 7, 31)), (6, date(2026, 10, 1)), (12, date(2027, 3, 31)), (24, date(2028, 3, 31))],
)
def test_everybody_is_asked_at_each_mark_and_not_before(larkfield, months, mark):
    assert ask(mark - timedelta(days=1)) == 0
    assert ask(mark) == 8
    assert ask(mark) == ask(mark + timedelta(days=1)) == 0

    assert asked(months) == REACHABLE
    assert Message.objects.filter(kind="check-in").count() == 8


def test_a_mark_that_went_by_long_ago_is_not_asked_about(larkfield):
    assert ask(date(2026, 7, 31) + timedelta(days=28)) == 0


def test_no_answer_is_the_end_of_it(larkfield, stage):
    ask(date(2026, 7, 31))
    mine = CheckIn.objects.get(enrolment__person=stage.tom)
    with clock.moved_to(noon(date(2026, 8, 2))):
        checkins.answer(mine, research=False, by=stage.tom, method=Method.LINK, **ANSWERS)

    assert ask(date(2026, 10, 1)) == 1

    assert asked(6) == ["Tom"]


def test_whoever_asks_us_to_stop_is_not_asked_again(larkfield, stage):
    ask(date(2026, 7, 31))
    mine = CheckIn.objects.get(enrolment__person=stage.tom)
    with clock.moved_to(noon(date(2026, 8, 2))):
        checkins.answer(
            mine, research=False, by=stage.tom, method=Method.LINK, **{**ANSWERS, "ask_again": False}
        )

    assert ask(date(2026, 10, 1)) == 0


def test_whoever_wanted_no_group_is_asked_only_with_their_yes(larkfield, stage):
    for who in (stage.tom, stage.joan):
        place = Enrolment.objects.get(person=who)
        Choice.objects.create(enrolment=place, wish=Wish.NOT_FOR_ME, method=Method.ROOM)
    consent.give(
        stage.joan, purpose=ServicePurpose.SERVICE_MAY_CONTACT, scope=f"service:{stage.severn.pk}",
        wording="w", method=Method.ROOM, by=stage.joan,
    )  # fmt: skip

    ask(date(2026, 7, 31))

    assert asked() == [name for name in REACHABLE if name != "Tom"]


def test_who_left_the_programme_or_rests_is_left_in_peace(larkfield, stage):
    Enrolment.objects.filter(person=stage.tom).update(withdrawn_at=noon(ENDED))
    outbox.pause(stage.joan, by=stage.joan)

    ask(date(2026, 7, 31))

    assert asked() == [name for name in REACHABLE if name not in ("Tom", "Joan")]


def test_it_is_not_sent_to_whoever_answered_or_left_meanwhile(larkfield, stage):
    ask(date(2026, 7, 31))
    mine = Message.objects.get(kind="check-in", person=stage.tom)
    assert CheckInAsk().still_wanted(mine) is True

    mine.loaded = None
    Enrolment.objects.filter(person=stage.tom).update(withdrawn_at=noon(ENDED))
    assert CheckInAsk().still_wanted(mine) == "Not on the programme any more"
    mine.loaded = None
    CheckIn.objects.filter(enrolment__person=stage.tom).update(answered_at=noon(date(2026, 8, 1)))
    assert CheckInAsk().still_wanted(mine) == "Has answered already"


def test_the_database_keeps_one_check_in_per_mark(larkfield, stage):
    place = Enrolment.objects.get(person=stage.tom)
    CheckIn.objects.create(enrolment=place, months=4)

    for months in (4, 5):
        with pytest.raises(IntegrityError), transaction.atomic():
            CheckIn.objects.create(enrolment=place, months=months)


def test_asking_costs_the_same_however_many_people(larkfield, stage):
    everybody = Enrolment.objects.filter(cohort=larkfield)
    everybody.exclude(person=stage.tom).update(withdrawn_at=noon(ENDED))
    with CaptureQueriesContext(connection) as one:
        ask(date(2026, 7, 31))
    CheckIn.objects.all().delete()
    Message.objects.all().delete()
    everybody.update(withdrawn_at=None)

    with CaptureQueriesContext(connection) as many:
        assert ask(date(2026, 7, 31)) == 8

    assert len(many) == len(one)


# Answering ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def mine(larkfield, stage):
    ask(date(2026, 7, 31))
    return CheckIn.objects.get(enrolment__person=stage.tom)


def link(check_in, stage):
    until = check_in.asked_at + timedelta(days=28)
    return Link.objects.make(
        purpose="check-in", person=stage.tom, about=f"check-in:{check_in.pk}", expires_at=until
    )[1]


@pytest.fixture
def in_august(mine):
    with clock.moved_to(noon(date(2026, 8, 2))):
        yield


def test_looking_changes_nothing_and_the_button_answers(mine, stage, in_august):
    page = f"/k/{link(mine, stage)}/"
    client = Client()

    first = client.get(page).content.decode()
    assert "Hello, Tom. How are things?" in first
    assert "checked" not in first  # nothing is ticked for anybody
    assert CheckIn.objects.answered().count() == 0

    said = client.post(page, {"in_touch": "TOUCH"}, follow=True).content.decode()
    assert "Thank you" in said
    mine.refresh_from_db()
    assert (mine.in_touch, mine.using, mine.sees_gp) == ("TOUCH", "", "")


def test_an_answer_can_be_changed_and_every_question_left_out(mine, stage, in_august):
    page = f"/k/{link(mine, stage)}/"
    Client().post(page, {"in_touch": "TOUCH", "using": "OFTEN"})
    Client().post(page, {})

    mine.refresh_from_db()
    assert (mine.in_touch, mine.using, mine.sees_gp) == ("", "", "")
    assert mine.answered_at


def test_nonsense_is_refused(mine, stage, in_august):
    page = Client().post(f"/k/{link(mine, stage)}/", {"in_touch": "SECRET"})

    assert page.status_code == 200
    mine.refresh_from_db()
    assert mine.answered_at is None


def research(stage):
    return Consent.objects.in_force().filter(person=stage.tom, purpose=Purpose.RESEARCH).exists()


def test_research_is_apart_from_the_answers_and_can_be_taken_back(mine, stage, in_august):
    page = f"/k/{link(mine, stage)}/"

    Client().post(page, {"in_touch": "MEET"})
    assert not research(stage)
    Client().post(page, {"research": "on"})
    assert research(stage)
    assert "checked" in Client().get(page).content.decode()
    Client().post(page, {"in_touch": "MEET"})
    assert not research(stage)


def test_what_somebody_answered_is_in_no_event_and_no_history_of_theirs(mine, stage, in_august):
    Client().post(f"/k/{link(mine, stage)}/", {"in_touch": "NO", "sees_gp": "MORE"})

    event = Event.objects.get(name="groups.check_in.answered")
    assert event.facts == {"months": 4}
    assert event.about != f"person:{stage.tom.pk}"  # staff may read a person's history, and count


def test_after_four_weeks_it_is_over(mine, stage):
    with clock.moved_to(noon(date(2026, 8, 29))):
        assert Client().get(f"/k/{link(mine, stage)}/").status_code == 410
        with pytest.raises(checkins.TooLate):
            checkins.answer(mine, research=False, by=stage.tom, method=Method.LINK, **ANSWERS)


def test_a_link_to_something_else_opens_nothing(mine, stage, in_august):
    others = Link.objects.make(
        purpose="check-in",
        person=stage.joan,
        about=f"check-in:{mine.pk}",
        expires_at=clock.now() + timedelta(9),
    )[1]

    assert Client().get(f"/k/{others}/").status_code == 410
    assert Client().get("/k/abcdefghjk/").status_code == 410


def test_the_task_asks(larkfield):
    with clock.moved_to(noon(date(2026, 7, 31))):
        tasks.ask_check_ins()

    assert asked() == REACHABLE
