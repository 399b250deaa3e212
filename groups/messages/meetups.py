"""The meetup of all groups: which dates suit, can you come, a change, off, news, thanks, in touch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils import formats

from followon import clock
from followon.web.templatetags.dates import clock_time, day, short_day, time_range
from groups.messages.base import SaysBack, first_of, link_to
from groups.models import (
    Coming,
    GroupNews,
    InTouch,
    Meetup,
    MeetupAsked,
    MeetupReply,
    MeetupSite,
    MeetupSlot,
    Membership,
)
from groups.states import GroupState, MeetupState
from notifications.kinds import Expects, MessageKind, register
from notifications.models import Message

LINK_LIVES_ON = timedelta(days=30)
_WORST_SLOTS = "1 Wed 23 Sep, 2 Thu 24 Sep, 3 Fri 25 Sep, 4 Sat 26 Sep, 5 Mon 28 Sep"
WORST: dict[str, Any] = {
    "first": "Bartholomewx",
    "group": "Steady Steppers 18",
    "other": "Steady Steppers 18",
    "season": "autumn",
    "same_time": "11:30am",
    "slots": _WORST_SLOTS,
    "slot_lines": ["1: Wednesday 23 September, 11:30am", "2: Thursday 24 September, 11:30am"],
    "numbers": "1, 2, 3, 4 and 5",
    "day": "Wed 30 September",
    "full_day": "Wednesday 30 September",
    "time": "11:30am",
    "times": "11:30am to 2:30pm",
    "when": "tomorrow",
    "place": "Community Café & Garden"[:22],
    "place_name": "Larkfield Community Café and Garden",
    "address": "14 Mill Lane, Larkfield, LA1 7QX",
    "access": "No steps. Chairs with arms, and room to stand and stretch.",
    "join_details": "Ring 01632 960 118",
    "is_online": True,
    "was": "Wednesday 30 September, 11:30am, Larkfield Community Café and Garden",
    "why": "The hall is closed for repairs",
    "until": "Wednesday 30 September",
    "link": "https://follow-on.example.nhs.uk/d/AbCdEfGhJk/",
    "site_link": "https://follow-on.example.nhs.uk/meetups/123/",
}


@dataclass(frozen=True)
class Facts:
    """What a message about a season is about."""

    meetup: Meetup
    asked: MeetupAsked | None
    site: MeetupSite | None
    reply: MeetupReply | None
    slots: tuple[MeetupSlot, ...]


def load_facts(messages: Sequence[Message]) -> None:
    """Put the Facts of each message on `message.loaded`, in five queries for all of them."""
    numbers = {message.payload["meetup"] for message in messages}
    people = {message.person_id for message in messages}
    meetups = Meetup.objects.select_related("service").in_bulk(numbers)
    asked = {
        (row.meetup_id, row.person_id): row
        for row in MeetupAsked.objects.filter(meetup__in=numbers, person__in=people).select_related("group")
    }
    replies = {row.asked_id: row for row in MeetupReply.objects.filter(asked__in=asked.values())}
    wanted = {message.payload["site"] for message in messages if message.payload.get("site")}
    sites = MeetupSite.objects.select_related("place__place").in_bulk(wanted)
    slots: dict[int, list[MeetupSlot]] = {}
    for slot in MeetupSlot.objects.filter(meetup__in=numbers, withdrawn_because="").order_by("number"):
        slots.setdefault(slot.meetup_id, []).append(slot)
    for message in messages:
        meetup = meetups.get(message.payload["meetup"])
        if meetup is None:
            continue
        row = asked.get((meetup.pk, message.person_id))
        reply = replies.get(row.pk) if row else None
        site = sites.get(message.payload.get("site", 0))
        message.loaded = Facts(meetup, row, site, reply, tuple(slots.get(meetup.pk, ())))


def about_meetup(meetup: Meetup) -> str:
    """The outbox's name for a season."""
    return f"meetup:{meetup.pk}"


def about_site(site: MeetupSite) -> str:
    """The outbox's name for a day and place of a season."""
    return f"meetupsite:{site.pk}"


def slot_words(on: date, start: time, *, with_time: bool) -> str:
    """Tue 12 Jan, or Tue 12 Jan 11am."""
    words = formats.date_format(on, "D j M")
    return f"{words} {clock_time(start)}" if with_time else words


def slots_in_words(slots: Sequence[MeetupSlot]) -> dict[str, Any]:
    """The dates as a text offers them, with the numbers to text back; the time once where all begin together."""
    together = len({slot.start_time for slot in slots}) == 1
    return {
        "same_time": clock_time(slots[0].start_time) if together else "",
        "slots": ", ".join(
            f"{slot.number} {slot_words(slot.on_date, slot.start_time, with_time=not together)}"
            for slot in slots
        ),
        "slot_lines": [
            f"{slot.number}: {day(slot.on_date)}, {clock_time(slot.start_time)}" for slot in slots
        ],
    }


def in_words(site: MeetupSite) -> str:
    """When and where a site is, for "was …"."""
    return f"{day(site.local)}, {clock_time(site.start_time)}, {site.place.place.name}"


class AboutMeetup(MessageKind):
    """Something about one season; the payload is {"meetup": its number}, with "site" where there is one."""

    worst: ClassVar[dict[str, Any]] = {}

    def sample(self) -> dict[str, Any]:
        return {**WORST, **self.worst}

    def load(self, messages: Sequence[Message]) -> None:
        load_facts(messages)

    def facts(self, message: Message) -> Facts | None:
        """What the message is about, fetched now unless `load` did; None when the season is gone."""
        if message.loaded is None:
            load_facts([message])
        return message.loaded if isinstance(message.loaded, Facts) else None

    def still_wanted(self, message: Message) -> bool | str:
        facts = self.facts(message)
        if facts is None:
            return "The meetup is gone"
        return self.refusal(message, facts) or True

    def refusal(self, message: Message, facts: Facts) -> str:
        """Why this should not be said any more; empty when it should."""
        return first_of((facts.meetup.state == MeetupState.CANCELLED, "The meetup is off"))

    def context(self, message: Message) -> dict[str, Any]:
        facts = self.facts(message)
        if facts is None:
            return dict(WORST)
        meetup = facts.meetup
        group = facts.asked.group if facts.asked else None
        return {
            "first": message.person.first_for_texts,
            "season": meetup.get_season_display().lower(),
            "group": group.short_name if group else "",
            "until": day(meetup.choose_on),
            "link": link_to("dates", message, _ends(meetup), about=about_meetup(meetup)),
            **(slots_in_words(facts.slots) if facts.slots else {}),
            **(_site_words(facts.site) if facts.site else {}),
            "is_online": facts.reply is not None and facts.reply.online,
        }

    def question(self, message: Message) -> str:
        return "the all-groups meetup"


def _ends(meetup: Meetup) -> datetime:
    return clock.at_local(datetime.combine(meetup.thank_on, time(12)), meetup.service.tz) + LINK_LIVES_ON


def _site_words(site: MeetupSite) -> dict[str, Any]:
    place = site.place.place
    return {
        "day": short_day(site.local),
        "full_day": day(site.local),
        "time": clock_time(site.start_time),
        "times": time_range(site.local, site.local_end),
        "place": place.short_name,
        "place_name": place.name,
        "address": ", ".join(filter(None, [place.address, place.postcode])),
        "access": " ".join(f"{fact}." for fact in place.good_facts()),
        "join_details": site.join_details,
    }


@register
class MeetupDates(AboutMeetup):
    """Ten weeks before: which of these dates suit? Answered by numbers, by link, or by phone."""

    slug = "meetup-dates"
    label = "Which dates suit for the meetup?"
    expects = Expects.NUMBERS
    answered_by = "groups.actions.meetups.by_text.dates"

    def refusal(self, message: Message, facts: Facts) -> str:
        return super().refusal(message, facts) or first_of(
            (facts.meetup.state not in (MeetupState.ASKING, MeetupState.CHOOSING), "A date has been chosen"),
            (facts.asked is None, "Was not asked"),
            (facts.asked is not None and facts.asked.answered_at is not None, "Has answered already"),
            (not facts.slots, "No date is left"),
        )

    def is_open(self, message: Message) -> bool:
        facts = self.facts(message)
        return facts is not None and facts.meetup.can_answer_dates


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


@register
class MeetupNotThisTime(AboutMeetup):
    """The season is off before any day was chosen: to those who had been asked about dates."""

    slug = "meetup-not-this-time"
    label = "No meetup this season"

    def refusal(self, message: Message, facts: Facts) -> str:
        return first_of((facts.meetup.state != MeetupState.CANCELLED, "The meetup is on after all"))


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
