"""One word all the way through: a URL's name is its view's name, and the name says whose page it is."""

import re

import pytest

from tests.access.addresses import addresses

OUR_SPACES = {"web", "people", "audit", "notifications", "pmp", "groups"}
DOORS = {
    "my_": re.compile(r"^(home/|you/|plans/|groups/|meetups/|worried/|exchange/|find-a-group/|tutor/)"),
    "team_": re.compile(r"^team/"),
    "link_": re.compile(r"^[a-z]/|^cal/"),
}


OURS = [
    (route, space, entry)
    for name, route, entry in addresses()
    if (space := name.rpartition(":")[0]) in OUR_SPACES
]


@pytest.mark.parametrize(("route", "space", "entry"), OURS, ids=[f"{s}:{e.name}" for _, s, e in OURS])
def test_url_name_is_view_name(route, space, entry):
    view = getattr(entry.callback, "__wrapped__", entry.callback)

    assert entry.name == view.__name__


@pytest.mark.parametrize(("route", "space", "entry"), OURS, ids=[f"{s}:{e.name}" for _, s, e in OURS])
def test_side_and_prefix_agree(route, space, entry):
    for side, prefix in DOORS.items():
        if entry.name.startswith(side):
            assert prefix.match(route), f"{entry.name} is at /{route}"


def test_url_names_are_given_once():
    names = [f"{space}:{entry.name}" for _, space, entry in OURS]

    assert sorted(set(names)) == sorted(names)
