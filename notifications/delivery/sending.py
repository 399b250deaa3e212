"""The line from due rows to recorded answers: gate a few, let the threads send, write down what came back."""

import queue
import time
import uuid
from collections import deque
from dataclasses import dataclass, field

from followon import clock
from notifications.channels import provider_of
from notifications.delivery import claiming, gate, limits, recording
from notifications.delivery.hands import hands
from notifications.delivery.limits import Tally
from notifications.delivery.recording import Answered
from notifications.models import Message
from notifications.states import Outcome

BATCH = 200  # rows claimed at once
CHUNK = 32  # rows gated in one transaction
LOOK_UP_EVERY = 0.25  # seconds; how long to wait for an answer before looking round


@dataclass
class Line:
    """One pass over one channel. Everything here runs in one thread with one database connection."""

    channel: str
    until: float  # time.monotonic() after which nothing more is claimed
    token: uuid.UUID = field(default_factory=uuid.uuid4)
    claimed: deque[Message] = field(default_factory=deque)
    answers: "queue.SimpleQueue[Answered]" = field(default_factory=queue.SimpleQueue)
    flying: int = 0
    sent: int = 0
    decided: int = 0
    empty: bool = False
    not_before: float = 0.0
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self.provider = provider_of(self.channel)
        self.hands = hands()
        self.window = max(2 * self.hands.count, CHUNK)

    def run(self) -> int:
        """Send until nothing is due, time is up or the provider rests; gives back how many were tried."""
        try:
            while not self._is_done():
                if self._may_gate():
                    self._gate()
                self._collect(wait=not self._may_gate())
        finally:
            claiming.release(self.claimed, self.token)
            self._settle()
        return self.sent

    def _is_done(self) -> bool:
        if time.monotonic() >= self.until:
            self.empty = True
        return self.flying == 0 and self.empty and not self.claimed

    def _may_gate(self) -> bool:
        if self.window - self.flying < CHUNK:
            return False
        return bool(self.claimed) or (not self.empty and time.monotonic() >= self.not_before)

    def _gate(self) -> None:
        if not self.claimed:
            self._claim()
        chunk = [self.claimed.popleft() for _ in range(min(CHUNK, len(self.claimed)))]
        if not chunk:
            return
        going = gate.pass_through(chunk, provider=self.provider, token=self.token, now=clock.now())
        for go in going:
            self.hands.give(go, self.answers)
            self.tally.pence += go.pence
            self.tally.parts_beyond_one += max(0, go.attempt.parts - 1)
        self.decided += len(chunk)
        self.flying += len(going)
        self.sent += len(going)

    def _claim(self) -> None:
        now = clock.now()
        self._settle()
        allowed = limits.take(self.provider, BATCH, now)
        if allowed.wait is not None:
            self.not_before = time.monotonic() + allowed.wait
            return
        self.claimed.extend(claiming.claim(self.channel, limit=allowed.count, token=self.token, now=now))
        if len(self.claimed) < allowed.count:
            limits.give_back(self.provider, allowed.count - len(self.claimed))
        self.empty = not self.claimed

    def _collect(self, *, wait: bool) -> None:
        """Write down every answer that is there; wait for one when there is nothing else to do."""
        answers: list[Answered] = []
        try:
            if wait and (self.flying or not self.empty):
                answers.append(self.answers.get(timeout=LOOK_UP_EVERY))
            while len(answers) < CHUNK:
                answers.append(self.answers.get_nowait())
        except queue.Empty:
            pass
        if not answers:
            return
        self.flying -= len(answers)
        now = clock.now()
        recording.record(answers, self.token, now)
        for answer in answers:
            self._note(answer)

    def _note(self, answer: Answered) -> None:
        result = answer.result
        silent = result.outcome == Outcome.UNSURE or result.code == "silence" or (result.http or 0) >= 500
        self.tally.note(good=not silent)
        if result.http == 429:
            self.tally.slow_until = clock.now() + recording.slow_down(result)
        if self.tally.is_pressing:
            self._settle()

    def _settle(self) -> None:
        if self.tally != Tally():
            limits.write_down(self.provider, self.tally, clock.now())
            self.tally = Tally()
