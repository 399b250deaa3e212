"""The whole product running on this machine, with its own PostgreSQL and Valkey unless it is given others."""

import hashlib
import os
import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from followon import celery, clock
from followon.embedded import engines, programs, supervisor
from followon.embedded.addresses import DATA, ROOT, Addresses, addresses, make_runtime
from followon.embedded.binaries import NotInstalled
from followon.embedded.children import Child, DidNotStart
from followon.schedule import SCHEDULE
from followon.web import ahead

NOT_AHEAD = timedelta()
LOGS, STANDIN = DATA / "logs", DATA / "standin"
UNFINISHED = (
    DATA / "demo-unfinished"
)  # lies there while the demo loads; what it left half done is thrown away
READY = """
Follow-on groups is running.

  Start here     {url}/
"""
DEMO = """\
  Be somebody    {url}/be/      one tap signs you in as any of these people
  Their phones   {url}/phone/   every text and email that was sent; you can answer them there

  Nadia Rahman   coordinator of the Severn Vale Pain Service
  Sam Oyelaran   clinician; runs the Larkfield Autumn programme
  Ife Okafor     clinician; leads the service
  Ruth Kemp      patient tutor, and a member of an older group
  Maria Costa    is on the Larkfield Autumn programme, whose handover has begun
  Gwen Hale      organises the Steady Steppers; Ellis Moor stands in for her
  Rhys Vaughan   belongs to another group, the Harbour Walkers
"""
EMPTY = """\
  It is empty. In a second terminal, open a pain service: python3 manage.py open_service
"""
AHEAD = "\n  In the demo it is {there:%A %d %B %Y, %H:%M}.\n"
LAST = """
Logs are in {logs}. Ctrl-C stops everything.
"""
PORT_USED = "Port {port} is used by another program. Choose another: python3 manage.py up --port {other}"


class NotPossible(Exception):
    """Why nothing was started, for the person at the terminal."""


@dataclass(frozen=True)
class Given:
    """What the environment gives us already, and so must not be started here."""

    database: bool
    redis: bool
    messages: bool

    @classmethod
    def by(cls, environ: Mapping[str, str]) -> "Given":
        def has(*names: str) -> bool:
            return any(environ.get(name) or environ.get(f"{name}_FILE") for name in names)

        messages = has("TWILIO_ACCOUNT_SID", "TWILIO_BASE_URL", "NOTIFY_API_KEY", "EMAIL_URL")
        return cls(database=has("DATABASE_URL"), redis=has("REDIS_URL"), messages=messages)

    @property
    def demo(self) -> bool:
        """Only a database of our own may be one where anybody can be anybody."""
        return not self.database and not self.messages


class Command(BaseCommand):
    """Run everything: pages, worker, clock, and on a first run a believable demo service."""

    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What may be said after `up`."""
        parser.add_argument("--port", type=int, default=8000, help="the port of the pages (8000)")
        parser.add_argument("--empty", action="store_true", help="do not load the demo service")
        parser.add_argument(
            "--now",
            metavar="TIME",
            help="what time it is in the demo, such as 2026-12-08T10:00; only forward",
        )

    def handle(self, *, port: int, empty: bool, now: str | None, **options: Any) -> None:
        """Run until told to stop; a reason not to start is one plain sentence and exit code 1."""
        self.crew = supervisor.Supervisor(self.tell)
        self.given = Given.by(os.environ)
        try:
            with (
                self.crew.stopped_by_signals(),
                supervisor.only_one(DATA / "up.lock", f"http://127.0.0.1:{port}/"),
            ):
                self.run(port, empty=empty, now=now)
        except supervisor.RunsAlready as other:
            sys.exit(f"Follow-on groups is running already, at {other}\nNothing was started or changed.")
        except (
            NotPossible,
            ahead.WouldGoBack,
            NotInstalled,
            DidNotStart,
            engines.OtherVersion,
            PermissionError,
        ) as trouble:
            sys.exit(str(trouble))
        except KeyboardInterrupt:
            self.tell("Everything has stopped.")

    def clock_ahead(self, now: str | None) -> timedelta:
        """How far the demo's clock is to be ahead of ours."""
        if now is None:
            return ahead.so_far(DATA) if self.given.demo else NOT_AHEAD
        if not self.given.demo:
            raise NotPossible("--now moves the clock of the demo, and this is not one.")
        try:
            return ahead.move(DATA, to=now)
        except ValueError:
            raise NotPossible(f"{now} is not a time such as 2026-12-08T10:00.") from None

    def run(self, port: int, *, empty: bool, now: str | None) -> None:
        """Start everything in order, watch it, and stop it in the opposite order."""
        if not supervisor.port_is_free(port, seconds=3):
            raise NotPossible(PORT_USED.format(port=port, other=port + 1))
        self.ahead = self.clock_ahead(now)
        supervisor.put_aside_big_logs(LOGS)
        where = own_addresses()
        try:
            environ = children_environment(f"http://127.0.0.1:{port}", demo=self.given.demo, ahead=self.ahead)
            self.start_engines(where)
            self.prepare()
            self.crew.start(programs.web(port, LOGS, environ), ready_within=60)
            if self.given.demo and not empty and nobody_is_here():
                self.load_demo(f"http://127.0.0.1:{port}/", environ)
            self.start_programs(where, environ)
            if now:
                self.do_what_is_due()
            self.say_where_to_look(f"http://127.0.0.1:{port}")
            self.crew.watch()
        except KeyboardInterrupt:
            self.tell("\nStopping …")
            raise
        finally:
            self.stop(where)

    def start_engines(self, where: Addresses) -> None:
        """PostgreSQL and Valkey, those of them that were not given."""
        wanted: list[Child] = []
        if not self.given.database or not self.given.redis:
            make_runtime(where.runtime)
        if not self.given.database:
            wanted.append(engines.postgres(DATA / "postgres", where.runtime, LOGS / "postgres.log"))
        if not self.given.redis:
            wanted.append(engines.valkey(DATA / "valkey", where.runtime, LOGS / "valkey.log"))
        for child in wanted:
            self.crew.start(child)
        for child in wanted:
            child.wait_until_ready()
        if not self.given.database:
            engines.make_database(where.runtime, afresh=UNFINISHED.exists())
            UNFINISHED.unlink(missing_ok=True)

    def prepare(self) -> None:
        """Bring the database and the static files up to date."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.tell("Making the tables …")
            call_command("migrate", interactive=False, verbosity=0)
        connection.close()
        collect_static_files()

    def load_demo(self, url: str, environ: Mapping[str, str]) -> None:
        """Load the demo service while the first page can be read already; one that was cut short begins afresh.

        It plays its own stand-ins and the work behind the pages, at moved clocks, so ours wait until it is done.
        """
        self.tell(f"Loading the demo service, which takes about a minute; {url} is there already …")
        UNFINISHED.touch()
        command = [sys.executable, str(ROOT / "manage.py"), "demo"]
        hasty = {**environ, "PGOPTIONS": "-c synchronous_commit=off"}
        run_to_its_end(Child("The demo", command, LOGS / "demo.log", environ=hasty))
        UNFINISHED.unlink()

    def start_programs(self, where: Addresses, environ: Mapping[str, str]) -> None:
        """What works behind the pages."""
        phones = programs.standin(where, STANDIN, LOGS, environ)
        if self.given.demo:
            self.crew.start(phones)
        self.crew.start(programs.worker(LOGS, environ))
        self.crew.start(programs.beat(DATA, LOGS, environ))
        if self.given.demo:
            phones.wait_until_ready(60)

    def do_what_is_due(self) -> None:
        """Ask for every periodic task once: what came due while the clock was moved does not wait for its hour."""
        for entry in SCHEDULE.values():
            celery.app.send_task(str(entry["task"]), ignore_result=True)

    def say_where_to_look(self, url: str) -> None:
        """What somebody needs who sees this for the first time."""
        people = EMPTY if nobody_is_here() else DEMO if self.given.demo else ""
        there = clock.to_local(clock.now() + self.ahead, clock.LONDON)
        people += AHEAD.format(there=there) if self.ahead else ""
        self.tell(READY.format(url=url) + people.format(url=url) + LAST.format(logs=LOGS.relative_to(ROOT)))

    def stop(self, where: Addresses) -> None:
        """Stop everything in order, and leave no sockets behind."""
        self.crew.stop()
        if where.runtime.exists():
            shutil.rmtree(where.runtime, ignore_errors=True)

    def tell(self, sentence: str) -> None:
        """Say something to the person at the terminal, at once."""
        self.stdout.write(sentence)
        self.stdout.flush()


def nobody_is_here() -> bool:
    """Whether the database knows no person yet."""
    try:
        return not get_user_model().objects.exists()
    finally:
        connection.close()


def own_addresses() -> Addresses:
    """This checkout's addresses, with other ports for the stand-ins where somebody else has theirs."""
    for name, port in (
        ("FOLLOWON_STANDIN_PORT", addresses().standin_port),
        ("FOLLOWON_SMTP_PORT", addresses().smtp_port),
    ):
        if not supervisor.port_is_free(port):
            os.environ[name] = str(supervisor.free_port())
    return addresses()


def children_environment(url: str, *, demo: bool, ahead: timedelta = NOT_AHEAD) -> dict[str, str]:
    """What each of our programs finds in its environment; only we ourselves can make it a demo."""
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    environ.pop("FOLLOWON_DEMO", None)
    environ.setdefault("PUBLIC_BASE_URL", url)
    if demo:
        environ |= {"FOLLOWON_DEMO": "1", "FOLLOWON_DEMO_AHEAD": str(ahead.total_seconds())}
    return environ


def run_to_its_end(child: Child) -> None:
    """Run a program that ends by itself. Raises DidNotStart if it fails."""
    child.start()
    try:
        if child.process and child.process.wait():
            raise DidNotStart(f"{child.name} could not be loaded. {child.log} ends:\n{child.tail()}")
    finally:
        child.clear()


def collect_static_files() -> None:
    """Collect, hash and compress the static files, if one of them changed since the last time."""
    files = hashlib.sha256(f"{settings.STATIC_ROOT} {settings.STORAGES['staticfiles']}".encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            files.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    stamp = DATA / "staticfiles.stamp"
    if not stamp.exists() or stamp.read_text() != files.hexdigest():
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(files.hexdigest())
