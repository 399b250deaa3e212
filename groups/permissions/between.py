"""Between groups: nearby ones, joining one, joining up and splitting (F22, F23)."""

from followon.people.models import User
from groups.models import Group, JoinAsk, Membership
from groups.permissions.belonging import STAFF, works_here
from groups.permissions.groups import can_edit_group
from pmp.models import Service


def can_show_nearby(person: User, group: Group) -> bool:
    """Organisers and stand-ins decide whether groups nearby may know of theirs."""
    return can_edit_group(person, group)


def can_see_joining(person: User, group: Group) -> bool:
    """Organisers and stand-ins see who would like to join, by first name."""
    return can_edit_group(person, group)


def can_answer_join(person: User, ask: JoinAsk) -> bool:
    """Organisers and stand-ins of the group say yes, no or not yet; so may clinicians and coordinators."""
    return (ask.group is not None and can_edit_group(person, ask.group)) or works_here(
        person, ask.service_id, *STAFF
    )


def can_see_joining_as_team(person: User, service: Service) -> bool:
    """Clinicians and coordinators see who asked the service for a group, and how many wait for a group's answer."""
    return works_here(person, service.pk, *STAFF)


def can_regroup(person: User, group: Group) -> bool:
    """Organisers and stand-ins propose joining up or splitting, begin the new group, and call it off."""
    return can_edit_group(person, group)


def can_answer_regrouping(person: User, membership: Membership) -> bool:
    """Each member decides for themselves; their organiser writes down what they said on the phone."""
    return not membership.has_left and (
        membership.person_id == person.pk or can_edit_group(person, membership.group)
    )
