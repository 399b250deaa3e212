"""A group's life: its name and rhythm, a rest, a goodbye, a new beginning, and what it lets its service see."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from followon.states import check_move
from groups.actions import gathering, meetings, planning
from groups.events import Event
from groups.messages import groups as messages
from groups.models import Grant, GrantScope, Group, Job, Meeting, Membership
from groups.rhythm import Rhythm
from groups.states import GROUP_MOVES, GroupState, MeetingState

LONGEST_REST = timedelta(days=190)
LONGEST_GRANT = timedelta(days=366)
CHANGEABLE = frozenset(
    {
        "name", "short_name", "purposes", "agreement", "usual_time", "usual_length", "usual_place", "channels",
        "chat_link", "is_open", "is_nearby", "offers_plan", "area", "rhythm",
    }
)  # fmt: skip


class WrongDay(Refused):
    """A rest or a grant ends on a day to come, not too far off."""

    def __init__(self, longest: timedelta) -> None:
        months = round(longest.days / 30.44)
        super().__init__(f"Choose a day after today, within the next {months} months.")


@transaction.atomic
def change(group: Group, *, by: Actor, **changes: Any) -> Group:
    """Change what the group has settled on: name, short name, purposes, rhythm (a Rhythm), agreement, chat link …

    Nothing is sent; coming meetings stay as they are. Raises TypeError for anything else.
    """
    if unknown := set(changes) - CHANGEABLE:
        raise TypeError(f"not settled by the group: {sorted(unknown)}")
    group = Group.objects.lock(group)
    rhythm = changes.pop("rhythm", None)
    changes |= rhythm_fields(rhythm) if isinstance(rhythm, Rhythm) else {}
    fields = sorted(name for name, new in changes.items() if getattr(group, name) != new)
    if not fields:
        return group
    for name in fields:
        setattr(group, name, changes[name])
    group.edited_at = clock.now()
    group.save(update_fields=[*fields, "edited_at"])
    recorder.record(Event.GROUP_CHANGED, by=by, about=group, fields=fields)
    return group


def rhythm_fields(rhythm: Rhythm) -> dict[str, Any]:
    """A rhythm as the group's columns hold it."""
    return {
        "rhythm": rhythm.kind,
        "every_weeks": rhythm.every_weeks,
        "nth_of_month": rhythm.nth,
        "weekday": rhythm.weekday,
    }


@transaction.atomic
def rest(group: Group, *, until: date, by: Actor) -> Group:
    """Give the group a rest of up to six months: places are kept, coming meetings are called off, and on the day
    its organisers are asked whether to go on. Raises WrongDay, MoveNotAllowed."""
    if not clock.today(group.tz) < until <= clock.today(group.tz) + LONGEST_REST:
        raise WrongDay(LONGEST_REST)
    group = Group.objects.lock(group)
    if group.state == GroupState.RESTING:
        return _rest_until(group, until, by=by)
    _change_state(group, GroupState.RESTING)
    group.resting_until = until
    group.save(update_fields=["state", "resting_until"])
    recorder.record(Event.GROUP_RESTED, by=by, about=group, until=until)
    _call_off_all(group, why="The group is taking a rest", by=by)
    _tell_all(messages.GroupResting, group, by=by)
    return group


@transaction.atomic
def wake(group: Group, *, by: Actor) -> Group:
    """End a group's rest, and tell everybody. Waking a group that is awake changes nothing. Raises MoveNotAllowed."""
    group = Group.objects.lock(group)
    if group.state == GroupState.MEETING:
        return group
    _change_state(group, GroupState.MEETING)
    group.resting_until = None
    group.save(update_fields=["state", "resting_until"])
    recorder.record(Event.GROUP_WOKEN, by=by, about=group)
    gathering.withdraw(
        group, reason="The rest is over", kinds=[messages.GroupResting.slug, messages.RestIsOver.slug]
    )
    _tell_all(messages.GroupWoken, group, by=by)
    return group


@transaction.atomic
def ask_about_rest(group: Group, *, by: Actor) -> bool:
    """On the day a rest was to end, ask the organisers whether to meet again; once. True when it was asked now."""
    group = Group.objects.lock(group)
    over = group.resting_until is not None and group.resting_until <= clock.today(group.tz)
    if group.state != GroupState.RESTING or not over:
        return False
    holding = Membership.objects.current().filter(group=group).holding(*Job).select_related("person")
    everybody = Membership.objects.active().filter(group=group).select_related("person")
    gathering.tell(
        messages.RestIsOver,
        group,
        list(holding) or list(everybody),
        by=by,
        once=f"{group.resting_until:%Y-%m-%d}",
    )
    return True


@transaction.atomic
def close(group: Group, *, because: str, by: Actor) -> Group:
    """Say goodbye: coming meetings are called off, everybody gets a thank-you, and the patient tutor's part ends.

    A good ending counts as one (R080, R090), and is never a lock: `restart`. Raises MoveNotAllowed.
    """
    group = Group.objects.lock(group)
    _change_state(group, GroupState.CLOSED)
    group.closed_at, group.closed_because, group.resting_until = clock.now(), because, None
    if group.tutor_id and (group.tutor_until is None or group.tutor_until > clock.now()):
        group.tutor_until = clock.now()
    group.save(update_fields=["state", "closed_at", "closed_because", "resting_until", "tutor_until"])
    recorder.record(Event.GROUP_CLOSED, by=by, about=group, because=because)
    _call_off_all(group, why="The group has said goodbye", by=by)
    gathering.withdraw(group, reason="The group has ended")
    held = Meeting.objects.filter(group=group, state=MeetingState.HELD).order_by("starts_at")
    months = _months(held.first(), held.last())
    _tell_all(messages.GroupEnded, group, by=by, payload={"meetings": held.count(), "months": months})
    return group


@transaction.atomic
def restart(group: Group, *, by: Actor) -> Group:
    """Begin a group again after it had ended: an end is never a lock (F22). Raises MoveNotAllowed."""
    group = Group.objects.lock(group)
    if group.state == GroupState.MEETING:
        return group
    _change_state(group, GroupState.MEETING)
    group.closed_at, group.closed_because = None, ""
    group.save(update_fields=["state", "closed_at", "closed_because"])
    recorder.record(Event.GROUP_RESTARTED, by=by, about=group)
    gathering.withdraw(group, reason="The group has begun again", kinds=[messages.GroupEnded.slug])
    _tell_all(messages.GroupRestarted, group, by=by)
    return group


@transaction.atomic
def grant(group: Group, *, scope: str, until: date, by: User) -> Grant:
    """Let the service see one named thing of the group again, until a day (F10). Granting it again moves the day.

    Raises WrongDay.
    """
    if not clock.today(group.tz) < until <= clock.today(group.tz) + LONGEST_GRANT:
        raise WrongDay(LONGEST_GRANT)
    group, scope = Group.objects.lock(group), GrantScope(scope)
    for there in Grant.objects.in_force(clock.today(group.tz)).filter(group=group, scope=scope):
        if there.until == until:
            return there
        _withdraw(there)
    given = Grant.objects.create(group=group, scope=scope, until=until, granted_by=by, granted_at=clock.now())
    recorder.record(Event.GRANT_GIVEN, by=by, about=group, scope=scope, until=until)
    return given


@transaction.atomic
def withdraw_grant(grant: Grant, *, by: Actor) -> Grant:
    """Take back what the service may see; holds from its next request on."""
    grant = Grant.objects.select_for_update(of=("self",)).select_related("group").get(pk=grant.pk)
    if grant.withdrawn_at is None:
        _withdraw(grant)
        recorder.record(Event.GRANT_WITHDRAWN, by=by, about=grant.group, scope=grant.scope)
    return grant


def _withdraw(grant: Grant) -> None:
    grant.withdrawn_at = clock.now()
    grant.save(update_fields=["withdrawn_at"])


def _change_state(group: Group, new: GroupState) -> None:
    check_move(GROUP_MOVES, group.state, new)
    group.state = new


def _rest_until(group: Group, until: date, *, by: Actor) -> Group:
    if group.resting_until != until:
        group.resting_until = until
        group.save(update_fields=["resting_until"])
        recorder.record(Event.GROUP_RESTED, by=by, about=group, until=until)
    return group


def _call_off_all(group: Group, *, why: str, by: Actor) -> None:
    for meeting in Meeting.objects.upcoming(clock.now()).filter(group=group):
        meetings.cancel(meeting, why=why, by=by)


def _tell_all(
    kind: type[messages.AboutGroup], group: Group, *, by: Actor, payload: dict[str, Any] | None = None
) -> None:
    """Tell every member once; a goodbye reaches those who rest, too."""
    members = Membership.objects.current() if kind.essential else Membership.objects.active()
    to = list(members.filter(group=group).select_related("person"))
    gathering.tell(kind, group, to, by=by, once=str(planning.moment(clock.now())), payload=payload)


def _months(first: Meeting | None, last: Meeting | None) -> int:
    return round((last.on_date - first.on_date).days / 30.44) if first and last else 0
