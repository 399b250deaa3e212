"""An organiser plans: filled in, checked, sent once; and who may plan when nobody organises."""

from datetime import date, time, timedelta

import pytest

from followon import clock
from groups.models import Meeting, OrganiserTurn
from tests import cast
from tests.groups.pages.paths import group
from tests.groups.pages.planning import FORM


@pytest.mark.parametrize(("who", "offered"), [("gwen", True), ("ellis", True), ("khadija", False)])
def test_the_list_of_meetings_offers_planning_to_those_who_may(who, offered, stage, as_):
    page = as_(getattr(stage, who)).get(group(stage, "meetings/")).content.decode()

    assert ("Plan the next meeting" in page) == offered


def test_a_meeting_is_checked_before_it_is_planned(stage, as_):
    client, path = as_(stage.gwen), group(stage, "meetings/new/")

    check = client.post(path, {**FORM, "place": stage.cafe.pk, "check": "1"}).content.decode()
    assert "Check the next meeting" in check
    assert "Thursday 10 December, 11am" in check
    assert 'name="on_date_day" value="10"' in check
    assert not Meeting.objects.exists()

    page = client.post(path, {**FORM, "place": stage.cafe.pk, "send": "1"}, follow=True).content.decode()
    meeting = Meeting.objects.get()
    assert (meeting.on_date, meeting.start_time, meeting.place) == (date(2026, 12, 10), time(11), stage.cafe)
    assert "The next meeting is on Thursday 10 December. We ask everybody on Thursday 3 December." in page


def test_going_back_from_checking_loses_nothing(stage, as_):
    page = as_(stage.gwen).post(group(stage, "meetings/new/"), {**FORM, "plan": "Tea first", "change": "1"})

    words = page.content.decode()
    assert "Tea first" in words
    assert "There is a problem" not in words


def test_the_same_as_last_time_is_filled_in(stage, as_):
    for days in (14, 28, 42):
        cast.meeting(
            stage.steppers, on=clock.today() - timedelta(days=days), at=time(14, 30), where=stage.cafe
        )

    page = as_(stage.gwen).get(group(stage, "meetings/new/"))

    assert "This is filled in the same as last time" in page.content.decode()
    initial = page.context["form"].initial
    assert (initial["start_time"], initial["place"]) == (time(14, 30), stage.cafe.pk)
    assert initial["on_date"] == clock.today()  # two weeks after the last one, this afternoon


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"on_date_day": "23", "on_date_month": "11"}, "That day and time have gone by. Choose one to come"),
        ({"on_date_year": "2028"}, "Choose a day within the next year"),
        (
            {"on_date_day": "31", "on_date_month": "2", "on_date_year": "2027"},
            "There is no 31 February in 2027",
        ),
        ({"on_date_day": ""}, "The date must have a day"),
        ({"start_time": "half past"}, "Enter a time, such as 11am or 2.30pm"),
        ({"start_time": ""}, "Answer the question: What time does it start?"),
        ({"mode": "ONLINE"}, "Enter how people join, such as a link or a number to ring"),
        ({"place": "999999"}, "Choose one of the answers shown"),
        (
            {"on_date_day": "28", "on_date_month": "3", "on_date_year": "2027", "start_time": "1.30am"},
            "The clocks go forward that night, so there is no 1:30am. Choose another time",
        ),
    ],
)
def test_a_plan_filled_in_wrong(stage, as_, change, wrong):
    page = as_(stage.gwen).post(
        group(stage, "meetings/new/"), {**FORM, **change, "plan": "Tea first", "send": "1"}
    )

    words = page.content.decode()
    assert wrong in words
    assert "<title>Error: Plan the next meeting" in words
    assert "Tea first" in words
    assert not Meeting.objects.exists()


def test_two_meetings_at_once_are_refused_beside_the_time(stage, as_):
    cast.meeting(stage.steppers, on=date(2026, 12, 10), at=time(11, 30))

    page = as_(stage.gwen).post(group(stage, "meetings/new/"), {**FORM, "send": "1"})

    assert "The group meets on Thursday 10 December at 11:30am already" in str(
        page.context["form"].errors["start_time"]
    )


def test_planning_twice_plans_once(stage, as_):
    client = as_(stage.gwen)
    sent = [
        client.post(group(stage, "meetings/new/"), {**FORM, "send": "1", "form-key": "one"}) for _ in range(2)
    ]

    assert sent[0].url == sent[1].url
    assert Meeting.objects.count() == 1


def test_a_member_without_a_job_does_not_plan(stage, as_):
    assert as_(stage.khadija).get(group(stage, "meetings/new/")).status_code == 403


def test_anybody_plans_when_nobody_organises(stage, as_):
    OrganiserTurn.objects.now().filter(group=stage.steppers).update(until=clock.now())

    assert as_(stage.khadija).get(group(stage, "meetings/new/")).status_code == 200
