"""A reminder sent now by an organiser or a coordinator: the preview, the sending, and how it is getting on."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Count

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from groups.actions import planning, telling
from groups.events import Event
from groups.messages import meetings as messages
from groups.models import Answer, Coming, Meeting, Membership, TakesPart
from notifications import outbox
from notifications.kinds import Channel
from notifications.models import Message
from notifications.outbox import Preview
from notifications.states import MessageState

STOP_WITHIN = timedelta(
    seconds=60
)  # what an organiser sends from a page can be stopped for so long (ux 10.4)
REST_BETWEEN = timedelta(hours=12)  # nobody gets two of these within half a day, whoever presses the button
REMINDED_ALREADY = "Has had a reminder today"
NOT_COMING = "Has said “Not this time”"
RESTING = "Is resting"

_WAITING = (MessageState.SCHEDULED, MessageState.CLAIMED, MessageState.SENDING, MessageState.UNCERTAIN)
_ARRIVED = (MessageState.DELIVERED, MessageState.DONE_BY_HAND)


class NobodyToRemind(Refused):
    """Everybody has had a reminder lately, is not coming, or rests."""

    def __init__(self) -> None:
        super().__init__(
            "There is nobody to remind now. Everybody has had a reminder today, or is not coming."
        )


class TooLate(Refused):
    """The meeting has begun or is off."""

    def __init__(self) -> None:
        super().__init__("This meeting has begun or is off, so no reminder can be sent.")


@dataclass(frozen=True)
class Totals:
    """A preview in figures, for those who may not see names."""

    people: int
    texts: int
    emails: int
    to_ring: int
    to_post: int
    parts: int
    pence: Decimal
    left_out: int


@dataclass(frozen=True)
class Progress:
    """How a reminder is getting on; the sentence is for the page that refreshes itself."""

    total: int
    waiting: int
    sent: int
    arrived: int
    not_reached: int
    to_ring: int

    @property
    def is_done(self) -> bool:
        """Whether nothing is on its way any more."""
        return self.waiting == 0

    def in_words(self) -> str:
        """5 of 7 sent, 3 of them have arrived. 1 to ring."""
        words = f"{self.sent + self.arrived} of {self.total - self.to_ring} sent"
        words += f", {self.arrived} of them have arrived" if self.arrived else ""
        words += f". {self.not_reached} did not arrive" if self.not_reached else ""
        return words + (f". {self.to_ring} to ring." if self.to_ring else ".")


def recipients(meeting: Meeting) -> list[Membership]:
    """Whom a reminder is for: members who come to meetings and have not said no."""
    members = Membership.objects.active().filter(group=meeting.group_id, takes_part=TakesPart.MEETS)
    said_no = Answer.objects.filter(meeting=meeting, coming=Coming.NO).values("membership")
    return list(members.exclude(pk__in=said_no).select_related("person"))


def preview(meeting: Meeting, to: Iterable[Membership] | None = None) -> list[Preview]:
    """Who would get what, by which channel, in how many text parts and for how much; and who would not, and why."""
    members = list(recipients(meeting) if to is None else to)
    shown = outbox.preview(
        messages.MeetingReminder,
        to=[member.person for member in members],
        payload={"meeting": meeting.pk},
        about=planning.about(meeting),
        service_id=meeting.group.service_id,
        group_id=meeting.group_id,
        revision=meeting.revision,
    )
    obstacles = _obstacles(meeting, members)
    return [
        one if one.reason_not else replace(one, reason_not=obstacles.get(one.person.pk, "")) for one in shown
    ]


def totals(previews: Iterable[Preview]) -> Totals:
    """A preview in figures: how many of each, and what it costs."""
    every = list(previews)
    going = [one for one in every if not one.reason_not]

    def count(channel: Channel) -> int:
        return sum(one.channel == channel for one in going)

    texts = [one for one in going if one.channel == Channel.SMS]
    return Totals(
        people=len(going),
        texts=len(texts),
        emails=count(Channel.EMAIL),
        to_ring=count(Channel.CALL),
        to_post=count(Channel.LETTER),
        parts=sum(one.parts for one in texts),
        pence=sum((one.pence for one in texts), Decimal(0)),
        left_out=len(every) - len(going),
    )


@transaction.atomic
def remind_now(
    meeting: Meeting, *, to: Iterable[Membership] | None = None, by: Actor, wait: timedelta = timedelta(0)
) -> str:
    """Send a reminder now, within the hours of the service, to those named or to everybody who may come.

    Those who had one within twelve hours, said no, rest or left are passed over. `wait` leaves time to `stop` it.
    Gives back the batch, by which `progress` knows it. Raises TooLate, NobodyToRemind.
    """
    meeting = Meeting.objects.lock(meeting)
    if not meeting.is_planned or meeting.starts_at <= clock.now():
        raise TooLate
    members = [
        member
        for member in (recipients(meeting) if to is None else to)
        if member.group_id == meeting.group_id
    ]
    obstacles = _obstacles(meeting, members)
    people = [member.person for member in members if member.person_id not in obstacles]
    if not people:
        raise NobodyToRemind
    batch = f"reminder:{meeting.pk}:{planning.moment(clock.now())}"
    telling.say(
        messages.MeetingReminder, meeting, to=people, by=by, key=f"meeting-{batch}", batch=batch,
        not_after=meeting.starts_at, send_at=clock.now() + wait,
    )  # fmt: skip
    recorder.record(Event.REMINDED, by=by, about=meeting, messages=len(people))
    return batch


@transaction.atomic
def stop(meeting: Meeting, batch: str, *, by: Actor) -> int:
    """Stop what has not left of a reminder; gives back how many. What is out is out, and stays as it is."""
    rows = Message.objects.filter(batch=batch, about=planning.about(meeting)).select_related("person")
    stopped = outbox.withdraw(
        about=planning.about(meeting),
        kinds=[messages.MeetingReminder.slug],
        to=[row.person for row in rows],
        reason="Stopped before it went",
    )
    if stopped:
        recorder.record(Event.REMINDER_STOPPED, by=by, about=meeting, messages=stopped)
    return stopped


def progress(meeting: Meeting, batch: str) -> Progress | None:
    """How a reminder of this meeting is getting on; None when the batch is not one of its."""
    if not re.fullmatch(rf"reminder:{meeting.pk}:\d+", batch):
        return None
    rows = Message.objects.filter(batch=batch).order_by().values_list("state").annotate(Count("pk"))
    count = dict(rows)
    if not count:
        return None
    waiting = sum(count.get(state, 0) for state in _WAITING)
    arrived = sum(count.get(state, 0) for state in _ARRIVED)
    sent, to_ring = count.get(MessageState.ACCEPTED, 0), count.get(MessageState.BY_HAND, 0)
    total = sum(count.values())
    return Progress(total, waiting, sent, arrived, total - waiting - arrived - sent - to_ring, to_ring)


def _obstacles(meeting: Meeting, members: list[Membership]) -> dict[int, str]:
    """Why some of these people get no reminder now, by person number."""
    since = clock.now() - REST_BETWEEN
    recent = Message.objects.concerning(planning.about(meeting)).of_kinds([messages.MeetingReminder.slug])
    reminded = set(
        recent.filter(created_at__gt=since, revision=meeting.revision)
        .exclude(state__in=[MessageState.CANCELLED, MessageState.SUPERSEDED])
        .values_list("person_id", flat=True)
    )
    said_no = set(
        Answer.objects.filter(meeting=meeting, coming=Coming.NO).values_list(
            "membership__person_id", flat=True
        )
    )
    found = {}
    for member in members:
        if member.person_id in said_no:
            found[member.person_id] = NOT_COMING
        elif member.person_id in reminded:
            found[member.person_id] = REMINDED_ALREADY
        elif not member.is_active:
            found[member.person_id] = RESTING
    return found
