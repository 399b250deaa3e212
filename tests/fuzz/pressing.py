"""Pages that were open for a while: forms sent one after the other, as they stood before the first was taken."""

from hypothesis import strategies as st

from tests.access.asking import letter
from tests.fuzz.forms import likely

AREAS = (
    "/groups/", "/you/", "/worried/", "/meetups/", "/account/", "/team/programmes/", "/team/handovers/",
    "/team/groups/", "/team/meetups/", "/team/concerns/", "/team/messages/", "/team/visits/", "/team/staff/",
    "/team/settings/", "/r/", "/w/", "/o/", "/d/", "/m/", "/c/", "/",
)  # fmt: skip


@st.composite
def presses(draw, forms, area):
    """Two to four forms of an area, each filled in with something its page offers."""
    every = [(who, path, form) for path, shown in forms.by_path.items() for who, form in shown]
    there = [step for step in every if step[1].startswith(area)] or every
    steps = []
    for who, path, form in draw(st.lists(st.sampled_from(there), min_size=2, max_size=4)):
        fields = {
            name: draw(st.sampled_from(values or [likely(name)])) for name, values in form.fields.items()
        }
        steps.append((who, path, fields))
    return steps


def press(door, steps):
    """Send them; each is done, or refused on a page that expected it."""
    with door.undone(steps[0][0]):
        for who, path, fields in steps:
            response = door.clients[who].post(path, fields)
            assert letter(response) != "x", steps
            assert response.status_code != 409, f"{path} did not expect a refusal: {steps}"
    for who in {step[0] for step in steps}:
        door.forget_cookies(who)
