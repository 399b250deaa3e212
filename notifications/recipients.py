"""Who is reached how: a person's channel, their address on it, and what stands in the way."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from followon.people.models import User
from followon.prepared import prepared
from notifications.hours import Hours
from notifications.models import ContactPoint, Preference, SenderProfile
from notifications.states import HUMAN_CHANNELS, MACHINE_CHANNELS, Channel, ContactStatus

CLOSED = (ContactStatus.OPTED_OUT, ContactStatus.INVALID, ContactStatus.BOUNCED)


def address_of(person: User, channel: str) -> str:
    """The person's address on a channel; empty when they have none."""
    match channel:
        case Channel.SMS:
            return person.mobile
        case Channel.EMAIL:
            return person.email
        case Channel.CALL:
            return person.landline or person.mobile
        case _:
            return ""


def channel_for(
    person: User,
    preference: Preference | None,
    offered: Iterable[str] = MACHINE_CHANNELS,
    wanted: str | None = None,
) -> str:
    """The channel for a person: the one asked for, else their own choice, else whatever address they have.

    `offered` are the channels on which the thing can be said at all.
    """
    offered = tuple(offered)
    own = [preference.channel, preference.second_channel] if preference else []
    for channel in filter(None, [wanted, *own, *MACHINE_CHANNELS]):
        if channel in HUMAN_CHANNELS or (channel in offered and address_of(person, channel)):
            return channel
    return Channel.CALL


def next_channel(
    person: User,
    preference: Preference | None,
    offered: Iterable[str],
    used: Iterable[str],
    closed: Mapping[str, ContactPoint],
) -> str | None:
    """The next channel after those used, among those the person chose; None when somebody has to ring.

    Somebody who never chose is tried by text and by email.
    """
    offered, used = tuple(offered), set(used)
    chosen = [preference.channel, preference.second_channel] if preference else MACHINE_CHANNELS
    for channel in filter(None, chosen):
        address = address_of(person, channel)
        if channel in offered and channel not in used and address and address not in closed:
            return channel
    return None


def people(numbers: Iterable[int]) -> dict[int, User]:
    """These accounts, by number, in one query."""
    return {person.pk: person for person in _people(list(set(numbers)))}


@prepared
def _people(numbers: list[int]) -> QuerySet[User]:
    return User.objects.filter(pk__in=numbers)


def preferences(people: Iterable[int]) -> dict[int, Preference]:
    """The preferences of these people, by number, in one query."""
    return {found.person_id: found for found in _preferences(list(set(people)))}


@prepared
def _preferences(people: list[int]) -> QuerySet[Preference]:
    return Preference.objects.filter(person__in=people)


def closed_addresses(addresses: Iterable[str]) -> dict[str, ContactPoint]:
    """Which of these addresses must not be used, whosever they are; STOP closes a shared phone for all."""
    return {point.address: point for point in _closed(list(set(addresses)))}


@prepared
def _closed(addresses: list[str]) -> QuerySet[ContactPoint]:
    return ContactPoint.objects.filter(address__in=addresses, status__in=CLOSED).order_by("at")


def hours_of(profile: SenderProfile, preference: Preference | None) -> Hours:
    """The hours at which this person may get messages."""
    tz = (preference.tz if preference else "") or profile.tz
    return Hours(profile.quiet_from, profile.quiet_until, tz)


def standing_in_the_way(
    person: User,
    channel: str,
    preference: Preference | None,
    closed: Mapping[str, ContactPoint],
    *,
    essential: bool,
    at: datetime,
) -> str:
    """Why this person can't be reached on this channel now, or an empty string."""
    if person.is_erased:
        return "This person's details have been deleted"
    if preference and preference.is_paused(at) and not essential:
        return "Has paused their messages"
    if channel in HUMAN_CHANNELS:
        return ""
    address = address_of(person, channel)
    if not address:
        return "No mobile number" if channel == Channel.SMS else "No email address"
    if point := closed.get(address):
        return point.reason or ContactStatus(point.status).label
    return ""


_HOLD = "SELECT pg_advisory_xact_lock(key) FROM (SELECT unnest(%s::bigint[]) AS key ORDER BY 1) AS sorted"


def hold(addresses: Iterable[str]) -> None:
    """Let nobody else decide about these numbers until the transaction ends.

    Without it two workers could each send the last text a cap allows, or one could miss a STOP.
    """
    keys = [_key(address) for address in set(addresses) - {""}]
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(_HOLD, [keys])


def _key(address: str) -> int:
    return int.from_bytes(hashlib.blake2b(address.encode(), digest_size=8).digest(), "big", signed=True)
