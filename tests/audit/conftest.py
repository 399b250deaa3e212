"""The cast, and a header without the layers above."""

import pytest

from tests import cast as cast_module


@pytest.fixture
def cast(db):
    return cast_module.assemble()


@pytest.fixture(autouse=True)
def _plain_header(settings):
    settings.NAVIGATION = "tests.people.signing.navigation"
