"""Organising: plan, move, call off, ring, remind, who came, pass on, take a turn, step back, settings."""

from datetime import date, time, timedelta

import pytest

from followon import clock
from groups.actions import lifecycle, meetings, organisers, places
from groups.actions.meetings import Plan
from groups.models import Answer, Attendance, GrantScope, Group, Job, Meeting, OrganiserTurn, PassOn
from groups.states import GroupState, MeetingState
from notifications.models import Message
from tests import cast
from tests.groups.pages.conftest import place_of

FORM = {
    "on_date_day": "10", "on_date_month": "12", "on_date_year": "2026", "start_time": "11am", "length": "90",
    "mode": "IN_PERSON", "place": "", "join_details": "", "plan": "", "version": "",
}  # fmt: skip


def group(stage, more=""):
    return f"/groups/{stage.steppers.code}/{more}"


def at(meeting, more):
    return f"/groups/{meeting.group.code}/meetings/{meeting.pk}/{more}"


def in_turn(stage, who, job):
    turns = OrganiserTurn.objects.now().filter(membership__person=who, group=stage.steppers)
    return turns.filter(job=job).exists()


# Planning ──────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# Moving, calling off, putting back ─────────────────────────────────────────────────────────────────────────────────


def moved(meeting, client, **change):
    form = client.get(at(meeting, "move/")).context["form"]
    day = meeting.on_date
    return {
        **FORM, "on_date_day": str(day.day), "on_date_month": str(day.month), "on_date_year": str(day.year),
        "place": str(meeting.place_id or ""), "plan": meeting.plan, "version": form.initial["version"], **change,
    }  # fmt: skip


def test_moving_says_first_who_will_be_told(stage, sharing_all, meeting, as_):
    client = as_(stage.gwen)
    meetings.answer(
        meeting, membership=place_of(stage.ellis, stage.steppers), coming="YES", how="WEB", by=stage.ellis
    )

    check = client.post(
        at(meeting, "move/"), moved(meeting, client, start_time="2pm", check="1")
    ).content.decode()
    assert "1 person knows" in check
    assert "Ellis" in check
    meeting.refresh_from_db()
    assert meeting.start_time == time(11)

    client.post(at(meeting, "move/"), moved(meeting, client, start_time="2pm", send="1"))
    meeting.refresh_from_db()
    assert meeting.start_time == time(14)


def test_two_people_move_a_meeting_at_once_and_nothing_is_lost(stage, meeting, as_):
    client = as_(stage.gwen)
    form = moved(meeting, client, start_time="2pm", plan="Bring cake", send="1")
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        meetings.change_plan(meeting, to="Bring biscuits", by=stage.ellis)

    page = client.post(at(meeting, "move/"), form)

    words = page.content.decode()
    assert "Someone else changed this while your page was open" in words
    assert "Bring cake" in words
    assert "Bring biscuits" in words
    client.post(at(meeting, "move/"), {**form, "version": page.context["form"].data["version"]})
    meeting.refresh_from_db()
    assert (meeting.start_time, meeting.plan) == (time(14), "Bring cake")


def test_calling_off_and_putting_back(stage, sharing_all, meeting, as_):
    client = as_(stage.gwen)

    assert "Nobody has heard of this meeting yet" in client.get(at(meeting, "cancel/")).content.decode()
    client.post(at(meeting, "cancel/"), {"why": "The café is closed"})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancelled_because) == (MeetingState.CANCELLED, "The café is closed")

    assert "Put it back on" in client.get(at(meeting, "organise/")).content.decode()
    client.post(at(meeting, "put-back/"), {"x": "1"})
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.PLANNED


def test_looking_calls_nothing_off(stage, meeting, as_):
    for more in ("cancel/", "put-back/", "pass-on/", "not-held/", "reported/"):
        as_(stage.gwen).get(at(meeting, more))

    meeting.refresh_from_db()
    assert meeting.state == MeetingState.PLANNED
    assert not PassOn.objects.exists()


@pytest.mark.parametrize(
    "more", ["organise/", "move/", "cancel/", "put-back/", "calls/", "remind/", "pass-on/", "who-came/"]
)
def test_members_without_a_job_are_told_so(stage, meeting, as_, more):
    client = as_(stage.khadija)

    assert client.get(at(meeting, more)).status_code == 403
    assert client.post(at(meeting, more), {"x": "1"}).status_code == 403


# Organise, ring, remind ────────────────────────────────────────────────────────────────────────────────────────────


def test_one_list_for_a_meeting(stage, sharing_all, meeting, as_):
    meetings.answer(
        meeting, membership=place_of(stage.ellis, stage.steppers), coming="SEE", how="WEB", by=stage.ellis
    )

    page = as_(stage.gwen).get(at(meeting, "organise/")).content.decode()

    assert "Ring people (1)" in page
    assert "<strong>1 will see on the day</strong><br>Ellis" in page
    assert "<strong>3 have not answered</strong><br>Bill, Gwen and Khadija" in page
    assert "Len" not in page  # resting
    assert "Steady Steppers: Thursday 26 November, 11am, Larkfield Community Café. Can you come?" in page


def test_ringing_somebody_in_two_taps(stage, sharing_all, meeting, as_):
    client, path = as_(stage.gwen), at(meeting, "calls/")

    page = client.get(path).content.decode()
    assert 'href="tel:+441632960444"' in page
    assert "Khadija" not in page
    client.post(path, {"member": place_of(stage.bill, stage.steppers).pk, "said": "YES"})

    answer = Answer.objects.get(membership__person=stage.bill)
    assert (answer.coming, answer.how, answer.recorded_by) == ("YES", "PHONE", stage.gwen)
    assert "Ring people (0)" in client.get(at(meeting, "organise/")).content.decode()


def test_a_number_that_is_not_shared_is_not_shown(stage, meeting, as_):
    page = as_(stage.gwen).get(at(meeting, "calls/")).content.decode()

    assert "632960444" not in page
    assert "does not share a number with the group" in page
    assert 'href="tel:+441632960118"' in page


def test_nobody_picked_up(stage, sharing_all, meeting, as_):
    with clock.moved_to(meeting.starts_at - timedelta(days=1)):
        client, path = as_(stage.gwen), at(meeting, "calls/")
        client.post(path, {"member": place_of(stage.bill, stage.steppers).pk, "said": "NO_REPLY"})
        page = client.get(path).content.decode()

    assert not Answer.objects.exists()
    assert "Did not pick up last time." in page


@pytest.mark.parametrize(
    "form", [{"member": "999999", "said": "YES"}, {"member": "", "said": "YES"}, {"said": "PERHAPS"}]
)
def test_a_call_written_down_wrong(stage, meeting, as_, form):
    page = as_(stage.gwen).post(at(meeting, "calls/"), form, follow=True).content.decode()

    assert "Choose what they said." in page
    assert not Answer.objects.exists()


def test_nobody_of_another_group_is_answered_for(stage, meeting, as_):
    as_(stage.gwen).post(
        at(meeting, "calls/"), {"member": place_of(stage.rhys, stage.harbour).pk, "said": "YES"}
    )

    assert not Answer.objects.exists()


def test_a_reminder_shows_who_and_how_and_can_be_stopped(stage, sharing_all, meeting, as_):
    client, path = as_(stage.gwen), at(meeting, "remind/")

    page = client.get(f"{path}?to=everybody").content.decode()
    assert "4 people will hear from you" in page
    assert "Ellis, Gwen and Khadija" in page
    assert "3 texts, 12 pence" in page
    assert "Len" not in page

    sent = client.post(path, {"to": "everybody"})
    assert "0 of 3 sent. 1 to ring." in client.get(sent.url).content.decode()
    stopped = client.post(sent.url, {"batch": sent.url.partition("batch=")[2]}, follow=True).content.decode()
    assert "Stopped. 4 of 4 did not go out." in stopped
    assert set(Message.objects.filter(kind="meeting-reminder").values_list("state", flat=True)) == {
        "CANCELLED"
    }


def test_people_who_see_on_the_day_are_not_chased(stage, sharing_all, meeting, as_):
    meetings.answer(
        meeting, membership=place_of(stage.ellis, stage.steppers), coming="SEE", how="WEB", by=stage.ellis
    )

    as_(stage.gwen).post(at(meeting, "remind/"), {"to": "no-answer"})

    assert not Message.objects.filter(kind="meeting-reminder", person=stage.ellis).exists()
    assert Message.objects.filter(kind="meeting-reminder", person=stage.khadija).exists()


# Who came ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_came_is_ticked_from_the_answers(stage, sharing_all, meeting, as_):
    for who, coming in ((stage.gwen, "YES"), (stage.ellis, "YES"), (stage.bill, "SEE")):
        meetings.answer(meeting, membership=place_of(who, stage.steppers), coming=coming, how="WEB", by=who)
    with clock.moved_to(meeting.ends_at):
        page = as_(stage.gwen).get(at(meeting, "who-came/"))

    assert {int(pk) for pk in page.context["form"].fields["came"].initial} == {
        place_of(stage.gwen, stage.steppers).pk, place_of(stage.ellis, stage.steppers).pk
    }  # fmt: skip
    assert "Gwen (you)" in page.content.decode()
    assert "Was going to see on the day" in page.content.decode()


def test_two_taps_and_the_next_meeting_exists(stage, past_meeting, as_):
    client = as_(stage.gwen)
    came = [place_of(who, stage.steppers).pk for who in (stage.gwen, stage.ellis, stage.khadija)]

    saved = client.post(at(past_meeting, "who-came/"), {"came": came}, follow=True).content.decode()
    client.post(at(past_meeting, "reported/"), {"same": "1"})

    assert "3 came on Thursday 12 November." in saved
    assert "Same time next time?" in saved
    assert Attendance.objects.filter(meeting=past_meeting, came=True).count() == 3
    upcoming = Meeting.objects.upcoming(clock.now()).get(group=stage.steppers)
    assert (upcoming.on_date, upcoming.start_time) == (date(2026, 12, 10), time(11))


def test_only_the_number_is_known(stage, past_meeting, as_):
    as_(stage.gwen).post(at(past_meeting, "who-came/"), {"headcount": "5"})

    past_meeting.refresh_from_db()
    assert (past_meeting.state, past_meeting.headcount) == (MeetingState.HELD, 5)


def test_nobody_ticked_is_asked_about(stage, past_meeting, as_):
    page = as_(stage.gwen).post(at(past_meeting, "who-came/"), {"headcount": ""}).content.decode()

    assert "Tick who came, or say that you did not meet" in page


def test_we_did_not_meet_and_the_way_back(stage, past_meeting, as_):
    client = as_(stage.gwen)

    client.post(at(past_meeting, "not-held/"), {"x": "1"})
    past_meeting.refresh_from_db()
    assert past_meeting.state == MeetingState.NOT_HELD

    client.post(at(past_meeting, "reported/"), {"undo": "1"})
    past_meeting.refresh_from_db()
    assert past_meeting.state == MeetingState.PLANNED


def test_thanks_come_only_after_something_was_said(stage, past_meeting, as_):
    assert as_(stage.gwen).get(at(past_meeting, "reported/")).url == at(past_meeting, "who-came/")


def test_who_came_waits_for_the_meeting(stage, meeting, as_):
    page = as_(stage.gwen).get(at(meeting, "who-came/"), follow=True).content.decode()

    assert "You can say who came once the meeting has begun." in page


# Turns ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_passing_a_meeting_on_is_one_tap(stage, sharing_all, meeting, as_):
    client = as_(stage.gwen)

    assert "We ask Ellis, standing in." in client.get(at(meeting, "pass-on/")).content.decode()
    page = client.post(at(meeting, "pass-on/"), {"x": "1"}, follow=True).content.decode()

    assert "You have nothing more to do. Take care." in page
    assert "We have asked Ellis." in page


def test_the_stand_in_takes_it_from_home(stage, sharing_all, meeting, as_):
    organisers.hand_on(meeting, by=stage.gwen)
    client = as_(stage.ellis)

    assert "Can you look after a meeting?" in client.get("/home/").content.decode()
    client.post(at(meeting, "take-on/"), {"take": "yes"})

    meeting.refresh_from_db()
    assert meeting.organiser.person == stage.ellis
    assert (
        "Ellis is looking after this meeting" in as_(stage.gwen).get(at(meeting, "pass-on/")).content.decode()
    )


def test_no_is_fine(stage, meeting, as_):
    organisers.hand_on(meeting, by=stage.gwen)

    page = as_(stage.ellis).post(at(meeting, "take-on/"), {"take": "no"}, follow=True).content.decode()

    assert "That is fine. We ask somebody else." in page
    assert "Can you look after a meeting?" not in page


def test_taking_a_turn(stage, as_):
    client = as_(stage.khadija)

    client.post(group(stage, "organising/take-a-turn/"), {"job": "STAND_IN"})

    assert in_turn(stage, stage.khadija, Job.STAND_IN)
    assert "Choose what" not in client.get(group(stage, "organising/")).content.decode()


def test_a_turn_without_a_job_is_asked_for(stage, as_):
    page = as_(stage.khadija).post(group(stage, "organising/take-a-turn/"), {"job": ""}).content.decode()

    assert "Answer the question: What could you do?" in page


def test_offering_to_help_now_and_then(stage, as_):
    client = as_(stage.khadija)

    client.post(group(stage, "organising/offer/"), {"willing": "yes"})
    assert place_of(stage.khadija, stage.steppers).could_organise
    client.post(group(stage, "organising/offer/"), {"willing": "no"})
    assert not place_of(stage.khadija, stage.steppers).could_organise


def test_stepping_back_for_good(stage, as_):
    client = as_(stage.gwen)

    client.post(group(stage, "organising/step-back/"), {"how": "good"})

    assert not in_turn(stage, stage.gwen, Job.ORGANISER)
    assert client.get(group(stage, "organising/step-back/")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_organising_costs_the_same(stage, sharing_all, as_, rows, django_assert_num_queries):
    for who in [stage.khadija, stage.bill, stage.len][:rows]:
        organisers.take_turn(place_of(who, stage.steppers), job=Job.STAND_IN, by=who)
    cast.meeting(stage.steppers, on=date(2026, 12, 10))
    client = as_(stage.gwen)
    client.get(group(stage, "organising/"))

    with django_assert_num_queries(7):
        client.get(group(stage, "organising/"))


# Settings ──────────────────────────────────────────────────────────────────────────────────────────────────────────

SETTINGS = {
    "name": "Steady Steppers",
    "short_name": "Steady Steppers",
    "rhythm": "NEXT_DATE",
    "purposes": ["SOCIAL"],
}


def settings_form(client, stage, **change):
    version = client.get(group(stage, "settings/")).context["form"].initial["version"]
    return {**SETTINGS, "version": version, **change}


def test_settings_are_saved(stage, as_):
    client = as_(stage.gwen)
    form = settings_form(
        client, stage, rhythm="MONTHLY", nth_of_month="2", weekday="1", chat_link="chat.example.org/x"
    )

    client.post(group(stage, "settings/"), form)

    stage.steppers.refresh_from_db()
    assert (stage.steppers.rhythm, stage.steppers.nth_of_month, stage.steppers.weekday) == ("MONTHLY", 2, 1)
    assert stage.steppers.chat_link == "https://chat.example.org/x"
    assert "Open our chat" in client.get(group(stage)).content.decode()


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"name": ""}, "Enter the name of the group"),
        ({"short_name": "A name far too long for a text"}, "Use 18 characters or fewer. You have 30"),
        ({"rhythm": "EVERY_WEEKS"}, "Enter how many weeks, such as 2"),
        ({"rhythm": "EVERY_WEEKS", "every_weeks": "40"}, "Enter a number that is 26 or less"),
        ({"rhythm": "MONTHLY"}, "Choose which one, such as the second"),
        ({"purposes": ["GOALS", "NO_GOALS"]}, "Choose “Setting goals” or “We do not set goals”, not both"),
        ({"chat_link": "javascript:alert(1)"}, "Enter a web address, like https://example.org"),
    ],
)
def test_settings_filled_in_wrong(stage, as_, change, wrong):
    client = as_(stage.gwen)

    page = client.post(group(stage, "settings/"), settings_form(client, stage, **change)).content.decode()

    assert wrong in page
    stage.steppers.refresh_from_db()
    assert stage.steppers.name == "Steady Steppers"


def test_a_health_word_in_the_short_name_is_a_gentle_hint(stage, as_):
    client = as_(stage.gwen)
    form = settings_form(client, stage, short_name="Pain Pals")

    page = client.post(group(stage, "settings/"), form)
    assert "“Pain” tells others about your health when it lights up a phone." in page.content.decode()

    client.post(group(stage, "settings/"), {**form, "kept_name": page.context["form"].data["kept_name"]})
    stage.steppers.refresh_from_db()
    assert stage.steppers.short_name == "Pain Pals"


def test_two_people_change_the_settings_at_once(stage, as_):
    client = as_(stage.gwen)
    form = settings_form(client, stage, name="The Steppers")
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        lifecycle.change(stage.steppers, by=stage.ellis, name="Steppers of Larkfield")

    page = client.post(group(stage, "settings/"), form).content.decode()

    assert "Someone else changed this while your page was open" in page
    assert "Steppers of Larkfield" in page
    assert "The Steppers" in page


def test_resting_and_waking_as_a_group(stage, as_):
    client, path = as_(stage.gwen), group(stage, "settings/rest/")

    client.post(path, {"months": "2"})
    stage.steppers.refresh_from_db()
    assert (stage.steppers.state, stage.steppers.resting_until) == (GroupState.RESTING, date(2027, 1, 24))
    assert "Your group is resting" in client.get(group(stage)).content.decode()

    client.post(path, {"wake": "1"})
    stage.steppers.refresh_from_db()
    assert stage.steppers.state == GroupState.MEETING


def test_saying_goodbye_and_beginning_again(stage, as_):
    client, path = as_(stage.gwen), group(stage, "settings/goodbye/")

    assert "Answer the question: What is the reason?" in client.post(path, {"because": ""}).content.decode()
    client.post(path, {"because": "friends"})
    assert Group.objects.get(pk=stage.steppers.pk).state == GroupState.CLOSED
    assert "Thank you for looking after each other." in client.get(group(stage)).content.decode()

    client.post(path, {"restart": "1"})
    assert Group.objects.get(pk=stage.steppers.pk).state == GroupState.MEETING


def test_what_the_service_may_see_and_no_longer(stage, as_):
    client, path = as_(stage.gwen), group(stage, "settings/service/")

    page = client.post(path, {"scope": "NAMES", "months": "1"}, follow=True).content.decode()
    assert "The pain service can see this until Thursday 24 December." in page
    grant = stage.steppers.grants.get()
    assert (grant.scope, grant.granted_by) == (GrantScope.NAMES, stage.gwen)

    client.post(f"{path}{grant.pk}/stop/", {"x": "1"})
    grant.refresh_from_db()
    assert grant.withdrawn_at is not None


def test_members_without_a_job_do_not_change_the_group(stage, as_):
    for more in ("settings/", "settings/rest/", "settings/goodbye/", "settings/service/"):
        assert as_(stage.khadija).post(group(stage, more), {"x": "1"}).status_code == 403


def test_a_place_of_ones_own_can_be_chosen(stage, as_):
    own = places.add(stage.steppers, by=stage.gwen, name="The bandstand", short_name="Bandstand")

    as_(stage.gwen).post(group(stage, "meetings/new/"), {**FORM, "place": own.pk, "send": "1"})

    assert Plan.of(Meeting.objects.get()).place == own
