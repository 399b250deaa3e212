"""The engine's own tests: kinds that only they send, and people who belong to no app above."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from followon import clock
from followon.audit.actors import Job
from followon.people.models import User

_FOLDER = str(Path(__file__).parent / "templates")
if _FOLDER not in settings.TEMPLATES[0]["DIRS"]:
    settings.TEMPLATES[0]["DIRS"].append(_FOLDER)

TUESDAY_NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ROBOT = Job("tests")


def somebody(first, *, mobile="", email="", landline=""):
    made = User(first_name=first, mobile=mobile, email=email, landline=landline)
    made.set_unusable_password()
    made.save()
    return made


@pytest.fixture
def noon():
    """A Tuesday at noon in November, when nothing is quiet; the clock stands still."""
    with clock.moved_to(TUESDAY_NOON):
        yield TUESDAY_NOON


@pytest.fixture
def maria(db):
    return somebody("Maria", mobile="+447700900011", email="maria@example.org")


@pytest.fixture
def tom(db):
    return somebody("Tom", mobile="+447700900012", email="tom@example.org")


@pytest.fixture
def ana(db, maria):
    """Ana shares Maria's phone."""
    return somebody("Ana", mobile=maria.mobile)


@pytest.fixture
def grace(db):
    return somebody("Grace", email="grace@example.org")


@pytest.fixture
def colin(db):
    return somebody("Colin", landline="+441632960333")
