"""Everybody's browser, and every form of the site as its pages show it."""

import pytest

from tests.access.asking import Door
from tests.access.fixtures import world
from tests.fuzz.forms import Forms

__all__ = ["door", "forms", "world"]


@pytest.fixture(scope="module")
def door(world):
    """Like everybody's, except that an error in a view is an error of the test."""
    made = Door(world.cast)
    for client in made.clients.values():
        client.raise_request_exception = True
    return made


@pytest.fixture(scope="module")
def forms(world, door):
    return Forms(world, door)
