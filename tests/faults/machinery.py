"""The processes every case shares: a stand-in whose port is proved to be its own, and a nursery of workers."""

import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from followon.embedded import supervisor
from followon.embedded.children import Child
from tests.faults.shared_clock import SharedClock


class Machinery:
    """The processes that every case shares: the stand-in and the nursery of workers; one set for each run."""

    def __init__(self, home):
        self.home = home
        self.clock = SharedClock(home / "clock")
        self.busy = home / "busy"
        self.busy.mkdir()
        self.http_port, self.smtp_port, self.web_port = (supervisor.free_port() for _ in range(3))
        self.environ = self._environ()
        self.standin = self.program(
            "standin", "standin", "--http-port", self.http_port, "--smtp-port", self.smtp_port
        )
        self.standin.start()
        self.log = home / "nursery.log"
        with self.log.open("ab") as log:
            self.nursery = subprocess.Popen(
                self._command("nursery"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                env=self.environ, cwd=settings.BASE_DIR, text=True,
            )  # fmt: skip
        self._wait_for_the_standin()

    def _environ(self):
        url, name = os.environ["DATABASE_URL"], connection.settings_dict["NAME"]
        inherited = {n: v for n, v in os.environ.items() if not n.startswith(("PYTEST_", "COV_"))}
        return {
            **inherited,
            "DATABASE_URL": f"{url.rpartition('/')[0]}/{name}",
            "TWILIO_BASE_URL": f"http://127.0.0.1:{self.http_port}",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.smtp_port}",
            "PUBLIC_BASE_URL": f"http://127.0.0.1:{self.web_port}",
            "IDLE_IN_TRANSACTION_MS": "5000",  # thirty seconds outside tests
            "FAULTS_CLOCK": str(self.home / "clock"),
            "FAULTS_BUSY": str(self.busy),
        }

    def _command(self, *words):
        return [sys.executable, "-W", "ignore", "-m", "tests.faults.process", *map(str, words)]

    def program(self, name, *words, **more):
        log = self.home / f"{name}.log"
        return Child(
            name, self._command(*words), log, environ={**self.environ, **more.pop("environ", {})}, **more
        )

    def _wait_for_the_standin(self):
        """Until it answers; and refuse to run against anything but the process that we started."""
        until = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError, ValueError):
                said = self.ask("GET", "/standin/health")
                break
            if time.monotonic() > until or not self.standin.runs:
                pytest.exit(f"The stand-in did not start: {self.standin.tail()}", returncode=3)
            time.sleep(0.05)
        if said.get("pid") != self.standin.process.pid or not _owns(self.standin.process.pid, self.http_port):
            pytest.exit("Somebody else's process has the stand-in's port: refusing to run.", returncode=3)

    def ask(self, method, path, told=None):
        """One request to the stand-in's own pages."""
        line = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=30)
        try:
            line.request(method, path, json.dumps(told) if told is not None else None)
            return json.loads(line.getresponse().read())
        finally:
            line.close()

    def fork(self, order):
        """A new dispatch loop; gives back its number."""
        self.nursery.stdin.write(json.dumps(order) + "\n")
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline())

    def anybody_is_busy(self):
        """Whether a worker that lives, and is not frozen, is in the middle of a pass."""
        return any(works(int(mark.name)) for mark in self.busy.iterdir())

    def stop(self):
        self.nursery.kill()
        self.nursery.wait()
        self.nursery.stdin.close()
        self.nursery.stdout.close()
        self.standin.clear()


def _owns(pid, port):
    """Whether this very process listens on the port, as the kernel says (where it says so)."""
    table = Path("/proc/net/tcp")
    if not table.exists():
        return True
    rows = [line.split() for line in table.read_text().splitlines()[1:]]
    listening = {
        f"socket:[{row[9]}]" for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == port
    }
    held = set()
    for file in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            held.add(str(file.readlink()))
    return bool(listening & held)


def state_of(pid):
    """One letter, as the kernel says it; empty for a process that is no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def runs(pid):
    return state_of(pid) not in ("", "Z", "X")


def works(pid):
    return state_of(pid) not in ("", "Z", "X", "T")
