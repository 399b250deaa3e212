"""After the handover the team sees counts, not people (decision 7, F10): on every page, in every role."""

import pytest

from followon import clock
from groups.models import Membership
from pmp.models import Handover
from tests.access.world import addresses

pytestmark = pytest.mark.django_db
TEAM = ("sam", "ife", "nadia", "ruth")
# Where staff see somebody because that person wrote, rang or texted to the service, or chose to be seen.
OPEN = {}


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
    Handover.objects.filter(cohort=world.cast.larkfield).update(state="HANDED_OVER", finished_at=clock.now())
    return world


@pytest.mark.parametrize("who", TEAM)
def test_no_page_of_the_team_shows_a_member_after_the_handover(over, door, who):
    found = {}
    for name, _, pattern in addresses():
        if name.startswith(("groups:link_", "notifications:link_", "pmp:link_")):
            continue  # private links belong to whoever holds them
        response, _ = door.ask(who, "GET", over.url(name, pattern))
        if response.status_code == 200 and (
            seen := leaks(response.content.decode(errors="ignore"), over.cast)
        ):
            found[name] = seen
    assert {name: seen for name, seen in found.items() if name not in OPEN} == {}


def test_something_could_leak(over, door):
    page = door.ask("gwen", "GET", f"/groups/{over.cast.steppers.code}/people/")[0].content.decode()

    assert "Gwen" in page
