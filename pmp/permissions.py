"""Who may see a cohort, run a handover, appoint staff: one sentence each."""

from followon.people.models import User
from pmp.models import Cohort, Handover, Post, Role, Service


def _holds(person: User, service_id: int, *roles: Role) -> bool:
    return Post.objects.held_by(person).filter(service_id=service_id, role__in=roles).exists()


def can_open_cohort(person: User, service: Service) -> bool:
    """Clinicians and coordinators of the service open programmes."""
    return _holds(person, service.pk, Role.CLINICIAN, Role.COORDINATOR)


def can_edit_cohort(person: User, cohort: Cohort) -> bool:
    """Clinicians and coordinators of the service change its programmes, dates and people."""
    return _holds(person, cohort.service_id, Role.CLINICIAN, Role.COORDINATOR)


def can_see_contacts(person: User, cohort: Cohort) -> bool:
    """Clinicians and coordinators see how to reach people until the handover is over; patient tutors never do."""
    over = Handover.objects.filter(cohort=cohort, finished_at__isnull=False).exists()
    return not over and _holds(person, cohort.service_id, Role.CLINICIAN, Role.COORDINATOR)


def can_record_step(person: User, handover: Handover) -> bool:
    """Clinicians, coordinators and the programme's own patient tutor mark steps."""
    return not handover.is_over and Cohort.objects.visible_to(person).filter(pk=handover.cohort_id).exists()


def can_record_answers(person: User, cohort: Cohort) -> bool:
    """Clinicians and coordinators write down what people say in the room."""
    return can_see_contacts(person, cohort)


def can_hand_over(person: User, handover: Handover) -> bool:
    """Clinicians and coordinators of the service finish a handover."""
    return _holds(person, handover.cohort.service_id, Role.CLINICIAN, Role.COORDINATOR)


def can_appoint(person: User, service: Service) -> bool:
    """Coordinators and the lead of the service appoint and stand down its team."""
    posts = Post.objects.held_by(person).filter(service=service)
    return posts.filter(role=Role.COORDINATOR).exists() or posts.filter(is_lead=True).exists()


def can_change_settings(person: User, service: Service) -> bool:
    """Coordinators and the lead change the service's settings."""
    return can_appoint(person, service)


def message_services(person: User) -> set[int]:
    """Coordinators and clinicians see the delivery log of their own services."""
    posts = Post.objects.held_by(person).exclude(role=Role.PATIENT_TUTOR)
    return set(posts.values_list("service_id", flat=True))


def is_team(person: User) -> bool:
    """Anybody who holds a post today."""
    return Post.objects.held_by(person).exists()
