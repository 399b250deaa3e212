"""What messages about a season have in common: its facts, fetched for many at once, and how they are said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.utils import formats

from followon import clock
from followon.web.templatetags.dates import clock_time, day, short_day, time_range
from groups.messages.base import KnowsFacts, first_of, link_to, load_links
from groups.models import (
    Meetup,
    MeetupAsked,
    MeetupReply,
    MeetupSite,
    MeetupSlot,
    PollOption,
)
from groups.states import MeetupState
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
    link: str = ""  # the door to the dates, where that was made for many at once


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


def slots_in_words(slots: Sequence[MeetupSlot | PollOption]) -> dict[str, Any]:
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


class AboutMeetup(KnowsFacts[Facts]):
    """Something about one season; the payload is {"meetup": its number}, with "site" where there is one."""

    load_facts = staticmethod(load_facts)
    gone = "The meetup is gone"
    worst: ClassVar[dict[str, Any]] = {}

    def sample(self) -> dict[str, Any]:
        return {**WORST, **self.worst}

    def load(self, messages: Sequence[Message]) -> None:
        super().load(messages)
        load_links("dates", [_door(message) for message in messages if message.loaded])

    def refusal(self, message: Message, facts: Facts) -> str:
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
            "link": facts.link or link_to("dates", message, _ends(meetup), about=about_meetup(meetup)),
            **(slots_in_words(facts.slots) if facts.slots else {}),
            **(_site_words(facts.site) if facts.site else {}),
            "is_online": facts.reply is not None and facts.reply.online,
        }

    def question(self, message: Message) -> str:
        return "the all-groups meetup"


def _ends(meetup: Meetup) -> datetime:
    return clock.at_local(datetime.combine(meetup.thank_on, time(12)), meetup.service.tz) + LINK_LIVES_ON


def _door(message: Message) -> tuple[Message, str, datetime]:
    meetup = message.loaded.meetup
    return message, about_meetup(meetup), _ends(meetup)


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
