"""What we say back to somebody who answered by text: always the meaning we took (ux 10.2)."""

from typing import Any

from groups.messages.base import AboutMeeting, Facts, SaysBack
from notifications.kinds import register
from notifications.models import Message


class AckAnswer(SaysBack, AboutMeeting):
    """A thank-you that repeats the answer; it opens no new question but the old one can be answered again."""

    def refusal(self, message: Message, facts: Facts) -> str:
        return ""

    def context(self, message: Message) -> dict[str, Any]:
        return {**super().context(message), "note": bool(message.payload.get("note"))}


@register
class AckYes(AckAnswer):
    """You are down as coming."""

    slug = "ack-yes"
    label = "Thank you: coming"


@register
class AckNo(AckAnswer):
    """We will miss you."""

    slug = "ack-no"
    label = "Thank you: not this time"


@register
class AckMaybe(AckAnswer):
    """You are down as maybe."""

    slug = "ack-maybe"
    label = "Thank you: maybe"


@register
class AckOver(AckAnswer):
    """The meeting has been, is off, or is not the person's any more."""

    slug = "ack-over"
    label = "That meeting can’t be answered any more"
