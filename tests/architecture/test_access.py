"""The matrix: every address × GET and POST × everybody; an address that is missing from the table fails."""

import os

import pytest

from tests.access import generate
from tests.access.addresses import addresses
from tests.access.asking import WHILE_LOOKING, letter
from tests.access.world import ASKING

pytestmark = pytest.mark.django_db
EVERY = {name: pattern for name, _, pattern in addresses()}
TABLE = generate.read() if generate.TABLE.exists() else {}
METHODS = ("GET", "POST")
WHILE_REFUSED = {
    "n": {"django_session"},
    "u": {"django_session"},
    "s": {"django_session", "audit_event", "people_sign_in_code"},  # asking for a code is the way in
}
WRITING = os.environ.get("FOLLOWON_WRITE_ACCESS") == "1"


def test_every_address_stands_in_the_table():
    assert sorted(set(EVERY) - set(TABLE)) == [], (
        "Add them with tests/access/generate.py, then read what it wrote"
    )
    assert sorted(set(TABLE) - set(EVERY)) == []


@pytest.mark.parametrize("name", EVERY)
def test_everybody_gets_what_the_table_says(name, world, door):
    url = world.url(name, EVERY[name])
    found = tuple(
        generate.spaced("".join(_ask(door, who, method, url) for who in ASKING)) for method in METHODS
    )
    if WRITING:
        generate.write(name, found)
    else:
        assert found == TABLE.get(name)


def _ask(door, who, method, url):
    """What the answer means; looking changes nothing, and whoever is refused changes nothing."""
    response, written = door.ask(who, method, url)
    meant = letter(response)
    assert meant != "x", f"{method} {url} as {who}"
    if method == "GET":
        assert written <= WHILE_LOOKING, f"GET {url} as {who} wrote to {written}"
    if meant in "nus":
        assert written <= WHILE_REFUSED[meant], f"{method} {url} was refused to {who}, and wrote to {written}"
    return meant


@pytest.mark.parametrize("name", EVERY)
def test_nobody_reaches_a_thing_of_somebody_else_by_its_number(name, world, door):
    for url in world.urls_of_others(name, EVERY[name]):
        for who in ("gwen", "sam", "nadia", "ruth"):
            for method in ("GET", "POST"):
                response, written = door.ask(who, method, url)
                assert letter(response) in "unm", f"{method} {url} as {who}"
                assert written <= {"django_session"}, f"{method} {url} as {who} wrote to {written}"
