"""The engine's own tests: kinds that only they send, and people who belong to no app above."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from followon import clock
from followon.audit.actors import Job
from followon.people.models import User
from notifications.models import Message
from notifications.standin.faults import Faults
from notifications.standin.server import StandIn
from notifications.standin.store import Store
from tests.notifications import kinds

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


def state():
    """Of the one text there is."""
    return Message.objects.get(channel="SMS").state


def minutes(count):
    return timedelta(minutes=count)


def states():
    """Of every message, in the order in which they were asked for."""
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


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


_STANDINS = []


@pytest.fixture(scope="session")
def running_standin():
    """Twilio and a mail server, on free ports of this machine, for the whole run.

    One for the process, however many modules borrow this fixture: the engine keeps its mail line open.
    """
    if not _STANDINS:
        made = StandIn(
            sid="ACtests", token="token-of-tests", number="+447700900000", notify_key="key-of-tests"
        )
        _STANDINS.append(made.start())
    return _STANDINS[0]


@pytest.fixture
def standin(running_standin, settings):
    """The stand-ins, empty and well-behaved, with the settings that lead to them."""
    running_standin.store = running_standin.twilio.store = running_standin.sink.store = Store()
    running_standin.faults = Faults(callbacks="keep")
    running_standin.postman.forget()
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = "ACtests", "token-of-tests"
    settings.TWILIO_FROM, settings.TWILIO_BASE_URL = "+447700900000", running_standin.url
    settings.NOTIFY_BASE_URL, settings.NOTIFY_API_KEY = running_standin.url, "key-of-tests"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running_standin.smtp_port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    return running_standin


@pytest.fixture
def same_time_there(standin, noon, settings):
    """The phones' clock stands at noon too, and no answer of another test is left."""
    settings.PUBLIC_BASE_URL = "http://127.0.0.1:8000"
    standin.store.now = lambda: noon
    kinds.ANSWERS.clear()
