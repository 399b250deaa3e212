"""Logs, broker, cache and sessions know nobody: the main story is told under watch, and every line of it is searched.

Nothing is replaced: the records pass the handler that the settings make, and every command that reaches the real
Valkey is overheard, so that no message can be missed between two looks.
"""

import base64
import binascii
import io
import json
import logging
import re
import subprocess
import sys
import threading
import time

import pytest
import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.handlers.exception import convert_exception_to_response
from django.db import IntegrityError, transaction
from django.test import Client

from followon.celery import app
from followon.logs import redact
from followon.people.models import User
from groups.actions import concerns, rota
from groups.actions.concerns import Worry
from groups.models import Group
from groups.models.concern import AboutWhom, DutyRank
from notifications import tasks
from notifications.models import Message
from pmp.models import Post, Service
from tests.journeys import test_a_cohort_becomes_a_group as main_story
from tests.journeys.test_a_cohort_becomes_a_group import story  # noqa: F401
from tests.notifications.conftest import running_standin, standin  # noqa: F401
from tests.people.signing import by_code

WORDS = "She said she cannot go on"
ESCAPED = re.compile(r"\\x[0-9a-f]{2}|\\[a-z]")  # how MONITOR writes what is no letter
BASE64 = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")


class Overheard:
    """Everything that was logged, and every command that Valkey was given."""

    def __init__(self):
        self.log, self.commands = io.StringIO(), []
        self._client = redis.Redis.from_url(settings.REDIS_URL)
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self):
        [self._console] = [one for one in logging.getLogger().handlers if one.name == "console"]
        self._before = self._console.setStream(self.log)
        self._monitor = self._client.monitor()
        self._monitor.__enter__()
        self._thread.start()
        return self

    def _listen(self):
        for one in self._monitor.listen():
            self.commands.append(ESCAPED.sub(" ", one["command"]))
            if "that was all" in one["command"]:
                return

    def __exit__(self, *error):
        self._client.ping()
        self._client.echo("that was all")
        self._thread.join(60)
        self._monitor.connection.disconnect()
        self._console.setStream(self._before)

    @property
    def broker(self):
        """The commands, with what Celery packs into base64 unpacked."""
        return "\n".join([*self.commands, *(unpacked(found) for found in self._packed())])

    def _packed(self):
        return {found for one in self.commands for found in BASE64.findall(one)}


def unpacked(text):
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def sessions():
    return "\n".join(json.dumps(one.get_decoded(), default=str) for one in Session.objects.all())


def found_in(text):
    """Whose name, number, address, private link or words of a message stand in a text."""
    said = set()
    for person in User.objects.all():
        digits = person.mobile[-9:]
        said |= {person.first_name, person.last_name, person.mobile, digits, person.email, person.landline}
    said |= {body for body in Message.objects.values_list("body", flat=True) if body}
    said |= {WORDS} - {""}
    words = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in sorted(said - {""})))
    return sorted(set(words.findall(text)))


@pytest.fixture
def overheard(monkeypatch):
    monkeypatch.setattr(tasks, "_resting_until", 0.0)
    with Overheard() as watching:
        yield watching


def ended(watching):
    """Let what was said last be heard."""
    watching._client.echo("nearly all")
    deadline = time.monotonic() + 30
    while not any("nearly all" in one for one in watching.commands) and time.monotonic() < deadline:
        time.sleep(0.05)


def whole_life(story):  # noqa: F811
    """The main story; then a worry, a sign-in, a wrong address, a forgotten page and an error with a row in it."""
    main_story.test_a_cohort_becomes_a_group_that_meets(story)
    with story.at(2026, 12, 14, 12):
        severn, maria = Service.objects.get(), User.objects.get(first_name="Maria")
        post = Post.objects.get(person__first_name="Sam")
        rota.put_on_duty(
            post, rank=DutyRank.FIRST, from_date=post.from_date, last_date=post.from_date.replace(year=2030),
            by=post.person,
        )  # fmt: skip
        worry = Worry(about=AboutWhom.MEMBER, about_whom="Joan", what=WORDS, reach_on=maria.mobile)
        concerns.raise_concern(severn, worry, person=maria, by=maria, group=Group.objects.get())
        story.works()
        phone = Client()
        by_code(phone, maria)
        phone.get("/home/")
        phone.get(f"/nowhere/{maria.mobile}/?q={maria.email}")
        phone.get("/r/abcdefghij/")
        phone.post("/r/abcdefghij/", {"coming": "YES"})
        _fail_over_a_row(maria)


def _fail_over_a_row(person):
    """A mistake of the software that PostgreSQL refuses, naming the whole row, and that is logged as such."""
    told = ""
    try:
        with transaction.atomic():
            User.objects.filter(pk=person.pk).update(mobile=None)
    except IntegrityError as refusal:
        told = str(refusal)
        logging.getLogger("groups").exception("something about %s failed", person.mobile)
    assert person.last_name in told


@pytest.mark.django_db(transaction=True)
def test_the_main_story_leaves_no_trace_of_anybody(story, overheard):  # noqa: F811
    whole_life(story)
    ended(overheard)

    assert User.objects.filter(
        first_name="Maria", email=""
    ).exists()  # the story was told, and names were there to leak
    assert Message.objects.exclude(body="").count() > 10
    assert "look_now" in overheard.broker  # Celery was poked, so there were messages to look into
    assert overheard.log.getvalue().count("\n") > 3
    assert found_in(overheard.log.getvalue()) == []
    assert found_in(overheard.broker) == []
    assert found_in(sessions()) == []


@pytest.mark.django_db(transaction=True)
def test_a_leak_anywhere_would_be_found(overheard):
    """The same search, of a log, a broker, a cache and a session into which somebody's details were put on purpose."""
    gwen = User(first_name="Gwen", last_name="Hale", mobile="+447700900555", email="gwen.hale@example.org")
    gwen.set_unusable_password()
    gwen.save()
    logging.getLogger("groups").warning("Gwen has not answered")
    app.send_task("notifications.tasks.look_now", kwargs={"to": gwen.email}, retry=False)
    cache.set("last", {"who": gwen.mobile}, 5)
    client = Client()
    client.force_login(gwen)
    session = client.session
    session["who"] = "Hale"
    session.save()
    ended(overheard)

    assert found_in(overheard.log.getvalue()) == ["Gwen"]
    assert gwen.email in found_in(overheard.broker)
    assert gwen.mobile in found_in(overheard.broker)
    assert "Hale" in found_in(sessions())


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("ring +44 7700 900123 please", "ring [number] please"),
        ("ring 0044 (0)7700-900-123", "ring [number]"),
        ("write to gwen.hale+pain@example.org.", "write to [email]"),
        ("Not Found: /r/abcDEF1234/", "Not Found: /r/[link]/"),
        ("Not Found: /cal/abcDEF1234.ics", "Not Found: /cal/[link].ics"),
        ("Not Found: /team/programmes/12/", "Not Found: /team/programmes/12/"),
        ("DETAIL:  Failing row contains (7, Gwen, Hale).\nCONTEXT: x", "[row]"),
        ("2026-11-28 08:15:00,123 beat", "2026-11-28 08:15:00,123 beat"),
    ],
)
def test_what_a_line_of_the_log_keeps(said, kept):
    assert redact(said) == kept


@pytest.fixture
def written():
    """What the console of the log is given."""
    stream = io.StringIO()
    [console] = [one for one in logging.getLogger().handlers if one.name == "console"]
    before = console.setStream(stream)
    yield stream
    console.setStream(before)


def test_a_traceback_is_redacted_as_well(written):
    try:
        raise ValueError("Key (email)=(gwen@example.org) and 07700 900555 exist")
    except ValueError:
        logging.getLogger("groups").exception("no")

    assert "Traceback" in written.getvalue()
    assert "Key (email)=([email]) and [number] exist" in written.getvalue()


@pytest.mark.parametrize(("wrong", "told"), [(PermissionDenied("Not yours."), False), (KeyError("x"), True)])
def test_a_refused_page_is_one_line_and_a_fault_keeps_its_traceback(rf, written, wrong, told):
    def view(request):
        raise wrong

    convert_exception_to_response(view)(rf.get("/team/"))

    first, *more = written.getvalue().splitlines()
    assert ": /team/" in first
    assert bool(more) is told
    assert ("Traceback (most recent call last):" in more) is told


def test_a_line_of_the_log_stays_one_line_and_says_when_in_utc(written):
    logging.getLogger("groups").warning("Not Found: %s", "/x\r\n2026-11-28 12:00:00.000Z ERROR groups forged")

    [line] = written.getvalue().splitlines()
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z WARNING groups ", line)


SAY = "import logging; logging.getLogger('{}').warning('ring +447700900123')"
WORKER = "import django; django.setup(); from followon.celery import app; app.log.setup(loglevel='INFO'); "
WEB = (
    "from gunicorn.app.wsgiapp import WSGIApplication; import sys; sys.argv = ['g', '--config', "
    "'python:followon.gunicorn']; from gunicorn.glogging import Logger; Logger(WSGIApplication().cfg); "
)


@pytest.mark.parametrize(
    ("begin", "logger"),
    [(WORKER, "celery.worker"), (WORKER, "kombu"), (WORKER, "groups"), (WEB, "gunicorn.error")],
)
def test_worker_and_web_server_log_through_the_filter(begin, logger):
    ran = subprocess.run(
        [sys.executable, "-c", begin + SAY.format(logger)], cwd=settings.BASE_DIR, capture_output=True, text=True,
        timeout=300, check=True,
    )  # fmt: skip

    assert "ring [number]" in ran.stdout + ran.stderr
    assert "7700900123" not in ran.stdout + ran.stderr
