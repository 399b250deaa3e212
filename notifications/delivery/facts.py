"""Everything the gate must know about a batch, read at once inside its transaction."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import Error as DatabaseError
from django.db.models import QuerySet

from followon.prepared import prepared
from notifications import kinds, recipients
from notifications.delivery.caps import Past
from notifications.models import BigSend, ContactPoint, Link, Message, Preference, SenderProfile, SendSwitch
from notifications.states import BigSendState, Channel, SwitchScope

log = logging.getLogger(__name__)


@dataclass
class Facts:
    """The switches, people, settings and history that decide about a batch."""

    provider: str
    switches: dict[tuple[str, str], str]
    preferences: dict[int, Preference]
    profiles: dict[int, SenderProfile]
    closed: dict[str, ContactPoint]
    past: Past
    addresses: dict[int, str]
    links: dict[int, str] = field(default_factory=dict)
    unconfirmed: dict[int, BigSend] = field(default_factory=dict)  # sends to many that nobody confirmed
    broken: set[int] = field(default_factory=set)  # whose kind could not even fetch what it needs
    ordinary: SenderProfile = field(default_factory=SenderProfile.ordinary)

    @classmethod
    def load(cls, messages: Sequence[Message], provider: str, now: datetime) -> "Facts":
        """Read them, in about eight queries however many the messages are."""
        people = recipients.people(message.person_id for message in messages)
        for message in messages:
            message.person = people[message.person_id]
        broken = _load_kinds(messages)
        there = {message.pk: _address(message) for message in messages}
        addresses = set(there.values()) - {""}
        recipients.hold(there[message.pk] for message in messages if message.channel == Channel.SMS)
        services = {message.service_id for message in messages if message.service_id is not None}
        emails = [message.person_id for message in messages if message.channel == Channel.EMAIL]
        return cls(
            provider=provider,
            switches={(scope, value): reason for scope, value, reason in _off()},
            preferences=recipients.preferences(people),
            profiles={found.service_id: found for found in _profiles(list(services))},
            closed=recipients.closed_addresses(addresses),
            past=Past.load(messages, addresses, now),
            addresses=there,
            links=stop_links(emails, now),
            unconfirmed=_unconfirmed(messages),
            broken=broken,
        )

    def switched_off(self, message: Message) -> str:
        """Why this message may not go for now; empty when nothing stops it."""
        places = [
            (SwitchScope.GLOBAL, ""),
            (SwitchScope.CHANNEL, message.channel),
            (SwitchScope.PROVIDER, self.provider),
            (SwitchScope.SERVICE, str(message.service_id)),
            (SwitchScope.GROUP, str(message.group_id)),
            (SwitchScope.KIND, message.kind),
            (SwitchScope.CHANNEL, f"{message.service_id}:{message.channel}"),
            (SwitchScope.KIND, f"{message.service_id}:{message.kind}"),
        ]
        return next((f"Stopped: {self.switches[place]}" for place in places if place in self.switches), "")

    def address(self, message: Message) -> str:
        """Where the message goes."""
        return self.addresses[message.pk]

    def profile(self, message: Message) -> SenderProfile:
        """In whose name it goes."""
        return self.profiles.get(message.service_id or 0, self.ordinary)

    def stop_url(self, message: Message) -> str:
        """Where the person pauses or stops these messages without signing in; emails carry it."""
        return self.links.get(message.person_id, "")


@prepared
def _off() -> QuerySet[SendSwitch, tuple[str, str, str]]:
    return SendSwitch.objects.filter(is_off=True).values_list("scope", "value", "reason")


@prepared
def _profiles(services: list[int]) -> QuerySet[SenderProfile]:
    return SenderProfile.objects.filter(service_id__in=services)


def _unconfirmed(messages: Sequence[Message]) -> dict[int, BigSend]:
    numbers = {message.big_send_id for message in messages} - {None}
    if not numbers:
        return {}
    return BigSend.objects.exclude(state=BigSendState.CONFIRMED).in_bulk(numbers)


def _address(message: Message) -> str:
    try:
        own = kinds.get(message.kind).address(message)
    except kinds.UnknownKind:
        own = ""
    return own or recipients.address_of(message.person, message.channel)


def _load_kinds(messages: Sequence[Message]) -> set[int]:
    """Let each kind fetch for its messages together; gives back those for which even that failed."""
    by_kind: dict[str, list[Message]] = {}
    for message in messages:
        by_kind.setdefault(message.kind, []).append(message)
    return {pk for slug, rows in by_kind.items() for pk in _load(slug, rows)}


def _load(slug: str, rows: Sequence[Message]) -> set[int]:
    try:
        kinds.get(slug).load(rows)
    except kinds.UnknownKind:
        return set()
    except DatabaseError:
        raise
    except Exception:
        log.exception("the kind %s can't fetch for %s messages", slug, len(rows))
        return {rows[0].pk} if len(rows) == 1 else {pk for row in rows for pk in _load(slug, [row])}
    return set()


def stop_links(people: Sequence[int], now: datetime) -> dict[int, str]:
    """Each person's own address for pausing and stopping; it lasts three to four months."""
    if not people:
        return {}
    ends = (now + timedelta(days=123)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    made = Link.objects.make_each("messages", {("messages", person): ends for person in people})
    return {person: link.address for (_, person), link in made.items()}
