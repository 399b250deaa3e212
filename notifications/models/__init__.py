"""Re-exports the engine's tables."""

from notifications.models.attempt import Attempt, ProviderEvent
from notifications.models.big_send import BigSend, SentToday
from notifications.models.contact import ContactPoint, Preference
from notifications.models.inbound import Inbound
from notifications.models.job import Heartbeat, JobSlot
from notifications.models.link import Link
from notifications.models.message import Message
from notifications.models.origin import Origin
from notifications.models.profile import SenderProfile
from notifications.models.switch import ProviderState, SendSwitch

__all__ = [
    "Attempt",
    "BigSend",
    "ContactPoint",
    "Heartbeat",
    "Inbound",
    "JobSlot",
    "Link",
    "Message",
    "Origin",
    "Preference",
    "ProviderEvent",
    "ProviderState",
    "SendSwitch",
    "SenderProfile",
    "SentToday",
]
