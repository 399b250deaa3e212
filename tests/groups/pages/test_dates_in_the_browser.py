"""Dates, own plans, ideas and places in a real browser: axe, sizes, three widths; and answering without script."""

from datetime import time, timedelta

import pytest

from followon import clock
from groups.actions import meetings, places
from groups.actions.meetings import Plan
from groups.actions.plans import appointments, flare_up, goals
from groups.actions.polls import answers, asking
from groups.models import FlareUpShare, How, PlaceKind, PollAnswer
from groups.poll_dates import When
from tests import browser as looks
from tests import cast
from tests.groups.conftest import everybody_shares
from tests.groups.pages.conftest import place_of
from tests.visitors import let_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    """The cast today, sharing everything; three dates asked about, a plan for a flare-up, a goal, notes."""
    world = cast.assemble()
    everybody_shares(world.steppers, by=world.sam)
    plan = Plan(
        on_date=clock.today() + timedelta(days=3), start_time=time(11), place=world.cafe,
        plan="11am What went well since last time\n11:15am Cards\n11:45am A rest",
    )  # fmt: skip
    world.meeting = meetings.plan(world.steppers, plan=plan, by=world.gwen)
    whens = tuple(When(clock.today() + timedelta(days=days), time(11)) for days in (31, 33, 35))
    closes_on = clock.today() + timedelta(days=7)
    world.poll = asking.ask(
        world.steppers, question=asking.Question(whens, closes_on, place=world.cafe), by=world.gwen
    )
    for who, said in ((world.gwen, ("YES", "NO", "NO")), (world.ellis, ("NO", "NO", "YES"))):
        suits = {option.pk: one for option, one in zip(world.poll.options.all(), said, strict=True)}
        answers.answer(world.poll, membership=place_of(who, world.steppers), suits=suits, how=How.WEB, by=who)
    world.goal = goals.make(world.khadija, what="Walk to the park", first_step="To the gate and back")
    ellis = place_of(world.ellis, world.steppers).pk
    for part, lines in (("signs", ["I sleep badly"]), ("helps", ["Fresh air"]), ("tell", ["It will pass"])):
        flare_up.write(world.khadija, part=part, lines=lines)
    flare_up.write(world.khadija, part="people", lines=["A friend"], friends=[ellis])
    flare_up.share(world.khadija, with_=[ellis])
    appointments.write(world.khadija, who="my doctor", matters="Sleeping", questions="Can I swim?")
    world.garden = places.add(
        world.steppers, by=world.gwen, name="Garden", short_name="Garden", kind=PlaceKind.OUTDOORS
    )
    return world


def pages_of(world):
    """Who looks at which page."""
    group = f"/groups/{world.steppers.code}/"
    dates, meeting = f"{group}dates/{world.poll.pk}/", f"{group}meetings/{world.meeting.pk}/"
    bill = place_of(world.bill, world.steppers).pk
    return {
        world.khadija: {
            "home-with-plans": "/home/", "plans": "/plans/", "goal": f"/plans/goals/{world.goal.pk}/",
            "goal-new": "/plans/goals/new/", "goal-change": f"/plans/goals/{world.goal.pk}/change/",
            "flare-up": "/plans/flare-up/", "flare-up-change": "/plans/flare-up/change/people/",
            "flare-up-now": "/plans/flare-up/now/", "flare-up-card": "/plans/flare-up/card/",
            "flare-up-sharing": "/plans/flare-up/sharing/", "flare-up-away": "/plans/flare-up/throw-away/",
            "appointment": "/plans/appointment/", "appointment-sheet": "/plans/appointment/sheet/",
            "dates": dates, "ideas": f"{group}ideas/", "meeting-sheet": f"{meeting}plan/sheet/",
            "places-filter": f"{group}places/?need=step_free",
        },
        world.ellis: {"flare-up-shared": f"/plans/flare-up/of/{FlareUpShare.objects.get().pk}/"},
        world.gwen: {
            "dates-choose": f"{dates}choose/", "dates-book": f"{dates}book/1/?from-home=1",
            "dates-calls": f"{dates}calls/", "dates-for": f"{dates}calls/{bill}/",
            "meeting-plan": f"{meeting}plan/", "place-share": f"{group}places/{world.garden.pk}/share/",
        },
        world.rhys: {"dates-new": f"/groups/{world.harbour.code}/dates/new/"},
        world.nadia: {
            "from-home": "/team/from-home/", "team-places": "/team/places/",
            "team-place": f"/team/places/{world.cafe.pk}/", "team-place-new": "/team/places/new/",
            "team-place-close": f"/team/places/{world.cafe.pk}/close/",
        },
    }  # fmt: skip


def test_every_page(world, open_as):
    wrong = []
    for who, paths in pages_of(world).items():
        for name, path in paths.items():
            page = open_as(who, path)
            try:
                looks.check(page)
            except AssertionError as error:  # told together: each page takes a while
                wrong.append(str(error))
            looks.screenshot(page, name)
    assert not wrong, "\n".join(wrong)


def test_own_dates_unfold_and_are_checked(world, open_as):
    page = open_as(world.rhys, f"/groups/{world.harbour.code}/dates/new/")
    page.get_by_text("Your own dates").click()
    page.get_by_text("Where and how: the same as last time").click()
    looks.check(page)
    looks.screenshot(page, "dates-new-own")
    page.set_viewport_size({"width": 320, "height": 640})
    looks.press(page.get_by_role("button", name="Check"))
    looks.check(page)
    looks.screenshot(page, "dates-check")


def test_dates_are_answered_without_script_and_without_a_mouse(world, browser, live_server):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    let_in(page, live_server, world.khadija)

    page.goto(f"{live_server.url}/groups/{world.steppers.code}/dates/{world.poll.pk}/")
    page.get_by_label("If I have to").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send my answers").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**?said=1*")

    assert page.get_by_text("We have your answers").is_visible()
    asked = PollAnswer.objects.filter(asked__membership__person=world.khadija)
    assert list(asked.values_list("suits", flat=True)) == ["IF_HAVE_TO"]
    context.close()
