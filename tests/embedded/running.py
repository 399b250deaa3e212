"""A copy of the code in a folder of its own, run by `manage.py up` as somebody at a terminal would."""

import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from followon.embedded import supervisor

NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "tests", "secrets")
NOT_INHERITED = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FOLLOWON_TESTING", "FOLLOWON_TEST_VALKEY")


class Copy:
    """The code as it stands, in an empty folder, with this environment's packages and nothing else."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.port = supervisor.free_port()
        shutil.copytree(settings.BASE_DIR, folder, ignore=NOT_COPIED)
        (folder / ".venv").symlink_to(settings.BASE_DIR / ".venv")

    def command(self, *words, **environ):
        """What a command says, to its end."""
        run = [sys.executable, str(self.folder / "manage.py"), *words]
        return subprocess.run(run, env=self.environ(**environ), capture_output=True, text=True, timeout=180)

    def start(self, *words, **environ):
        """Run `up`, and look at what it says while it says it."""
        self.said = self.folder / "said.txt"
        run = [sys.executable, str(self.folder / "manage.py"), "up", "--port", str(self.port), *words]
        with self.said.open("w") as said:
            return subprocess.Popen(run, env=self.environ(**environ), stdout=said, stderr=said)

    @contextmanager
    def up(self, *words, **environ):
        """Run `up` within the block, from when it says that it is ready; stopped at the end if it still runs."""
        process = self.start(*words, **environ)
        try:
            wait_for(lambda: process.poll() is not None or "Ctrl-C" in self.said.read_text(), 400)
            assert process.poll() is None, self.said.read_text()
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(60)

    def environ(self, **extra):
        own = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        return {
            name: value for name, value in own.items() if not name.startswith(("PYTEST_", "COV_"))
        } | extra

    def status(self, path="/health/live"):
        """The status of a page, or None while nobody answers."""
        return status_of(self.port, path)

    def processes(self):
        """The command line of each process that works in this folder."""
        return {
            int(found.name): command
            for found in Path("/proc").iterdir()
            if found.name.isdigit() and works_in(found, self.folder) and (command := command_of(found))
        }


def works_in(process, folder):
    try:
        return (process / "cwd").readlink().is_relative_to(folder)
    except OSError:
        return False


def command_of(process):
    """Empty for a process that has ended already, or is ending."""
    try:
        return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def wait_for(what, seconds=40):
    """Wait until something is true, and say whether it is."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.05)
    return False


def status_of(port, path):
    """The status of a page of this machine, or None while nobody answers."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    try:
        line.request("GET", path)
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        line.close()
