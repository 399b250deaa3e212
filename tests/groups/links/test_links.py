"""Private links: looking changes nothing, buttons act; each is for one person, one meeting and a while."""

import re
from datetime import date, time, timedelta

import pytest

from followon import clock
from followon.audit.models import Event
from followon.people.models import Method
from groups import sharing
from groups.actions import meetings, members, organisers, visits
from groups.actions.meetings import Plan
from groups.models import Answer, Attendance, Group, Meeting, PassOn, TutorVisit
from notifications.models import ContactPoint, Link, Message
from tests.access.asking import everything

GONE = 410


@pytest.fixture
def meeting(stage):
    for who in (stage.gwen, stage.ellis, stage.khadija):
        members.share(stage.membership(who), purposes=sharing.PURPOSES[:2], method=Method.SCREEN, by=who)
    return meetings.plan(
        stage.steppers, plan=Plan(date(2026, 12, 10), time(11), place=stage.cafe), by=stage.gwen
    )


def door(purpose, who, about, days=30):
    _, token = Link.objects.make(
        purpose=purpose, person=who, about=about, expires_at=clock.now() + timedelta(days=days)
    )
    return f"/{ {'answer': 'r', 'who-came': 'w', 'organise': 'o'}[purpose] }/{token}/"


def words(response):
    page = response.content.decode()
    main = page.split("<main")[1].split("</main")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).partition(">")[2].strip()


# /r/: can you come? ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_asks_and_says_where(stage, meeting, client):
    page = client.get(door("answer", stage.khadija, f"meeting:{meeting.pk}"))

    said = words(page)
    assert said.startswith(
        "Hello, Khadija. Can you come? Steady Steppers Thursday 10 December In 16 days, 11am to 12:30pm"
    )
    assert "Larkfield Community Café, 14 Mill Lane, Larkfield" in said
    assert "I am not Khadija" in said
    assert len(page.content) < 15_000
    assert page.headers["Referrer-Policy"] in (
        "no-referrer",
        "same-origin",
        "strict-origin-when-cross-origin",
    )
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("coming", "strip"), [("YES", "You’re coming"), ("SEE", "You’ll see on the day"), ("NO", "Not this time")]
)
def test_a_button_answers(stage, meeting, client, coming, strip):
    address = door("answer", stage.khadija, f"meeting:{meeting.pk}")

    page = client.post(address, {"coming": coming}, follow=True)

    answer = Answer.objects.get()
    assert (answer.coming, answer.how, answer.membership.person) == (coming, "LINK", stage.khadija)
    assert strip in words(page)
    assert Event.objects.get(name="groups.meeting.answered").actor == f"person:{stage.khadija.pk}"


def test_the_answer_can_be_changed(stage, meeting, client):
    address = door("answer", stage.khadija, f"meeting:{meeting.pk}")
    client.post(address, {"coming": "YES"})
    client.post(address, {"coming": "YES"})
    client.post(address, {"coming": "NO"})

    assert Answer.objects.get().coming == "NO"


def test_nonsense_is_not_an_answer(stage, meeting, client):
    page = client.post(door("answer", stage.khadija, f"meeting:{meeting.pk}"), {"coming": "PERHAPS"})

    assert page.status_code == 200
    assert not Answer.objects.exists()


def test_what_has_changed_since_is_said_first(stage, meeting, client):
    address = door("answer", stage.khadija, f"meeting:{meeting.pk}")
    client.post(address, {"coming": "YES"})
    meetings.move(meeting, to=Plan(date(2026, 12, 11), time(14), place=stage.cafe), by=stage.gwen)

    said = words(client.get(address))
    assert "The meeting has changed on Tuesday 24 November. You had said: You’re coming" in said
    assert "Friday 11 December" in said


def test_a_meeting_that_is_off_says_so_and_names_the_next(stage, meeting, client):
    meetings.cancel(meeting, why="The café is closed", by=stage.gwen)
    meetings.plan(stage.steppers, plan=Plan(date(2026, 12, 17), time(14)), by=stage.gwen)

    said = words(client.get(door("answer", stage.khadija, f"meeting:{meeting.pk}")))
    assert said.startswith("This meeting is off")
    assert "The café is closed." in said
    assert "The next one is on Thursday 17 December at 2pm" in said


def test_a_meeting_that_has_been_takes_no_answer(stage, meeting, client):
    address = door("answer", stage.khadija, f"meeting:{meeting.pk}")
    with clock.moved_to(meeting.ends_at):
        page = client.post(address, {"coming": "YES"}, follow=True)

        assert words(page).startswith("This meeting has been")
    assert not Answer.objects.exists()


def test_a_link_that_is_wrong_over_or_somebody_else_s_opens_nothing(stage, meeting, client):
    over = door("answer", stage.ellis, f"meeting:{meeting.pk}", days=1)
    left = door("answer", stage.khadija, f"meeting:{meeting.pk}")
    foreign = door("answer", stage.rhys, f"meeting:{meeting.pk}")
    other_purpose = door("who-came", stage.gwen, f"meeting:{meeting.pk}").replace("/w/", "/r/")
    members.leave(stage.membership(stage.khadija), by=stage.khadija)

    with clock.moved_to(clock.now() + timedelta(days=2)):
        pages = [client.get(address) for address in (over, left, foreign, other_purpose, "/r/abcdefghjk/")]

    assert {page.status_code for page in pages} == {GONE}
    assert len({words(page) for page in pages}) == 1  # the same words tell nobody which it was


def test_who_is_erased_or_closed_opens_nothing(stage, meeting, client):
    address = door("answer", stage.khadija, f"meeting:{meeting.pk}")
    stage.khadija.is_active = False
    stage.khadija.save()

    assert client.get(address).status_code == GONE


def test_the_page_shows_no_names_but_the_reader_s(stage, meeting, client):
    page = client.get(door("answer", stage.khadija, f"meeting:{meeting.pk}")).content.decode()

    assert not any(name in page for name in ("Gwen", "Ellis", "Bill", stage.gwen.mobile[-6:]))


def test_to_the_settings_by_a_press(stage, meeting, client):
    address = door("answer", stage.khadija, f"meeting:{meeting.pk}")

    assert client.get(f"{address}messages/").status_code == 405
    page = client.post(f"{address}messages/")
    link = Link.objects.get(purpose="messages")
    assert (page.status_code, page.headers["Location"], link.person) == (302, link.address, stage.khadija)


def test_i_am_not_khadija(stage, meeting, client):
    address = door("answer", stage.khadija, f"meeting:{meeting.pk}")
    Message.objects.filter(kind="meeting-ask", person=stage.khadija).update(
        state="DELIVERED", sent_at=clock.now(), address=stage.khadija.mobile
    )
    assert "Do you share a phone with Khadija?" in words(client.get(f"{address}not-me/"))
    assert not ContactPoint.objects.exists()

    page = client.post(f"{address}not-me/")

    assert "We have stopped these messages" in words(page)
    point = ContactPoint.objects.get()
    assert (point.person, point.channel, point.address, point.status) == (
        stage.khadija, "SMS", stage.khadija.mobile, "INVALID"
    )  # fmt: skip
    told = Message.objects.get(kind="wrong-address")
    assert (told.person, told.channel) == (stage.nadia, "EMAIL")
    assert stage.membership(stage.khadija).is_active
    assert client.get(address).status_code == GONE
    assert Event.objects.get(name="groups.link.denied").actor.startswith("job:")


def test_i_am_not_khadija_in_a_mailbox(stage, meeting, client):
    address = door("answer", stage.gwen, f"meeting:{meeting.pk}")
    Message.objects.filter(kind="meeting-ask", person=stage.gwen).update(
        state="DELIVERED", channel="EMAIL", sent_at=clock.now(), address=stage.gwen.email
    )
    client.post(f"{address}not-me/")

    assert ContactPoint.objects.get().address == stage.gwen.email


# /w/: who came? ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_came_in_two_presses(stage, meeting, client):
    address = door("who-came", stage.gwen, f"meeting:{meeting.pk}")
    meetings.answer(
        meeting, membership=stage.membership(stage.khadija), coming="YES", how="TEXT", by=stage.khadija
    )
    meetings.answer(
        meeting, membership=stage.membership(stage.ellis), coming="SEE", how="TEXT", by=stage.ellis
    )
    with clock.moved_to(meeting.ends_at + timedelta(hours=2)):
        page = client.get(address)
        assert "Gwen (you)" in words(page)
        assert "Was going to see on the day" in words(page)
        ticked = re.findall(r'value="(\d+)" checked', page.content.decode())
        assert ticked == [str(stage.membership(stage.khadija).pk)]

        saved = client.post(address, {"came": [*ticked, stage.membership(stage.gwen).pk]}, follow=True)
        assert "2 came on Thursday 10 December." in words(saved)
        assert "Same time next time? Thursday 7 January, 11am" in words(saved)
        again = client.post(f"{address}next/", {"same": 1}, follow=True)
        assert "Your next meeting Thursday 7 January" in words(again)

    assert {row.membership.person for row in Attendance.objects.filter(came=True)} == {
        stage.gwen,
        stage.khadija,
    }
    assert Meeting.objects.count() == 2


def test_only_a_number(stage, meeting, client):
    with clock.moved_to(meeting.ends_at):
        client.post(door("who-came", stage.gwen, f"meeting:{meeting.pk}"), {"headcount": "5"})

    assert Meeting.objects.get().headcount == 5


def test_nothing_ticked_asks_again(stage, meeting, client):
    with clock.moved_to(meeting.ends_at):
        page = client.post(door("who-came", stage.gwen, f"meeting:{meeting.pk}"), {})

    assert "There is a problem" in words(page)
    assert page.content.decode().count("<title>Error: ") == 1
    assert Meeting.objects.get().state == "PLANNED"


def test_we_did_not_meet_and_taking_it_back(stage, meeting, client):
    address = door("who-came", stage.gwen, f"meeting:{meeting.pk}")
    with clock.moved_to(meeting.ends_at):
        page = client.post(address, {"not-held": "1"}, follow=True)
        assert "You did not meet on Thursday 10 December." in words(page)
        assert Meeting.objects.get().state == "NOT_HELD"
        client.post(f"{address}next/", {"undo": 1})
        assert Meeting.objects.get().state == "PLANNED"


def test_what_was_saved_can_be_changed(stage, meeting, client):
    address = door("who-came", stage.gwen, f"meeting:{meeting.pk}")
    with clock.moved_to(meeting.ends_at):
        client.post(address, {"came": [stage.membership(stage.gwen).pk]})
        assert "Who came on Thursday 10 December?" in words(client.get(f"{address}?change=1"))
        client.post(address, {"came": [stage.membership(stage.ellis).pk]})

    assert Attendance.objects.get(came=True).membership.person == stage.ellis


def test_before_the_meeting_and_when_it_was_off(stage, meeting, client):
    address = door("who-came", stage.gwen, f"meeting:{meeting.pk}")
    assert words(client.get(address)).startswith("This meeting has not been yet")
    meetings.cancel(meeting, by=stage.gwen)
    assert words(client.post(address, {"headcount": "3"})).startswith("This meeting is off")


def test_only_who_may_say_who_came(stage, meeting, client):
    with clock.moved_to(meeting.ends_at):
        assert client.get(door("who-came", stage.khadija, f"meeting:{meeting.pk}")).status_code == GONE
        assert (
            client.post(door("who-came", stage.rhys, f"meeting:{meeting.pk}") + "next/").status_code == GONE
        )


def test_a_refused_next_date_says_why(stage, meeting, client):
    address = door("who-came", stage.gwen, f"meeting:{meeting.pk}")
    Group.objects.filter(pk=stage.steppers.pk).update(state="RESTING")
    with clock.moved_to(meeting.ends_at):
        client.post(address, {"headcount": "3"})
        page = client.post(f"{address}next/", {"same": 1})

    assert page.status_code == 409
    assert "The group is resting" in words(page)


# /o/: looking after it ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_organiser_sees_three_steps_and_passes_it_on(stage, meeting, client):
    address = door("organise", stage.gwen, f"meeting:{meeting.pk}")
    assert words(client.get(address)).startswith("You are looking after this meeting")

    page = client.post(address, {"pass-on": "1"}, follow=True)
    assert words(page).startswith("We are asking for you")
    assert PassOn.objects.get().given_by == stage.membership(stage.gwen)


def test_the_stand_in_says_yes(stage, meeting, client):
    organisers.hand_on(meeting, by=stage.gwen)
    address = door("organise", stage.ellis, f"meeting:{meeting.pk}")
    assert words(client.get(address)).startswith("Can you look after this meeting?")

    assert words(client.post(address, {"take": "yes"}, follow=True)).startswith(
        "You are looking after this meeting"
    )
    assert Meeting.objects.get().organiser == stage.membership(stage.ellis)


def test_the_stand_in_says_no_and_thinks_again(stage, meeting, client):
    organisers.offer(stage.membership(stage.khadija), willing=True, by=stage.khadija)
    organisers.hand_on(meeting, by=stage.gwen)
    address = door("organise", stage.ellis, f"meeting:{meeting.pk}")

    assert words(client.post(address, {"take": "no"}, follow=True)).startswith("Thank you for telling us")
    assert words(client.post(address, {"take": "yes"}, follow=True)).startswith(
        "You are looking after this meeting"
    )


def test_who_was_too_late_is_thanked(stage, meeting, client):
    organisers.hand_on(meeting, by=stage.gwen)
    organisers.accept(meeting, stage.membership(stage.khadija), by=stage.khadija)
    address = door("organise", stage.ellis, f"meeting:{meeting.pk}")

    page = client.post(address, {"take": "yes"}, follow=True)
    assert "Khadija is organising this time." in words(page)
    assert Meeting.objects.get().organiser == stage.membership(stage.khadija)


def test_nobody_else_passes_a_meeting_on(stage, meeting, client):
    client.post(door("organise", stage.khadija, f"meeting:{meeting.pk}"), {"pass-on": "1"})

    assert not PassOn.objects.exists()


def test_after_the_meeting_there_is_nothing_to_do(stage, meeting, client):
    address = door("organise", stage.gwen, f"meeting:{meeting.pk}")
    with clock.moved_to(meeting.ends_at):
        assert words(client.get(address)).startswith("Nothing to do here This meeting has been.")
    meetings.cancel(meeting, by=stage.gwen)
    assert "This meeting is off." in words(client.get(address))


@pytest.fixture
def visit(stage):
    Group.objects.filter(pk=stage.steppers.pk).update(tutor=stage.posts["ruth"])
    stage.steppers.refresh_from_db()
    plan = Plan(date(2026, 12, 10), time(11), place=stage.cafe)
    return meetings.plan(stage.steppers, plan=plan, by=stage.gwen).tutor_visit


def test_the_tutor_answers_and_says_how_it_was(stage, visit, client):
    address = door("organise", stage.ruth, f"visit:{visit.pk}")
    assert words(client.get(address)).startswith("Hello, Ruth. Can you join them?")
    assert "You’re coming" in words(client.post(address, {"coming": "yes"}, follow=True))
    assert "You can’t come" in words(client.post(address, {"coming": "no"}, follow=True))
    client.post(address, {"coming": "yes"})

    with clock.moved_to(visit.meeting.ends_at):
        assert words(client.get(address)).startswith("How was it?")
        assert "Settling well." in words(client.post(address, {"how": "SETTLING"}, follow=True))
    assert TutorVisit.objects.get().state == "CAME"


def test_the_tutor_is_not_asked_how_it_was_before(stage, visit, client):
    client.post(door("organise", stage.ruth, f"visit:{visit.pk}"), {"how": "SETTLING"})

    assert TutorVisit.objects.get().how_was_it == ""


def test_the_third_visit_brings_ideas_for_saying_goodbye(stage, visit, client):
    TutorVisit.objects.update(number=3)

    said = words(client.get(door("organise", stage.ruth, f"visit:{visit.pk}")))
    assert "Ideas for saying goodbye" in said


def test_a_visit_that_is_not_needed(stage, visit, client):
    visits.not_needed(visit, by=stage.gwen)
    address = door("organise", stage.ruth, f"visit:{visit.pk}")

    assert words(client.get(address)).startswith("You are not needed this time")
    client.post(address, {"coming": "yes"})
    assert TutorVisit.objects.get().state == "NOT_NEEDED"


def test_a_visit_is_the_tutor_s_alone(stage, visit, client):
    assert client.get(door("organise", stage.gwen, f"visit:{visit.pk}")).status_code == GONE


# F9: a scanner that follows every link changes nothing ─────────────────────────────────────────────────────────────


def test_looking_at_every_page_changes_nothing(stage, meeting, client):
    organisers.hand_on(meeting, by=stage.gwen)
    about = f"meeting:{meeting.pk}"
    answer = door("answer", stage.khadija, about)
    addresses = [
        answer, f"{answer}?said=1", f"{answer}not-me/", f"{answer}messages/", "/r/abcdefghjk/", "/w/abcdefghjk/",
        door("organise", stage.gwen, about), door("organise", stage.ellis, about),
        door("who-came", stage.gwen, about), f"{door('who-came', stage.gwen, about)}next/",
    ]  # fmt: skip
    before = everything()

    for moment in (clock.now(), meeting.ends_at + timedelta(hours=3)):
        with clock.moved_to(moment):
            for address in addresses:
                client.get(address)
                client.head(address)

    assert everything() == before


@pytest.mark.parametrize(("purpose", "queries"), [("answer", 4), ("organise", 8)])
def test_a_page_costs_few_questions(stage, meeting, client, purpose, queries, django_assert_num_queries):
    address = door(purpose, stage.gwen, f"meeting:{meeting.pk}")
    client.get(address)

    with django_assert_num_queries(queries):
        client.get(address)
