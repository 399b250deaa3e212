"""What every channel is given and gives back; no channel knows about rows, states or retries."""

import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from notifications.states import ContactStatus, Outcome

# Ofcom keeps these for drama: nobody has them, and a provider that was given one would charge for it.
_DRAMA = re.compile(r"\+44(7700900|1632960|20794609|808157)\d*")


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message to one address, ready to go. There is no way to address two people at once."""

    reference: UUID  # the attempt; a callback carries it back to us
    message_id: int
    to: str
    body: str
    subject: str = ""
    html: str = ""
    from_address: str = ""
    valid_seconds: int = 14400
    stop_url: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What the provider answered, or that it did not answer."""

    outcome: Outcome
    sid: str | None = None
    http: int | None = None
    code: str = ""
    words: str = ""  # for the delivery log
    closes: ContactStatus | None = None  # what the answer says about the address
    our_fault: bool = False  # account, sender or region: nobody's messages will get through
    wait_seconds: float | None = None  # the provider asked us to slow down


@dataclass(frozen=True, slots=True)
class Found:
    """One message the provider says it has."""

    sid: str
    body: str
    created_at: datetime
    status: str
    code: str = ""


class CannotAsk(Exception):
    """The provider could not be asked what it has; nothing may be concluded."""


class Sender(Protocol):
    """One provider on one channel."""

    provider: str
    supports_idempotency: bool  # sending the same reference twice is refused by the provider itself

    def send(self, parcel: Parcel) -> Result:
        """Hand one message over. Never tries twice. Raises nothing but in_time.TooLate."""
        ...

    def find(self, to: str, since: datetime) -> list[Found] | None:
        """What it took for this address since then; None when it keeps no list. Raises CannotAsk."""
        ...

    def forget(self, sid: str) -> None:
        """Have it forget the words of one message. Raises CannotAsk."""
        ...


def is_drama(address: str) -> bool:
    """Whether a number is one of those that exist on stage only."""
    return _DRAMA.fullmatch(address) is not None


def is_loopback(url: str) -> bool:
    """Whether a provider's address is this machine, where only stand-ins answer."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


DRAMA_REFUSED = Result(
    Outcome.REFUSED,
    words="This number is made up, for demonstrations",
    code="drama",
    closes=ContactStatus.INVALID,
)
