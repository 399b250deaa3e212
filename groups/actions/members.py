"""Belonging to a group: joining by one's own choice, resting, coming back, leaving, sharing."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.actions import consent
from followon.people.models import Consent, Method, User
from followon.states import check_move
from groups import sharing
from groups.actions import gathering, organisers, planning, telling
from groups.actions.meetings.answers import count_in_standing
from groups.events import Event
from groups.messages import groups as messages
from groups.models import Answer, Group, How, Meeting, Membership, TakesPart
from groups.states import MEMBERSHIP_MOVES, GroupState, MembershipState
from pmp.models import Cohort
from pmp.protocol import SHARING_WORDING


class GroupHasEnded(Refused):
    """Nobody joins a group that has said goodbye."""

    def __init__(self) -> None:
        super().__init__("This group has ended. Begin it again first, or choose another group.")


class DateInThePast(Refused):
    """A pause ends on a day to come."""

    def __init__(self) -> None:
        super().__init__("Choose a day after today, or leave it open.")


@transaction.atomic
def join(
    group: Group, *, person: User, by: Actor, from_cohort: Cohort | None = None, welcome: bool = True
) -> Membership:
    """Somebody becomes a member, or comes back after leaving; they get what is still due to them (F7).

    They are welcomed, get the directory within a day, and are asked about the next meeting at its time or, if that
    has gone by, at once. Joining twice changes nothing. Raises GroupHasEnded.
    """
    group = Group.objects.lock(group)
    if group.state == GroupState.CLOSED:
        raise GroupHasEnded
    there = Membership.objects.filter(group=group, person=person).first()
    if there and not there.has_left:
        return there
    membership = _enter(group, person, there, from_cohort, by=by)
    recorder.record(Event.MEMBER_JOINED, by=by, about=group, member=membership, cohort=from_cohort)
    if welcome:
        gathering.tell(
            messages.GroupJoined, group, [membership], by=by, once=str(planning.moment(membership.here_since))
        )
        gathering.send_directory(group, [membership], by=by)
    _plan_for(membership, by=by)
    return membership


@transaction.atomic
def pause(membership: Membership, *, until: date | None = None, by: Actor) -> Membership:
    """Somebody rests from the group: their place is kept, nothing is sent, no reason is asked.

    Changes and cancellations still reach them if they had said they might come. An organiser's meetings are handed
    on. Raises MoveNotAllowed, DateInThePast.
    """
    if until is not None and until <= clock.today(membership.group.tz):
        raise DateInThePast
    Group.objects.lock(membership.group)
    membership = Membership.objects.lock(membership)
    if membership.state == MembershipState.PAUSED:
        return _rest_until(membership, until)
    check_move(MEMBERSHIP_MOVES, membership.state, MembershipState.PAUSED)
    membership.state, membership.paused_until = MembershipState.PAUSED, until
    membership.save(update_fields=["state", "paused_until"])
    recorder.record(Event.MEMBER_PAUSED, by=by, about=membership.group, member=membership, until=until)
    planning.withdraw_member(membership, kinds=planning.INVITATIONS, reason="Resting from the group")
    organisers.release(membership, by=by)
    return membership


@transaction.atomic
def come_back(membership: Membership, *, by: Actor) -> Membership:
    """Somebody who rested is back, and gets what is still due to them. Raises MoveNotAllowed."""
    Group.objects.lock(membership.group)
    membership = Membership.objects.lock(membership)
    if membership.state == MembershipState.ACTIVE:
        return membership
    if membership.has_left:
        return join(membership.group, person=membership.person, from_cohort=membership.from_cohort, by=by)
    check_move(MEMBERSHIP_MOVES, membership.state, MembershipState.ACTIVE)
    membership.state, membership.paused_until, membership.here_since = (
        MembershipState.ACTIVE,
        None,
        planning.anew(membership),
    )
    membership.save(update_fields=["state", "paused_until", "here_since"])
    recorder.record(Event.MEMBER_CAME_BACK, by=by, about=membership.group, member=membership)
    _plan_for(membership, by=by)
    return membership


@transaction.atomic
def leave(membership: Membership, *, quietly: bool = True, told: bool = True, by: Actor) -> Membership:
    """Somebody leaves: their details go from the directory with the next request, nothing more is sent, and they
    can come back whenever they like. Told to the others only if they wish; `told` says whether they get a last
    word themselves, which somebody who moves to another group does not need. Raises MoveNotAllowed.
    """
    group = Group.objects.lock(membership.group)
    membership = Membership.objects.lock(membership)
    check_move(MEMBERSHIP_MOVES, membership.state, MembershipState.LEFT)
    named = sharing.shown_name(membership) != sharing.NO_NAME
    membership.state, membership.left_at, membership.paused_until = MembershipState.LEFT, clock.now(), None
    membership.standing_yes = membership.could_organise = False
    membership.save(update_fields=["state", "left_at", "paused_until", "standing_yes", "could_organise"])
    recorder.record(Event.MEMBER_LEFT, by=by, about=group, member=membership)
    share(membership, purposes=set(), method=Method.SCREEN, by=by)
    planning.withdraw_member(membership, reason="Not in the group any more")
    gathering.withdraw(group, to=[membership.person], reason="Not in the group any more")
    organisers.release(membership, by=by)
    once = str(planning.moment(membership.left_at))
    if told:
        gathering.tell(messages.GroupLeft, group, [membership], by=by, once=once)
    if not quietly:
        others = list(Membership.objects.active().filter(group=group).select_related("person"))
        payload = {"member": membership.pk, "named": named}
        gathering.tell(
            messages.SaidGoodbye, group, others, by=by, once=f"{membership.pk}:{once}", payload=payload
        )
    return membership


@transaction.atomic
def share(membership: Membership, *, purposes: Collection[str], method: str, by: Actor) -> Membership:
    """Set what somebody shares with their group, field by field; what is not named is taken back.

    Holds from the next request on (F4). One line in the ledger for each field that changes.
    """
    if unknown := set(purposes) - set(sharing.PURPOSES):
        raise ValueError(f"not something one shares with a group: {sorted(unknown)}")
    membership = Membership.objects.lock(membership)
    scope, changed = sharing.scope_of(membership.group), []
    for purpose in sharing.PURPOSES:
        write = consent.give if purpose in purposes else consent.withdraw
        line = write(
            membership.person,
            purpose=purpose,
            scope=scope,
            wording=SHARING_WORDING,
            method=Method(method),
            by=by,
        )
        changed += [purpose] if line else []
    if changed:
        recorder.record(Event.MEMBER_SHARED, by=by, about=membership.group, member=membership, fields=changed)
    return membership


@transaction.atomic
def count_me_in(membership: Membership, *, on: bool, by: Actor) -> Membership:
    """Somebody is coming unless they say no, or answers each time again (decision 13).

    Coming meetings they have not answered follow at once. Raises MoveNotAllowed for somebody who has left.
    """
    Group.objects.lock(membership.group)
    membership = Membership.objects.lock(membership)
    if membership.has_left:
        check_move(MEMBERSHIP_MOVES, membership.state, MembershipState.PAUSED)
    if membership.standing_yes == on:
        return membership
    membership.standing_yes, membership.here_since = on, planning.anew(membership)
    membership.save(update_fields=["standing_yes", "here_since"])
    recorder.record(Event.MEMBER_COUNTED_IN, by=by, about=membership.group, member=membership, on=on)
    for meeting in Meeting.objects.upcoming(clock.now()).filter(group=membership.group):
        Answer.objects.filter(meeting=meeting, membership=membership, how=How.STANDING).delete()
        planning.withdraw(meeting, to=[membership.person], reason="Counted in anew")
    _plan_for(membership, by=by)
    return membership


@transaction.atomic
def take_part(membership: Membership, *, how: str, by: Actor) -> Membership:
    """Somebody comes to meetings, or only stays in touch and is not asked about each one (R057)."""
    Group.objects.lock(membership.group)
    membership = Membership.objects.lock(membership)
    if membership.takes_part != TakesPart(how):
        membership.takes_part, membership.here_since = (
            TakesPart(how),
            planning.anew(membership),
        )
        membership.save(update_fields=["takes_part", "here_since"])
        recorder.record(
            Event.MEMBER_TAKES_PART,
            by=by,
            about=membership.group,
            member=membership,
            how=membership.takes_part,
        )
        planning.withdraw_member(membership, kinds=planning.INVITATIONS, reason="Takes part in another way")
        _plan_for(membership, by=by)
    return membership


def _enter(
    group: Group, person: User, there: Membership | None, from_cohort: Cohort | None, *, by: Actor
) -> Membership:
    if there is None:
        now = clock.now()
        new = Membership.objects.create(
            group=group, person=person, from_cohort=from_cohort, joined_at=now, here_since=now
        )
        _carry_sharing(new, by=by)
        return new
    check_move(MEMBERSHIP_MOVES, there.state, MembershipState.ACTIVE)
    there.state, there.left_at, there.here_since = (
        MembershipState.ACTIVE,
        None,
        planning.anew(there),
    )
    there.from_cohort = from_cohort or there.from_cohort
    there.save(update_fields=["state", "left_at", "here_since", "from_cohort"])
    return there


def _carry_sharing(membership: Membership, *, by: Actor) -> None:
    """What somebody agreed to share with the group of their programme holds in this one, which is that group:
    field by field, in the words they agreed to."""
    cohort = membership.from_cohort_id
    if cohort is None or cohort != membership.group.cohort_id:
        return
    agreed = Consent.objects.in_force().filter(
        person=membership.person_id, scope=f"cohort:{cohort}", purpose__in=sharing.PURPOSES
    )
    for line in agreed.order_by("purpose"):
        consent.give(
            membership.person,
            purpose=line.purpose,
            scope=sharing.scope_of(membership.group),
            wording=line.wording,
            method=Method.CARRIED,
            by=by,
        )


def _rest_until(membership: Membership, until: date | None) -> Membership:
    membership.paused_until = until
    membership.save(update_fields=["paused_until"])
    return membership


def _plan_for(membership: Membership, *, by: Actor) -> None:
    """Plan what is still due to one member, in all coming meetings of their group."""
    coming = Meeting.objects.upcoming(clock.now()).filter(group=membership.group_id)
    if membership.is_active:
        for meeting in coming:
            count_in_standing(meeting, only=membership)
        planning.plan(coming, people=[membership.person], by=by)
        for meeting in coming:
            if telling.news_is_the_question(meeting, membership.person):
                planning.withdraw(
                    meeting, to=[membership.person], kinds=telling.QUESTIONS, reason="Asked by the news of it"
                )
