"""News before the day, thanks after it, and being put in touch."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from groups.messages.base import first_of
from groups.messages.meetups.facts import WORST, AboutMeetup, Facts
from groups.models import (
    Coming,
    GroupNews,
    InTouch,
    Membership,
)
from groups.states import GroupState
from notifications.kinds import MessageKind, register
from notifications.models import Message


@register
class MeetupNews(AboutMeetup):
    """Four weeks before, to a group's organisers: three lines of news, also when nobody of it can come."""

    slug = "meetup-news"
    label = "Your group’s news for the meetup"

    def refusal(self, message: Message, facts: Facts) -> str:
        group = message.group_id
        there = Membership.objects.active().filter(group=group, person=message.person).exists()
        written = GroupNews.objects.filter(meetup=facts.meetup, group=group).exists()
        return super().refusal(message, facts) or first_of(
            (not there, "Not in the group any more"), (written, "The news is there already")
        )

    def context(self, message: Message) -> dict[str, Any]:
        words = super().context(message)
        group = message.payload.get("group_name", words["group"])
        address = reverse("groups:my_meetup_news", args=[message.payload["meetup"]])
        return {**words, "group": group, "site_link": f"{settings.PUBLIC_BASE_URL}{address}"}


@register
class MeetupThanks(AboutMeetup):
    """Two days after: thank you, the notes, and would you like to be put in touch?"""

    slug = "meetup-thanks"
    label = "Thank you for the meetup"

    def context(self, message: Message) -> dict[str, Any]:
        facts = self.facts(message)
        came = facts is not None and facts.reply is not None and facts.reply.came is not False
        return {**super().context(message), "came": came and _is_expected(facts)}


def _is_expected(facts: Facts | None) -> bool:
    return facts is not None and facts.reply is not None and facts.reply.coming != Coming.NO


class AboutInTouch(MessageKind):
    """Two groups that may like to be in touch; the payload is {"in_touch": its number}."""

    def sample(self) -> dict[str, Any]:
        return dict(WORST)

    def of(self, message: Message) -> InTouch | None:
        """The question, with both groups."""
        rows = InTouch.objects.select_related("asking", "other")
        return rows.filter(pk=message.payload["in_touch"]).first()

    def context(self, message: Message) -> dict[str, Any]:
        found = self.of(message)
        if found is None:
            return dict(WORST)
        mine, theirs = self.sides(message, found)
        address = reverse("groups:my_in_touch", args=[mine.code])
        return {
            "first": message.person.first_for_texts,
            "group": mine.short_name,
            "other": theirs.short_name,
            "site_link": f"{settings.PUBLIC_BASE_URL}{address}",
        }

    def sides(self, message: Message, found: InTouch) -> tuple[Any, Any]:
        """The reader's group and the other one."""
        return (
            (found.asking, found.other)
            if message.group_id == found.asking_id
            else (found.other, found.asking)
        )


@register
class InTouchAsk(AboutInTouch):
    """Another group would like to be in touch; nothing is passed on before both say yes."""

    slug = "in-touch"
    label = "Another group would like to be in touch"

    def still_wanted(self, message: Message) -> bool | str:
        found = self.of(message)
        return first_of(
            (found is None, "The question is gone"),
            (found is not None and found.agreed is not None, "Has been answered"),
            (found is not None and found.other.state == GroupState.CLOSED, "The group has ended"),
        ) or True  # fmt: skip


@register
class InTouchYes(AboutInTouch):
    """Both groups said yes: to the organisers of the group that asked."""

    slug = "in-touch-yes"
    label = "Both groups would like to be in touch"
