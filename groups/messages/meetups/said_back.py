"""What is said back to a text."""

from typing import Any

from groups.messages.base import SaysBack
from groups.messages.meetups.facts import AboutMeetup, Facts
from notifications.kinds import register
from notifications.models import Message


@register
class AckMeetupDates(SaysBack, AboutMeetup):
    """What we took the numbers to mean."""

    slug = "ack-meetup-dates"
    label = "Thank you: the dates"

    def refusal(self, message: Message, facts: Facts) -> str:
        return ""

    def context(self, message: Message) -> dict[str, Any]:
        return {**super().context(message), "numbers": message.payload.get("numbers", "")}


@register
class AckMeetupNumbers(AckMeetupDates):
    """A number that no date has."""

    slug = "ack-meetup-numbers"
    label = "That number is no date"


@register
class AckMeetupComing(SaysBack, AboutMeetup):
    """The answer we took."""

    slug = "ack-meetup-coming"
    label = "Thank you: the meetup"
    worst = {"coming": "YES"}

    def refusal(self, message: Message, facts: Facts) -> str:
        return ""

    def context(self, message: Message) -> dict[str, Any]:
        return {**super().context(message), "coming": message.payload.get("coming", "")}


@register
class AckMeetupOver(AckMeetupDates):
    """The question is closed, the place is full, or the meetup is off or over."""

    slug = "ack-meetup-over"
    label = "The meetup can’t be answered any more"

    def context(self, message: Message) -> dict[str, Any]:
        return {**super().context(message), "is_full": bool(message.payload.get("is_full"))}
