"""How many texts one number and one person get: the operators' patience, and people's.

The caps of a number hold whatever the message is, save codes, concern pages and answers. The caps of a person
are courtesy: a message that would come too late by waiting goes at once, because a lost one is worse.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from followon import clock
from followon.prepared import prepared
from notifications import kinds
from notifications.hours import LATEST_USE, Hours
from notifications.kinds import MessageKind
from notifications.models import Message, SenderProfile
from notifications.states import Channel, MessageState

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANSWERS_PER_HOUR = 10  # two machines answering each other stop here
LEFT = (
    MessageState.SENDING,
    MessageState.UNCERTAIN,
    MessageState.ACCEPTED,
    MessageState.DELIVERED,
    MessageState.UNDELIVERED,
)


def is_capped(kind: MessageKind) -> bool:
    """Whether the kind counts against a number's caps."""
    return not (kind.answers or kind.any_hour)


def is_ordinary(kind: MessageKind) -> bool:
    """Whether the kind counts against a person's daily cap."""
    return is_capped(kind) and not (kind.urgent or kind.essential)


@dataclass(frozen=True)
class Text:
    """One text that left."""

    address: str
    person_id: int
    at: datetime
    kind: str


@dataclass
class Past:
    """What went to these numbers in the last day, and about these meetings ever; grows with each decision."""

    texts: dict[str, list[Text]] = field(default_factory=lambda: defaultdict(list))
    about: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))

    @classmethod
    def load(cls, messages: Sequence[Message], addresses: Iterable[str], now: datetime) -> "Past":
        """Read it for a batch, in two queries at most.

        What was sent by a clock that ran ahead by more than an hour does not count: nobody waits for days until the
        right one gets there.
        """
        past = cls()
        texts = [message for message in messages if message.channel == Channel.SMS]
        if not texts:
            return past
        for address, person_id, at, kind in _texts(list(addresses), now - DAY, now + HOUR):
            if at is not None:
                past.texts[address].append(Text(address, person_id, at, kind))
        abouts = {message.about for message in texts if ":" in message.about}
        slugs = [kind.slug for kind in kinds.all_kinds() if is_ordinary(kind)]
        people = {message.person_id for message in texts}
        for about, person_id, count in _said(list(abouts), slugs, list(people)):
            past.about[about, person_id] = count
        return past

    def add(self, message: Message, address: str, kind: MessageKind, now: datetime) -> None:
        """One of the same batch is about to leave."""
        self.texts[address].append(Text(address, message.person_id, now, kind.slug))
        if is_ordinary(kind):
            self.about[message.about, message.person_id] += 1


@prepared
def _texts(
    addresses: list[str], since: datetime, until: datetime
) -> QuerySet[Message, tuple[str, int, datetime | None, str]]:
    rows = Message.objects.filter(address__in=addresses, channel=Channel.SMS, state__in=LEFT)
    rows = rows.filter(sent_at__gte=since, sent_at__lte=until).order_by("sent_at")
    return rows.values_list("address", "person_id", "sent_at", "kind")


@prepared
def _said(abouts: list[str], slugs: list[str], people: list[int]) -> QuerySet[Message, tuple[str, int, int]]:
    """How many texts of these kinds about each of these each of these people had."""
    rows = Message.objects.filter(about__in=abouts, kind__in=slugs, person__in=people, channel=Channel.SMS)
    return rows.filter(state__in=LEFT).values_list("about", "person_id").annotate(Count("pk")).order_by()


def answers_too_often(past: Past, address: str, now: datetime) -> bool:
    """Whether so many answers went to a number within the hour that a machine must be at the other end."""
    answers = [one for one in past.texts[address] if one.at > now - HOUR and _kind(one).answers]
    return len(answers) >= ANSWERS_PER_HOUR


def number_is_free_at(past: Past, address: str, profile: SenderProfile, now: datetime) -> datetime:
    """When the number may get its next text: now, or when enough of the last hour or day has passed."""
    times = sorted(one.at for one in past.texts[address] if is_capped(_kind(one)))
    free = now
    for allowed, window in ((profile.texts_per_hour, HOUR), (profile.texts_per_day, DAY)):
        within = [at for at in times if at > now - window]
        if len(within) >= allowed:
            free = max(free, within[-allowed] + window)
    return free


def person_is_free_at(
    past: Past, message: Message, address: str, profile: SenderProfile, hours: Hours, now: datetime
) -> datetime:
    """When the person may get their next ordinary text: now, or the next morning if they had one today."""
    today = clock.to_local(now, hours.tz).date()
    had = [
        one
        for one in past.texts[address]
        if one.person_id == message.person_id
        and is_ordinary(_kind(one))
        and clock.to_local(one.at, hours.tz).date() == today
    ]
    if len(had) < profile.ordinary_per_day:
        return now
    morning = clock.at_local(datetime.combine(today + timedelta(days=1), hours.quiet_until), hours.tz)
    in_time = message.not_after is None or morning <= message.not_after - LATEST_USE
    return morning if in_time else now


def meeting_is_told_enough(past: Past, message: Message, profile: SenderProfile) -> bool:
    """Whether the person has had as many ordinary texts about this meeting as anybody should."""
    return ":" in message.about and past.about[message.about, message.person_id] >= profile.texts_per_meeting


def _kind(text: Text) -> MessageKind:
    try:
        return kinds.get(text.kind)
    except kinds.UnknownKind:
        return _ORDINARY


_ORDINARY = MessageKind()
