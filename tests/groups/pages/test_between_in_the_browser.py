"""The pages between groups in a real browser: axe, three widths, sizes of targets."""

import pytest

from groups.actions import lifecycle
from groups.actions.between import joining, nearby, regrouping
from groups.actions.meetups import after, options
from tests import browser as looks
from tests import cast
from tests.groups.pages.conftest import place_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    """Two groups in touch and nearby, two more that are open, and people who ask."""
    world = cast.assemble()
    for group, by, area in ((world.steppers, world.gwen, "LA1"), (world.harbour, world.rhys, "HB2")):
        nearby.show(group, on=True, area=area, by=by)
        lifecycle.change(group, by=by, is_open=True)
    hill = cast.group(world.severn, "Hill Friends", "Hill Friends", [world.lena])
    nearby.show(hill, on=True, area="LA1", by=world.lena)
    lifecycle.change(hill, by=world.lena, is_open=True)
    options.set_distance(world.severn, one="LA1", other="HB2", miles=9, by=world.nadia)
    asked = after.ask_in_touch(world.steppers, other=world.harbour, by=world.gwen)
    after.answer_in_touch(asked, agreed=True, by=world.rhys)
    joining.ask(world.steppers, person=world.rhys, by=world.rhys)
    joining.ask(world.harbour, person=world.tom, by=world.tom)
    joining.ask_service(world.severn, person=world.tom, area="LA1", by=world.tom)
    return world


def test_pages_between_groups(world, open_as):
    ours = f"/groups/{world.steppers.code}/"
    for name, who, path in (
        ("find-group", world.tom, "/find-a-group/"),
        ("find-group-in-one", world.khadija, "/find-a-group/"),
        ("join-ask", world.khadija, f"/find-a-group/{world.harbour.code}/"),
        ("joining", world.gwen, f"{ours}joining/"),
        ("nearby", world.gwen, f"{ours}nearby/"),
        ("in-touch", world.gwen, f"{ours}in-touch/"),
        ("a-few-ideas", world.rhys, f"/groups/{world.harbour.code}/quieter/"),
        ("join-up", world.gwen, f"{ours}join-up/"),
        ("split", world.gwen, f"{ours}split/"),
        ("group-that-is-asked", world.gwen, ours),
        ("team-joining", world.nadia, "/team/groups/joining/"),
    ):
        page = open_as(who, path)
        looks.check(page)
        looks.screenshot(page, f"between-{name}")


def test_a_new_group_in_the_making(world, open_as):
    found = regrouping.join_up(
        world.steppers,
        other=world.harbour,
        name="Harbour Steppers",
        short_name="Harbour Steppers",
        by=world.gwen,
    )
    theirs = f"/groups/{world.harbour.code}/new-group/{found.pk}/"
    looks.check(page := open_as(world.rhys, theirs))
    looks.screenshot(page, "between-asked-to-join-up")
    regrouping.agree(found, by=world.rhys)
    place = place_of(world.bill, world.steppers)
    regrouping.answer(found, membership=place, comes=True, by=world.gwen)

    for name, who in (("organiser", world.gwen), ("member", world.khadija)):
        page = open_as(who, f"/groups/{world.steppers.code}/new-group/{found.pk}/")
        looks.check(page)
        looks.screenshot(page, f"between-new-group-{name}")
