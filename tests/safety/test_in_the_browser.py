"""Every page about worries in a real browser: three widths, axe, by keyboard alone, without a script."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from followon import clock
from followon.people.actions import consent
from followon.people.models import Method
from groups.actions import concerns, numbers
from groups.models.concern import Concern, ConcernOutcome, DutyRank
from groups.models.numbers import NumberKind
from notifications.models import BigSend
from pmp.actions import enrolments, services
from pmp.protocol import Purpose
from tests import browser as looks
from tests import cast
from tests.safety.conftest import a_concern, on_rota
from tests.safety.test_texts import text
from tests.visitors import let_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    """The cast today, with a rota around the clock of the machine."""
    world = cast.assemble()
    first, last = clock.today() - timedelta(days=7), clock.today() + timedelta(days=30)
    for who, rank in (("sam", DutyRank.FIRST), ("ife", DutyRank.DEPUTY)):
        on_rota(world, who, rank, first, last)
    return world


@pytest.fixture
def open_as(page, live_server):
    """Open a page as somebody: open_as(world.gwen, "/worried/")."""

    def go(person, path):
        let_in(page, live_server, person)
        page.goto(live_server.url + path)
        return page

    return go


def look_at(page, name):
    looks.check(page)
    looks.screenshot(page, f"worries-{name}")


def test_telling_the_pain_service(world, open_as):
    page = open_as(world.gwen, "/worried/")
    look_at(page, "danger")
    page.get_by_label("Yes").check()
    looks.press(page.get_by_role("button", name="Continue"))
    look_at(page, "who")
    looks.press(page.get_by_role("button", name="Continue"))
    look_at(page, "who-missing")
    page.get_by_label("Someone in my group").check()
    page.get_by_label("Their name").fill("Bill")
    looks.press(page.get_by_role("button", name="Continue"))
    look_at(page, "what")
    page.get_by_label("What has happened?").fill("He said he cannot go on.\nHe did not come on Thursday.")
    looks.press(page.get_by_role("button", name="Continue"))
    look_at(page, "reach")
    looks.press(page.get_by_role("button", name="Continue"))
    look_at(page, "check")
    looks.press(page.get_by_role("button", name="Send to the pain service"))
    look_at(page, "sent")

    assert Concern.objects.get().about_whom == "Bill"


def test_the_browsers_own_back_and_forward_lose_nothing(world, open_as):
    page = open_as(world.gwen, "/worried/")
    heading = page.get_by_role("heading", level=1)
    page.get_by_label("No", exact=True).check()
    looks.press(page.get_by_role("button", name="Continue"))
    whom = heading.text_content()
    page.get_by_label("Me", exact=True).check()
    looks.press(page.get_by_role("button", name="Continue"))
    for turn, asked in (
        (page.go_back, whom), (page.go_back, "Is anyone in danger now?"),
        (page.go_forward, whom), (page.go_forward, "What has happened?"),
    ):  # fmt: skip
        turn()
        expect(heading).to_have_text(asked)
    page.reload()
    page.get_by_role("link", name="The question before").click()
    expect(page.get_by_label("Me", exact=True)).to_be_checked()


def test_by_keyboard_alone(world, open_as):
    page = open_as(world.gwen, "/worried/")
    keys = [
        ("in_danger", "Space"), ("about", "Space"), ("please_ring", "Space"), ("reach_on", ""),
    ]  # fmt: skip
    for name, key in keys:
        tab_to(page, f"[name={name}]")
        if key:
            page.keyboard.press(key)
        page.keyboard.press("Enter")
        page.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check and send")
    tab_to(page, "button:text('Send')")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your message")


def tab_to(page, selector):
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"Tab never reached {selector}")


def test_without_a_script(world, browser, live_server):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    let_in(page, live_server, world.gwen)
    page.goto(f"{live_server.url}/worried/")
    for choose in ("No", "Me"):
        page.get_by_label(choose, exact=True).check()
        page.get_by_role("button", name="Continue").click()
    page.get_by_label("Please ring me instead").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send to the pain service").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your message")
    context.close()


def test_nobody_on_duty(transactional_db, open_as):
    world = cast.assemble()

    look_at(open_as(world.gwen, "/worried/"), "ring")
    look_at(open_as(world.nadia, "/team/concerns/"), "gaps")
    look_at(open_as(world.nadia, "/team/concerns/rota/"), "rota-empty")
    look_at(open_as(world.nadia, "/team/concerns/new/"), "new-nobody")


def test_the_teams_pages(world, open_as):
    first = a_concern(world, in_danger=True)
    second = concerns.acknowledge(a_concern(world), by=world.sam)
    concerns.note(second, words="Rang Bill at half past twelve. He is with his sister.", by=world.sam)
    closed = concerns.acknowledge(a_concern(world), by=world.ife)
    concerns.close(closed, outcome=ConcernOutcome.SPOKE, line="Spoke twice", in_the_record=True, by=world.ife)
    waiting = text("I cannot cope with this", sender=world.khadija, service=world.severn)
    text("Is there parking?", service=None)
    concerns.acknowledge(concerns.drill(world.severn, by=world.nadia), by=world.sam)
    change = numbers.ask(
        world.severn, what=NumberKind.LISTENERS, value="116 999", source="Their website", by=world.nadia
    )
    pages = {
        "list": "", "closed": "?show=closed", "raised": f"{first.pk}/", "taken-up": f"{second.pk}/",
        "done": f"{closed.pk}/", "close": f"{second.pk}/close/", "new": "new/", "texts": "texts/",
        "text": f"texts/{waiting.pk}/", "text-concern": f"texts/{waiting.pk}/concern/",
        "number": f"numbers/{change.pk}/",
    }  # fmt: skip
    for name, path in pages.items():
        look_at(open_as(world.sam, f"/team/concerns/{path}"), name)
    for name, path in {"drills": "drills/", "rota": "rota/", "numbers": "numbers/"}.items():
        look_at(open_as(world.nadia, f"/team/concerns/{path}"), name)
    look_at(open_as(world.sam, f"/team/history/concern:{second.pk}/"), "history")


def test_a_send_that_waits_and_the_file_for_research(world, open_as):
    services.change_settings(world.severn, second_person_above=3, by=world.nadia)
    enrolments.invite(world.larkfield, by=world.nadia)
    for who in (world.maria, world.tom, world.dev, world.joan, world.lena):
        consent.give(
            who, purpose=Purpose.RESEARCH, scope=f"service:{world.severn.pk}", wording="w", method=Method.ROOM,
            by=world.sam,
        )  # fmt: skip
    send = BigSend.objects.get()

    look_at(open_as(world.ife, f"/team/messages/waiting/{send.pk}/"), "send-to-confirm")
    look_at(open_as(world.nadia, f"/team/messages/waiting/{send.pk}/"), "send-asked-for")
    look_at(open_as(world.nadia, "/team/messages/"), "send-on-the-list")
    look_at(open_as(world.nadia, "/team/insights/research/"), "research")
    look_at(open_as(world.nadia, "/team/settings/"), "settings")
