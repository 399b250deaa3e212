"""What the service may see of a group after the handover (decision 7, F10)."""

from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from followon import clock
from followon.people.models import Consent, User
from followon.prepared import prepared
from groups.models import (
    Grant,
    GrantScope,
    Group,
    Membership,
)
from groups.models.concern import Concern
from groups.permissions.belonging import STAFF, works_here
from pmp import permissions as pmp_permissions
from pmp.models import Post, Service
from pmp.protocol import Purpose


def can_oversee_group(person: User, group: Group) -> bool:
    """Clinicians and coordinators know that their service's groups exist and how they are doing; a patient tutor
    knows those they help, until two weeks after the third meeting."""
    return Group.objects.overseen_by(person).filter(pk=group.pk).exists()


def can_switch_to_home(person: User, service: Service) -> bool:
    """Coordinators and the lead let all groups of their service meet from home, and in person again."""
    return pmp_permissions.can_appoint(person, service)


def _granted(person: User, group: Group, scope: GrantScope) -> bool:
    grants = Grant.objects.in_force(clock.today(group.tz)).filter(group=group, scope=scope)
    return works_here(person, group.service_id, *STAFF) and grants.exists()


def _helps(person: User, group: Group) -> bool:
    helping = Group.objects.filter(tutor__in=Post.objects.held_by(person), pk=group.pk)
    return helping.exists() and Group.objects.overseen_by(person).filter(pk=group.pk).exists()


def can_see_names_as_team(person: User, group: Group) -> bool:
    """The service sees who is in a group only while the group lets it."""
    return _granted(person, group, GrantScope.NAMES)


def can_see_meetings_as_team(person: User, group: Group) -> bool:
    """The service sees when and where a group meets only while the group lets it; its patient tutor does during
    the first three meetings."""
    return _granted(person, group, GrantScope.MEETINGS) or _helps(person, group)


def can_reach_organiser_as_team(person: User, group: Group) -> bool:
    """The service sees how to reach a group's organiser only while the group lets it."""
    return _granted(person, group, GrantScope.CONTACT_ORGANISER)


def can_see_member_as_team(person: User, membership: Membership) -> bool:
    """The service sees somebody it needs to ring, when that person agreed that the service may contact them or
    the group lets it see names."""
    return works_here(person, membership.group.service_id, *STAFF) and (
        service_may_contact(membership) or can_see_names_as_team(person, membership.group)
    )


def service_may_contact(membership: Membership) -> bool:
    """Whether this person agreed that the service may contact them after the programme."""
    given = Consent.objects.in_force().filter(
        person=membership.person,
        purpose=Purpose.SERVICE_MAY_CONTACT,
        scope=f"service:{membership.group.service_id}",
    )
    return given.exists()


def people_named_to(person: User, numbers: set[int]) -> set[int]:
    """Which of these people staff may know by name: who is on a programme or works here, who agreed that the service
    may contact them, and the members of groups that let their service see names."""
    known = pmp_permissions.people_named_to(person, numbers)
    rest = numbers - known
    if not rest:
        return known
    return known.union(_named_to(person, list(rest)))


@prepared
def _named_to(person: User, people: list[int]) -> QuerySet[Any, int]:
    posts = Post.objects.held_by(person).filter(role__in=STAFF).order_by()
    scopes = posts.values_list(Concat(Value("service:"), Cast("service", CharField())))
    lines = Consent.objects.filter(
        person__in=people, purpose=Purpose.SERVICE_MAY_CONTACT, scope__in=scopes
    ).latest_lines()
    agreed = Consent.objects.filter(pk__in=lines.values("pk"), given=True)
    granted = Grant.objects.in_force(clock.today()).filter(
        scope=GrantScope.NAMES, group__service__in=posts.values("service")
    )
    members = Membership.objects.current().filter(person__in=people, group__in=granted.values("group"))
    named = members.order_by().values_list("person_id", flat=True)
    return agreed.order_by().values_list("person_id", flat=True).union(named)


def can_see_history(person: User, about: str) -> bool:
    """Clinicians and coordinators read what happened to their service's groups; its people stay unnamed to them.
    What happened to a concern is for those who may read it."""
    kind, _, number = about.partition(":")
    if kind == "concern":
        return Concern.objects.readable_by(person).filter(pk=number).exists()
    group = Group.objects.filter(pk=number).first() if kind == "group" else None
    return group is not None and works_here(person, group.service_id, *STAFF)


def can_take_research(person: User, service: Service) -> bool:
    """Coordinators and the lead of the service take the file for research."""
    return pmp_permissions.can_appoint(person, service)


def can_see_figures(person: User, service: Service) -> bool:
    """Clinicians and coordinators see the figures of their service, and take them away with small numbers hidden."""
    return works_here(person, service.pk, *STAFF)
