"""Who belongs where: what the other sentences are made of."""

from django.db.models import QuerySet

from followon.people.models import User
from followon.prepared import prepared
from groups.models import (
    Group,
    Job,
    Meeting,
    Membership,
    OrganiserTurn,
)
from groups.states import MembershipState
from pmp.models import Role
from pmp.permissions import roles_at

STAFF = (Role.CLINICIAN, Role.COORDINATOR)


def is_member(person: User, group: Group) -> bool:
    """Somebody who belongs to the group now, resting or not."""
    return bool(_place(person, group))


@prepared
def _place(person: User, group: Group) -> QuerySet[Membership, int]:
    return Membership.objects.current().filter(group=group, person=person).values_list("pk", flat=True)


def is_organising(person: User, group: Group, *jobs: Job) -> bool:
    """Whose turn it is to organise the group, or to stand in."""
    return not set(jobs or Job.values).isdisjoint(_jobs(person, group))


@prepared
def _jobs(person: User, group: Group) -> QuerySet[OrganiserTurn, str]:
    turns = OrganiserTurn.objects.now().filter(group=group, membership__person=person)
    mine = turns.exclude(membership__state=MembershipState.LEFT)
    return mine.order_by().values_list("job", flat=True)


def works_here(person: User, service_id: int, *roles: Role) -> bool:
    return not set(roles).isdisjoint(roles_at(person, service_id))


def nobody_organises(group: Group) -> bool:
    return not OrganiserTurn.objects.now().filter(group=group).exists()


def looks_after(person: User, meeting: Meeting) -> bool:
    return meeting.organiser is not None and meeting.organiser.person_id == person.pk
