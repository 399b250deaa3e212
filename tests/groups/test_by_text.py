"""A meeting from the first question to who came, over real texts: planner, engine, Twilio's stand-in, signed hook."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from twilio.request_validator import RequestValidator

from followon import clock
from followon.audit.actors import Job
from groups import poll_dates
from groups.actions import asking, meetings, members, organisers, polls
from groups.actions.meetings import Plan
from groups.models import Answer, Meeting, PassOn
from notifications.delivery.passes import dispatch_once
from notifications.models import Message
from tests import cast
from tests.notifications.conftest import running_standin, standin  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
NUMBERS = iter(range(1, 10_000))
PLANNED = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def stage(standin, settings):  # noqa: F811
    settings.PUBLIC_BASE_URL = "http://127.0.0.1:8000"
    with clock.moved_to(PLANNED):
        made = cast.assemble()
    made.phones = standin
    return made


@pytest.fixture
def meeting(stage):
    with clock.moved_to(PLANNED):
        return meetings.plan(
            stage.steppers, plan=Plan(date(2026, 12, 10), time(11), place=stage.cafe), by=stage.gwen
        )


def at(stage, *when):
    """Move to a wall-clock time in December, when London is on UTC, and let the workers work."""
    instant = datetime(2026, 12, *when, tzinfo=UTC)
    stage.phones.store.now = lambda: instant
    return clock.moved_to(instant)


def phone(stage, who):
    """What stands on somebody's phone; the newest text last."""
    dispatch_once()
    return [one.body for one in stage.phones.store.by_phone.get(who.mobile, [])]


def text(who, body):
    path = reverse("notifications:twilio_inbound")
    form = {"MessageSid": f"SMgroups{next(NUMBERS)}", "From": who.mobile, "To": "+447700900000", "Body": body}
    signature = RequestValidator("token-of-tests").compute_signature(f"http://127.0.0.1:8000{path}", form)
    assert Client().post(path, form, headers={"X-Twilio-Signature": signature}).status_code == 200


def test_a_meeting_by_text(stage, meeting):
    with at(stage, 2, 12):
        assert phone(stage, stage.khadija) == []
    with at(stage, 3, 11, 1):
        assert phone(stage, stage.khadija)[-1].startswith(
            "Steady Steppers: Thu 10 December, 11am, Community Café. Can you come? Reply Y, N or MAYBE. More: http"
        )
        text(stage.khadija, "Yes please!")
        assert phone(stage, stage.khadija)[-1] == (
            "Thank you, Khadija. You are down as coming on Thu 10 December. If that changes, text N."
        )
    assert Answer.objects.get(meeting=meeting).how == "TEXT"

    with at(stage, 7, 11, 1):
        assert len(phone(stage, stage.khadija)) == 2  # she has answered, so nobody nudges her
        assert phone(stage, stage.ellis)[-1].startswith("Steady Steppers: are you free on Thu 10 December")
    with at(stage, 9, 16, 1):
        assert phone(stage, stage.khadija)[-1].startswith("Steady Steppers: see you tomorrow, 11am")
        assert not any("tomorrow" in one for one in phone(stage, stage.ellis))

    with at(stage, 10, 14, 5):
        asking.who_came(by=Job("ask who came"))
        assert phone(stage, stage.gwen)[-1].startswith("Steady Steppers: who came on Thu 10 December?")
        text(stage.gwen, "5")
        assert phone(stage, stage.gwen)[-1].startswith("Thank you, Gwen. 5 came on Thu 10 December.")
    held = Meeting.objects.get()
    assert (held.state, held.came) == ("HELD", 5)


def test_nobody_is_reminded_of_the_old_time(stage, meeting):
    with at(stage, 3, 11, 1):
        phone(stage, stage.khadija)
        text(stage.khadija, "Y")
    with at(stage, 4, 10):
        meetings.move(meeting, to=Plan(date(2026, 12, 11), time(14), place=stage.cafe), by=stage.gwen)
        for who in (stage.khadija, stage.ellis, stage.gwen):
            assert phone(stage, who)[-1] == (
                "Steady Steppers: CHANGE. We now meet on Fri 11 December, 2pm, Community Café. "
                "Can you still come? Reply Y, N or MAYBE."
            )
        text(stage.khadija, "N")
        text(stage.ellis, "Y")
    with at(stage, 9, 16, 1):
        assert not any("tomorrow" in one for who in (stage.khadija, stage.ellis) for one in phone(stage, who))
    with at(stage, 10, 16, 1):
        assert phone(stage, stage.ellis)[-1].startswith("Steady Steppers: see you tomorrow, 2pm")
        assert not any("tomorrow" in one for one in phone(stage, stage.khadija))


def test_off_reaches_exactly_those_told_once(stage, meeting):
    with at(stage, 3, 11, 1):
        phone(stage, stage.ellis)
        members.join(stage.steppers, person=stage.tom, by=stage.nadia)
    with at(stage, 3, 11, 2):
        meetings.cancel(meeting, by=stage.gwen)
        told = {
            who: phone(stage, getattr(stage, who))
            for who in ("gwen", "ellis", "khadija", "len", "tom", "rhys")
        }

    off = {who: sum("is off" in one for one in texts) for who, texts in told.items()}
    assert off == {"gwen": 1, "ellis": 1, "khadija": 1, "len": 0, "tom": 0, "rhys": 0}
    assert (
        Message.objects.filter(person=stage.bill, kind="meeting-cancelled").count() == 0
    )  # nobody had rung him


def test_pass_by_text_and_the_first_yes(stage, meeting):
    with at(stage, 3, 11, 1):
        phone(stage, stage.gwen)
        text(stage.gwen, "PASS")
        assert phone(stage, stage.gwen)[-1].startswith(
            "We are asking somebody to look after Thu 10 December for you."
        )
        text(stage.ellis, "maybe")  # to "can you come?"
        assert phone(stage, stage.ellis)[-1].startswith("Thank you, Ellis. We have put you down as maybe")
        text(stage.ellis, "Y")  # to "can you look after it?": the other question is answered
        assert "You are looking after Thu 10 December." in phone(stage, stage.ellis)[-1]
    assert PassOn.objects.get().taken_by == stage.membership(stage.ellis)
    assert Answer.objects.get(membership=stage.membership(stage.ellis)).coming == "SEE"


def test_two_groups_and_two_open_questions(stage, meeting):
    with clock.moved_to(PLANNED):
        members.join(stage.harbour, person=stage.khadija, by=stage.nadia)
        walk = meetings.plan(stage.harbour, plan=Plan(date(2026, 12, 11), time(11)), by=stage.rhys)
    for day in (4, 5):  # one ordinary text a day: who is in the group, then each question
        with at(stage, day, 12):
            phone(stage, stage.khadija)
    with at(stage, 6, 12):
        phone(stage, stage.khadija)
        text(stage.khadija, "Y")
        asked_back = phone(stage, stage.khadija)[-1]
        assert "Thu 10 December" in asked_back
        assert "Fri 11 December" in asked_back
        first = 1 if asked_back.index("Thu 10") < asked_back.index("Fri 11") else 2
        text(stage.khadija, f"{first}N")
    answers = dict(Answer.objects.values_list("meeting", "coming"))
    assert answers == {meeting.pk: "NO"}
    assert walk.answers.count() == 0


def test_a_meeting_handed_on_goes_on_by_itself(stage, meeting):
    with at(stage, 3, 11, 1):
        phone(stage, stage.gwen)
        organisers.offer(stage.membership(stage.khadija), willing=True, by=stage.khadija)
        found = organisers.hand_on(meeting, by=stage.gwen)
        assert "can you look after" in phone(stage, stage.ellis)[-1]
    with at(stage, 3, 15, 2):
        asking.hand_on_further(by=Job("hand on further"))
        assert "can you look after" in phone(stage, stage.khadija)[-1]
    found.refresh_from_db()
    assert found.state == "EVERYBODY"
    assert found.next_step_at - datetime(2026, 12, 3, 15, 2, tzinfo=UTC) == timedelta(hours=24)


def test_dates_by_text(stage):
    """Which dates suit: numbers, none, a number no date has, a change of mind; then the date that was booked."""
    when = [poll_dates.When(date(2027, 1, day), time(11)) for day in (12, 14, 16)]
    with at(stage, 1, 12):
        question = polls.asking.Question(tuple(when), date(2026, 12, 8), place=stage.cafe)
        poll = polls.asking.ask(stage.steppers, question=question, by=stage.gwen)
        assert phone(stage, stage.khadija)[-1] == (
            "Steady Steppers: which suit you? 1 Tue 12 Jan, 2 Thu 14 Jan, 3 Sat 16 Jan, all at 11am. "
            "Reply 1 3, or 0 for none."
        )
        text(stage.khadija, "1 and 3")
        assert phone(stage, stage.khadija)[-1].startswith(
            "Thank you, Khadija. We noted 1 and 3. To change it:"
        )
        text(stage.khadija, "0")
        assert "None of the dates suit you: noted." in phone(stage, stage.khadija)[-1]
        text(stage.ellis, "7")
        assert phone(stage, stage.ellis)[-1].startswith("Sorry, we have no date with that number.")
        text(stage.ellis, "2")
    with at(stage, 6, 12, 1):
        assert not any("It takes a minute" in one for one in phone(stage, stage.khadija))  # she has answered
        assert "It takes a minute" in phone(stage, stage.gwen)[-1]
    with at(stage, 9, 9, 1):
        polls.closing.keep(by=Job("keep polls"))
        assert "the answers about dates are in" in phone(stage, stage.gwen)[-1]
        option = poll.options.select_related("poll__group").get(number=2)
        polls.closing.book(option, mode="IN_PERSON", place=stage.cafe, by=stage.gwen)
        assert phone(stage, stage.ellis)[-1].startswith("Steady Steppers: we picked Thu 14 January, 11am")
        assert "Sorry that it does not suit you" in phone(stage, stage.khadija)[-1]
        text(stage.ellis, "Y")
        assert phone(stage, stage.ellis)[-1].startswith("Thank you, Ellis. You are down as coming")
    assert Answer.objects.get().how == "TEXT"
