"""`manage.py up`: the whole product on this machine, with its own PostgreSQL and Valkey unless it is given others.

It stays for as long as the product runs, so it is small: what needs Django is done by commands that end.
"""

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from followon import ahead, clock
from followon.embedded import engines, programs, supervisor
from followon.embedded.addresses import DATA, ROOT, Addresses, addresses, make_runtime
from followon.embedded.binaries import NotInstalled
from followon.embedded.children import Child, DidNotStart

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


class Up:
    """Run everything: pages, worker, clock, and on a first run a believable demo service."""

    def __init__(self, port: int, *, empty: bool, now: str | None) -> None:
        self.port, self.empty, self.now = port, empty, now
        self.url = f"http://127.0.0.1:{port}"
        self.crew = supervisor.Supervisor(tell)
        self.given = Given.by(os.environ)

    def handle(self) -> None:
        """Run until told to stop; a reason not to start is one plain sentence and exit code 1."""
        try:
            with self.crew.stopped_by_signals(), supervisor.only_one(DATA / "up.lock", f"{self.url}/"):
                self.run()
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
            tell("Everything has stopped.")

    def clock_ahead(self) -> timedelta:
        """How far the demo's clock is to be ahead of ours."""
        if self.now is None:
            return ahead.so_far(DATA) if self.given.demo else NOT_AHEAD
        if not self.given.demo:
            raise NotPossible("--now moves the clock of the demo, and this is not one.")
        try:
            return ahead.move(DATA, to=self.now)
        except ValueError:
            raise NotPossible(f"{self.now} is not a time such as 2026-12-08T10:00.") from None

    def run(self) -> None:
        """Start everything in order, watch it, and stop it in the opposite order."""
        if not supervisor.port_is_free(self.port, seconds=3):
            raise NotPossible(PORT_USED.format(port=self.port, other=self.port + 1))
        self.ahead = self.clock_ahead()
        supervisor.put_aside_big_logs(LOGS)
        where = own_addresses()
        try:
            environ = children_environment(self.url, demo=self.given.demo, ahead=self.ahead)
            nobody_is_here = self.prepare(where)
            self.crew.start(programs.web(self.port, LOGS, environ), ready_within=60)
            if self.given.demo and not self.empty and nobody_is_here:
                self.load_demo(environ)
                nobody_is_here = False
            self.start_programs(where, environ)
            if self.now:
                run_to_its_end(command("ask_for_everything", environ))
            self.say_where_to_look(nobody_is_here)
            self.crew.watch()
        except KeyboardInterrupt:
            tell("\nStopping …")
            raise
        finally:
            self.stop(where)

    def prepare(self, where: Addresses) -> bool:
        """Start the engines, bring the tables and the static files up to date; whether nobody is here yet.

        The command reads its code while the engines start, which brings the first page a second sooner.
        """
        preparing = command("prepare", dict(os.environ), "--when-told", stdin=subprocess.PIPE)
        preparing.start()
        try:
            self.start_engines(where)
            tell_to_go_on(preparing)
            return wait_for_its_end(preparing, also=(programs.NOBODY_IS_HERE,)) == programs.NOBODY_IS_HERE
        finally:
            preparing.clear()

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

    def load_demo(self, environ: Mapping[str, str]) -> None:
        """Load the demo service while the first page can be read already; one that was cut short begins afresh.

        It plays its own stand-ins and the work behind the pages, at moved clocks, so ours wait until it is done.
        """
        tell(f"Loading the demo service, which takes about a minute; {self.url}/ is there already …")
        UNFINISHED.touch()
        run_to_its_end(command("demo", {**environ, "PGOPTIONS": "-c synchronous_commit=off"}))
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

    def say_where_to_look(self, nobody_is_here: bool) -> None:
        """What somebody needs who sees this for the first time."""
        people = EMPTY if nobody_is_here else DEMO if self.given.demo else ""
        there = clock.to_local(clock.now() + self.ahead, clock.LONDON)
        people += AHEAD.format(there=there) if self.ahead else ""
        tell(
            READY.format(url=self.url)
            + people.format(url=self.url)
            + LAST.format(logs=LOGS.relative_to(ROOT))
        )

    def stop(self, where: Addresses) -> None:
        """Stop everything in order, and leave no sockets behind."""
        self.crew.stop()
        if where.runtime.exists():
            shutil.rmtree(where.runtime, ignore_errors=True)


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


def command(name: str, environ: Mapping[str, str], *more: str, stdin: int = subprocess.DEVNULL) -> Child:
    """One of the commands of manage.py, as a child that ends by itself."""
    words = [sys.executable, str(ROOT / "manage.py"), name, *more]
    return Child(f"manage.py {name}", words, LOGS / f"{name}.log", environ=environ, stdin=stdin)


def tell_to_go_on(child: Child) -> None:
    """End what a child reads; it waits for that."""
    if child.process and child.process.stdin:
        child.process.stdin.close()


def run_to_its_end(child: Child) -> None:
    """Run a program that ends by itself. Raises DidNotStart if it fails."""
    child.start()
    try:
        wait_for_its_end(child)
    finally:
        child.clear()


def wait_for_its_end(child: Child, also: Sequence[int] = ()) -> int:
    """The exit code of a program, which is 0 or one of some others. Raises DidNotStart if it failed."""
    code = child.process.wait() if child.process else 0
    if code and code not in also:
        raise DidNotStart(f"{child.name} failed. {child.log} ends:\n{child.tail()}")
    return code


def tell(sentence: str) -> None:
    """Say something to the person at the terminal, at once."""
    print(sentence, flush=True)


def main(arguments: Sequence[str]) -> None:
    """Read what was said after `up`, and run."""
    parser = ArgumentParser(prog="manage.py up", description=Up.__doc__)
    parser.add_argument("--port", type=int, default=8000, help="the port of the pages (8000)")
    parser.add_argument("--empty", action="store_true", help="do not load the demo service")
    parser.add_argument(
        "--now", metavar="TIME", help="what time it is in the demo, such as 2026-12-08T10:00; only forward"
    )
    Up(**vars(parser.parse_args(arguments))).handle()
