"""Whoever is shown a link can open it, and whoever is shown a form may send it: no page leads to a closed door."""

import re
from html import unescape

import pytest

from tests.access import generate
from tests.access.addresses import addresses
from tests.access.asking import letter
from tests.access.world import ASKING

pytestmark = pytest.mark.django_db
EVERY = {name: pattern for name, _, pattern in addresses()}
# One of each kind: nobody, an organiser, a member, a patient, the three of the team, and a patient tutor.
READERS = [
    pytest.param(who, marks=pytest.mark.xdist_group(f"links-{who}"))  # each looks at their pages once
    for who in ("nobody", "gwen", "khadija", "maria", "sam", "ife", "nadia", "ruth")
]
LINK = re.compile(r'<a\s[^>]*?href="(/[^"#]*)')
FORM = re.compile(r'<form\s[^>]*?action="(/[^"#?]*)')
OPENS = "as"  # allowed, or first asked to sign in


@pytest.fixture(scope="module")
def shown(world, door):
    """The pages that somebody may open, by address; looked at once for both tests."""
    pages = {}

    def of(who):
        if who not in pages:
            pages[who] = dict(_pages(who, world, door))
        return pages[who]

    return of


def _pages(who, world, door):
    for name, (get, _) in generate.read().items():
        if get.replace(" ", "")[ASKING.index(who)] == "a":
            url = world.url(name, EVERY[name])
            response, _ = door.ask(who, "GET", url)
            if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
                yield url, response.content.decode()


@pytest.mark.parametrize("who", READERS)
def test_no_link_leads_to_a_closed_door(who, shown, door):
    from_page = {}
    for url, page in shown(who).items():
        for link in LINK.findall(page):
            from_page.setdefault(unescape(link), url)
    closed = {
        f"{page} leads to {link}: {answer}"
        for link, page in from_page.items()
        if (answer := letter(door.ask(who, "GET", link)[0])) not in OPENS
    }
    assert not closed, "\n".join(sorted(closed))


@pytest.mark.parametrize("who", READERS)
def test_no_form_is_shown_to_those_who_may_not_send_it(who, shown, world):
    table, at = generate.read(), ASKING.index(who)
    own = {world.url(name, EVERY[name]): name for name in table}
    closed = {
        f"{url} shows a form to {action}: {answer}"
        for url, page in shown(who).items()
        for action in FORM.findall(page)
        if action in own and (answer := table[own[action]][1].replace(" ", "")[at]) not in OPENS
    }
    assert not closed, "\n".join(sorted(closed))
