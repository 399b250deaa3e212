"""Child processes that die with their parent, however it dies, and that ctrl-C does not reach."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from followon.embedded.addresses import ROOT

NEW_USER_NAMESPACE, SET_DEATH_SIGNAL = 0x10000000, 1  # from linux/sched.h and linux/prctl.h
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class DidNotStart(Exception):
    """A child ended before it was ready; the message ends with the last lines it wrote."""


@dataclass
class Child:
    """One program that we start, watch and stop, with all that it writes in one log."""

    name: str
    command: Sequence[str | Path]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    die_signal: signal.Signals | None = None  # the kernel sends it when we die; else the stop signal
    environ: Mapping[str, str] | None = None
    stdin: int = subprocess.DEVNULL
    never_root: bool = False  # the program refuses to run as root
    is_ready: Callable[["Child"], bool] = lambda child: True
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the program, with its output added to its log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        prepare = _preparation(self.die_signal or self.stop_signal, self.never_root)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=self.stdin,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                env=None if self.environ is None else dict(self.environ),
                preexec_fn=prepare,
            )

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def wait_until_ready(self, seconds: float = 30) -> None:
        """Wait until the program answers. Raises DidNotStart when it ends first or takes too long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if not self.runs:
                raise DidNotStart(
                    f"{self.name} stopped as soon as it started. {self.log} ends:\n{self.tail()}"
                )
            if self.is_ready(self):
                return
            time.sleep(0.01)
        raise DidNotStart(
            f"{self.name} was not ready in {seconds:.0f} seconds. {self.log} ends:\n{self.tail()}"
        )

    def stop(self, seconds: float = 10) -> None:
        """Ask the program to stop; after some seconds make it. Nothing it started is left behind."""
        if not self.process:
            return
        if self.runs:
            self.process.send_signal(self.stop_signal)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        self.clear()

    def clear(self) -> None:
        """Kill whatever is left of the program and of what it started."""
        if not self.process:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # it leads a group of its own: see _preparation
        self.process.wait()

    def tail(self, lines: int = 12) -> str:
        """The last lines of the log."""
        said = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(said.splitlines()[-lines:])


def run_as_ordinary_user(command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run a program that refuses root, to its end."""
    prepare = _preparation(signal.SIGKILL, never_root=True)
    return subprocess.run(command, capture_output=True, text=True, preexec_fn=prepare)


def die_with_parent(die_signal: signal.Signals, parent: int) -> None:
    """Ask the kernel to send us a signal when our parent ends, however it ends (on Linux).

    We end at once if it ended before we could ask: nobody would send us anything.
    """
    if _libc:
        _libc.prctl(SET_DEATH_SIGNAL, int(die_signal), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def let_forks_die_with_us(die_signal: signal.Signals) -> None:
    """From now on, have each process that we fork, and those that it forks, die with its parent.

    Asked for by the new process itself later on, there would be a moment in which nobody would end it.
    """
    forking = [os.getpid()]

    def note_who_forks() -> None:
        forking[0] = os.getpid()

    def in_the_new_process() -> None:
        die_with_parent(die_signal, forking[0])

    os.register_at_fork(before=note_who_forks, after_in_child=in_the_new_process)


def _preparation(die_signal: signal.Signals, never_root: bool) -> Callable[[], None]:
    """What a child does between fork and exec."""
    parent = os.getpid()

    def prepare() -> None:
        os.setsid()
        if never_root and os.geteuid() == 0:
            _stop_looking_like_root()
        die_with_parent(die_signal, parent)

    return prepare


def _stop_looking_like_root() -> None:
    """Enter a user namespace where root is user 1000: PostgreSQL refuses root, yet the files stay ours."""
    if not _libc or _libc.unshare(NEW_USER_NAMESPACE) != 0:
        os.write(
            2, b"PostgreSQL refuses to be root here: run this as an ordinary user, or set DATABASE_URL.\n"
        )
        os._exit(1)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text("1000 0 1\n")
    Path("/proc/self/gid_map").write_text("1000 0 1\n")
