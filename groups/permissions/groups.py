"""A group, its people, its organisers and its places."""

from followon.people.models import User
from groups.models import (
    Group,
    Job,
    Membership,
    Place,
)
from groups.permissions.belonging import STAFF, is_member, is_organising, nobody_organises, works_here
from pmp.models import Handover, Role, Service
from pmp.permissions import can_hand_over


def can_see_group(person: User, group: Group) -> bool:
    """Members see their own group."""
    return is_member(person, group)


def can_see_people(person: User, group: Group) -> bool:
    """Members see who is in their group, and what each chose to share; nobody else does."""
    return is_member(person, group)


def can_edit_group(person: User, group: Group) -> bool:
    """Organisers and stand-ins change the group's name, purposes, rhythm and agreement; anybody in it does when
    nobody organises."""
    return is_organising(person, group) or (nobody_organises(group) and is_member(person, group))


def can_form_group(person: User, handover: Handover) -> bool:
    """Clinicians and coordinators of the service turn a handover into a group."""
    return can_hand_over(person, handover)


def can_add_member(person: User, group: Group) -> bool:
    """Clinicians and coordinators of the service write down that somebody joins, with that person's own yes."""
    return works_here(person, group.service_id, *STAFF)


def can_change_membership(person: User, membership: Membership) -> bool:
    """Each member alone decides about pausing, leaving, sharing and being counted in."""
    return membership.person_id == person.pk and not membership.has_left


def can_rest_group(person: User, group: Group) -> bool:
    """Organisers and stand-ins give the group a rest, and wake it."""
    return can_edit_group(person, group)


def can_close_group(person: User, group: Group) -> bool:
    """Organisers and stand-ins say goodbye for the group, and begin it again."""
    return can_edit_group(person, group)


def can_grant(person: User, group: Group) -> bool:
    """Organisers let the service see something of the group again, until a day, and take it back."""
    return is_organising(person, group, Job.ORGANISER)


def can_take_turn(person: User, group: Group) -> bool:
    """Any member may claim a turn at organising or standing in; nobody is given one."""
    return is_member(person, group)


def can_add_place(person: User, group: Group) -> bool:
    """Any member adds a place they know."""
    return is_member(person, group)


def can_check_place(person: User, place: Place, group: Group) -> bool:
    """Members check the facts of their group's places and of those everybody shares."""
    return is_member(person, group) and Place.objects.for_group(group).filter(pk=place.pk).exists()


def can_share_own_place(person: User, place: Place, group: Group) -> bool:
    """Organisers and stand-ins let all groups of the service use a place their group added, and take that back."""
    return place.group_id == group.pk and can_edit_group(person, group)


def can_see_shared_places(person: User, service: Service) -> bool:
    """Clinicians and coordinators see the places that all groups of the service may use."""
    return works_here(person, service.pk, *STAFF)


def can_share_place(person: User, service: Service) -> bool:
    """Coordinators keep the list of places that all groups of the service share."""
    return works_here(person, service.pk, Role.COORDINATOR)
