"""One clock for a test and all its processes: this machine's, moved by as many seconds as a small file says."""

import mmap
import struct
import time
import types
from datetime import UTC, datetime, timedelta

from followon import clock


class SharedClock:
    """Time passes as it does; `forward` makes it pass at once, for everybody who holds the same file."""

    def __init__(self, path):
        if not path.exists():
            path.write_bytes(struct.pack("d", 0.0))
        with path.open("r+b") as file:
            self._held = mmap.mmap(file.fileno(), 8)

    @property
    def ahead(self):
        """By how many seconds it is ahead of this machine."""
        return struct.unpack("d", self._held[:8])[0]

    def now(self):
        moved = clock._moved.get()
        return moved or datetime.now(UTC) + timedelta(seconds=self.ahead)  # noqa: TID251 - the test's own clock

    def forward(self, delta):
        self._held[:8] = struct.pack("d", self.ahead + delta.total_seconds())

    def to(self, instant):
        self.forward(instant - self.now())

    def monotonic(self):
        """What a process that sleeps through a step of the clock reads when it wakes up."""
        return time.monotonic() + self.ahead


def install(shared):
    """Let this process live by the shared clock; before Django reads its models, whose defaults keep the function."""
    clock.now = shared.now


def install_monotonic(shared):
    """Let the sender threads count the same seconds, so that they know how long they slept."""
    from notifications.channels import in_time  # noqa: PLC0415 - Django must be set up before
    from notifications.delivery import hands  # noqa: PLC0415

    hands.time = in_time.time = types.SimpleNamespace(monotonic=shared.monotonic, sleep=time.sleep)
