"""The patient tutor's part in a group's first three meetings: asked, coming, not needed, how it was, and the end."""

from datetime import datetime
from typing import Any

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from followon.states import check_move
from groups import reminders
from groups.actions import planning, telling
from groups.events import Event
from groups.messages import tutors as messages
from groups.models import Group, HowWasIt, Meeting, TutorVisit
from groups.protocol import ASK_BEFORE, TUTOR_ACCESS_AFTER_LAST, TUTOR_MEETINGS
from groups.states import VISIT_MOVES, MeetingState, VisitState
from notifications import outbox
from pmp.models import Post, Role


class NotATutorHere(Refused):
    """Only a patient tutor of the group's own service visits it."""

    def __init__(self) -> None:
        super().__init__("Choose a patient tutor who works with this pain service now.")


@transaction.atomic
def ask(meeting: Meeting, *, tutor: Post | None = None, by: Actor) -> TutorVisit | None:
    """Ask the group's patient tutor to one of its first three meetings, a week before it.

    Farr et al. 2021, "The Intervention": the tutor attends the first three meetings, then withdraws. Does nothing,
    and gives back None, when the group has no tutor or three visits stand already. With `tutor`, somebody else is
    asked instead. Raises NotATutorHere.
    """
    group = Group.objects.lock(meeting.group)
    post = tutor or group.tutor
    if post is None or (group.tutor_until and group.tutor_until <= clock.now()):
        return None
    _refuse_stranger(post, group)
    standing = TutorVisit.objects.filter(meeting__group=group).counting().exclude(meeting=meeting)
    if standing.count() >= TUTOR_MEETINGS:
        return None
    visit, is_new = TutorVisit.objects.get_or_create(
        meeting=meeting, defaults={"tutor": post, "number": standing.count() + 1, "asked_at": clock.now()}
    )
    if not is_new:
        visit.tutor, visit.state = post, VisitState.ASKED
        visit.asked_at = planning.later(visit.asked_at)
        visit.save(update_fields=["tutor", "state", "asked_at"])
    _number_again(group)
    recorder.record(Event.VISIT_ASKED, by=by, about=meeting, tutor=post)
    visit.refresh_from_db()
    _queue_question(visit, meeting, by=by)
    return visit


@transaction.atomic
def answer(visit: TutorVisit, *, coming: bool, by: Actor) -> TutorVisit:
    """The tutor says whether they come. "No" is fine: the group can go ahead, and the team hears of it only when
    it is the first meeting (ux 8e). Raises MoveNotAllowed once the visit is over or not needed."""
    visit = _lock(visit)
    new = VisitState.COMING if coming else VisitState.CANNOT
    if visit.state == new:
        return visit
    check_move(VISIT_MOVES, visit.state, new)
    visit.state = new
    visit.save(update_fields=["state"])
    recorder.record(Event.VISIT_ANSWERED, by=by, about=visit.meeting, tutor=visit.tutor, coming=coming)
    outbox.withdraw(
        about=planning.about(visit.meeting), kinds=[messages.TutorMeeting.slug], to=[visit.tutor.person],
        reason="Has answered already",
    )  # fmt: skip
    if coming and visit.number == TUTOR_MEETINGS:
        _queue_goodbye(visit, by=by)
    if not coming and visit.number == 1:
        _tell_team(messages.TutorCannot, visit, by=by)
    return visit


@transaction.atomic
def not_needed(visit: TutorVisit, *, by: Actor) -> TutorVisit:
    """The group manages well without: a success, not a failure (R043, R084)."""
    visit = _lock(visit)
    check_move(VISIT_MOVES, visit.state, VisitState.NOT_NEEDED)
    visit.state = VisitState.NOT_NEEDED
    visit.save(update_fields=["state"])
    recorder.record(Event.VISIT_NOT_NEEDED, by=by, about=visit.meeting)
    outbox.withdraw(
        about=planning.about(visit.meeting),
        to=[visit.tutor.person],
        reason="No tutor is needed at this meeting",
    )
    return visit


@transaction.atomic
def report(visit: TutorVisit, *, how_was_it: str, by: Actor) -> TutorVisit:
    """The tutor came, and says how the group is doing; "worried" reaches the team at once, in no details.

    Raises Refused before the meeting has begun, and MoveNotAllowed when no tutor was needed.
    """
    visit = _lock(visit)
    if visit.meeting.starts_at > clock.now():
        raise Refused("This meeting has not been yet. Come back to this page after it.")
    check_move(VISIT_MOVES, visit.state, VisitState.CAME)
    visit.state, visit.how_was_it = VisitState.CAME, HowWasIt(how_was_it)
    visit.save(update_fields=["state", "how_was_it"])
    recorder.record(Event.VISIT_REPORTED, by=by, about=visit.meeting, how=visit.how_was_it)
    if visit.how_was_it == HowWasIt.WORRIED:
        _tell_team(messages.TutorWorried, visit, by=by)
    return visit


def moved(meeting: Meeting, *, by: Actor) -> None:
    """Tell the tutor of a meeting's new time, or ask them at the new time if they had not been asked yet."""
    if visit := _visit_of(meeting):
        _number_again(meeting.group)
        visit.refresh_from_db()
        if _knows(visit, meeting):
            _say(messages.TutorChanged, visit, meeting, by=by)
            if visit.state == VisitState.COMING and visit.number == TUTOR_MEETINGS:
                _queue_goodbye(visit, by=by)
        else:
            _queue_question(visit, meeting, by=by)


def called_off(meeting: Meeting, *, by: Actor) -> None:
    """Tell the tutor that a meeting is off; the visit no longer counts as one of the three."""
    if (visit := _visit_of(meeting)) and _knows(visit, meeting):
        _say(messages.TutorCancelled, visit, meeting, by=by)


def settle_end(group: Group, *, by: Actor) -> None:
    """Work out when the tutor's access ends: two weeks after the third meeting that took place (F10).

    Kept in step with corrections: taking the third meeting back opens it again.
    """
    if group.tutor_id is None:
        return
    held = Meeting.objects.filter(group=group, state=MeetingState.HELD).order_by("starts_at", "pk")
    third = held[TUTOR_MEETINGS - 1 : TUTOR_MEETINGS].first()
    until: datetime | None = third.ends_at + TUTOR_ACCESS_AFTER_LAST if third else None
    if until != group.tutor_until:
        group.tutor_until = until
        Group.objects.filter(pk=group.pk).update(tutor_until=until)
        recorder.record(Event.TUTOR_ENDED, by=by, about=group, until=until)


def _refuse_stranger(post: Post, group: Group) -> None:
    held = Post.objects.held().filter(pk=post.pk, service=group.service_id, role=Role.PATIENT_TUTOR)
    if not held.exists():
        raise NotATutorHere


def _lock(visit: TutorVisit) -> TutorVisit:
    rows = TutorVisit.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("meeting__group__service", "tutor__person").get(pk=visit.pk)


def _visit_of(meeting: Meeting) -> TutorVisit | None:
    wanted = TutorVisit.objects.filter(meeting=meeting, state__in=[VisitState.ASKED, VisitState.COMING])
    return wanted.select_related("meeting__group__service", "tutor__person").first()


def _number_again(group: Group) -> None:
    """Number the standing visits by the day of their meetings: 1 to help, 2 to step back, 3 to say goodbye."""
    standing = TutorVisit.objects.filter(meeting__group=group).counting().order_by("meeting__starts_at", "pk")
    for number, visit in enumerate(standing[:TUTOR_MEETINGS], 1):
        if visit.number != number:
            TutorVisit.objects.filter(pk=visit.pk).update(number=number)


def _knows(visit: TutorVisit, meeting: Meeting) -> bool:
    told = outbox.told(planning.about(meeting)).filter(person=visit.tutor.person)
    return visit.state == VisitState.COMING or told.exists()


def _queue_question(visit: TutorVisit, meeting: Meeting, *, by: Actor) -> None:
    quiet = planning.quiet_hours(meeting.group.service)
    week_before = clock.at_local(quiet.fit(meeting.local - ASK_BEFORE), meeting.tz)
    send_at = max(week_before, clock.now())
    key = planning.key_of(messages.TutorMeeting, meeting, visit.asked_at)
    _say(messages.TutorMeeting, visit, meeting, by=by, key=key, send_at=send_at)


def _queue_goodbye(visit: TutorVisit, *, by: Actor) -> None:
    meeting = visit.meeting
    due = reminders.slots(meeting.local, meeting.tz, planning.quiet_hours(meeting.group.service)).tomorrow
    if due.send_at > clock.now():
        _say(messages.TutorLast, visit, meeting, by=by, send_at=due.send_at)


def _say(
    kind: type[messages.AboutVisit], visit: TutorVisit, meeting: Meeting, *, by: Actor, **more: Any
) -> None:
    telling.say(
        kind,
        meeting,
        to=[visit.tutor.person],
        by=by,
        payload={"visit": visit.pk},
        not_after=meeting.ends_at,
        **more,
    )


def _tell_team(kind: type[messages.AboutVisit], visit: TutorVisit, *, by: Actor) -> None:
    service = visit.meeting.group.service
    posts = Post.objects.held().filter(service=service, role__in=[Role.COORDINATOR, Role.CLINICIAN])
    people = User.objects.filter(pk__in=posts.values("person"))
    telling.say(kind, visit.meeting, to=people, by=by, payload={"visit": visit.pk}, channel="EMAIL")
