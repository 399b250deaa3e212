"""What the tests of people share: the cast, an empty cache, and ways to sign somebody in."""

import pytest
from django.core.cache import cache

from notifications.models import Message
from tests import cast as cast_module


@pytest.fixture
def cast(db):
    return cast_module.assemble()


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def outbox(db):
    """What waits to be sent, oldest first."""
    return lambda **which: list(Message.objects.filter(**which).order_by("pk"))


@pytest.fixture
def newest_code(db):
    """The six digits that were sent last."""
    return lambda: Message.objects.filter(kind="sign-in-code").latest("pk").payload["code"]


@pytest.fixture(autouse=True)
def _plain_header(settings):
    """These pages are looked at without the header of the layers above."""
    settings.NAVIGATION = "tests.people.signing.navigation"
