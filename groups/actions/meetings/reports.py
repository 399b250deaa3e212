"""After a meeting: who came, in two taps or by a number; what was wrong can be put right."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import Count, Q

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.states import check_move
from groups.actions import planning, visits
from groups.events import Event
from groups.messages import organisers as messages
from groups.models import Attendance, Group, Meeting, Membership, Mode
from groups.protocol import ESTABLISHED_BY
from groups.states import GROUP_MOVES, MEETING_MOVES, GroupState, MeetingState, VisitState
from notifications import outbox

MOST_PEOPLE = 60


class NotYet(Refused):
    """The meeting has not begun."""

    def __init__(self) -> None:
        super().__init__("This meeting has not been yet. You can say who came once it has begun.")


class UnlikelyNumber(Refused):
    """More people than a group can be."""

    def __init__(self) -> None:
        super().__init__(f"Enter how many people came, from 0 to {MOST_PEOPLE}.")


@transaction.atomic
def report(
    meeting: Meeting, *, came: Mapping[int, bool], by: Actor, remotely: Collection[int] = frozenset()
) -> Meeting:
    """Write down who came, by membership number; somebody not named is not known, which is never an absence.

    `remotely` names those who joined from home. When nobody came, the meeting did not take place.
    The latest word wins, and stops the question to organiser and stand-in. Raises NotYet, MoveNotAllowed.
    """
    own = Membership.objects.filter(group=meeting.group_id, pk__in=came).values_list("pk", flat=True)
    came = {number: came[number] for number in own.order_by("pk")}
    if not any(came.values()):
        return did_not_meet(meeting, by=by)
    meeting = _lock_for_report(meeting, MeetingState.HELD)
    Attendance.objects.filter(meeting=meeting).delete()
    from_home = {Mode.ONLINE, Mode.PHONE}
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            membership_id=number,
            came=here,
            remotely=here and (meeting.mode in from_home or number in remotely),
            recorded_at=clock.now(),
        )
        for number, here in came.items()
    )
    return _held(meeting, came=sum(came.values()), by=by)


@transaction.atomic
def report_headcount(meeting: Meeting, *, headcount: int, by: Actor) -> Meeting:
    """Write down how many came, when only the number is known; none means that the group did not meet.

    Who came, if somebody wrote that down before, is kept; the number is the latest word on how many.
    Raises UnlikelyNumber, NotYet, MoveNotAllowed.
    """
    if not 0 <= headcount <= MOST_PEOPLE:
        raise UnlikelyNumber
    if headcount == 0:
        return did_not_meet(meeting, by=by)
    meeting = _lock_for_report(meeting, MeetingState.HELD)
    return _held(meeting, came=headcount, by=by)


@transaction.atomic
def did_not_meet(meeting: Meeting, *, by: Actor) -> Meeting:
    """Write down that the meeting did not take place. Raises NotYet, MoveNotAllowed."""
    meeting = _lock_for_report(meeting, MeetingState.NOT_HELD)
    Attendance.objects.filter(meeting=meeting).delete()
    meeting.state, meeting.came, meeting.reported_at = MeetingState.NOT_HELD, None, clock.now()
    meeting.save(update_fields=["state", "came", "reported_at"])
    recorder.record(Event.MEETING_NOT_HELD, by=by, about=meeting)
    _settle(meeting, by=by)
    return meeting


@transaction.atomic
def undo_report(meeting: Meeting, *, by: Actor) -> Meeting:
    """Take back what was written down, as if nobody had said anything yet. Raises MoveNotAllowed."""
    meeting = Meeting.objects.lock(meeting)
    if meeting.state == MeetingState.CANCELLED:
        check_move(MEETING_MOVES, meeting.state, MeetingState.HELD)
    check_move(MEETING_MOVES, meeting.state, MeetingState.PLANNED)
    Attendance.objects.filter(meeting=meeting).delete()
    meeting.state, meeting.came, meeting.reported_at = MeetingState.PLANNED, None, None
    meeting.save(update_fields=["state", "came", "reported_at"])
    recorder.record(Event.REPORT_UNDONE, by=by, about=meeting)
    _settle(meeting, by=by)
    return meeting


def _lock_for_report(meeting: Meeting, new: MeetingState) -> Meeting:
    Group.objects.lock(meeting.group)
    meeting = Meeting.objects.lock(meeting)
    check_move(MEETING_MOVES, meeting.state, new)
    if meeting.starts_at > clock.now():
        raise NotYet
    return meeting


def _held(meeting: Meeting, *, came: int, by: Actor) -> Meeting:
    meeting.state, meeting.came, meeting.reported_at = MeetingState.HELD, came, clock.now()
    meeting.save(update_fields=["state", "came", "reported_at"])
    recorder.record(Event.MEETING_HELD, by=by, about=meeting, came=came)
    _settle(meeting, by=by)
    return meeting


def _settle(meeting: Meeting, *, by: Actor) -> None:
    """Stop asking who came, and keep in step what follows from it: the group's state, the rule, the tutor's end."""
    if meeting.reported_at:
        outbox.withdraw(
            about=planning.about(meeting), kinds=[messages.WhoCame.slug], reason="Somebody has said"
        )
    group = Group.objects.lock(meeting.group)
    if meeting.state == MeetingState.HELD and group.state == GroupState.FORMING:
        check_move(GROUP_MOVES, group.state, GroupState.MEETING)
        Group.objects.filter(pk=group.pk).update(state=GroupState.MEETING)
        group.state = GroupState.MEETING
    settle_established(group, by=by)
    visits.settle_end(group, by=by)


def settle_established(group: Group, *, by: Actor) -> None:
    """Work out the day on which the group became established; corrections can take it back.

    Farr et al. 2021, "Results": at least three people from the programme meeting face to face at least once after
    it has finished. Those who joined from home do not count (decision 17).
    """
    meeting = first_establishing(group)
    day = meeting.on_date if meeting else None
    if day == group.established_on:
        return
    group.established_on = day
    Group.objects.filter(pk=group.pk).update(established_on=day)
    if day:
        recorder.record(Event.GROUP_ESTABLISHED, by=by, about=group, on=day)
    else:
        recorder.record(Event.GROUP_UNESTABLISHED, by=by, about=group)


def first_establishing(group: Group) -> Meeting | None:
    """The first meeting that makes the group established, by names or, failing names, by number.

    A number alone counts when everybody who was ever in the group is from its programme, and after taking away
    the patient tutor who may be among those counted.
    """
    if group.cohort_id is None or group.programme_ended_on is None:
        return None
    held = Meeting.objects.filter(
        group=group,
        state=MeetingState.HELD,
        mode__in=[Mode.IN_PERSON, Mode.MIXED],
        on_date__gt=group.programme_ended_on,
    )
    own = Q(
        attendances__came=True,
        attendances__remotely=False,
        attendances__membership__from_cohort=group.cohort_id,
    )
    counted = held.annotate(there=Count("attendances", filter=own), named=Count("attendances"))
    all_own = not Membership.objects.filter(group=group).exclude(from_cohort=group.cohort_id).exists()
    for meeting in counted.select_related("tutor_visit").order_by("starts_at", "pk"):
        if meeting.there >= ESTABLISHED_BY or (all_own and not meeting.named and _enough_by_number(meeting)):
            return meeting
    return None


def _enough_by_number(meeting: Meeting) -> bool:
    visit = getattr(meeting, "tutor_visit", None)
    tutor = visit is not None and visit.state not in (VisitState.CANNOT, VisitState.NOT_NEEDED)
    return meeting.mode == Mode.IN_PERSON and (meeting.came or 0) - tutor >= ESTABLISHED_BY
