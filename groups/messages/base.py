"""What messages about a meeting have in common: facts fetched for many at once, one way to say when and where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

from django.conf import settings
from django.db.models import QuerySet

from followon import clock
from followon.prepared import prepared
from followon.web.templatetags.dates import clock_time, day, short_day, time_range
from groups import sharing
from groups.models import Answer, Meeting, Membership, Mode
from notifications.kinds import Channel, MessageKind
from notifications.models import Link, Message
from notifications.models.link import PREFIXES

Known = TypeVar("Known")
TO_BE_AGREED = "place to be agreed"
_WHERE_NOT_A_PLACE = {Mode.ONLINE: "online", Mode.PHONE: "by phone"}
LINK_LIVES_ON = timedelta(days=7)  # a link still says "this meeting has been" for a week
WORST_LINK = "https://follow-on.example.nhs.uk/r/AbCdEfGhJk/"  # 46 characters is the most a text has room for

# The longest of everything, for the length test and for previews (ux 10.1).
WORST: dict[str, Any] = {
    "first": "Bartholomewx",
    "who": "Bartholomewx",
    "group": "Steady Steppers 18",
    "group_name": "Steady Steppers of Larkfield, Northgate and the Harbourside",
    "day": "Wed 30 September",
    "full_day": "Wednesday 30 September",
    "weekday": "Wednesday",
    "time": "11:30am",
    "times": "11:30am to 12:30pm",
    "place": "Community Café & Garden"[:22],
    "place_name": "Larkfield Community Café and Garden",
    "address": "14 Mill Lane, Larkfield, LA1 7QX",
    "access": "No steps. Chairs with arms, and room to stand and stretch.",
    "join_details": "Ring 01632 960 118 and say you are with the group",
    "is_in_person": True,
    "can_join_from_home": True,
    "organiser": "Bartholomewx",
    "link": WORST_LINK,
    "site_link": "https://follow-on.example.nhs.uk/groups/bcdfghjk/",
    "site": "https://follow-on.example.nhs.uk",
    "when": "tomorrow",
    "days": "Wed 30 September",
    "tutor": "Bartholomew",
    "has_place": True,
    "number": 12,
    "phone": "01632 960 118",
}


@dataclass(frozen=True)
class Facts:
    """What one message about a meeting is about."""

    meeting: Meeting
    membership: Membership | None
    answer: Answer | None
    organiser: str = ""  # the first name of whoever looks after it, if they share it with the group
    link: str = ""  # the door to the page it is about, where that was made for many at once
    words: Mapping[str, Any] = field(default_factory=dict)  # when and where, said once for all its messages


def load_facts(messages: Sequence[Message]) -> None:
    """Put the Facts of each message on `message.loaded`, in four queries for all of them."""
    numbers = {message.payload["meeting"] for message in messages}
    people = {message.person_id for message in messages}
    meetings = {meeting.pk: meeting for meeting in _meetings(list(numbers))}
    groups = {meeting.group_id for meeting in meetings.values()}
    members = _members(list(groups), list(people))
    memberships = {(member.group_id, member.person_id): member for member in members}
    answers = {
        (answer.meeting_id, answer.membership_id): answer
        for answer in _answers(list(meetings), [member.pk for member in members])
    }
    organisers = [meeting.organiser for meeting in meetings.values() if meeting.organiser]
    named = sharing.sharing_their_name(organisers)
    words = {meeting.pk: when_and_where(meeting) for meeting in meetings.values()}
    for message in messages:
        meeting = meetings.get(message.payload["meeting"])
        if meeting is None:
            continue
        member = memberships.get((meeting.group_id, message.person_id))
        answer = answers.get((meeting.pk, member.pk)) if member else None
        shown = meeting.organiser if meeting.organiser_id in named else None
        organiser = shown.person.first_for_texts if shown else ""
        message.loaded = Facts(meeting, member, answer, organiser, words=words[meeting.pk])


@prepared
def _meetings(numbers: list[int]) -> QuerySet[Meeting]:
    return Meeting.objects.filter(pk__in=numbers).select_related(
        "group__service", "place", "organiser__person"
    )


@prepared
def _members(groups: list[int], people: list[int]) -> QuerySet[Membership]:
    return Membership.objects.filter(group__in=groups, person__in=people)


@prepared
def _answers(meetings: list[int], members: list[int]) -> QuerySet[Answer]:
    return Answer.objects.filter(meeting__in=meetings, membership__in=members)


def where(meeting: Meeting, *, short: bool) -> str:
    """Where a meeting is, in as few words as the channel needs."""
    if not meeting.is_in_person:
        return _WHERE_NOT_A_PLACE[Mode(meeting.mode)]
    if meeting.place is None:
        return TO_BE_AGREED
    return meeting.place.short_name if short else meeting.place.name


def when_and_where(meeting: Meeting) -> dict[str, Any]:
    """The words for a meeting's day, time and place, on the wall where the group meets."""
    place = meeting.place if meeting.is_in_person else None
    return {
        "group": meeting.group.short_name,
        "group_name": meeting.group.name,
        "day": short_day(meeting.local),
        "full_day": day(meeting.local),
        "weekday": f"{meeting.local:%A}",
        "time": clock_time(meeting.start_time),
        "times": time_range(meeting.local, meeting.local_end),
        "place": where(meeting, short=True),
        "place_name": where(meeting, short=False),
        "address": ", ".join(filter(None, [place.address, place.postcode])) if place else "",
        "access": access_line(meeting),
        "join_details": meeting.join_details,
        "is_in_person": meeting.is_in_person,
        "can_join_from_home": meeting.mode != Mode.IN_PERSON,
        "has_place": place is not None,
    }


def access_line(meeting: Meeting) -> str:
    """What is known to be good about the place, in one line; nothing that is not known is said."""
    if meeting.place is None or not meeting.is_in_person:
        return ""
    return " ".join(f"{fact}." for fact in meeting.place.good_facts())


def link_to(purpose: str, message: Message, expires_at: datetime, *, about: str) -> str:
    """The private address in a message; the same each time it is asked for. A preview makes no doors."""
    if message._state.adding:
        return f"{settings.PUBLIC_BASE_URL}/{PREFIXES[purpose]}/0000000000/"
    link, _ = Link.objects.make(purpose=purpose, person=message.person, about=about, expires_at=expires_at)
    return link.address


def link_ends(meeting: Meeting) -> datetime:
    """Until when a link to a meeting opens."""
    return meeting.ends_at + LINK_LIVES_ON


def load_links(purpose: str, doors: Iterable[tuple[Message, str, datetime]]) -> None:
    """Put the address of each message's door, to something and open until then, on `loaded.link`: all at once."""
    real = [(message, about, ends) for message, about, ends in doors if not message._state.adding]
    wanted = {(about, message.person_id): ends for message, about, ends in real}
    made = Link.objects.make_each(purpose, wanted) if wanted else {}
    for message, about, _ in real:
        message.loaded = replace(message.loaded, link=made[about, message.person_id].address)


def _about(meeting: Meeting) -> str:
    return f"meeting:{meeting.pk}"


def _door(message: Message) -> tuple[Message, str, datetime]:
    meeting = message.loaded.meeting
    return message, _about(meeting), link_ends(meeting)


class KnowsFacts(MessageKind, Generic[Known]):
    """About something that is fetched for many messages at once, and that may be gone when a message leaves."""

    gone: ClassVar[str]  # why a message without facts has no point

    @staticmethod
    def load_facts(messages: Sequence[Message]) -> None:
        """Put the facts of each message on `message.loaded`."""
        raise NotImplementedError

    def load(self, messages: Sequence[Message]) -> None:
        self.load_facts(messages)

    def facts(self, message: Message) -> Known | None:
        """What the message is about, fetched now unless `load` did; None when that is gone."""
        if message.loaded is None:
            self.load_facts([message])
        facts: Known | None = message.loaded
        return facts

    def still_wanted(self, message: Message) -> bool | str:
        facts = self.facts(message)
        return self.gone if facts is None else self.refusal(message, facts) or True

    def refusal(self, message: Message, facts: Known) -> str:
        """Why this should not be said any more; empty when it should."""
        raise NotImplementedError


class SaysBack(MessageKind):
    """Said back to somebody who texted: at once, by text, even to somebody who rests."""

    answers = True
    essential = True
    by_hand = False
    channels = (Channel.SMS,)
    priority = 1


class AboutMeeting(KnowsFacts[Facts]):
    """Something about one meeting to somebody in its group; the payload is {"meeting": its number}."""

    load_facts = staticmethod(load_facts)
    gone = "The meeting is gone"
    worst: ClassVar[Mapping[str, Any]] = {}
    link_purpose: ClassVar[str] = "answer"

    def sample(self) -> dict[str, Any]:
        return {**WORST, **self.worst}

    def load(self, messages: Sequence[Message]) -> None:
        super().load(messages)
        inside = [message for message in messages if message.loaded and message.loaded.membership]
        load_links(self.link_purpose, [_door(message) for message in inside])

    def refusal(self, message: Message, facts: Facts) -> str:
        return first_of(
            (facts.meeting.revision != message.revision, "The meeting has changed since"),
            (not facts.meeting.is_planned, "The meeting is off, or over"),
            (facts.meeting.starts_at <= clock.now(), "The meeting has begun"),
            (facts.membership is None or facts.membership.has_left, "Not in the group any more"),
            (facts.membership is not None and not facts.membership.is_active, "Resting from the group"),
        )

    def context(self, message: Message) -> dict[str, Any]:
        facts = self.facts(message)
        if facts is None:
            return dict(WORST)
        return {
            **facts.words,
            "first": message.person.first_for_texts,
            "organiser": facts.organiser,
            "link": self.link(message, facts),
        }

    def link(self, message: Message, facts: Facts) -> str:
        """The door to the page this message is about."""
        if facts.link:
            return facts.link
        return link_to(self.link_purpose, message, link_ends(facts.meeting), about=_about(facts.meeting))

    def is_open(self, message: Message) -> bool:
        facts = self.facts(message)
        return facts is not None and facts.meeting.is_planned and not facts.meeting.is_over(clock.now())

    def question(self, message: Message) -> str:
        facts = self.facts(message)
        return short_day(facts.meeting.local) if facts else self.label


def first_of(*reasons: tuple[bool, str]) -> str:
    """The first of these sentences whose condition holds, else an empty one."""
    return next((sentence for holds, sentence in reasons if holds), "")
