"""What the tests of people share: the cast, an empty cache, and ways to sign somebody in."""

import pytest
from django.core.cache import cache

from followon.people.models import User
from notifications.models import Message
from tests import cast as cast_module
from tests.people.signing import by_code


@pytest.fixture
def cast(db):
    return cast_module.assemble()


@pytest.fixture
def tom(client, cast):
    """Tom, who has signed in; the code that he needed for it is forgotten."""
    by_code(client, cast.tom)
    Message.objects.all().delete()
    return cast.tom


def fresh(person):
    """The same person as the database has them now."""
    return User.objects.get(pk=person.pk)


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
