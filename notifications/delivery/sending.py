"""The line from due rows to recorded answers: gate a few, let the threads send, write down what came back."""

import queue
import time
import uuid
from collections import deque
from dataclasses import dataclass, field

from followon import clock
from notifications.channels import provider_of
from notifications.delivery import claiming, gate, limits, recording
from notifications.delivery.hands import Hands, hands
from notifications.delivery.limits import Tally
from notifications.delivery.pace import GATHER, Pace
from notifications.delivery.recording import Answered
from notifications.models import Message
from notifications.states import Channel, Outcome

BATCH = 200  # rows claimed at once
# How long a pass waits after its end for answers: a call takes 35 seconds at most, unless its answer comes drop by
# drop. Whatever is still out then is left to its lease, and becomes a doubt.
PATIENCE = 36.0
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
    pace: Pace = field(default_factory=Pace)

    def __post_init__(self) -> None:
        self.provider = provider_of(self.channel)

    @property
    def hands(self) -> Hands:
        """The threads to use; always a few for emails, for mail servers turn away a crowd of lines from one place."""
        return hands(many=self.pace.is_slow and self.channel != Channel.EMAIL)

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
        now = time.monotonic()
        if now >= self.until:
            self.empty = True
        if now >= self.until + PATIENCE:
            return True
        return self.flying == 0 and self.empty and not self.claimed

    def _may_gate(self) -> bool:
        return self.flying <= self._low and self._has_more()

    def _has_more(self) -> bool:
        return bool(self.claimed) or (not self.empty and time.monotonic() >= self.not_before)

    @property
    def _low(self) -> int:
        """So few on their way that the threads would run out while more is decided about."""
        return self.hands.count + self.pace.stock // 2

    def _gate(self) -> None:
        if not self.claimed:
            self._claim()
        chunk = [self.claimed.popleft() for _ in range(min(self.pace.stock, len(self.claimed)))]
        if not chunk:
            return
        going = gate.pass_through(chunk, provider=self.provider, token=self.token, now=clock.now())
        threads = self.hands
        if self.flying:
            self.pace.decided(self.flying - self.answers.qsize(), threads.count)
        for go in going:
            threads.give(go, self.answers)
            self.tally.pence += go.attempt.pence
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
        """Write down what came back; wait for it when there is nothing else to do."""
        answers = self._answers(wait=wait and (self.flying > 0 or not self.empty))
        if not answers:
            return
        self.flying -= len(answers)
        now = clock.now()
        recording.record(answers, self.token, now)
        for answer in answers:
            self._note(answer)

    def _answers(self, *, wait: bool) -> list[Answered]:
        """One answer where they come slowly; where they come quickly those that are there and soon will be."""
        found: list[Answered] = []
        to_come = self.flying - self._low if self._has_more() else self.flying
        most = self.pace.together(self.answers.qsize(), to_come)
        try:
            while len(found) < most or not found:
                patience = (GATHER if found else LOOK_UP_EVERY) if wait else 0
                found.append(self.answers.get(timeout=patience))
        except queue.Empty:
            pass
        return found

    def _note(self, answer: Answered) -> None:
        result = answer.result
        self.pace.answered(answer.seconds)
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
