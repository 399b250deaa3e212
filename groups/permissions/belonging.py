"""Who belongs where: what the other sentences are made of."""

from followon.people.models import User
from groups.models import (
    Group,
    Job,
    Meeting,
    Membership,
    OrganiserTurn,
)
from pmp.models import Post, Role

STAFF = (Role.CLINICIAN, Role.COORDINATOR)


def is_member(person: User, group: Group) -> bool:
    """Somebody who belongs to the group now, resting or not."""
    return Membership.objects.current().filter(group=group, person=person).exists()


def is_organising(person: User, group: Group, *jobs: Job) -> bool:
    """Whose turn it is to organise the group, or to stand in."""
    turns = OrganiserTurn.objects.now().filter(group=group, membership__person=person)
    return turns.filter(job__in=jobs or Job.values, membership__in=Membership.objects.current()).exists()


def works_here(person: User, service_id: int, *roles: Role) -> bool:
    return Post.objects.held_by(person).filter(service_id=service_id, role__in=roles).exists()


def nobody_organises(group: Group) -> bool:
    return not OrganiserTurn.objects.now().filter(group=group).exists()


def looks_after(person: User, meeting: Meeting) -> bool:
    return meeting.organiser_id is not None and meeting.organiser.person_id == person.pk  # type: ignore[union-attr]
