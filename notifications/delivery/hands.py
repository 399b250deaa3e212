"""The threads that wait for providers, because waiting is what sending costs; two sets per process.

A provider that answers at once needs a few: more of them only take turns at the interpreter. One that takes its
time needs many.
"""

import os
import queue
import sys
import threading
import time
from dataclasses import dataclass

from django.conf import settings

from notifications.channels import in_time, sender
from notifications.channels.base import Result
from notifications.delivery.decisions import Go
from notifications.delivery.marking import START_WITHIN
from notifications.delivery.recording import Answered
from notifications.states import Outcome

FEW = 4
TURN = (
    0.001  # seconds until a thread lets another on: the one that decides must not wait behind those that send
)
TOO_LATE = Result(Outcome.NOT_SENT, code="late", words="It waited too long for its turn")


@dataclass(frozen=True, slots=True)
class _Job:
    go: Go
    begin_by: float
    answers: "queue.SimpleQueue[Answered]"


class Hands:
    """A fixed number of threads; each takes one message at a time to its provider and brings the answer."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.pid = os.getpid()
        self._jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        for number in range(count):
            threading.Thread(target=self._work, name=f"sender-{number}", daemon=True).start()

    def give(self, go: Go, answers: "queue.SimpleQueue[Answered]") -> None:
        """Hand a message to the next free thread; its answer arrives in `answers`."""
        self._jobs.put(_Job(go, time.monotonic() + START_WITHIN.total_seconds(), answers))

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            begin = time.monotonic()
            result = _take_there(job)
            job.answers.put(Answered(job.go, result, time.monotonic() - begin))


def _take_there(job: _Job) -> Result:
    # A process that was stopped for a while must not send what others may have taken over meanwhile.
    try:
        with in_time.begun_by(job.begin_by):
            in_time.look()
            return sender(job.go.attempt.provider).send(job.go.parcel)
    except in_time.TooLate:
        return TOO_LATE
    except Exception as error:  # a mistake of ours after the bytes left is a doubt, never a second try
        return Result(Outcome.UNSURE, words=f"Our software failed while sending ({type(error).__name__})")


_hands: dict[int, Hands] = {}


def hands(*, many: bool) -> Hands:
    """This process's threads, a few or all of them; a forked child gets its own."""
    count = settings.SEND_THREADS if many else min(FEW, settings.SEND_THREADS)
    if count not in _hands or _hands[count].pid != os.getpid():
        sys.setswitchinterval(TURN)
        _hands[count] = Hands(count)
    return _hands[count]
