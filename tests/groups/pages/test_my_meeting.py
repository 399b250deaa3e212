"""One meeting as a member sees it, and what they say about it."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from followon import clock
from followon.people.models import Method
from groups.actions import meetings, members, places
from groups.models import Answer, How
from groups.protocol import Purpose
from tests import cast
from tests.groups.pages.conftest import place_of


def path(meeting, more=""):
    return f"/groups/{meeting.group.code}/meetings/{meeting.pk}/{more}"


def say(meeting, who, coming, how=How.WEB, by=None, note=""):
    member = place_of(who, meeting.group)
    return meetings.answer(meeting, membership=member, coming=coming, how=how, by=by or who, note=note)


def test_order_on_a_phone_is_answer_people_place_plan(stage, sharing_all, meeting, as_):
    page = as_(stage.khadija).get(path(meeting)).content.decode()

    order = ["Can you come?", "Who’s coming", "The place", "What we’ll do", "Come late, leave early"]
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)
    assert "11am to 12:30pm" in page


def test_who_is_coming_by_first_name(stage, sharing_all, meeting, as_):
    say(meeting, stage.ellis, "YES")
    say(meeting, stage.gwen, "YES")
    say(meeting, stage.khadija, "YES", note="May be late")
    say(meeting, stage.bill, "SEE", how=How.PHONE, by=stage.gwen)

    page = as_(stage.gwen).get(path(meeting)).content.decode()

    assert "Ellis, Khadija and you" in page
    assert "<strong>1 will see on the day</strong><br>Bill" in page
    assert "You are organising this time." in page
    assert "Khadija: May be late" in page


def test_who_shares_no_name_is_counted(stage, meeting, as_):
    members.share(
        place_of(stage.ellis, stage.steppers),
        purposes={Purpose.SHARE_NAME},
        method=Method.SCREEN,
        by=stage.ellis,
    )
    say(meeting, stage.ellis, "YES")
    say(meeting, stage.bill, "YES")

    page = as_(stage.khadija).get(path(meeting)).content.decode()

    assert "Ellis and 1 more person" in page
    assert "Bill" not in page


@pytest.mark.parametrize("coming", ["YES", "SEE", "NO"])
def test_all_three_answers_are_kept(stage, meeting, as_, coming):
    client = as_(stage.khadija)

    sent = client.post(path(meeting, "answer/"), {"coming": coming})

    answer = Answer.objects.get(membership__person=stage.khadija)
    assert (answer.coming, answer.how, answer.recorded_by) == (coming, How.WEB, None)
    assert sent.url == path(meeting, "?said=1#said")


def test_looking_changes_nothing(stage, meeting, as_):
    client = as_(stage.khadija)

    for more in ("", "?change=1", "answer/", "answer/?coming=YES", "note/", "calendar/"):
        client.get(path(meeting, more))

    assert not Answer.objects.exists()


@pytest.mark.parametrize("coming", ["", "PERHAPS"])
def test_nonsense_is_asked_again(stage, meeting, as_, coming):
    page = as_(stage.khadija).post(path(meeting, "answer/"), {"coming": coming, "x": "1"}, follow=True)

    assert "Choose one of the 3 answers." in page.content.decode()
    assert not Answer.objects.exists()


def test_answer_sent_twice_counts_once(stage, meeting, as_):
    client = as_(stage.khadija)
    form = {"coming": "YES", "form-key": "one-showing-of-the-form"}

    first, second = (client.post(path(meeting, "answer/"), form) for _ in range(2))

    assert first.url == second.url
    assert Answer.objects.count() == 1


def test_newest_answer_wins_and_says_what_stood_before(stage, meeting, as_):
    say(meeting, stage.khadija, "YES")
    seen = Answer.objects.get().answered_at.isoformat()
    with clock.moved_to(clock.now() + timedelta(hours=3, minutes=10)):
        say(meeting, stage.khadija, "SEE", how=How.TEXT)

        page = as_(stage.khadija).post(path(meeting, "answer/"), {"coming": "NO", "seen": seen}, follow=True)

    assert Answer.objects.get().coming == "NO"
    assert (
        "You had also answered by text at 3:10pm: You’ll see on the day. We keep your newest answer."
        in page.content.decode()
    )


def test_a_note_is_kept_when_the_answer_changes(stage, meeting, as_):
    client = as_(stage.khadija)
    client.post(path(meeting, "note/"), {"coming": "YES", "note": "May be late"})

    client.post(path(meeting, "answer/"), {"coming": "SEE"})

    assert Answer.objects.get().note == "May be late"


def test_a_note_that_is_too_long_is_not_lost(stage, meeting, as_):
    page = (
        as_(stage.khadija).post(path(meeting, "note/"), {"coming": "YES", "note": "x" * 141}).content.decode()
    )

    assert "Use 140 characters or fewer. You have 141" in page
    assert "x" * 141 in page
    assert "<title>Error: " in page
    assert not Answer.objects.exists()


def test_a_changed_meeting_asks_again(stage, meeting, as_):
    say(meeting, stage.khadija, "YES")
    meetings.move(meeting, to=replace(meetings.Plan.of(meeting), start_time=time(14)), by=stage.gwen)

    page = as_(stage.khadija).get(path(meeting)).content.decode()

    assert "Your answer may need to change." in page
    assert page.count('class="app-answer"') == 3


def test_a_meeting_that_is_off_says_so_first(stage, meeting, as_):
    meetings.cancel(meeting, why="The café is closed", by=stage.gwen)
    client = as_(stage.khadija)

    page = client.get(path(meeting)).content.decode()
    tried = client.post(path(meeting, "answer/"), {"coming": "YES"})

    assert "This meeting is off" in page
    assert "The café is closed" in page
    assert 'class="app-answer"' not in page
    assert tried.status_code == 403


def test_a_meeting_that_has_been_takes_no_answers(stage, past_meeting, as_):
    client = as_(stage.khadija)

    assert "This meeting has been" in client.get(path(past_meeting)).content.decode()
    assert client.post(path(past_meeting, "answer/"), {"coming": "YES"}).status_code == 403


def test_place_says_who_checked_it(stage, sharing_all, meeting, as_):
    places.check(stage.cafe, by=stage.ellis, step_free="YES", hearing_loop="NO")

    page = as_(stage.khadija).get(path(meeting)).content.decode()

    assert "Ellis checked this on 24 November." in page
    assert "<li>No steps.</li>" in page
    assert "This place does not have: hearing loop." in page


def test_somebody_of_another_group_who_checked_a_shared_place_is_not_named(stage, sharing_all, meeting, as_):
    places.check(stage.cafe, by=stage.rhys, step_free="YES")

    page = as_(stage.khadija).get(path(meeting)).content.decode()

    assert "Rhys" not in page
    assert "Somebody checked this" in page


@pytest.mark.parametrize(
    "more", ["", "answer/", "note/", "calendar/", "organise/", "move/", "calls/", "remind/"]
)
@pytest.mark.parametrize("who", ["rhys", "piran", "sam", "nadia", "ruth", "olive"])
def test_strangers_and_staff_find_nothing(stage, meeting, as_, who, more):
    client = as_(getattr(stage, who))

    assert client.get(path(meeting, more)).status_code == 404
    assert client.post(path(meeting, more), {"coming": "YES"}).status_code == 404
    assert not Answer.objects.exists()


def test_another_groups_meeting_under_ones_own_group_is_not_found(stage, meeting, as_):
    assert as_(stage.rhys).get(f"/groups/{stage.harbour.code}/meetings/{meeting.pk}/").status_code == 404


def test_somebody_who_has_left_finds_nothing(stage, meeting, as_):
    members.leave(place_of(stage.khadija, stage.steppers), by=stage.khadija)

    assert as_(stage.khadija).get(path(meeting)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_many_answer(
    stage, sharing_all, meeting, as_, rows, django_assert_num_queries
):
    for who in [stage.gwen, stage.ellis, stage.bill][:rows]:
        say(meeting, who, "YES")
    client = as_(stage.khadija)
    client.get(path(meeting))

    with django_assert_num_queries(7):
        client.get(path(meeting))


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_meetings_costs_the_same(stage, as_, rows, django_assert_num_queries):
    for number in range(rows):
        cast.meeting(stage.steppers, on=date(2026, 12, 1) + timedelta(weeks=number))
        cast.meeting(stage.steppers, on=date(2026, 10, 1) + timedelta(weeks=number))
    client = as_(stage.khadija)
    client.get(f"/groups/{stage.steppers.code}/meetings/")

    with django_assert_num_queries(7):
        client.get(f"/groups/{stage.steppers.code}/meetings/")


def test_pages_are_light(stage, sharing_all, meeting, as_):
    client = as_(stage.khadija)

    assert len(client.get(path(meeting)).content) < 15_000
    assert len(client.get(path(meeting, "note/")).content) < 15_000


def test_calendar_file_names_nobody(stage, sharing_all, meeting, as_):
    say(meeting, stage.gwen, "YES")

    file = as_(stage.khadija).get(path(meeting, "calendar/"))

    text = file.content.decode()
    assert file.headers["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:Steady Steppers" in text
    assert "DTSTART:20261126T110000Z" in text
    assert "Gwen" not in text
