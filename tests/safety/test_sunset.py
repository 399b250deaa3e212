"""After the handover the team sees counts, not people (decision 7, F10): on every page, in every role."""

import pytest

from followon import clock
from followon.people.actions import consent
from followon.people.models import Method
from groups.models import Membership
from pmp.models import Handover
from pmp.protocol import Purpose
from tests.access.addresses import addresses

pytestmark = pytest.mark.django_db
TEAM = ("sam", "ife", "nadia", "ruth")
OF_PRIVATE_LINKS = ("groups:link_", "notifications:link_", "pmp:link_")  # they belong to whoever holds them


def identifiers(stage):
    """What must not be read: full names, last names, numbers as stored and as shown, email addresses."""
    members = Membership.objects.filter(group=stage.steppers).select_related("person")
    for person in (row.person for row in members):
        yield from (person.full_name, f" {person.last_name}", person.email, person.mobile, person.landline)
        for number in filter(None, (person.mobile, person.landline)):
            local = f"0{number.removeprefix('+44')}"
            yield from (local, f"{local[:5]} {local[5:]}", f"{local[:5]} {local[5:8]} {local[8:]}")


def leaks(page, stage):
    return sorted({one for one in identifiers(stage) if one.strip() and one in page})


@pytest.fixture
def over(world):
    """The programme has handed over, and nobody in the group has agreed that the service may contact them."""
    stage = world.cast
    Handover.objects.filter(cohort=stage.larkfield).update(state="HANDED_OVER", finished_at=clock.now())
    consent.withdraw(
        stage.khadija, purpose=Purpose.SERVICE_MAY_CONTACT, scope=f"service:{stage.severn.pk}",
        wording="sharing-2026-11", method=Method.SCREEN, by=stage.khadija,
    )  # fmt: skip
    return world


def pages(world, door, who):
    """Every page of the site as somebody, by the name of its address."""
    for name, _, pattern in addresses():
        if not name.startswith(OF_PRIVATE_LINKS):
            response, _ = door.ask(who, "GET", world.url(name, pattern))
            if response.status_code == 200:
                yield name, response.content.decode(errors="ignore")


@pytest.mark.parametrize("who", TEAM)
def test_no_page_of_the_team_shows_a_member_after_the_handover(over, door, who):
    shown = {name: leaks(page, over.cast) for name, page in pages(over, door, who)}

    assert {name: seen for name, seen in shown.items() if seen} == {}
    assert len(shown) > 40  # they did see their pages


def test_there_is_something_that_could_leak(over, door):
    shown = {name: leaks(page, over.cast) for name, page in pages(over, door, "gwen")}

    assert any(shown.values())


@pytest.mark.parametrize("who", ["sam", "ife", "nadia", "ruth"])
@pytest.mark.parametrize(
    "part", ["", "people/", "meetings/", "agreement/", "organising/", "places/", "settings/"]
)
def test_a_groups_own_pages_are_not_there_for_the_team(over, door, who, part):
    response, _ = door.ask(who, "GET", f"/groups/{over.cast.steppers.code}/{part}")

    assert response.status_code == 404


def test_somebody_who_agreed_to_be_contacted_is_named_where_they_are_needed(over, door):
    stage = over.cast
    log = "/team/messages/"
    assert "Bill Tranter" not in door.ask("nadia", "GET", log)[0].content.decode()

    consent.give(
        stage.bill, purpose=Purpose.SERVICE_MAY_CONTACT, scope=f"service:{stage.severn.pk}", wording="1",
        method=Method.ROOM, by=stage.bill,
    )  # fmt: skip

    assert "Bill Tranter" in door.ask("nadia", "GET", log)[0].content.decode()
    assert "Bill Tranter" not in door.ask("olive", "GET", log)[0].content.decode()
