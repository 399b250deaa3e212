"""Yesterday's account: every message a meeting should have brought, against what became of it (reliability 4.6).

Worked out person by person with the rule for people abroad, not with the statement that planned it, so that a
mistake in either shows. Nothing left over is the only good answer.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from followon import clock
from groups.actions import planning
from groups.models import Answer, Meeting, Membership
from groups.states import MeetingState
from notifications.models import JobSlot, Message, Preference
from notifications.states import HUMAN_CHANNELS, MessageState

log = logging.getLogger(__name__)

# Ends that explain themselves; any other end needs its reason.
REACHED = (MessageState.ACCEPTED, MessageState.DELIVERED, MessageState.DONE_BY_HAND)
WAITING = (
    MessageState.SCHEDULED,
    MessageState.CLAIMED,
    MessageState.SENDING,
    MessageState.UNCERTAIN,
    MessageState.BY_HAND,
)


@dataclass(frozen=True)
class Difference:
    """One thing that should be otherwise; names nobody."""

    meeting: int
    person: int
    kind: str
    what: str

    def __str__(self) -> str:
        return f"meeting {self.meeting}, person {self.person}, {self.kind}: {self.what}"


def keep() -> list[Difference]:
    """Once a day: yesterday's differences, each in the log as an error."""
    yesterday = clock.today() - timedelta(days=1)
    if not JobSlot.objects.take("ledger", f"{yesterday:%Y-%m-%d}"):
        return []
    found = differences(yesterday)
    for one in found:
        log.error("the ledger of %s: %s", yesterday, one)
    return found


def differences(day: date) -> list[Difference]:
    """What is missing, still waiting or without a reason among the messages of a day's meetings."""
    meetings = _meetings_of(day)
    rows = _rows(meetings)
    missing = [one for meeting in meetings for one in _missing(meeting, rows)]
    return missing + [one for one in map(_unexplained, rows.values()) if one is not None]


def _meetings_of(day: date) -> list[Meeting]:
    begin = clock.at_local(datetime.combine(day, time()), clock.LONDON)
    end = clock.at_local(datetime.combine(day + timedelta(days=1), time()), clock.LONDON)
    there = Meeting.objects.filter(starts_at__gte=begin, starts_at__lt=end).exclude(
        state=MeetingState.CANCELLED
    )
    return list(there.select_related("group__service").order_by("pk"))


def _rows(meetings: Iterable[Meeting]) -> dict[str, Message]:
    abouts = [planning.about(meeting) for meeting in meetings]
    return {row.key: row for row in Message.objects.filter(about__in=abouts)}


def _missing(meeting: Meeting, rows: dict[str, Message]) -> Iterator[Difference]:
    """Reminders that a member needed and for which no row was ever made."""
    members = list(Membership.objects.active().filter(group=meeting.group_id))
    people = [member.person_id for member in members]
    zones = dict(Preference.objects.filter(person__in=people).values_list("person_id", "tz"))
    answers = {answer.membership_id: answer for answer in Answer.objects.filter(meeting=meeting)}
    by_hand = {row.person_id for row in rows.values() if row.channel in HUMAN_CHANNELS}
    for member in members:
        tz = zones.get(member.person_id) or meeting.tz
        for kind, slot, need in planning.needed(meeting, member, answers.get(member.pk), tz):
            key = f"{planning.key_of(kind, meeting, need)}:person:{member.person_id}"
            rung = member.person_id in by_hand and not kind.by_hand
            if slot.for_need(need) and key not in rows and not rung:
                yield Difference(meeting.pk, member.person_id, kind.slug, "was never planned")


def _unexplained(row: Message) -> Difference | None:
    """A row whose story is not over although its time is, or ended nobody knows why."""
    what = ""
    if row.state in WAITING and row.not_after and row.not_after <= clock.now():
        what = "is still waiting"
    elif row.state not in (*REACHED, *WAITING) and not row.reason:
        what = "ended without a reason"
    return Difference(int(row.about.rpartition(":")[2]), row.person_id, row.kind, what) if what else None
