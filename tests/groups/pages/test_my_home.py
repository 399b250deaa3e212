"""A member's home page: the next thing only."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from followon import clock
from followon.people.models import Method
from groups.actions import meetings, members
from groups.models import Answer, Group, How
from groups.states import MeetingState
from pmp.actions import choices
from pmp.models import Enrolment
from pmp.states import Wish
from tests import cast
from tests.groups.pages.conftest import place_of

HOME = "/home/"


def test_next_meeting_and_three_answers(stage, meeting, as_):
    page = as_(stage.khadija).get(HOME).content.decode()

    assert "Next meeting of the Steady Steppers" in page
    assert "Thursday 26 November" in page
    assert "In 2 days, 11am to 12:30pm" in page
    assert page.count('class="app-answer"') == 3
    assert "Getting there, seats and toilets" in page


def test_answer_is_shown_as_said(stage, meeting, as_):
    client = as_(stage.khadija)

    sent = client.post(
        f"/groups/{stage.steppers.code}/meetings/{meeting.pk}/answer/", {"coming": "YES", "back": "home"}
    )
    page = client.get(sent.url).content.decode()

    assert sent.url == f"/home/?said={meeting.pk}#said"
    assert "<title>You’re coming" in page
    assert 'class="app-answer"' not in page
    assert "Change my answer" in page
    assert 'class="app-answer"' in client.get("/home/?change=1").content.decode()


def test_says_when_somebody_else_wrote_the_answer_down(stage, meeting, as_):
    bill = place_of(stage.bill, stage.steppers)
    meetings.answer(meeting, membership=bill, coming="SEE", how=How.PHONE, by=stage.gwen)

    page = as_(stage.bill).get(HOME).content.decode()

    assert "You’ll see on the day" in page
    assert "Gwen wrote this down for you by phone on Tuesday 24 November" in page


def test_asks_again_after_a_change(stage, meeting, as_):
    khadija = place_of(stage.khadija, stage.steppers)
    meetings.answer(meeting, membership=khadija, coming="YES", how=How.WEB, by=stage.khadija)
    meetings.move(meeting, to=_an_hour_later(meeting), by=stage.gwen)

    page = as_(stage.khadija).get(HOME).content.decode()

    assert "The meeting changed on Tuesday 24 November." in page
    assert page.count('class="app-answer"') == 3


def _an_hour_later(meeting):
    return replace(meetings.Plan.of(meeting), start_time=time(12))


def test_no_date_yet_says_who_looks_after_it(stage, as_):
    page = as_(stage.khadija).get(HOME).content.decode()

    assert "No date yet" in page
    assert "is looking after the next one" in page


def test_no_group_is_fine(stage, as_):
    members.leave(stage.membership(stage.rhys), by=stage.rhys)

    page = as_(stage.rhys).get(HOME).content.decode()

    assert "You are not in a group. That is fine." in page
    assert "/find-a-group/" in page


def test_who_was_never_with_a_service_is_offered_nothing_that_is_not_there(stage, as_):
    page = as_(stage.olive).get(HOME).content.decode()

    assert "Nothing for you here yet" in page
    assert "/find-a-group/" not in page


def test_somebody_on_a_programme_is_asked_about_their_choice(stage, as_):
    page = as_(stage.maria).get(HOME).content.decode()

    assert "Would you like to keep meeting?" in page
    assert "Larkfield Autumn" in page


@pytest.mark.parametrize(
    ("wish", "heading", "button"),
    [
        ("YES", "You said yes to a group", "nhsuk-button nhsuk-button--secondary"),
        ("THINKING", "You are thinking about it", "nhsuk-button"),
        ("NOT_FOR_ME", "A group is not for you", "nhsuk-button nhsuk-button--secondary"),
    ],
)
def test_somebody_who_has_answered_is_not_asked_again(stage, as_, wish, heading, button):
    place = Enrolment.objects.get(person=stage.maria)
    choices.record(place, wish=Wish(wish), method=Method.SCREEN, by=stage.maria)

    page = as_(stage.maria).get(HOME).content.decode()

    assert heading in page
    assert "Would you like to keep meeting?" not in page
    assert f'class="{button}" href="/you/programme/"' in page


@pytest.mark.parametrize(
    ("who", "words"), [("maria", "Would you like to keep meeting?"), ("rhys", "Find a group")]
)
def test_who_is_in_no_group_reads_the_same_where_their_group_would_be(who, words, stage, as_):
    members.leave(stage.membership(stage.rhys), by=stage.rhys)
    client = as_(getattr(stage, who))

    assert words in client.get(HOME).content.decode()
    assert words in client.get("/groups/").content.decode()


def test_a_programme_that_has_ended_is_spoken_of_so(stage, as_):
    last = Enrolment.objects.get(person=stage.maria).cohort.ends_on
    for day, words in (
        (last, "Your programme ends on"),
        (last + timedelta(days=1), "Your programme ended on"),
    ):
        with clock.moved_to(clock.at_local(datetime.combine(day, time(12)), "Europe/London")):
            assert words in as_(stage.maria).get(HOME).content.decode()


def test_organiser_is_asked_who_came(stage, as_, now):
    cast.meeting(stage.steppers, on=date(2026, 11, 19), where=stage.cafe)

    assert "Say who came on Thursday 19 November" in as_(stage.gwen).get(HOME).content.decode()
    assert "Say who came" not in as_(stage.khadija).get(HOME).content.decode()


def test_paused_person_can_come_back(stage, meeting, as_):
    client = as_(stage.len)

    assert "Your messages are paused" in client.get(HOME).content.decode()
    client.post(f"/groups/{stage.steppers.code}/come-back/")

    assert "Pause my messages" in client.get(HOME).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_many_groups(stage, meeting, as_, rows, django_assert_num_queries):
    for number in range(rows - 1):
        other = Group.objects.create(service=stage.severn, name=f"Group {number}", short_name=f"G {number}")
        members.join(other, person=stage.khadija, by=stage.khadija)
        cast.meeting(other, on=date(2026, 12, 3))
    client = as_(stage.khadija)
    client.get(HOME)

    with django_assert_num_queries(6):
        client.get(HOME)


def test_is_light(stage, meeting, as_):
    assert len(as_(stage.khadija).get(HOME).content) < 15_000


def test_stranger_sees_nothing_of_another_group(stage, meeting, as_):
    page = as_(stage.rhys).get(HOME).content.decode()

    assert "Steady Steppers" not in page
    assert Answer.objects.count() == 0
    assert meeting.state == MeetingState.PLANNED
