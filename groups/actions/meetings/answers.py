"""Saying whether one comes: the latest answer wins, and never with a reason (decision 13)."""

from django.db import transaction
from django.db.models import QuerySet

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from followon.prepared import prepared
from groups.actions import planning
from groups.events import Event
from groups.messages import meetings as messages
from groups.models import Answer, Coming, How, Meeting, Membership, TakesPart
from notifications import outbox
from notifications.models import Message


class MeetingIsOver(Refused):
    """The meeting has ended, or is off."""

    def __init__(self, meeting: Meeting) -> None:
        words = "has been" if meeting.is_planned or meeting.cancelled_at is None else "is off"
        super().__init__(f"This meeting {words}, so there is nothing to answer.")


class NotInThisGroup(Refused):
    """The person is not in the group, or has left it."""

    def __init__(self) -> None:
        super().__init__("Only people in this group can answer for it.")


@transaction.atomic
def answer(
    meeting: Meeting, *, membership: Membership, coming: str, how: str, by: Actor, note: str = ""
) -> Answer:
    """Write down whether somebody comes. The latest answer wins, whichever way it reached us.

    The same answer again changes nothing. What had still to be asked is withdrawn, and the day-before message
    follows the answer. Raises MeetingIsOver, NotInThisGroup.
    """
    meeting = Meeting.objects.hold(meeting)
    if not meeting.is_planned or meeting.is_over(clock.now()):
        raise MeetingIsOver(meeting)
    membership = _fresh(membership)
    if membership.has_left or membership.group_id != meeting.group_id:
        raise NotInThisGroup
    before = next(iter(_answers(meeting, membership)), None)
    if before and _says_the_same(before, meeting, Coming(coming), How(how), note):
        return before
    said = _write(meeting, membership, before, coming=Coming(coming), how=How(how), note=note, by=by)
    recorder.record(
        Event.MEETING_ANSWERED,
        by=by,
        about=meeting,
        member=membership,
        coming=said.coming,
        how=said.get_how_display(),
    )
    _settle_messages(meeting, membership, said, by=by)
    return said


def _fresh(membership: Membership) -> Membership:
    """The place in the group as it is now, of the person whom the caller has read."""
    fresh = _memberships(membership)[0]
    fresh.person = membership.person
    return fresh


@prepared
def _memberships(membership: Membership) -> QuerySet[Membership]:
    return Membership.objects.filter(pk=membership.pk).order_by()


@prepared
def _answers(meeting: Meeting, membership: Membership) -> QuerySet[Answer]:
    return Answer.objects.filter(meeting=meeting, membership=membership)


def count_in_standing(meeting: Meeting, *, only: Membership | None = None) -> None:
    """Put those down as coming who want to be counted in unless they say no; their word holds when it moves."""
    members = Membership.objects.active().filter(
        group=meeting.group_id, standing_yes=True, takes_part=TakesPart.MEETS
    )
    if only is not None:
        members = members.filter(pk=only.pk)
    silent = members.exclude(answers__meeting=meeting)
    Answer.objects.bulk_create(
        Answer(
            meeting=meeting,
            membership=member,
            coming=Coming.YES,
            how=How.STANDING,
            revision=meeting.revision,
            answered_at=clock.now(),
        )
        for member in silent
    )
    Answer.objects.filter(meeting=meeting, how=How.STANDING).update(
        revision=meeting.revision, answered_at=meeting.planned_at
    )


def _says_the_same(before: Answer, meeting: Meeting, coming: Coming, how: How, note: str) -> bool:
    return (
        (before.coming, before.note) == (coming, note or before.note)
        and before.is_of(meeting)
        and (before.how != How.STANDING or how == How.STANDING)
    )


def _write(
    meeting: Meeting,
    membership: Membership,
    before: Answer | None,
    *,
    coming: Coming,
    how: How,
    note: str,
    by: Actor,
) -> Answer:
    """The one answer of this member; whoever answers holds the meeting, so there is never a second."""
    said = before or Answer(meeting=meeting, membership=membership)
    said.coming, said.how, said.note, said.revision = coming, how, note[:140], meeting.revision
    said.recorded_by = by if isinstance(by, User) and by.pk != membership.person_id else None
    known = [membership.here_since, meeting.planned_at, *([before.answered_at] if before else [])]
    said.answered_at = planning.later(max(known))
    said.save()
    return said


def _settle_messages(meeting: Meeting, membership: Membership, said: Answer, *, by: Actor) -> None:
    """Take calls off the ring list, withdraw what need not be asked any more, and plan the day before anew."""
    if said.how == How.PHONE:
        to_ring = Message.objects.concerning(planning.about(meeting)).filter(person=membership.person)
        for call in to_ring.by_hand().of_kinds([messages.MeetingAsk.slug, *NEWS]):
            outbox.mark_by_hand(call, outcome="TOLD", by=by)
    planning.withdraw(meeting, to=[membership.person], reason="Has answered")
    if said.is_expecting:
        planning.plan_day_before(meeting, membership, by=by)


NEWS = (
    messages.MeetingChanged.slug,
    messages.MeetingChangedSoon.slug,
    messages.MeetingBackOn.slug,
    messages.MeetingReminder.slug,
)
