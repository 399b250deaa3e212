"""The pages behind private links in a real browser: three widths, axe, no script, one tap."""

import re
from datetime import time, timedelta

import pytest
from playwright.sync_api import expect

from followon import clock
from groups.actions import meetings, organisers
from groups.actions.meetings import Plan
from groups.models import Answer, Group
from notifications.models import Link
from tests import browser as looks
from tests import cast
from tests.groups.conftest import everybody_shares

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    """The cast today, sharing everything, with one meeting behind them and one in three days."""
    world = cast.assemble()
    everybody_shares(world.steppers, by=world.sam)
    world.cafe.step_free = world.cafe.good_chairs = world.cafe.parking = "YES"
    world.cafe.save()
    world.past = cast.meeting(world.steppers, on=clock.today() - timedelta(days=2), where=world.cafe)
    plan = Plan(clock.today() + timedelta(days=3), time(11), place=world.cafe)
    Group.objects.filter(pk=world.steppers.pk).update(tutor=world.posts["ruth"])
    world.steppers.refresh_from_db()
    world.meeting = meetings.plan(world.steppers, plan=plan, by=world.gwen)
    return world


@pytest.fixture
def open_link(page, live_server):
    """Open somebody's private link: open_link("answer", world.khadija, "meeting:3")."""

    def go(purpose, who, about):
        _, token = Link.objects.make(
            purpose=purpose, person=who, about=about, expires_at=clock.now() + timedelta(days=7)
        )
        prefix = {"answer": "r", "who-came": "w", "organise": "o"}[purpose]
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(f"{live_server.url}/{prefix}/{token}/")
        return page

    return go


def test_answering_in_one_tap(world, open_link):
    page = open_link("answer", world.khadija, f"meeting:{world.meeting.pk}")
    looks.check(page)
    looks.screenshot(page, "answer-link")
    page.set_viewport_size({"width": 390, "height": 844})
    last = page.get_by_role("button", name="Not this time").bounding_box()
    assert last["y"] + last["height"] <= 844  # all three answers on the first screen

    page.get_by_role("button", name="Yes, I’m coming").click()

    expect(page).to_have_title("You’re coming – Follow-on groups")
    page.wait_for_function("document.activeElement && document.activeElement.id === 'said'")
    looks.check(page)
    assert Answer.objects.get().coming == "YES"


def test_a_change_an_end_and_a_stranger(world, open_link):
    page = open_link("answer", world.khadija, f"meeting:{world.meeting.pk}")
    page.get_by_role("button", name="I’ll see on the day").click()
    meetings.move(
        world.meeting, to=Plan(clock.today() + timedelta(days=4), time(14), place=world.cafe), by=world.gwen
    )
    page.get_by_role("button", name="Change my answer").click()
    expect(page.locator("main")).to_contain_text("The meeting has changed")
    looks.check(page)
    looks.press(page.get_by_role("link", name="I am not Khadija"))
    looks.check(page)
    looks.press(page.get_by_role("button", name="Stop these messages"))
    looks.check(page)
    page.go_back()
    page.reload()
    expect(page).to_have_title("This link has stopped working – Follow-on groups")
    looks.check(page)


def test_a_meeting_that_is_off(world, open_link):
    meetings.cancel(world.meeting, why="The café is closed that day", by=world.gwen)

    looks.check(open_link("answer", world.khadija, f"meeting:{world.meeting.pk}"))


def test_who_came_in_two_taps(world, open_link):
    page = open_link("who-came", world.gwen, f"meeting:{world.past.pk}")
    looks.check(page)
    looks.screenshot(page, "who-came-link")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_title(re.compile("^Error: Who came on "))
    looks.check(page)
    page.get_by_label("Khadija").check()
    page.get_by_label("Ellis").check()

    page.get_by_role("button", name="Save").click()

    expect(page.locator("main")).to_contain_text("2 came on")
    looks.check(page)


def test_before_the_meeting_has_been(world, open_link):
    looks.check(open_link("who-came", world.gwen, f"meeting:{world.meeting.pk}"))


def test_looking_after_a_meeting(world, open_link):
    page = open_link("organise", world.gwen, f"meeting:{world.meeting.pk}")
    looks.check(page)
    looks.screenshot(page, "organise-link")
    page.get_by_role("button", name="Pass this meeting on").click()
    expect(page).to_have_title("We are asking for you – Follow-on groups")
    looks.check(page)

    page = open_link("organise", world.ellis, f"meeting:{world.meeting.pk}")
    looks.check(page)
    looks.press(page.get_by_role("button", name="No, not this time"))
    looks.check(page)
    organisers.accept(world.meeting, world.membership(world.khadija), by=world.khadija)
    page.reload()
    expect(page).to_have_title("Somebody is looking after this meeting – Follow-on groups")
    looks.check(page)


def test_the_tutor_s_page(world, open_link):
    page = open_link("organise", world.ruth, f"visit:{world.meeting.tutor_visit.pk}")
    looks.check(page)
    looks.press(page.get_by_role("button", name="Yes, I’m coming"))
    looks.check(page)
    looks.screenshot(page, "visit-link")


def test_without_script(world, browser, live_server):
    _, token = Link.objects.make(
        purpose="answer", person=world.khadija, about=f"meeting:{world.meeting.pk}",
        expires_at=clock.now() + timedelta(days=7),
    )  # fmt: skip
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/r/{token}/")
    page.get_by_role("button", name="Not this time").click()

    expect(page).to_have_title("Not this time – Follow-on groups")
    assert Answer.objects.get().coming == "NO"
    context.close()
