"""Help for a group that meets less: its own organiser first, in its own words, long before anybody else (ux 8g)."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from groups import rhythm
from groups.actions import gathering, lifecycle
from groups.actions.organisers import coordinators
from groups.events import Event
from groups.insights import fading
from groups.insights.lives import for_lives, lives
from groups.messages import fading as messages
from groups.models import GrantScope, Group, Job, Membership, QuietReason, QuietSpell, TakesPart
from groups.states import GroupState
from notifications import outbox
from notifications.models import Message

_FADING = (GroupState.FORMING, GroupState.MEETING)
_MAY_BE_RUNG_FOR = timedelta(days=31)


class NoRhythm(Refused):
    """A group that agrees each next date has no rhythm to halve."""

    def __init__(self) -> None:
        super().__init__("You agree the next date each time. Pick one further away.")


def offer_ideas(*, by: Actor) -> int:
    """Send a few ideas to the organisers of groups that fade: once in each quiet time. How many groups were told."""
    groups = list(for_lives(Group.objects.filter(state__in=_FADING).order_by("pk")))
    named = fading.spells(groups, clock.today())
    told = _told(messages.FewIdeas.slug)
    due = [group for group in groups if group.pk in named and (group.pk, named[group.pk]) not in told]
    return sum(_offer(group, named[group.pk], by=by) for group in due)


@transaction.atomic
def _offer(group: Group, spell: str, *, by: Actor) -> bool:
    group = Group.objects.lock(group)
    if group.state not in _FADING:
        return False
    active = Membership.objects.active().filter(group=group).select_related("person")
    to = list(active.holding(Job.ORGANISER)) or list(active.holding(Job.STAND_IN)) or list(active)
    is_late = spell.startswith("since-")
    gathering.tell(
        messages.FewIdeas, group, to, by=by, once=spell, payload={"spell": spell, "is_late": is_late}
    )
    return bool(to)


def suggest_sharing(*, by: Actor) -> int:
    """Where one member has looked after three meetings running, ask the others whether somebody would take one: once
    for each such run. How many groups were asked."""
    told = _told(messages.ShareTheWork.slug)
    due = [alone for alone in fading.carried_alone() if (alone.group, f"since-{alone.since}") not in told]
    groups = Group.objects.in_bulk([alone.group for alone in due])
    return sum(_suggest(groups[alone.group], alone, by=by) for alone in due)


@transaction.atomic
def _suggest(group: Group, alone: fading.Alone, *, by: Actor) -> bool:
    group = Group.objects.lock(group)
    others = Membership.objects.active().filter(group=group, takes_part=TakesPart.MEETS)
    to = list(others.exclude(pk=alone.membership).select_related("person"))
    spell = f"since-{alone.since}"
    gathering.tell(
        messages.ShareTheWork, group, to, by=by, once=spell,
        payload={"spell": spell, "member": alone.membership},
    )  # fmt: skip
    return bool(to)


def _told(kind: str) -> set[tuple[int | None, str]]:
    """The groups and quiet times of which this has been said already; one query."""
    rows = Message.objects.filter(kind=kind, group_id__isnull=False)
    return set(rows.order_by().values_list("group_id", "payload__spell").distinct())


@transaction.atomic
def say_why(group: Group, *, reasons: Collection[str], by: User) -> None:
    """Write down why the group is quiet, in the four reasons of the paper; none takes back what was said (R061)."""
    group = Group.objects.lock(group)
    chosen = [reason for reason in QuietReason.values if reason in reasons]
    counted = for_lives(Group.objects.filter(pk=group.pk)).get()
    since = fading.quiet_since(lives([counted])[group.pk])
    if chosen:
        QuietSpell.objects.update_or_create(
            group=group, since=since, defaults={"reasons": chosen, "said_at": clock.now()}
        )
    else:
        QuietSpell.objects.filter(group=group, since=since).delete()
    recorder.record(Event.GROUP_SAID_WHY_QUIET, by=by, about=group, since=since, reasons=len(chosen))


@transaction.atomic
def meet_half_as_often(group: Group, *, by: User) -> Group:
    """Double the time between meetings; those planned already stay. Raises NoRhythm."""
    group = Group.objects.lock(group)
    slower = rhythm.half_as_often(rhythm.Rhythm.of(group))
    if slower is None:
        raise NoRhythm
    return lifecycle.change(group, by=by, rhythm=slower)


@transaction.atomic
def ask_for_a_hand(group: Group, *, may_ring: bool, by: User) -> None:
    """Let the service know that the group would like to hear from it; with `may_ring` it sees for a month how to
    reach the organiser. Asking twice on one day is asking once."""
    group = Group.objects.lock(group)
    today = clock.today(group.tz)
    if may_ring:
        lifecycle.grant(group, scope=GrantScope.CONTACT_ORGANISER, until=today + _MAY_BE_RUNG_FOR, by=by)
    recorder.record(Event.GROUP_ASKED_FOR_A_HAND, by=by, about=group)
    outbox.queue(
        messages.AsksForAHand,
        to=[person for person in coordinators(group.service) if person.email],
        about=gathering.about(group),
        key=f"{messages.AsksForAHand.slug}:{gathering.about(group)}:{today}",
        payload={"group": group.pk},
        by=by,
        service_id=group.service_id,
        group_id=group.pk,
        channel="EMAIL",
    )
