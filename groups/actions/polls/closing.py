"""The end of asking which dates suit: all have answered, the day has come, a date is booked, or nobody needs it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from followon.states import check_move
from groups.actions import meetings, telling
from groups.actions.polls import results
from groups.events import Event
from groups.messages import polls as messages
from groups.models import Group, Job, Meeting, Membership, Place, Poll, PollAsked, PollOption
from groups.states import POLL_MOVES, GroupState, MembershipState, PollState
from notifications import outbox

STAND_IN_AFTER = timedelta(days=3)


class NobodyCan(Refused):
    """A date nobody can make is not offered."""

    def __init__(self) -> None:
        super().__init__("Nobody can come on that date. Choose another, or ask about new dates.")


@transaction.atomic
def close(poll: Poll, *, by: Actor) -> Poll:
    """Stop waiting for answers: a date can be chosen. Late answers still count until one is booked.

    Whoever asked is told, unless they did it themselves. Raises MoveNotAllowed.
    """
    poll = Poll.objects.lock(poll)
    check_move(POLL_MOVES, poll.state, PollState.CLOSED)
    poll.state, poll.closed_at = PollState.CLOSED, clock.now()
    poll.save(update_fields=["state", "closed_at"])
    recorder.record(Event.POLL_CLOSED, by=by, about=poll)
    outbox.withdraw(about=messages.about_poll(poll), kinds=[messages.PollNudge.slug], reason="Asking is over")
    _say_ready(poll, [member for member in _who_asked(poll) if member.person != by], once="asked", by=by)
    return poll


def close_when_all_have_answered(poll: Poll, *, by: Actor) -> None:
    """Stop waiting when everybody who was asked, and is not resting or gone, has answered."""
    silent = PollAsked.objects.filter(poll=poll, answered_at=None, membership__state=MembershipState.ACTIVE)
    if poll.state == PollState.OPEN and not silent.exists():
        close(poll, by=by)


@transaction.atomic
def drop(poll: Poll, *, by: Actor) -> Poll:
    """Stop asking without a date; what has not left is withdrawn. Raises MoveNotAllowed."""
    poll = Poll.objects.lock(poll)
    check_move(POLL_MOVES, poll.state, PollState.DROPPED)
    poll.state, poll.decided_at = PollState.DROPPED, clock.now()
    poll.save(update_fields=["state", "decided_at"])
    recorder.record(Event.POLL_DROPPED, by=by, about=poll)
    outbox.withdraw(about=messages.about_poll(poll), reason="The group stopped asking")
    return poll


@transaction.atomic
def book(
    option: PollOption, *, mode: str, place: Place | None = None, join_details: str = "", by: Actor
) -> Meeting:
    """Book one of the dates: the meeting is planned with all its reminders, and those who were asked hear of it.

    With a mixed `mode` those whom it leaves out can join from home, and it does not count as leaving them out.
    Raises NobodyCan, MoveNotAllowed, and as `meetings.plan` does.
    """
    group = Group.objects.lock(option.poll.group)
    poll = Poll.objects.lock(option.poll)
    check_move(POLL_MOVES, poll.state, PollState.BOOKED)
    if not results.standing_of(option).anybody_can:
        raise NobodyCan
    plan = meetings.Plan(option.on_date, option.start_time, poll.length, mode, place, join_details)
    meeting = meetings.plan(group, plan=plan, by=by)
    poll.state, poll.booked, poll.meeting, poll.mode = PollState.BOOKED, option, meeting, mode
    poll.decided_at = clock.now()
    poll.save(update_fields=["state", "booked", "meeting", "mode", "decided_at"])
    recorder.record(Event.POLL_BOOKED, by=by, about=poll, at=meeting.local)
    outbox.withdraw(about=messages.about_poll(poll), reason="A date is booked")
    _tell_the_result(poll, meeting, by=by)
    return meeting


def keep(*, by: Actor) -> int:
    """Close what is due, ask a stand-in where nobody has booked for three days, and drop what has no point any more:
    all its dates have gone by, or its group has ended.

    Each question by itself; run as often as you like. Gives back how many were moved on.
    """
    ahead = PollOption.objects.filter(poll=OuterRef("pk"), starts_at__gt=clock.now())
    undecided = Poll.objects.undecided()
    pointless = list(undecided.filter(~Exists(ahead) | Q(group__state=GroupState.CLOSED)))
    open_to_book = undecided.exclude(pk__in=[poll.pk for poll in pointless])
    due = list(open_to_book.filter(state=PollState.OPEN, closes_at__lte=clock.now()))
    left = list(
        open_to_book.filter(
            state=PollState.CLOSED, closed_at__lte=clock.now() - STAND_IN_AFTER, stand_in_asked_at=None
        )
    )
    for poll in pointless:
        drop(poll, by=by)
    for poll in due:
        close(poll, by=by)
    return len(pointless) + len(due) + sum(ask_stand_in(poll, by=by) for poll in left)


@transaction.atomic
def ask_stand_in(poll: Poll, *, by: Actor) -> bool:
    """Ask those who stand in, or other organisers, to book a date that whoever asked has not. Once."""
    poll = Poll.objects.lock(poll)
    if poll.state != PollState.CLOSED or poll.stand_in_asked_at is not None:
        return False
    asked = {member.pk for member in _who_asked(poll)}
    others = _holding(poll, Job.STAND_IN) or _holding(poll, Job.ORGANISER)
    others = [member for member in others if member.pk not in asked]
    poll.stand_in_asked_at = clock.now()
    poll.save(update_fields=["stand_in_asked_at"])
    recorder.record(Event.POLL_STAND_IN, by=by, about=poll, people=len(others))
    _say_ready(poll, others, once="stand-in", by=by)
    return bool(others)


def _who_asked(poll: Poll) -> list[Membership]:
    """Whoever asked; when they rest or are gone the organisers, then the stand-ins."""
    if poll.asked_by and poll.asked_by.is_active:
        return [poll.asked_by]
    return _holding(poll, Job.ORGANISER) or _holding(poll, Job.STAND_IN)


def _holding(poll: Poll, job: Job) -> list[Membership]:
    active = Membership.objects.active().filter(group=poll.group_id)
    return list(active.holding(job).select_related("person"))


def _say_ready(poll: Poll, to: list[Membership], *, once: str, by: Actor) -> None:
    kind, about = messages.PollReady, messages.about_poll(poll)
    outbox.queue(
        kind, to=[member.person for member in to], about=about, key=f"{kind.slug}:{about}:{once}",
        payload={"poll": poll.pk}, by=by, service_id=poll.group.service_id, group_id=poll.group_id,
        not_after=poll.options.latest("starts_at").starts_at,
    )  # fmt: skip


def _tell_the_result(poll: Poll, meeting: Meeting, *, by: Actor) -> None:
    """Tell those who were asked which date it is; whoever hears "can you come?" within days hears that instead."""
    if meeting.ask_at and meeting.ask_at < clock.now() + telling.ASK_AGAIN_AFTER:
        return
    asked = PollAsked.objects.filter(poll=poll, membership__state=MembershipState.ACTIVE)
    people = User.objects.filter(pk__in=asked.values("membership__person")).order_by("pk")
    telling.say(
        messages.PollResult, meeting, to=people, by=by, payload={"poll": poll.pk}, not_after=meeting.starts_at
    )
