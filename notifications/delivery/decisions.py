"""What the gate may say about a message: go, hold or drop."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from notifications.channels.base import Parcel
from notifications.models import Message
from notifications.states import MessageState, Outcome


@dataclass(frozen=True, slots=True)
class Try:
    """An attempt about to be made, as `marking` stores it: of many at once no model is made."""

    message_id: int
    n: int
    provider: str
    address: str
    started_at: datetime
    body_sha256: str
    parts: int
    pence: Decimal
    outcome: str = Outcome.SENDING
    code: str = ""
    pk: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True)
class Go:
    """It may leave."""

    message: Message
    attempt: Try
    parcel: Parcel


@dataclass(frozen=True)
class Hold:
    """Not now: back in line until then."""

    message: Message
    until: datetime
    reason: str


@dataclass(frozen=True)
class Drop:
    """Not at all: it ends in this state; somebody else may have to tell the person."""

    message: Message
    state: MessageState
    reason: str
    other_way: bool = False
    stopped: bool = False  # because they said STOP


Decision = Go | Hold | Drop
