"""When a message can't reach somebody: remember why about the address, and find the next way to tell them."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from followon import clock
from followon.audit.actors import Job
from notifications import kinds, queueing, recipients
from notifications.models import ContactPoint, Message
from notifications.queueing import Draft
from notifications.states import Channel, ContactStatus

ENGINE = Job("delivery")


def close_address(message: Message, address: str, status: ContactStatus, reason: str, at: datetime) -> None:
    """Remember that an address does not work, so that nothing else is tried on it."""
    ContactPoint.objects.update_or_create(
        person_id=message.person_id,
        channel=message.channel,
        address=address,
        defaults={"status": status, "reason": reason[:200], "at": at},
    )


def find(message: Message, why: str, *, stopped: bool = False) -> Message | None:
    """Queue the same thing by the person's next channel, else as a call for somebody to make.

    Codes and answers are not carried over: they are of use only where they were asked for. Somebody who said
    STOP is rung about what is essential, and left in peace otherwise.
    """
    try:
        kind = kinds.get(message.kind)
    except kinds.UnknownKind:
        return None
    if kind.secret or kind.answers:
        return None
    first = message.fallback_of or message
    tried = Message.objects.filter(Q(pk=first.pk) | Q(fallback_of=first))
    person = message.person
    closed = recipients.closed_addresses(filter(None, (person.mobile, person.email)))
    preference = recipients.preferences([person.pk]).get(person.pk)
    used = tried.values_list("channel", flat=True)
    channel: str | None = recipients.next_channel(person, preference, kind.channels, used, closed)
    rings = kind.by_hand and (kind.essential or not stopped) and Channel.CALL not in used
    if channel is None and not rings:
        return None
    return _queue(kind, message, first, channel or Channel.CALL, why)


def _queue(
    kind: kinds.MessageKind, message: Message, first: Message, channel: str, why: str
) -> Message | None:
    more: dict[str, Any] = {"channel": channel, "fallback_of": first, "send_at": clock.now()}
    if channel == Channel.CALL:
        by = "text" if message.channel == Channel.SMS else "email"
        more["reason"] = f"We could not {by} them: {why[:1].lower()}{why[1:]}"[:200]
    draft = Draft.after(message, key=f"{first.key}:instead:{channel}", by=ENGINE, **more)
    rows = queueing.store(queueing.build(kind, [message.person], draft))
    return rows[0] if rows else None
