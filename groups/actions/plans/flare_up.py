"""The plan for a flare-up: written list by list when well, and shared with chosen fellow members only."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import QuerySet

from followon import clock
from followon.audit import recorder
from followon.errors import Refused
from followon.people.models import User
from groups.events import Event
from groups.models import FlareUpPlan, FlareUpShare, Group, Membership


class NotInYourGroup(Refused):
    """A plan is shared with, and names, fellow members only."""

    def __init__(self) -> None:
        super().__init__("Choose people who are in a group with you.")


class NothingToShare(Refused):
    """There is no plan yet."""

    def __init__(self) -> None:
        super().__init__("Write your plan first. Then you can share it.")


def fellows(person: User) -> QuerySet[Membership]:
    """The places of those who are in a group with somebody, without their own."""
    groups = Group.objects.visible_to(person)
    others = Membership.objects.current().filter(group__in=groups).exclude(person=person)
    return others.select_related("person", "group").order_by("group__name", "person__first_name", "pk")


@transaction.atomic
def write(
    person: User, *, part: str, lines: Iterable[str], friends: Collection[int] | None = None
) -> FlareUpPlan:
    """Write one list of the plan; `friends`, by membership, are fellow members to text. Raises NotInYourGroup."""
    if part not in FlareUpPlan.PARTS:
        raise ValueError(f"the plan has no list called {part}")
    plan, _ = FlareUpPlan.objects.select_for_update().get_or_create(person=person)
    setattr(plan, part, list(dict.fromkeys(line for line in lines if line)))
    plan.changed_at = clock.now()
    plan.save(update_fields=[part, "changed_at"])
    if friends is not None:
        plan.friends.set(_of_my_groups(person, friends))
    recorder.record(Event.PLAN_WRITTEN, by=person, about=plan)
    return plan


@transaction.atomic
def share(person: User, *, with_: Collection[int]) -> None:
    """Let exactly these fellow members, by membership, read the plan. Raises NotInYourGroup, NothingToShare."""
    plan = FlareUpPlan.objects.select_for_update().filter(person=person).first()
    if plan is None:
        raise NothingToShare
    wanted = {member.pk for member in _of_my_groups(person, with_)}
    before = set(plan.shares.values_list("membership", flat=True))
    if wanted == before:
        return
    plan.shares.exclude(membership__in=wanted).delete()
    FlareUpShare.objects.bulk_create(
        FlareUpShare(plan=plan, membership_id=member) for member in sorted(wanted - before)
    )
    recorder.record(Event.PLAN_SHARED, by=person, about=plan, people=len(wanted))


@transaction.atomic
def throw_away(person: User) -> None:
    """Delete the plan, and with it what was shared."""
    if plan := FlareUpPlan.objects.select_for_update().filter(person=person).first():
        recorder.record(Event.PLAN_THROWN_AWAY, by=person, about=plan)
        plan.delete()


def _of_my_groups(person: User, members: Collection[int]) -> list[Membership]:
    found = list(fellows(person).filter(pk__in=members))
    if len(found) != len(set(members)):
        raise NotInYourGroup
    return found
