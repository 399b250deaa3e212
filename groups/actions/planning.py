"""Which reminders people are to get, put into the outbox set by set: with each change, and again every night.

A row is planned when it is expected and not there yet, so running this twice, or after days without a worker, is
safe (F6, F7). The key of a row holds the meeting's revision and the instant from which the person needs it: moving
a meeting, coming back to a group or answering anew makes a new row, and never a second one for the same need.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet

from followon import clock
from followon.audit.actors import Actor
from followon.people.models import User
from groups import reminders
from groups.actions import expected
from groups.actions.expected import Expected
from groups.messages import meetings as messages
from groups.models import Answer, How, Meeting, Membership, TakesPart
from groups.reminders import Quiet, Slot, Slots
from notifications import outbox
from notifications.kinds import MessageKind
from notifications.models import JobSlot, Preference
from pmp.models import Service

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=60)  # how far the daily pass looks (reliability 4.3)
NEAR = timedelta(days=8)  # the question goes seven days before; the hourly pass looks a day further
REMINDERS = tuple(
    kind.slug
    for kind in (
        messages.MeetingAsk,
        messages.MeetingCountedIn,
        messages.MeetingNudge,
        messages.MeetingTomorrow,
    )
)
INVITATIONS = (*REMINDERS, messages.MeetingReminder.slug)  # not news: what a resting person need not hear


def about(meeting: Meeting) -> str:
    """The outbox's name for a meeting."""
    return f"meeting:{meeting.pk}"


def quiet_hours(service: Service) -> Quiet:
    """The hours in which a service sends nothing."""
    return Quiet(service.quiet_from, service.quiet_until)


def set_slots(meeting: Meeting) -> Slots:
    """Work out when a meeting's reminders are due and put that on the row; the caller saves it."""
    due = reminders.slots(meeting.local, meeting.tz, quiet_hours(meeting.group.service))
    meeting.ask_at, meeting.nudge_at, meeting.tomorrow_at = (
        due.ask.send_at,
        due.nudge.send_at,
        due.tomorrow.send_at,
    )
    return due


def plan(meetings: QuerySet[Meeting], *, by: Actor, people: Iterable[User] | None = None) -> int:
    """Put every reminder that these meetings still need, for everybody or these people, into the outbox.

    Rows that are there already stay as they are. Gives back how many are new. A fixed number of statements,
    however many meetings and members.
    """
    members = None if people is None else [person.pk for person in people]
    _fill_slots(meetings)
    due = expected.still_to_come(meetings)
    abroad = set(expected.living_elsewhere(due, members))
    return _plan(expected.by_kind(due, members, abroad), due, abroad, by=by)


def _plan(rows: list[Expected], due: QuerySet[Meeting], abroad: Collection[int], *, by: Actor) -> int:
    new = sum(outbox.plan(kind, source, by=by) for kind, source in rows)
    new += sum(_plan_elsewhere(due, person, by=by) for person in User.objects.filter(pk__in=abroad))
    if new:
        outbox.poke()
    return new


def plan_day_before(meeting: Meeting, membership: Membership, *, by: Actor) -> int:
    """As `plan`, for one member who has just said what they will do: of all reminders only the details can be new."""
    zones = expected.own_zone(membership.person)
    if meeting.tomorrow_at is None or any(tz != meeting.group.tz for tz in zones):
        return plan(Meeting.objects.filter(pk=meeting.pk), people=[membership.person], by=by)
    source = expected.details.unread(meeting, [membership.person_id])
    new = outbox.plan(messages.MeetingTomorrow, source, by=by)
    if new:
        outbox.poke()
    return new


def plan_ahead(*, by: Actor, days: timedelta = AHEAD) -> int:
    """Plan what is missing for all meetings of the next 60 days."""
    until = clock.now() + days
    meetings = Meeting.objects.filter(starts_at__lte=until)
    _fill_slots(meetings)
    abroad = set(expected.elsewhere_ahead(until))
    return _plan(expected.ahead(until, abroad), expected.still_to_come(meetings), abroad, by=by)


@transaction.atomic
def keep_planned(*, by: Actor) -> int:
    """Every hour: plan what is missing for the meetings whose questions are near; once a day for all 60 days."""
    first_today = JobSlot.objects.take("plan reminders", f"{clock.today():%Y-%m-%d}")
    return plan_ahead(by=by, days=AHEAD if first_today else NEAR)


def withdraw(
    meeting: Meeting, *, to: Collection[User] | None = None, reason: str, kinds: Iterable[str] = REMINDERS
) -> int:
    """Stop the reminders of a meeting that have not left, for everybody or for these people."""
    return outbox.withdraw(about=about(meeting), kinds=list(kinds), to=to, reason=reason)


def withdraw_member(membership: Membership, *, reason: str, kinds: Iterable[str] | None = None) -> int:
    """Stop what has not left about the group's meetings for one member: everything, or only these kinds.

    Meetings that were called off count too: that news may still be waiting for the morning.
    """
    not_over = Meeting.objects.filter(group=membership.group_id, ends_at__gt=clock.now())
    wanted = None if kinds is None else list(kinds)
    return sum(
        outbox.withdraw(about=about(meeting), to=[membership.person], kinds=wanted, reason=reason)
        for meeting in not_over
    )


def _fill_slots(meetings: QuerySet[Meeting]) -> None:
    for meeting in expected.still_to_come(meetings).filter(tomorrow_at=None).select_related("group__service"):
        set_slots(meeting)
        Meeting.objects.filter(pk=meeting.pk).update(
            ask_at=meeting.ask_at, nudge_at=meeting.nudge_at, tomorrow_at=meeting.tomorrow_at
        )


def moment(instant: datetime) -> int:
    """An instant as keys hold it: milliseconds, so that a change of mind within a second counts."""
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def later(before: datetime) -> datetime:
    """Now, or a moment after an instant that the clock has not passed: a new need is never mistaken for the old."""
    return max(clock.now(), before + timedelta(milliseconds=1))


def anew(membership: Membership) -> datetime:
    """Now, or a moment after every instant that a reminder of this member's may hold in its key."""
    meetings = Meeting.objects.upcoming(clock.now()).filter(group=membership.group_id).order_by()
    answers = Answer.objects.filter(membership=membership, meeting__in=meetings)
    told = (
        meetings.aggregate(last=Max("planned_at"))["last"],
        answers.aggregate(last=Max("answered_at"))["last"],
    )
    return later(max([membership.here_since, *filter(None, told)]))


def key_of(kind: type[MessageKind], meeting: Meeting, since: datetime) -> str:
    """The outbox key of one reminder of a meeting for a need that arose at an instant; without the person."""
    return f"{kind.slug}:{about(meeting)}:r{meeting.revision}:{moment(since)}"


# People who live in another time zone: the same rules, by their own wall clock ─────────────────────────────────────


def _plan_elsewhere(due: QuerySet[Meeting], person: User, *, by: Actor) -> int:
    tz = Preference.objects.values_list("tz", flat=True).get(person=person)
    memberships = Membership.objects.active().of(person).filter(group__meetings__in=due).distinct()
    new = 0
    for member in memberships:
        for meeting in due.filter(group=member.group_id).select_related("group__service"):
            answer = Answer.objects.filter(meeting=meeting, membership=member).first()
            new += sum(
                _queue_one(kind, slot, need, meeting, person, by=by)
                for kind, slot, need in needed(meeting, member, answer, tz)
            )
    return new


def needed(
    meeting: Meeting, member: Membership, answer: Answer | None, tz: str
) -> Iterable[tuple[type[MessageKind], Slot, datetime]]:
    """The kinds one member needs, their slots by the member's own clock, and since when."""
    local = clock.to_local(meeting.starts_at, tz or meeting.tz)
    due = reminders.slots(local, tz or meeting.tz, quiet_hours(meeting.group.service))
    here = max(meeting.planned_at, member.here_since)
    if member.takes_part == TakesPart.MEETS:
        if answer is None or not answer.is_of(meeting):
            yield messages.MeetingAsk, due.ask, here
        if answer is None:
            yield messages.MeetingNudge, due.nudge, here
        if answer and answer.how == How.STANDING:
            yield messages.MeetingCountedIn, due.ask, here
    if answer and answer.is_expecting:
        yield messages.MeetingTomorrow, due.tomorrow, max(here, answer.answered_at)


def _queue_one(
    kind: type[MessageKind], slot: Slot, need: datetime, meeting: Meeting, person: User, *, by: Actor
) -> int:
    times = slot.for_need(need)
    if times is None:
        return 0
    send_at, not_after = times
    stored = outbox.queue(
        kind, to=[person], about=about(meeting), key=key_of(kind, meeting, need), payload={"meeting": meeting.pk},
        by=by, service_id=meeting.group.service_id, group_id=meeting.group_id, send_at=send_at,
        not_after=not_after, revision=meeting.revision,
    )  # fmt: skip
    return len(stored)
