"""What the gate may say about a message: go, hold or drop."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from notifications.channels.base import Parcel
from notifications.models import Attempt, Message
from notifications.states import MessageState


@dataclass(frozen=True)
class Go:
    """It may leave."""

    message: Message
    attempt: Attempt
    parcel: Parcel
    pence: Decimal = Decimal(0)


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
