"""Misbehaviour on order: which faults the stand-ins show, how often, and with whose luck."""

import random
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Fault:
    """One thing to do wrong when a message is handed over.

    `what`: status, silence, reset, cut, drip, malformed, no-sid, latency. `accept` says whether the message is
    taken all the same, which the client can't see. `share` of the requests are hit, at most `times` of them.
    """

    what: str
    share: float = 1.0
    times: int | None = None
    accept: bool = False
    status: int = 500
    code: int = 0
    seconds: float = 0.0
    retry_after: str = ""
    to: str = ""  # only this address

    def hits(self, luck: random.Random, to: str) -> bool:
        """Whether this request is one of them."""
        if self.times == 0 or (self.to and self.to != to) or luck.random() >= self.share:
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass
class Faults:
    """Everything that is wrong at the moment; empty means that the stand-ins behave."""

    sending: list[Fault] = field(default_factory=list)
    latency: float = 0.0
    list_lag: float = 0.0  # seconds before a new message shows up in the list
    list_status: int = 200
    list_status_share: float = 0.0  # of the questions for the list, answered by 500
    elsewhere: str = ""  # where an answer of 3xx points to
    list_page: int = 0  # at most so many on a page; 0 means what the client asks
    callbacks: str = "on"  # on | off | keep (for a test to fetch and post itself)
    callback_copies: int = 1
    callback_delay: float = 0.0
    callback_shuffle: bool = False
    mail: str = ""  # "" | refuse | later | silence | silence-taken | drop
    mail_share: float = 1.0
    seed: int = 1

    def __post_init__(self) -> None:
        self.luck = random.Random(self.seed)  # noqa: S311 - a fault's luck is no secret

    @classmethod
    def ordered(cls, told: dict[str, Any]) -> "Faults":
        """From JSON, as tests order them."""
        sending = [Fault(**one) for one in told.pop("sending", [])]
        return cls(sending=sending, **told)

    def list_fails(self) -> int:
        """The status with which this question for the list fails; 200 when it is answered."""
        return 500 if self.luck.random() < self.list_status_share else self.list_status

    def next(self, to: str) -> Fault | None:
        """The fault for the next message handed over, if it is its turn."""
        return next((fault for fault in self.sending if fault.hits(self.luck, to)), None)
