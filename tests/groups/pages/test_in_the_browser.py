"""The pages of a member, an organiser and the team in a real browser: axe, keyboard sizes, three widths, no script."""

from datetime import time, timedelta

import pytest
from playwright.sync_api import expect

from followon import clock
from followon.people.models import Method
from groups.actions import lifecycle, meetings, organisers, places
from groups.actions.meetings import Plan
from groups.models import Answer, Group, How, Meeting, TutorVisit
from pmp.actions import choices, handovers
from pmp.models import AboutMe, Enrolment, PrivateReason
from pmp.states import Wish
from tests import browser as looks
from tests import cast
from tests.groups.conftest import everybody_shares
from tests.groups.pages.conftest import place_of
from tests.visitors import let_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    """The cast today, sharing everything, with one meeting behind them and one in three days."""
    world = cast.assemble()
    everybody_shares(world.steppers, by=world.sam)
    group = world.steppers
    group.purposes, group.agreement = ["SOCIAL", "TECHNIQUES", "OUTINGS"], ""
    group.save()
    world.cafe.step_free = world.cafe.easy_door = world.cafe.good_chairs = world.cafe.toilet = "YES"
    world.cafe.hearing_loop = "NO"
    world.cafe.bus = "42 stops 50 metres away. The stop has a bench."
    world.cafe.cost = "Free. Drinks from £1.80. You do not have to buy anything."
    world.cafe.checked_by, world.cafe.checked_on = world.gwen, clock.today() - timedelta(days=20)
    world.cafe.save()
    world.past = cast.meeting(group, on=clock.today() - timedelta(days=3), where=world.cafe)
    plan = Plan(
        on_date=clock.today() + timedelta(days=3), start_time=time(11), place=world.cafe,
        plan="11am Tea and catching up\n11:30am Goals, if you want to say one\nMidday Stretching, with Ellis",
    )  # fmt: skip
    world.meeting = meetings.plan(group, plan=plan, by=world.gwen)
    for who, coming in ((world.gwen, "YES"), (world.ellis, "YES"), (world.bill, "SEE")):
        how = How.PHONE if who == world.bill else How.WEB
        meetings.answer(world.meeting, membership=place_of(who, group), coming=coming, how=how, by=world.gwen)
    return world


def member_pages(world):
    group, meeting = (
        f"/groups/{world.steppers.code}/",
        f"/groups/{world.steppers.code}/meetings/{world.meeting.pk}/",
    )
    cafe = f"{group}places/{world.cafe.pk}/"
    return {
        "my-home": "/home/", "my-group": group, "my-people": f"{group}people/", "my-sharing": "/you/sharing/",
        "my-sharing-seen": "/you/sharing/as-others-see-me/", "my-agreement": f"{group}agreement/",
        "my-calendar": f"{group}calendar/", "my-count-me-in": f"{group}count-me-in/", "my-pause": f"{group}pause/",
        "my-part": f"{group}part/",
        "my-leave": f"{group}leave/", "my-organising": f"{group}organising/", "my-places": f"{group}places/",
        "my-place": cafe, "my-place-new": f"{group}places/new/", "my-place-check": f"{cafe}check/",
        "my-meetings": f"{group}meetings/", "my-meeting": meeting, "my-meeting-note": f"{meeting}note/",
    }  # fmt: skip


def organiser_pages(world):
    group, meeting = (
        f"/groups/{world.steppers.code}/",
        f"/groups/{world.steppers.code}/meetings/{world.meeting.pk}/",
    )
    past = f"{group}meetings/{world.past.pk}/"
    return {
        "organise": f"{meeting}organise/", "calls": f"{meeting}calls/", "remind": f"{meeting}remind/",
        "move": f"{meeting}move/", "cancel": f"{meeting}cancel/", "pass-on": f"{meeting}pass-on/",
        "meeting-new": f"{group}meetings/new/", "who-came": f"{past}who-came/", "not-held": f"{past}not-held/",
        "reported": f"{group}meetings/{world.held.pk}/reported/", "step-back": f"{group}organising/step-back/",
        "settings": f"{group}settings/", "rest": f"{group}settings/rest/", "goodbye": f"{group}settings/goodbye/",
        "grants": f"{group}settings/service/", "agreement-change": f"{group}agreement/change/",
        "home-organiser": "/home/", "place-close": f"{group}places/{world.own_place.pk}/close/",
    }  # fmt: skip


def test_member_pages(world, open_as):
    for name, path in member_pages(world).items():
        page = open_as(world.khadija, path)
        looks.check(page)
        looks.screenshot(page, name)


def test_organiser_pages(world, open_as):
    world.held = cast.meeting(world.steppers, on=clock.today() - timedelta(days=17), where=world.cafe)
    came = {place_of(who, world.steppers).pk: True for who in (world.gwen, world.ellis, world.bill)}
    meetings.report(world.held, came=came, by=world.gwen)
    world.own_place = places.add(world.steppers, by=world.gwen, name="The bandstand", short_name="Bandstand")
    for name, path in organiser_pages(world).items():
        page = open_as(world.gwen, path)
        looks.check(page)
        looks.screenshot(page, name)


@pytest.fixture
def team(world):
    """What the team has to look at: a quiet group, one that does well, a handover that is late, a tutor's visit."""
    today = clock.today()
    Group.objects.filter(pk=world.steppers.pk).update(
        tutor=world.posts["ruth"], programme_ended_on=today - timedelta(days=200)
    )
    for weeks, people in ((40, 5), (38, 4), (36, 3)):
        held(world.harbour, today - timedelta(weeks=weeks), [world.rhys], people, world.rhys)
    for weeks in (5, 3):  # two of the three meetings a tutor comes to: their part goes on
        held(
            world.steppers,
            today - timedelta(weeks=weeks),
            [world.gwen, world.ellis, world.khadija],
            0,
            world.gwen,
        )
    world.visit = TutorVisit.objects.create(meeting=world.meeting, tutor=world.posts["ruth"], number=2)
    met = Meeting.objects.filter(group=world.steppers, state="HELD").latest("starts_at")
    world.reported = TutorVisit.objects.create(meeting=met, tutor=world.posts["ruth"], number=1)
    for who in (world.gwen, world.ellis, world.khadija, world.bill):
        AboutMe.objects.create(person=who, service=world.severn, gender="WOMAN", age_band="50s")
    for n in range(6):
        PrivateReason.objects.create(
            person=cast.person(f"P{n}", email=""), cohort=world.larkfield, reason="LOGISTICS"
        )
    lifecycle.grant(world.steppers, scope="NAMES", until=today + timedelta(days=30), by=world.gwen)
    return world


def held(group, on, people, more, by):
    meeting = cast.meeting(group, on=on)
    meetings.report(meeting, came={place_of(one, group).pk: True for one in people}, by=by)
    if more:
        Meeting.objects.filter(pk=meeting.pk).update(came=more)


def team_pages(world):
    group = f"/team/groups/{world.steppers.code}/"
    return {
        "team-home": "/team/", "team-groups": "/team/groups/", "team-groups-help": "/team/groups/?needs=help",
        "team-group": group, "team-remind": f"{group}meetings/{world.meeting.pk}/remind/",
        "team-compare": "/team/insights/groups/", "team-how-we-count": "/team/insights/how-we-count/",
        "team-why-not": "/team/insights/why-not/", "team-formed": f"{group}formed/",
        "team-contacts": f"{group}contacts/",
        "team-blocked": f"/team/groups/new/{world.larkfield.handover.pk}/",
    }  # fmt: skip


def test_team_pages(team, open_as):
    for name, path in team_pages(team).items():
        page = open_as(team.nadia, path)
        looks.check(page)
        looks.screenshot(page, name)


def test_tutor_pages(team, open_as):
    paths = {
        "tutor-home": "/home/", "visits": "/team/visits/", "visit": f"/team/visits/{team.visit.pk}/",
        "visit-report": f"/team/visits/{team.reported.pk}/",
    }  # fmt: skip
    for name, path in paths.items():
        page = open_as(team.ruth, path)
        looks.check(page)
        looks.screenshot(page, name)


def press(page, name):
    """Press a button with the window at its narrowest, so that the next page's header folds on loading."""
    page.set_viewport_size({"width": 320, "height": 640})
    looks.press(page.get_by_role("button", name=name))


def test_handing_over_in_the_browser(world, open_as):
    for enrolment in Enrolment.objects.filter(cohort=world.larkfield).select_related("person"):
        yes = enrolment.person in (world.maria, world.tom, world.dev)
        choices.record(enrolment, wish=Wish.YES if yes else Wish.NOT_FOR_ME, method=Method.ROOM, by=world.sam)
        if yes:
            choices.share(enrolment, purposes={"share.name"}, method=Method.ROOM, by=world.sam)
            handovers.mark_reached(enrolment, by=world.sam)

    page = open_as(world.sam, f"/team/groups/new/{world.larkfield.handover.pk}/")
    looks.check(page)
    looks.screenshot(page, "formation-name")
    press(page, "Next")
    looks.check(page)
    looks.screenshot(page, "formation-name-wrong")
    page.get_by_label("Name of the group").fill("Larkfield Lunchers")
    page.get_by_label("Short name for texts").fill("Lunchers")
    press(page, "Next")
    page.get_by_label("We agree the next date each time").check()
    looks.check(page)
    looks.screenshot(page, "formation-rhythm")
    press(page, "Next")
    page.get_by_label("Organiser").select_option("Maria Costa")
    looks.check(page)
    press(page, "Next")
    page.get_by_label("Not yet. They agree it themselves").check()
    looks.check(page)
    looks.screenshot(page, "formation-first")
    press(page, "Next")
    looks.check(page)
    looks.screenshot(page, "formation-check")
    press(page, "Form the group")
    expect(page.locator("h1")).to_have_text("Larkfield Lunchers has begun")
    looks.check(page)


def test_three_answers_are_on_the_first_screen_of_a_phone(world, open_as):
    page = open_as(world.khadija, "/home/")
    page.set_viewport_size({"width": 390, "height": 844})

    boxes = [
        page.get_by_role("button", name=name).bounding_box() for name in ("Yes, I’m coming", "Not this time")
    ]

    assert all(box["height"] >= 56 for box in boxes)
    assert boxes[-1]["y"] + boxes[-1]["height"] <= 844


def test_answering_needs_no_script_and_no_mouse(world, browser, live_server):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    let_in(page, live_server, world.khadija)

    page.goto(f"{live_server.url}/home/")
    page.get_by_role("button", name="I’ll see on the day").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/home/?said=*")

    expect(page).to_have_title("You’ll see on the day – Follow-on groups")
    assert Answer.objects.get(membership__person=world.khadija).coming == "SEE"
    context.close()


def test_after_answering_the_reader_is_told_where_they_look(world, open_as):
    page = open_as(world.khadija, "/home/")

    page.get_by_role("button", name="Yes, I’m coming").click()
    page.wait_for_url("**/home/?said=*")

    assert page.evaluate("document.activeElement.id") == "said"
    looks.check_axe(page)
    looks.screenshot(page, "my-home-said")


def test_asked_to_take_a_meeting_on(world, open_as):
    organisers.hand_on(world.meeting, by=world.gwen)
    path = f"/groups/{world.steppers.code}/meetings/{world.meeting.pk}/take-on/"

    page = open_as(world.ellis, path)

    looks.check(page)
    looks.screenshot(page, "take-on")
