"""Worries about somebody, who is on duty, and the numbers on the help pages."""

from followon.people.models import User
from groups.models.concern import Concern
from groups.models.numbers import NumberChange
from groups.permissions.belonging import STAFF, works_here
from pmp import permissions as pmp_permissions
from pmp.models import Service


def can_see_concerns(person: User, service: Service) -> bool:
    """Clinicians and coordinators see the page; which concerns it shows is asked of each concern."""
    return works_here(person, service.pk, *STAFF)


def can_read_concern(person: User, concern: Concern) -> bool:
    """Those who are or were asked to act on it, those on duty today, and the lead; never a patient tutor."""
    return Concern.objects.readable_by(person).filter(pk=concern.pk).exists()


def can_write_concern_for_caller(person: User, service: Service) -> bool:
    """Clinicians and coordinators write down what a caller tells them."""
    return works_here(person, service.pk, *STAFF)


def can_drill_concerns(person: User, service: Service) -> bool:
    """The lead and the coordinators start the monthly drill."""
    return can_change_rota(person, service)


def can_change_rota(person: User, service: Service) -> bool:
    """Coordinators and the lead of the service keep the rota."""
    return pmp_permissions.can_appoint(person, service)


def can_triage_texts(person: User, service: Service) -> bool:
    """Clinicians and coordinators read the texts nobody but a person can answer."""
    return works_here(person, service.pk, *STAFF)


def can_ask_for_number(person: User, service: Service) -> bool:
    """Coordinators and the lead ask for another number on the help pages."""
    return can_change_rota(person, service)


def can_confirm_number(person: User, change: NumberChange) -> bool:
    """A clinician or coordinator other than whoever asked rings the number and confirms it."""
    return change.asked_by_id != person.pk and works_here(person, change.service_id, *STAFF)
