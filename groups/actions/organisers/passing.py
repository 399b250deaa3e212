"""Handing one meeting on: one tap, no reason, and the meeting always stands (F13, ux 8f)."""

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
from groups.actions import telling
from groups.events import Event
from groups.messages import organisers as messages
from groups.models import Group, Job, Meeting, Membership, PassOn, PassOnAsk
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
        super().__init__("Somebody is looking after this meeting already. Thank you for offering.")


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
    membership = current(membership)
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
    outbox.withdraw(about=about(pass_on), reason="Somebody looks after it")
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
    outbox.withdraw(about=about(pass_on), to=[membership.person], reason="Has answered")
    if pass_on.asks.filter(said_yes=None).exists():
        return
    if pass_on.state == PassOnState.STAND_IN:
        _ask_everybody(pass_on, by=by)
    elif pass_on.state == PassOnState.EVERYBODY:
        _tell_service(pass_on, by=by)


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
        end_all(meeting)
        pass_on.refresh_from_db()
    elif pass_on.state == PassOnState.STAND_IN:
        _ask_everybody(pass_on, by=by)
    else:
        _tell_service(pass_on, by=by)
    return pass_on


def current(membership: Membership) -> Membership:
    """The fresh row of somebody who is in the group now. Raises NotInThisGroup."""
    membership = Membership.objects.lock(membership)
    if membership.has_left:
        raise NotInThisGroup
    return membership


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
        about=about(pass_on),
        key=f"{messages.PassOnService.slug}:{pass_on.pk}",
        payload={
            "pass_on": pass_on.pk,
            "group": meeting.group.short_name,
            "group_name": meeting.group.name,
            "days": short_day(meeting.local),
        },
        by=by,
        service_id=meeting.group.service_id,
        group_id=meeting.group_id,
        channel="EMAIL",
    )


def about(pass_on: PassOn) -> str:
    """The outbox's name for a meeting being handed on; a question of its own beside "can you come?"."""
    return f"pass-on:{pass_on.pk}"


def end_all(meeting: Meeting) -> None:
    """A meeting is off: nobody is needed to look after it any more."""
    for pass_on in PassOn.objects.open().filter(meeting=meeting):
        _close(pass_on, PassOnState.OVER)
        outbox.withdraw(about=about(pass_on), reason="The meeting is off")


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
    key = f"{kind.slug}:{about(pass_on)}"
    payload = {"pass_on": pass_on.pk}
    telling.say(
        kind,
        meeting,
        to=people,
        by=by,
        key=key,
        about=about(pass_on),
        payload=payload,
        not_after=meeting.starts_at,
    )
