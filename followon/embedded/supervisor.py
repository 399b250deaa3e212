"""Keeps children running until told to stop: one supervisor for each checkout, a dead child started again."""

import fcntl
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from followon.embedded.children import Child

LONGEST_PAUSE = 30.0  # seconds before a child that keeps dying is started once more
SETTLED = 60.0  # seconds after which a child that died is no longer said to keep dying
BIGGEST_LOG = 5_000_000  # bytes; a bigger log is put aside at the next start


class RunsAlready(Exception):
    """Another supervisor has this checkout; the message is what that one wrote about itself."""


@contextmanager
def only_one(lock: Path, about: str) -> Iterator[None]:
    """Hold this checkout for ourselves. Raises RunsAlready; the kernel lets go of it when we end."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise RunsAlready(file.read()) from None
        file.truncate(0)
        file.write(about)
        file.flush()
        yield


def port_is_free(port: int, seconds: float = 0) -> bool:
    """Whether we could listen on this port of this machine, now or within some seconds."""
    until = time.monotonic() + seconds
    while True:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
                return True
            except OSError:
                if time.monotonic() >= until:
                    return False
        time.sleep(0.1)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def put_aside_big_logs(folder: Path) -> None:
    """Keep one old log of each child, and no log that grows for ever."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > BIGGEST_LOG:
            log.rename(log.with_suffix(".log.old"))


@dataclass
class Watched:
    """A child with what we remember of its deaths."""

    child: Child
    started_at: float
    pause: float = 0.0
    start_again_at: float | None = None


@dataclass
class Supervisor:
    """Starts children, starts again those that die, and stops them all in the opposite order."""

    tell: Callable[[str], None]
    watched: list[Watched] = field(default_factory=list)
    asked_to_stop: bool = False

    def start(self, child: Child, *, ready_within: float | None = None) -> None:
        """Start a child and watch it from now on; wait until it is ready if told how long."""
        self.watched.append(Watched(child, time.monotonic()))
        child.start()
        if ready_within is not None:
            child.wait_until_ready(ready_within)
        self.heed()

    def watch(self, seconds: float = 0.5) -> None:
        """Watch until asked to stop; then raise KeyboardInterrupt."""
        while True:
            self.heed()
            for one in self.watched:
                self.look_after(one, time.monotonic())
            time.sleep(seconds)

    def heed(self) -> None:
        """Raise KeyboardInterrupt once more if the one that a signal raised was lost on its way.

        Python drops an exception that strikes in a finaliser or a callback, after a line on the terminal.
        """
        if self.asked_to_stop:
            raise KeyboardInterrupt

    def look_after(self, one: Watched, now: float) -> None:
        """Start a dead child again, later each time it dies soon after its start."""
        if one.start_again_at is None and not one.child.runs:
            one.child.clear()  # what it started must not hold its port or its socket
            lived = now - one.started_at
            one.pause = 1.0 if lived > SETTLED or not one.pause else min(one.pause * 2, LONGEST_PAUSE)
            one.start_again_at = now + one.pause
            self.tell(f"{one.child.name} ended and starts again in {one.pause:.0f} s. See {one.child.log}")
        if one.start_again_at is not None and now >= one.start_again_at:
            one.child.start()
            one.started_at, one.start_again_at = now, None

    def stop(self) -> None:
        """Stop every child, the last one started first; asked again in the meantime, do it at once."""
        try:
            while self.watched:
                self.watched[-1].child.stop()
                self.watched.pop()
        except KeyboardInterrupt:
            for one in self.watched:
                one.child.clear()

    @contextmanager
    def stopped_by_signals(self) -> Iterator[None]:
        """Within the block, the signals that ask us to stop raise KeyboardInterrupt, as ctrl-C does."""

        def stop(number: int, frame: FrameType | None) -> None:
            self.asked_to_stop = True
            raise KeyboardInterrupt

        asking = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
        before = {number: signal.signal(number, stop) for number in asking}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
