"""The day itself: can you come, the reminders, a change, off."""

from typing import Any

from followon import clock
from followon.web.templatetags.dates import short_day
from groups.messages.base import first_of
from groups.messages.meetups.facts import AboutMeetup, Facts
from groups.models import (
    Coming,
)
from notifications.kinds import Expects, register
from notifications.models import Message


class AboutSite(AboutMeetup):
    """Something about one day and place of a season."""

    expects = Expects.ANSWER
    answered_by = "groups.actions.meetups.by_text.coming"

    def refusal(self, message: Message, facts: Facts) -> str:
        site = facts.site
        if site is None:
            return "The meetup is gone"
        return super().refusal(message, facts) or first_of(
            (not site.is_on, "The meetup is off"),
            (site.revision != message.revision, "The meetup has changed since"),
            (site.starts_at <= clock.now(), "The meetup has begun"),
            (facts.reply is not None and facts.reply.site_id != site.pk, "Has chosen another place"),
        )

    def is_open(self, message: Message) -> bool:
        facts = self.facts(message)
        site = facts.site if facts else None
        return site is not None and site.is_on and site.ends_at > clock.now()

    def question(self, message: Message) -> str:
        facts = self.facts(message)
        return short_day(facts.site.local) if facts and facts.site else super().question(message)


@register
class MeetupInvite(AboutSite):
    """Seven weeks before: the day, the place, can you come?"""

    slug = "meetup-invite"
    label = "Can you come to the meetup?"

    def refusal(self, message: Message, facts: Facts) -> str:
        return super().refusal(message, facts) or first_of((facts.reply is not None, "Has answered already"))


@register
class MeetupSoon(AboutSite):
    """Two weeks before, to those who come, may come, or have not said."""

    slug = "meetup-soon"
    label = "The meetup is in two weeks"

    def refusal(self, message: Message, facts: Facts) -> str:
        out = facts.reply is not None and facts.reply.coming == Coming.NO
        return super().refusal(message, facts) or first_of((out, "Is not coming"))

    def context(self, message: Message) -> dict[str, Any]:
        facts = self.facts(message)
        return {**super().context(message), "is_sure": _is_sure(facts)}


@register
class MeetupTomorrow(AboutSite):
    """The day before, to those who come or will see on the day."""

    slug = "meetup-tomorrow"
    label = "The meetup is tomorrow"
    urgent = True

    def refusal(self, message: Message, facts: Facts) -> str:
        out = facts.reply is None or facts.reply.coming == Coming.NO
        return super().refusal(message, facts) or first_of((out, "Is not coming"))

    def context(self, message: Message) -> dict[str, Any]:
        facts = self.facts(message)
        tz = facts.meetup.service.tz if facts else clock.LONDON
        today = facts is not None and facts.site is not None and facts.site.on_date <= clock.today(tz)
        return {
            **super().context(message),
            "is_sure": _is_sure(facts),
            "when": "today" if today else "tomorrow",
        }


def _is_sure(facts: Facts | None) -> bool:
    return facts is not None and facts.reply is not None and facts.reply.coming == Coming.YES


@register
class MeetupChanged(AboutSite):
    """At once, to everybody who had been told of the day: another day, time or place."""

    slug = "meetup-changed"
    label = "The meetup has changed"
    essential = True
    urgent = True
    priority = 2

    def context(self, message: Message) -> dict[str, Any]:
        return {**super().context(message), "was": message.payload.get("was", "")}


@register
class MeetupChangedSoon(MeetupChanged):
    """The same within twelve hours of the meetup: goes at any hour."""

    slug = "meetup-changed-soon"
    label = "The meetup has changed, at short notice"
    any_hour = True


@register
class MeetupCancelled(AboutSite):
    """At once, to everybody who had been told of the day, and to nobody else."""

    slug = "meetup-cancelled"
    label = "The meetup is off"
    essential = True
    urgent = True
    priority = 2
    expects = Expects.NOTHING
    answered_by = ""

    def refusal(self, message: Message, facts: Facts) -> str:
        if facts.site is None:
            return "The meetup is gone"
        return first_of(
            (facts.site.is_on, "The meetup is on after all"),
            (facts.site.ends_at <= clock.now(), "The meetup would be over"),
        )

    def context(self, message: Message) -> dict[str, Any]:
        return {**super().context(message), "why": message.payload.get("why", "")}


@register
class MeetupCancelledSoon(MeetupCancelled):
    """The same within twelve hours of the meetup: goes at any hour."""

    slug = "meetup-cancelled-soon"
    label = "The meetup is off, at short notice"
    any_hour = True
