"""The team's pages: counts, not people; what a group grants; reminders without names; the access that ends."""

from datetime import date, timedelta

import pytest

from followon import clock
from followon.audit.models import Event
from followon.people.actions import consent
from groups.actions import lifecycle, meetings, organisers
from groups.models import Attendance, GrantScope, Group, Job, TutorVisit
from notifications.models import Message
from tests import cast
from tests.groups.pages.conftest import place_of

TEAM, GROUPS = "/team/", "/team/groups/"
PEOPLE = ("Gwen", "Ellis", "Khadija", "Bill", "Len", "gwen.hale@example.org", "01632 960444", "07700 900")


def group_page(stage):
    return f"/team/groups/{stage.steppers.code}/"


def met(group, on, *people):
    meeting = cast.meeting(group, on=on)
    with clock.moved_to(meeting.ends_at):
        meetings.report(meeting, came={place_of(one, group).pk: True for one in people}, by=people[0])
    return meeting


# The overview ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_overview_says_what_needs_somebody(stage, as_):
    page = as_(stage.nadia).get(TEAM).content.decode()

    assert "Needs you today" in page
    assert "Larkfield Autumn: patient tutor’s story" in page
    assert "groups meeting now" in page
    assert "0 of 9" in page  # want a group
    assert "Groups that may need you first" in page


def test_overview_names_nobody(stage, sharing_all, meeting, as_):
    page = as_(stage.nadia).get(TEAM).content.decode()

    assert [name for name in PEOPLE if name in page] == []


def test_overview_has_nothing_of_another_service(stage, as_):
    page = as_(stage.olive).get(TEAM).content.decode()

    assert "Steady Steppers" not in page
    assert "Larkfield" not in page
    assert "Tamar Tuesdays" in page


def test_overview_sends_a_tutor_home(stage, as_):
    assert as_(stage.ruth).get(TEAM).url == "/home/"


def test_overview_is_not_for_members(stage, as_):
    assert as_(stage.gwen).get(TEAM).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_overview_costs_the_same_however_many_groups(stage, as_, rows, django_assert_num_queries):
    for number in range(rows):
        other = Group.objects.create(service=stage.severn, name=f"Group {number}", short_name=f"G {number}")
        cast.meeting(other, on=date(2026, 12, 3))
        cast.cohort(stage.severn, f"Programme {number}", first=clock.today() - timedelta(weeks=10))
    client = as_(stage.nadia)
    client.get(TEAM)

    with django_assert_num_queries(9):
        client.get(TEAM)


# The list ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_however_many_groups(stage, as_, rows, django_assert_num_queries):
    for number in range(rows):
        other = Group.objects.create(service=stage.severn, name=f"Group {number}", short_name=f"G {number}")
        cast.meeting(other, on=date(2026, 12, 3))
    client = as_(stage.nadia)
    client.get(GROUPS)

    with django_assert_num_queries(8):
        client.get(GROUPS)


def test_list_puts_those_who_may_need_somebody_first(stage, as_):
    for weeks in (30, 32, 34):
        met(stage.harbour, clock.today() - timedelta(weeks=weeks), stage.rhys)
    for weeks in (1, 3, 5):
        met(stage.steppers, clock.today() - timedelta(weeks=weeks), stage.gwen, stage.ellis, stage.khadija)

    page = as_(stage.nadia).get(GROUPS).content.decode()

    assert page.index("Harbour Walkers") < page.index("Steady Steppers")
    assert "Gone quiet" in page
    assert "Meeting well" in page


def test_list_can_show_only_those_that_may_need_a_hand(stage, as_):
    organisers.take_turn(place_of(stage.khadija, stage.steppers), job=Job.ORGANISER, by=stage.khadija)
    cast.meeting(stage.steppers, on=date(2026, 12, 3))
    met(stage.steppers, clock.today() - timedelta(days=7), stage.gwen, stage.ellis, stage.khadija)

    page = as_(stage.nadia).get(f"{GROUPS}?needs=help").content.decode()

    assert "Harbour Walkers" in page
    assert "Steady Steppers" not in page


def test_list_of_many_groups_is_paged(stage, as_):
    Group.objects.bulk_create(
        Group(service=stage.severn, name=f"Group {n:03}", short_name=f"G {n}") for n in range(55)
    )
    client = as_(stage.nadia)

    assert "Page 2 of 2" in client.get(GROUPS).content.decode()
    assert client.get(f"{GROUPS}?page=2").content.decode().count("Why?") == 57 - 50
    assert client.get(f"{GROUPS}?page=nonsense").status_code == 200


def test_list_of_very_many_groups_keeps_its_order_for_a_while(stage, as_, django_assert_num_queries):
    Group.objects.bulk_create(
        Group(service=stage.severn, name=f"Group {n:03}", short_name=f"G {n}") for n in range(210)
    )
    client = as_(stage.nadia)

    page = client.get(GROUPS).content.decode()

    assert "212 groups" in page
    with django_assert_num_queries(8):
        client.get(f"{GROUPS}?page=3")


# One group ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_group_shows_counts_and_facts_not_people(stage, sharing_all, meeting, as_):
    met(stage.steppers, clock.today() - timedelta(days=7), stage.gwen, stage.ellis, stage.khadija)

    page = as_(stage.sam).get(group_page(stage)).content.decode()

    assert "They last met on 17 November 2026, 7 days ago." in page
    assert "They have a date." in page
    assert "Thursday 26 November" not in page
    assert [name for name in PEOPLE if name in page] == []


def test_group_that_lets_its_service_see_names(stage, sharing_all, as_):
    lifecycle.grant(
        stage.steppers, scope=GrantScope.NAMES, until=clock.today() + timedelta(days=30), by=stage.gwen
    )

    page = as_(stage.sam).get(group_page(stage)).content.decode()

    assert "Bill, Ellis, Gwen, Khadija, Len" in page
    assert Event.objects.filter(name="audit.details.read", actor=f"person:{stage.sam.pk}").count() == 1


def test_group_that_lets_its_service_reach_the_organiser(stage, sharing_all, as_):
    until = clock.today() + timedelta(days=30)
    lifecycle.grant(stage.steppers, scope=GrantScope.CONTACT_ORGANISER, until=until, by=stage.gwen)

    page = as_(stage.sam).get(group_page(stage)).content.decode()

    assert "gwen.hale@example.org" in page
    assert "Khadija" not in page
    assert Event.objects.filter(name="audit.details.read", about=f"person:{stage.gwen.pk}").exists()


def test_group_that_lets_its_service_see_its_meetings(stage, meeting, as_):
    lifecycle.grant(
        stage.steppers, scope=GrantScope.MEETINGS, until=clock.today() + timedelta(days=30), by=stage.gwen
    )

    assert "Thursday 26 November" in as_(stage.sam).get(group_page(stage)).content.decode()


def test_grant_that_has_ended_shows_nothing(stage, sharing_all, as_):
    grant = lifecycle.grant(
        stage.steppers, scope=GrantScope.NAMES, until=clock.today() + timedelta(days=30), by=stage.gwen
    )
    lifecycle.withdraw_grant(grant, by=stage.gwen)

    assert "Khadija" not in as_(stage.sam).get(group_page(stage)).content.decode()


def test_only_members_who_agreed_can_be_contacted(stage, sharing_all, as_):
    consent.give(
        stage.khadija, purpose="service.contact", scope=f"service:{stage.severn.pk}", wording="w", method="SCREEN",
        by=stage.khadija,
    )  # fmt: skip

    page = as_(stage.sam).get(f"{group_page(stage)}contacts/").content.decode()

    assert "Khadija Noor" in page
    assert "Gwen" not in page
    assert Event.objects.filter(name="audit.details.read", about=f"person:{stage.khadija.pk}").count() == 1
    assert as_(stage.olive).get(f"{group_page(stage)}contacts/").status_code == 404


@pytest.mark.parametrize("who", ["olive", "gwen", "rhys", "piran"])
def test_group_is_unknown_to_others(stage, as_, who):
    assert as_(getattr(stage, who)).get(group_page(stage)).status_code == 404


# A reminder ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_coordinator_sends_a_reminder_without_seeing_anybody(stage, sharing_all, meeting, as_):
    client, path = as_(stage.nadia), f"{group_page(stage)}meetings/{meeting.pk}/remind/"

    preview = client.get(path).content.decode()
    sent = client.post(path)
    progress = client.get(sent.url)

    assert [name for name in PEOPLE if name in preview + progress.content.decode()] == []
    assert "/r/" not in preview
    assert "by text" in preview
    assert Message.objects.filter(kind="meeting-reminder").count() == 4
    assert client.get(sent.url, headers={"accept": "application/json"}).json()["done"] is False


def test_clinician_does_not_send_reminders(stage, meeting, as_):
    assert as_(stage.sam).get(f"{group_page(stage)}meetings/{meeting.pk}/remind/").status_code == 403


def test_reminder_of_another_service_is_unknown(stage, meeting, as_):
    path = f"{group_page(stage)}meetings/{meeting.pk}/remind/"

    assert as_(stage.olive).post(path).status_code == 404
    assert not Message.objects.filter(kind="meeting-reminder").exists()


def test_progress_of_another_meetings_batch_is_unknown(stage, meeting, as_):
    path = f"{group_page(stage)}meetings/{meeting.pk}/reminded/?batch=reminder:9999:1"

    assert as_(stage.nadia).get(path).status_code == 404


# The patient tutor ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def visit(stage):
    Group.objects.filter(pk=stage.steppers.pk).update(tutor=stage.posts["ruth"])
    stage.steppers.refresh_from_db()
    meeting = cast.meeting(stage.steppers, on=date(2026, 11, 26), where=stage.cafe)
    return TutorVisit.objects.create(meeting=meeting, tutor=stage.posts["ruth"], number=1)


def test_tutor_is_asked_at_home_and_answers(stage, visit, as_):
    client = as_(stage.ruth)

    assert "Can you come to the Steady Steppers?" in client.get("/home/").content.decode()
    client.post(f"/team/visits/{visit.pk}/answer/", {"coming": "yes"})

    visit.refresh_from_db()
    assert visit.state == "COMING"
    assert "You’re coming" in client.get(f"/team/visits/{visit.pk}/").content.decode()


def test_tutor_says_how_it_was(stage, visit, as_):
    with clock.moved_to(visit.meeting.ends_at + timedelta(hours=1)):
        client = as_(stage.ruth)
        wrong = client.post(f"/team/visits/{visit.pk}/report/", {"headcount": "5"})
        client.post(f"/team/visits/{visit.pk}/report/", {"how_was_it": "SETTLING", "headcount": "5"})

    visit.refresh_from_db()
    assert "Answer the question: How was it?" in wrong.content.decode()
    assert (visit.state, visit.how_was_it, visit.meeting.came) == ("CAME", "SETTLING", 5)


def test_tutor_sees_no_names(stage, visit, sharing_all, as_):
    client = as_(stage.ruth)
    pages = [
        client.get(path).content.decode()
        for path in (f"/team/visits/{visit.pk}/", "/team/visits/", group_page(stage))
    ]

    assert [name for name in PEOPLE for page in pages if name in page] == []


def test_tutors_access_ends_two_weeks_after_the_third_meeting(stage, visit, as_):
    Group.objects.filter(pk=stage.steppers.pk).update(tutor_until=clock.now())

    client = as_(stage.ruth)

    assert client.get(f"/team/visits/{visit.pk}/").status_code == 404
    assert client.get(group_page(stage)).status_code == 404


def test_a_visit_is_the_tutors_own(stage, visit, as_):
    assert as_(stage.sam).get(f"/team/visits/{visit.pk}/").status_code == 404
    assert as_(stage.rhys).post(f"/team/visits/{visit.pk}/answer/", {"coming": "yes"}).status_code == 404


def test_staff_cannot_open_members_pages(stage, meeting, as_):
    group = f"/groups/{stage.steppers.code}/"

    for path in (group, f"{group}people/", f"{group}meetings/{meeting.pk}/", f"{group}agreement/"):
        assert [as_(who).get(path).status_code for who in (stage.sam, stage.nadia, stage.ruth)] == [
            404,
            404,
            404,
        ]
    assert Attendance.objects.count() == 0
