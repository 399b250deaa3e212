"""Fixtures for tests that ask for every address. The world is built once for a file, and each request is undone."""

import pytest
from django.db import transaction

from followon import clock
from tests.access import world as worlds
from tests.access.asking import Door
from tests.groups.conftest import TUESDAY_NOON


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), clock.moved_to(TUESDAY_NOON):
        whole = transaction.atomic()
        whole.__enter__()
        try:
            yield worlds.build()
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


@pytest.fixture(scope="module")
def door(world):
    return Door(world.cast)
