"""Planning, moving and calling off meetings, by the clock on the wall where the group meets."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.clock import Wall
from followon.states import check_move
from groups import rhythm
from groups.actions import organisers, planning, telling, visits
from groups.actions.meetings.answers import count_in_standing
from groups.actions.meetings.refusals import (
    ClockSkipsThatTime,
    GroupHasEnded,
    HasBeen,
    InThePast,
    NotCalledOff,
    OnlyFromHome,
    Overlaps,
    PlaceNotYours,
    TooFarAhead,
    WrongLength,
)
from groups.events import Event
from groups.models import Group, Job, Meeting, Membership, Mode, Place
from groups.protocol import USUAL_LENGTH
from groups.states import MEETING_MOVES, GroupState, MeetingState

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=10)
FARTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Plan:
    """When, where and how a group meets. Times are those on the wall where it meets; a time that happens twice,
    when the clocks go back, is the first of the two."""

    on_date: date
    start_time: time
    length: timedelta = USUAL_LENGTH
    mode: str = Mode.IN_PERSON
    place: Place | None = None
    join_details: str = ""
    plan: str = ""

    @classmethod
    def of(cls, meeting: Meeting) -> "Plan":
        """A meeting as it is planned."""
        return cls(
            meeting.on_date, meeting.start_time, meeting.length, meeting.mode, meeting.place, meeting.join_details,
            meeting.plan,
        )  # fmt: skip

    @property
    def local(self) -> datetime:
        """The naive wall-clock start."""
        return datetime.combine(self.on_date, self.start_time)


@transaction.atomic
def plan(group: Group, *, plan: Plan, by: Actor) -> Meeting:
    """Plan a meeting, ask the patient tutor if it is one of the first three, and plan everybody's reminders.

    Members who want to be counted in unless they say no are down as coming from the start.
    Raises InThePast, TooFarAhead, ClockSkipsThatTime, Overlaps, PlaceNotYours, OnlyFromHome, WrongLength,
    GroupHasEnded.
    """
    group = Group.objects.lock(group)
    if group.state not in (GroupState.FORMING, GroupState.MEETING):
        raise GroupHasEnded(group.state)
    meeting = Meeting(group=group, tz=group.tz, planned_at=clock.now())
    refuse_unfit(group, plan, meeting)
    _apply(meeting, plan)
    meeting.organiser = _whose_turn(group)
    meeting.save()
    recorder.record(Event.MEETING_PLANNED, by=by, about=meeting, at=meeting.local, mode=meeting.mode)
    count_in_standing(meeting)
    visits.ask(meeting, by=by)
    planning.plan(Meeting.objects.filter(pk=meeting.pk), by=by)
    return meeting


@transaction.atomic
def plan_next(group: Group, *, by: Actor) -> Meeting | None:
    """Plan the next meeting: by the group's rhythm, or "same time next time". None when it has never met.

    Planned already is planned: then that meeting is given back and nothing changes. Raises as `plan` does.
    """
    group = Group.objects.lock(group)
    if there := Meeting.objects.upcoming(clock.now()).filter(group=group).first():
        return there
    wanted = next_plan(group)
    return plan(group, plan=wanted, by=by) if wanted else None


def next_plan(group: Group) -> Plan | None:
    """What the next meeting would be: the last one's time, place and way, on the next day that is still to come.

    A group that agrees the next date each time goes by its usual gap, on the same weekday.
    """
    met = list(
        Meeting.objects.filter(group=group).exclude(state=MeetingState.CANCELLED).order_by("-starts_at")[:12]
    )
    if not met:
        return None
    last = met[0]
    on_date = _next_day(group, [meeting.on_date for meeting in met])
    while clock.at_local(datetime.combine(on_date, last.start_time), group.tz) <= clock.now():
        on_date = _next_day(group, [on_date], fallback=rhythm.usual_gap(meeting.on_date for meeting in met))
    wanted = replace(Plan.of(last), on_date=on_date, plan="")
    if wanted.place and wanted.place.closed_at:
        wanted = replace(wanted, place=None)
    if group.service.remote_only and wanted.mode in (Mode.IN_PERSON, Mode.MIXED):
        wanted = replace(wanted, mode=Mode.PHONE)
    return wanted


@transaction.atomic
def move(meeting: Meeting, *, to: Plan, by: Actor) -> Meeting:
    """Change a meeting's day, time, length, place or way, and tell those who knew of it, at once.

    What was still to be said about the old time is withdrawn in the same transaction; answers stay, marked as
    given before the change. A plan that changes none of these only changes what is planned to be done there.
    Raises as `plan` does, MoveNotAllowed when the meeting is off or reported, and HasBeen when it is over.
    """
    group = Group.objects.lock(meeting.group)
    meeting = Meeting.objects.lock(meeting)
    check_move(
        MEETING_MOVES, meeting.state, MeetingState.CANCELLED
    )  # only what may be called off may be moved
    if meeting.is_over(clock.now()):
        raise HasBeen
    was, was_at, old = telling.in_words(meeting), meeting.starts_at, Plan.of(meeting)
    if replace(old, plan=to.plan) == to:
        return _write_plan(meeting, to.plan, by=by)
    refuse_unfit(group, to, meeting)
    _apply(meeting, to)
    meeting.revision += 1
    meeting.changed_at = meeting.planned_at = clock.now()
    meeting.save()
    recorder.record(
        Event.MEETING_MOVED, by=by, about=meeting, old=old.local, new=meeting.local, revision=meeting.revision
    )
    count_in_standing(meeting)
    telling.changed(meeting, was=was, was_at=was_at, by=by)
    visits.moved(meeting, by=by)
    return meeting


@transaction.atomic
def change_plan(meeting: Meeting, *, to: str, by: Actor) -> Meeting:
    """Change what we'll do at a meeting. Nobody is told: it is on the meeting's page."""
    return _write_plan(Meeting.objects.lock(meeting), to, by=by)


@transaction.atomic
def cancel(meeting: Meeting, *, why: str = "", by: Actor) -> Meeting:
    """Call a meeting off, and tell exactly those who knew of it. Raises MoveNotAllowed, HasBeen."""
    meeting = Meeting.objects.lock(meeting)
    check_move(MEETING_MOVES, meeting.state, MeetingState.CANCELLED)
    if meeting.is_over(clock.now()):
        raise HasBeen
    meeting.state, meeting.cancelled_because = MeetingState.CANCELLED, why
    meeting.cancelled_at = clock.now()
    meeting.save(update_fields=["state", "cancelled_because", "cancelled_at"])
    recorder.record(Event.MEETING_CANCELLED, by=by, about=meeting)
    organisers.end_all(meeting)
    telling.cancelled(meeting, by=by)
    visits.called_off(meeting, by=by)
    return meeting


@transaction.atomic
def put_back(meeting: Meeting, *, by: Actor) -> Meeting:
    """Put a meeting that was called off back on, tell those who knew of it, and plan its reminders anew.

    Raises MoveNotAllowed, and as `plan` does when its time has gone by or is taken.
    """
    group = Group.objects.lock(meeting.group)
    if group.state not in (GroupState.FORMING, GroupState.MEETING):
        raise GroupHasEnded(group.state)
    meeting = Meeting.objects.lock(meeting)
    check_move(MEETING_MOVES, meeting.state, MeetingState.PLANNED)
    if meeting.state != MeetingState.CANCELLED:
        raise NotCalledOff
    refuse_unfit(group, Plan.of(meeting), meeting)
    meeting.state, meeting.cancelled_because, meeting.cancelled_at = MeetingState.PLANNED, "", None
    meeting.revision += 1
    meeting.planned_at = clock.now()
    _apply(meeting, Plan.of(meeting))
    meeting.organiser = meeting.organiser or _whose_turn(group)
    meeting.save()
    recorder.record(Event.MEETING_PUT_BACK, by=by, about=meeting, revision=meeting.revision)
    count_in_standing(meeting)
    telling.back_on(meeting, by=by)
    visits.ask(meeting, by=by)
    return meeting


def _write_plan(meeting: Meeting, words: str, *, by: Actor) -> Meeting:
    if words != meeting.plan:
        meeting.plan, meeting.edited_at = words, clock.now()
        meeting.save(update_fields=["plan", "edited_at"])
        recorder.record(Event.MEETING_EDITED, by=by, about=meeting)
    return meeting


def _apply(meeting: Meeting, plan: Plan) -> None:
    """Put a plan on the row, with the instants that follow from it."""
    meeting.on_date, meeting.start_time, meeting.length = plan.on_date, plan.start_time, plan.length
    meeting.mode, meeting.place, meeting.join_details, meeting.plan = (
        plan.mode,
        plan.place,
        plan.join_details,
        plan.plan,
    )
    meeting.starts_at = clock.at_local(meeting.local, meeting.tz)
    meeting.ends_at = meeting.starts_at + plan.length
    meeting.edited_at = clock.now()
    planning.set_slots(meeting)


def refuse_unfit(group: Group, plan: Plan, meeting: Meeting) -> None:
    """Say why a group can't meet like that; nothing when it can. `meeting` is the row to be, new or as it is.

    Raises InThePast, TooFarAhead, ClockSkipsThatTime, Overlaps, PlaceNotYours, OnlyFromHome, WrongLength.
    """
    if clock.kind_of_wall_time(plan.local, meeting.tz) == Wall.MISSING:
        raise ClockSkipsThatTime(plan.local)
    starts_at = clock.at_local(plan.local, meeting.tz)
    if starts_at <= clock.now():
        raise InThePast
    if starts_at > clock.now() + FARTHEST:
        raise TooFarAhead(plan.on_date.year)
    if not SHORTEST <= plan.length <= LONGEST:
        raise WrongLength
    if plan.place and not Place.objects.for_group(group).filter(pk=plan.place.pk).exists():
        raise PlaceNotYours
    if group.service.remote_only and plan.mode in (Mode.IN_PERSON, Mode.MIXED):
        raise OnlyFromHome
    others = Meeting.objects.filter(group=group).exclude(pk=meeting.pk).exclude(state=MeetingState.CANCELLED)
    if clash := others.filter(starts_at__lt=starts_at + plan.length, ends_at__gt=starts_at).first():
        raise Overlaps(clash)


def _whose_turn(group: Group) -> Membership | None:
    """Who looks after the next meeting: the organiser whose turn is longest ago, else a stand-in; resting ones last."""
    holders = Membership.objects.active().filter(group=group)
    organisers = list(holders.holding(Job.ORGANISER)) or list(holders.holding(Job.STAND_IN))
    turns = Meeting.objects.filter(group=group, organiser__isnull=False).order_by("starts_at")
    last = dict(turns.values_list("organiser_id", "starts_at"))
    never = datetime.min.replace(tzinfo=clock.now().tzinfo)
    return min(organisers, key=lambda member: last.get(member.pk, never), default=None)


def _next_day(group: Group, met_on: list[date], *, fallback: int | None = None) -> date:
    latest = max(met_on)
    weeks = fallback or rhythm.usual_gap(met_on)
    return rhythm.next_date(rhythm.Rhythm.of(group), latest) or latest + timedelta(weeks=weeks)
