"""Organising: turns are claimed, never given; a meeting is handed on in one tap and always stands (F13, ux 8f)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from followon.states import check_move
from followon.web.templatetags.dates import short_day
from groups.actions import planning, telling
from groups.events import Event
from groups.messages import organisers as messages
from groups.models import Group, Job, Meeting, Membership, OrganiserTurn, PassOn, PassOnAsk
from groups.states import PASS_ON_MOVES, PassOnState
from notifications import outbox
from pmp.models import Post, Role, Service

ANSWER_WITHIN = 4 * 60  # working minutes before everybody willing is asked (ux 8f)
TELL_SERVICE_AFTER = timedelta(hours=24)


class NotInThisGroup(Refused):
    """Only current members organise."""

    def __init__(self) -> None:
        super().__init__("Only people in this group can organise it.")


class TakenAlready(Refused):
    """Somebody was quicker, or the meeting is over."""

    def __init__(self) -> None:
        super().__init__("Somebody looks after this meeting already. Thank you for offering.")


@transaction.atomic
def take_turn(membership: Membership, *, job: str, by: Actor) -> OrganiserTurn:
    """A member claims a turn at organising or standing in (R019). Claiming it twice changes nothing.

    Coming meetings that nobody looks after fall to a new organiser. Raises NotInThisGroup.
    """
    group = Group.objects.lock(membership.group)
    membership = _current(membership)
    job = Job(job)
    turn, is_new = OrganiserTurn.objects.get_or_create(
        membership=membership, group=group, job=job, until=None, defaults={"since": clock.now()}
    )
    if is_new:
        other = Job.STAND_IN if job == Job.ORGANISER else Job.ORGANISER
        _end_turns(membership, other, by=by)
        recorder.record(Event.TURN_TAKEN, by=by, about=group, member=membership, job=job.label.lower())
        if job == Job.ORGANISER:
            _take_orphans(membership)
    return turn


@transaction.atomic
def offer(membership: Membership, *, willing: bool, by: Actor) -> Membership:
    """A member says that they could look after a meeting now and then, or could not. Raises NotInThisGroup."""
    membership = _current(membership)
    if membership.could_organise != willing:
        membership.could_organise = willing
        membership.save(update_fields=["could_organise"])
        recorder.record(Event.WILLING, by=by, about=membership.group, member=membership, on=willing)
    return membership


@transaction.atomic
def step_back(membership: Membership, *, for_good: bool, by: Actor) -> Membership:
    """An organiser hands the job over, for good or for a while; the group goes on (R029).

    Their coming meetings are handed on by the usual path. For a while, they stay on the list of those who could
    help again. The last organiser may go too: then the service is told, and any member can take the turn.
    """
    group = Group.objects.lock(membership.group)
    membership = Membership.objects.lock(membership)
    _end_turns(membership, *Job, by=by)
    if membership.could_organise == for_good:
        membership.could_organise = not for_good
        membership.save(update_fields=["could_organise"])
    theirs = Meeting.objects.upcoming(clock.now()).filter(group=group, organiser=membership)
    for meeting in theirs:
        hand_on(meeting, by=by)
    return membership


@transaction.atomic
def hand_on(meeting: Meeting, *, by: Actor) -> PassOn:
    """Ask that somebody else look after a meeting. No reason is asked, and the meeting stays booked.

    The stand-in is asked first; after four working hours everybody who is willing; a day later the service is told.
    Handing on twice changes nothing. Raises MoveNotAllowed for a meeting that is off or over.
    """
    Group.objects.lock(meeting.group)
    meeting = Meeting.objects.lock(meeting)
    if not meeting.is_planned or meeting.starts_at <= clock.now():
        raise TakenAlready
    if there := PassOn.objects.open().filter(meeting=meeting).first():
        return there
    giver = _giver(meeting, by)
    pass_on = PassOn.objects.create(meeting=meeting, given_by=giver, began_at=clock.now())
    recorder.record(Event.PASSED_ON, by=by, about=meeting)
    stand_ins = [member for member in _stand_ins(meeting) if member != giver]
    if stand_ins:
        _ask(pass_on, stand_ins, by=by)
        _wait_for(pass_on, _after_working_hours(meeting))
    else:
        _ask_everybody(pass_on, by=by)
    return pass_on


@transaction.atomic
def accept(meeting: Meeting, membership: Membership, *, by: Actor) -> Meeting:
    """Somebody takes a meeting over; the first to say yes has it. Raises TakenAlready, NotInThisGroup."""
    Group.objects.lock(meeting.group)
    meeting = Meeting.objects.lock(meeting)
    membership = _current(membership)
    if membership.group_id != meeting.group_id:
        raise NotInThisGroup
    pass_on = PassOn.objects.open().select_for_update(of=("self",)).filter(meeting=meeting).first()
    if pass_on is None:
        if meeting.is_planned and meeting.organiser_id == membership.pk:
            return meeting
        raise TakenAlready
    _answer(pass_on, membership, said_yes=True)
    _close(pass_on, PassOnState.TAKEN, taken_by=membership)
    meeting.organiser, meeting.organiser_since = membership, clock.now()
    meeting.save(update_fields=["organiser", "organiser_since"])
    recorder.record(Event.PASS_ON_TAKEN, by=by, about=meeting, member=membership)
    outbox.withdraw(
        about=planning.about(meeting),
        kinds=[messages.PassOnAsk.slug, messages.PassOnStuck.slug, messages.PassOnService.slug],
        reason="Somebody looks after it",
    )
    giver = pass_on.given_by
    if giver and giver != membership and not giver.has_left:
        _say(messages.PassOnDone, pass_on, meeting, [giver.person], by=by)
    return meeting


@transaction.atomic
def decline(meeting: Meeting, membership: Membership, *, by: Actor) -> None:
    """Somebody who was asked says no, which is fine. When nobody asked is left, the next step comes at once.

    Saying no after somebody took it, or without having been asked, changes nothing.
    """
    Group.objects.lock(meeting.group)
    meeting = Meeting.objects.lock(meeting)
    pass_on = PassOn.objects.open().select_for_update(of=("self",)).filter(meeting=meeting).first()
    asked = (
        pass_on and PassOnAsk.objects.filter(pass_on=pass_on, membership=membership, said_yes=None).exists()
    )
    if pass_on is None or not asked:
        return
    _answer(pass_on, membership, said_yes=False)
    recorder.record(Event.PASS_ON_DECLINED, by=by, about=meeting, member=membership)
    outbox.withdraw(
        about=planning.about(meeting),
        kinds=[messages.PassOnAsk.slug],
        to=[membership.person],
        reason="Has answered",
    )
    if not pass_on.asks.filter(said_yes=None).exists() and pass_on.state == PassOnState.STAND_IN:
        _ask_everybody(pass_on, by=by)


@transaction.atomic
def go_on(pass_on: PassOn, *, by: Actor) -> PassOn:
    """The next step for a meeting nobody has taken yet: ask everybody willing, or tell the service. Run as often
    as you like: it does nothing before its time."""
    meeting = Meeting.objects.lock(pass_on.meeting)
    pass_on = (
        PassOn.objects.select_for_update(of=("self",)).select_related("given_by__person").get(pk=pass_on.pk)
    )
    if pass_on.ended_at or pass_on.next_step_at is None or pass_on.next_step_at > clock.now():
        return pass_on
    pass_on.meeting = meeting
    if not meeting.is_planned or meeting.starts_at <= clock.now():
        _close(pass_on, PassOnState.OVER)
    elif pass_on.state == PassOnState.STAND_IN:
        _ask_everybody(pass_on, by=by)
    else:
        _tell_service(pass_on, by=by)
    return pass_on


def release(membership: Membership, *, by: Actor) -> None:
    """Somebody rests or leaves: their turns end, and their coming meetings are handed on by the usual path."""
    _end_turns(membership, *Job, by=by)
    for meeting in Meeting.objects.upcoming(clock.now()).filter(organiser=membership):
        hand_on(meeting, by=by)


def _current(membership: Membership) -> Membership:
    membership = Membership.objects.lock(membership)
    if membership.has_left:
        raise NotInThisGroup
    return membership


def _end_turns(membership: Membership, *jobs: Job, by: Actor) -> None:
    for turn in OrganiserTurn.objects.now().filter(membership=membership, job__in=jobs):
        turn.until = clock.now()
        turn.save(update_fields=["until"])
        recorder.record(
            Event.TURN_ENDED,
            by=by,
            about=membership.group,
            member=membership,
            job=Job(turn.job).label.lower(),
        )


def _take_orphans(membership: Membership) -> None:
    coming = Meeting.objects.upcoming(clock.now()).filter(group=membership.group_id)
    unheld = coming.exclude(organiser__in=Membership.objects.current())
    unheld.update(organiser=membership, organiser_since=clock.now())


def _giver(meeting: Meeting, by: Actor) -> Membership | None:
    if isinstance(by, User):
        own = Membership.objects.filter(group=meeting.group_id, person=by).select_related("person").first()
        if own:
            return own
    return meeting.organiser


def _stand_ins(meeting: Meeting) -> list[Membership]:
    return list(
        Membership.objects.active()
        .filter(group=meeting.group_id)
        .holding(Job.STAND_IN)
        .select_related("person")
    )


def _willing(pass_on: PassOn) -> list[Membership]:
    """Everybody who may be asked: those who said they could, and whoever organises or stands in."""
    active = Membership.objects.active().filter(group=pass_on.meeting.group_id).select_related("person")
    holding = active.holding(*Job).values_list("pk", flat=True)
    willing = [member for member in active if member.could_organise or member.pk in set(holding)]
    asked = set(pass_on.asks.values_list("membership_id", flat=True))
    return [member for member in willing if member.pk not in asked and member.pk != pass_on.given_by_id]


def _ask(pass_on: PassOn, members: Iterable[Membership], *, by: Actor) -> None:
    members = list(members)
    PassOnAsk.objects.bulk_create(
        PassOnAsk(pass_on=pass_on, membership=member, asked_at=clock.now()) for member in members
    )
    _say(messages.PassOnAsk, pass_on, pass_on.meeting, [member.person for member in members], by=by)


def _ask_everybody(pass_on: PassOn, *, by: Actor) -> None:
    """Ask all who are willing at once; with nobody left to ask, tell the service now."""
    check_move(PASS_ON_MOVES, pass_on.state, PassOnState.EVERYBODY)
    willing = _willing(pass_on)
    if not willing and not pass_on.asks.filter(said_yes=None).exists():
        _tell_service(pass_on, by=by)
        return
    pass_on.state = PassOnState.EVERYBODY
    _wait_for(pass_on, min(clock.now() + TELL_SERVICE_AFTER, _half_way(pass_on.meeting)))
    recorder.record(Event.PASS_ON_WIDENED, by=by, about=pass_on.meeting, asked=len(willing))
    _ask(pass_on, willing, by=by)


def _tell_service(pass_on: PassOn, *, by: Actor) -> None:
    check_move(PASS_ON_MOVES, pass_on.state, PassOnState.STUCK)
    meeting = pass_on.meeting
    pass_on.state, pass_on.next_step_at = PassOnState.STUCK, None
    pass_on.save(update_fields=["state", "next_step_at"])
    recorder.record(Event.PASS_ON_STUCK, by=by, about=meeting)
    if pass_on.given_by and not pass_on.given_by.has_left:
        _say(messages.PassOnStuck, pass_on, meeting, [pass_on.given_by.person], by=by)
    outbox.queue(
        messages.PassOnService,
        to=coordinators(meeting.group.service),
        about=planning.about(meeting),
        key=f"{messages.PassOnService.slug}:{pass_on.pk}",
        payload={"pass_on": pass_on.pk, "group_name": meeting.group.name, "days": short_day(meeting.local)},
        by=by,
        service_id=meeting.group.service_id,
        group_id=meeting.group_id,
        channel="EMAIL",
    )


def coordinators(service: Service) -> list[User]:
    """Whom the service has for its groups: its coordinators, or its lead where it has none."""
    held = Post.objects.held().filter(service=service).select_related("person")
    return [post.person for post in held.filter(role=Role.COORDINATOR)] or [
        post.person for post in held.filter(is_lead=True)
    ]


def _answer(pass_on: PassOn, membership: Membership, *, said_yes: bool) -> None:
    PassOnAsk.objects.update_or_create(
        pass_on=pass_on, membership=membership, defaults={"said_yes": said_yes, "said_at": clock.now()}
    )


def _close(pass_on: PassOn, state: PassOnState, *, taken_by: Membership | None = None) -> None:
    check_move(PASS_ON_MOVES, pass_on.state, state)
    pass_on.state, pass_on.taken_by, pass_on.ended_at, pass_on.next_step_at = (
        state,
        taken_by,
        clock.now(),
        None,
    )
    pass_on.save(update_fields=["state", "taken_by", "ended_at", "next_step_at"])


def _wait_for(pass_on: PassOn, instant: datetime) -> None:
    pass_on.next_step_at = instant
    pass_on.save(update_fields=["state", "next_step_at"])


def _after_working_hours(meeting: Meeting) -> datetime:
    """Four working hours from now, but never past half of the time that is left until the meeting."""
    service = meeting.group.service
    due = clock.after_working_minutes(
        clock.now(), ANSWER_WITHIN, opens=service.opens_at, closes=service.closes_at, tz=service.tz,
        nation=service.nation,
    )  # fmt: skip
    return min(due, _half_way(meeting))


def _half_way(meeting: Meeting) -> datetime:
    return clock.now() + (meeting.starts_at - clock.now()) / 2


def _say(
    kind: type[messages.AboutPassOn], pass_on: PassOn, meeting: Meeting, people: Iterable[User], *, by: Actor
) -> None:
    key = f"{kind.slug}:{planning.about(meeting)}:pass-on:{pass_on.pk}"
    telling.say(
        kind, meeting, to=people, by=by, key=key, payload={"pass_on": pass_on.pk}, not_after=meeting.starts_at
    )
