"""The meetup of all groups (R022, R023)."""

from followon.people.models import User
from groups.models import (
    Group,
)
from groups.models.meetup import InTouch, Meetup, MeetupAsked
from groups.permissions.belonging import STAFF, is_member, works_here
from groups.permissions.concerns import can_change_rota
from groups.permissions.groups import can_edit_group
from pmp.models import Service


def can_see_meetups_as_team(person: User, service: Service) -> bool:
    """Clinicians and coordinators see the seasons of their service."""
    return works_here(person, service.pk, *STAFF)


def can_open_meetup(person: User, service: Service) -> bool:
    """Coordinators and the lead of the service open a season."""
    return can_change_rota(person, service)


def can_run_meetup(person: User, meetup: Meetup) -> bool:
    """Coordinators and the lead of the service confirm dates and places, ask, choose, and look after the day."""
    return can_change_rota(person, meetup.service)


def can_answer_meetup(person: User, asked: MeetupAsked) -> bool:
    """Everybody answers for themselves."""
    return asked.person_id == person.pk


def can_write_news(person: User, group: Group) -> bool:
    """Any member writes the three lines for their group; the last words stand."""
    return is_member(person, group)


def can_read_news(person: User, meetup: Meetup) -> bool:
    """Everybody who was asked to the season reads the news of all groups, and so does the team."""
    asked = MeetupAsked.objects.filter(meetup=meetup, person=person).exists()
    return asked or works_here(person, meetup.service_id, *STAFF)


def can_ask_in_touch(person: User, group: Group) -> bool:
    """Organisers and stand-ins ask whether another group would like to be in touch."""
    return can_edit_group(person, group)


def can_answer_in_touch(person: User, asking: InTouch) -> bool:
    """Organisers and stand-ins of the other group say yes or no."""
    return can_edit_group(person, asking.other)
