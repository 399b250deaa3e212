"""The pages of the pmp side in a real browser: axe, targets, three widths; what works without a script."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from followon.people.models import Method
from notifications.models import Link, Message
from pmp.actions import choices, contact, enrolments, handovers, lists, reaching, tutors
from pmp.imports.reading import read_paste
from pmp.models import Enrolment, Outcome
from pmp.protocol import Purpose
from pmp.states import Wish
from tests import browser as looks
from tests import cast
from tests.pmp.known import handover_of, place
from tests.visitors import opener

pytestmark = pytest.mark.django_db(transaction=True)

NAME, MOBILE, EMAIL = Purpose.SHARE_NAME, Purpose.SHARE_MOBILE, Purpose.SHARE_EMAIL
LIST = """Noor	Haddad	07700 900701
Tom	Read	0770090070
Anna	Kosta	07700 900011
Maria	Costa	07700 900011"""
ANSWERS = {
    "maria": (Wish.YES, {NAME, MOBILE}),
    "colin": (Wish.YES, {NAME, Purpose.SHARE_LANDLINE}),
    "aisha": (Wish.YES, {NAME, MOBILE}),
    "dev": (Wish.YES, {NAME, MOBILE, EMAIL}),
    "grace": (Wish.THINKING, None),
    "joan": (Wish.YES, {NAME, MOBILE}),
    "lena": (Wish.NOT_FOR_ME, None),
}


@pytest.fixture
def world(transactional_db):
    """Larkfield Autumn as the wireframe has it: Tom not asked, Maria's text not delivered, Colin to be rung."""
    world = cast.assemble()
    handover = handover_of(world.larkfield)
    enrolments.withdraw(place(world.larkfield, world.ana), by=world.sam)
    for key, who in (("tutor-story", world.ruth), ("leaflet", world.sam)):
        handovers.mark_step(handover, key=key, outcome=Outcome.DONE, by=who)
    contact.choose(world.tom, channel="LETTER", by=world.sam)
    for name, (wish, shares) in ANSWERS.items():
        one = place(world.larkfield, getattr(world, name))
        choices.record(one, wish=wish, method=Method.ROOM, by=world.sam)
        if shares is not None:
            choices.share(one, purposes=shares, method=Method.ROOM, by=world.sam)
    reaching.send_test_messages(handover, by=world.sam)
    for name in ("aisha", "dev", "joan"):
        reaching.mark_reached(place(world.larkfield, getattr(world, name)), by=world.sam)
    Message.objects.filter(person=world.maria, kind="contact-check").update(
        state="UNDELIVERED", address=world.maria.mobile
    )
    tutors.ask(handover, by=world.sam)
    world.handover, world.ana_place = handover, place(world.larkfield, world.ana)
    return world


@pytest.fixture
def open_as(page, live_server):
    """Open a page as somebody: open_as(world.sam, "/team/programmes/"); as nobody with None."""
    return opener(page, live_server)


def team_pages(world):
    cohort, handover = world.larkfield.pk, world.handover.pk
    maria, session = place(world.larkfield, world.maria).pk, world.larkfield.sessions.get(number=11).pk
    kept = lists.give_in(
        world.larkfield,
        reading=read_paste(
            "Noor\tHaddad\t07700 900701\nTom\tRead\t0770090070\nAnna\tKosta\t07700 900011\nMaria\tCosta\t07700 900011"
        ),
        source="paste",
        by=world.sam,
    )
    P, H = f"/team/programmes/{cohort}/", f"/team/handovers/{handover}/"
    return {
        "team-handover": H, "team-list": f"{P}lists/{kept.pk}/", "team-list-row": f"{P}lists/{kept.pk}/rows/2/",
        "team-programmes": "/team/programmes/", "team-programme": P, "team-programme-new": "/team/programmes/new/",
        "team-session-move": f"{P}sessions/{session}/move/", "team-session-remove": f"{P}sessions/{session}/remove/",
        "team-people-add": f"{P}people/add/", "team-invite": f"{P}invite/", "team-enrolment": f"{P}people/{maria}/",
        "team-enrolment-details": f"{P}people/{maria}/details/",
        "team-enrolment-excuse": f"{P}people/{maria}/go-on-without/",
        "team-handovers": "/team/handovers/", "team-handover-step": f"{H}steps/practicalities/",
        "team-handover-tutor-step": f"{H}steps/tutor-coming/", "team-handover-plan": f"{H}plan/",
        "team-handover-tutor": f"{H}tutor/", "team-handover-end": f"{H}end/", "team-handover-answers": f"{H}answers/",
        "team-handover-answer": f"{H}answers/{place(world.larkfield, world.tom).pk}/",
        "team-handover-test": f"{H}test-messages/", "team-handover-tested": f"{H}test-messages/sent/",
        "team-handover-calls": f"{H}calls/", "team-handover-slips": f"{H}slips/?all",
        "team-handover-cards": f"{H}cards/",
        "team-not-reached": "/team/handovers/not-reached/", "team-staff": "/team/staff/",
        "team-staff-new": "/team/staff/new/",
        "team-stand-down": f"/team/staff/{world.posts['sam'].pk}/stand-down/", "team-settings": "/team/settings/",
        "team-sign-out": f"/team/staff/{world.posts['sam'].pk}/sign-out/",
        "team-service-new": "/team/services/new/",
    }  # fmt: skip


def test_pages_of_the_team(open_as, world):
    for name, path in team_pages(world).items():
        page = open_as(world.nadia, path)
        looks.check(page)
        looks.screenshot(page, name)


def test_the_tutors_board(open_as, world):
    page = open_as(world.ruth, f"/team/handovers/{world.handover.pk}/")
    looks.check(page)
    looks.screenshot(page, "tutor-handover")


def link(person_place, step=""):
    made, token = Link.objects.make(
        purpose="choice",
        person=person_place.person,
        about=f"enrolment:{person_place.pk}",
        expires_at=person_place.cohort.choice_closes_at,
    )
    return f"/c/{token}/{step}"


def test_pages_of_the_private_choice(open_as, world):
    enrolments.put_back(world.ana_place, by=world.sam)
    ana = Enrolment.objects.select_related("person", "cohort__service").get(pk=world.ana_place.pk)
    page = open_as(None, link(ana))
    looks.check(page)
    looks.screenshot(page, "choice-wish")
    choices.record(ana, wish=Wish.YES, method=Method.LINK, by=world.ana)
    for step in ("reasons", "share", "reach", "times", "about", "check", "done", "reached"):
        page = open_as(None, link(ana, f"{step}/"))
        looks.check(page)
        looks.screenshot(page, f"choice-{step}")


def test_a_link_that_has_stopped_working(page, live_server, transactional_db):
    page.goto(f"{live_server.url}/c/nothing/")

    looks.check(page)


def test_a_patients_own_page(open_as, world):
    page = open_as(world.maria, "/you/programme/")
    looks.check(page)
    looks.screenshot(page, "my-programme")
    page = open_as(
        world.maria, reverse("pmp:my_choice_step", args=[place(world.larkfield, world.maria).pk, "share"])
    )
    looks.check(page)


def test_choosing_by_keyboard_and_without_scripts(browser, live_server, world):
    """Tab, space and enter are enough; nothing needs a script."""
    enrolments.put_back(world.ana_place, by=world.sam)
    ana = Enrolment.objects.select_related("person", "cohort__service").get(pk=world.ana_place.pk)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(live_server.url + link(ana))
    page.get_by_label("Yes", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/share/")
    page.get_by_label("My first name").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save and go on").press("Enter")
    page.wait_for_url("**/reach/")
    page.get_by_label("Text, to the number ending 011").check()
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/times/")
    page.get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="They are right").click()
    page.wait_for_url("**/done/")
    expect(page.locator("h1")).to_have_text("Thank you. You would like to keep meeting")
    context.close()


@pytest.mark.parametrize(("more", "size"), [("?all", (420, 595)), ("?all&large", (595, 842))])
def test_slips_print_on_one_page_each(open_as, world, more, size):
    """A5, or A4 in large print: as many pages as people. Sizes in points."""
    page = open_as(world.nadia, f"/team/handovers/{world.handover.pk}/slips/{more}")

    pdf = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 8
    boxes = {tuple(float(n) for n in box.split()) for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf)}
    assert {(round(width), round(height)) for _, _, width, height in boxes} <= {size, (size[0], size[1] + 1)}
