"""Pages that were open for a while: forms sent one after the other, as they stood before the first was taken.

Two people press at once, or one presses on a page from this morning. Each is done or refused in words.
"""

import zlib

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.access.asking import letter
from tests.fuzz.forms import likely
from tests.fuzz.test_every_address import SEED, TIMES

pytestmark = pytest.mark.django_db
AREAS = (
    "/groups/", "/you/", "/worried/", "/meetups/", "/account/", "/team/programmes/", "/team/handovers/",
    "/team/groups/", "/team/meetups/", "/team/concerns/", "/team/messages/", "/team/visits/", "/team/staff/",
    "/team/settings/",
    "/r/", "/w/", "/o/", "/d/", "/m/", "/c/", "/",
)  # fmt: skip


@st.composite
def presses(draw, forms, area):
    """Two to four forms of an area, each filled in with something its page offers."""
    there = [
        (path, who, form)
        for path, shown in forms.by_path.items()
        for who, form in shown
        if path.startswith(area)
    ]
    steps = []
    for path, who, form in draw(st.lists(st.sampled_from(there), min_size=2, max_size=4)):
        fields = {
            name: draw(st.sampled_from(values or [likely(name)])) for name, values in form.fields.items()
        }
        steps.append((who, path, fields))
    return steps


@pytest.mark.parametrize("area", AREAS)
def test_no_form_breaks_on_what_another_did(area, door, forms):
    @seed(zlib.crc32(area.encode()) + SEED)
    @settings(
        max_examples=TIMES * (20 if area == "/" else 2), deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(presses(forms, area))
    def survives(steps):
        with door.undone(steps[0][0]):
            for who, path, fields in steps:
                response = door.clients[who].post(path, fields)
                assert letter(response) != "x", steps
                assert response.status_code != 409, f"{path} did not expect a refusal: {steps}"

    survives()
    for who, client in door.clients.items():
        client.cookies.load(door.cookies[who].replace("Set-Cookie: ", ""))
