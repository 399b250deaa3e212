"""Who may see a cohort, run a handover, appoint staff: one sentence each."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from followon.people.models import Consent, User
from followon.prepared import prepared
from pmp.models import Cohort, Enrolment, Handover, Post, Role, Service
from pmp.models.enrolment import EnrolmentQuerySet
from pmp.models.service import PostQuerySet
from pmp.protocol import Owner, Purpose, Step


def _holds(person: User, service_id: int, *roles: Role) -> bool:
    return not set(roles).isdisjoint(roles_at(person, service_id))


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


def can_mark_step(person: User, handover: Handover, step: Step) -> bool:
    """Clinicians and coordinators mark every step; the programme's patient tutors mark their own and the room's."""
    if not can_record_step(person, handover):
        return False
    clinicians_only = step.owner is Owner.CLINICIAN
    return not clinicians_only or _holds(person, handover.cohort.service_id, Role.CLINICIAN, Role.COORDINATOR)


def can_see_details(person: User, place: Enrolment) -> bool:
    """As `can_see_contacts`; after the handover only of people who agreed that the service may get in touch."""
    cohort = place.cohort
    if can_see_contacts(person, cohort):
        return True
    agreed = Consent.objects.filter(
        person=place.person_id, purpose=Purpose.SERVICE_MAY_CONTACT, scope=f"service:{cohort.service_id}"
    )
    is_staff = _holds(person, cohort.service_id, Role.CLINICIAN, Role.COORDINATOR)
    return is_staff and agreed.in_force().exists()


def can_open_service(person: User) -> bool:
    """A coordinator of a service opens another one, and becomes its coordinator."""
    return Post.objects.held_by(person).filter(role=Role.COORDINATOR).exists()


def can_record_answers(person: User, cohort: Cohort) -> bool:
    """Clinicians and coordinators write down what people say in the room."""
    return can_see_contacts(person, cohort)


def can_hand_over(person: User, handover: Handover) -> bool:
    """Clinicians and coordinators of the service finish a handover."""
    return _holds(person, handover.cohort.service_id, Role.CLINICIAN, Role.COORDINATOR)


def can_appoint(person: User, service: Service) -> bool:
    """Coordinators and the lead of the service appoint and stand down its team."""
    here = [post for post in posts_of(person) if post.service_id == service.pk]
    return any(post.role == Role.COORDINATOR or post.is_lead for post in here)


def can_sign_out(person: User, post: Post) -> bool:
    """Coordinators and the lead of the service sign others of its team out everywhere, never themselves."""
    return post.person_id != person.pk and can_appoint(person, post.service)


def can_change_settings(person: User, service: Service) -> bool:
    """Coordinators and the lead change the service's settings."""
    return can_appoint(person, service)


def message_services(person: User) -> set[int]:
    """Coordinators and clinicians see the delivery log of their own services."""
    return {post.service_id for post in posts_of(person) if post.role != Role.PATIENT_TUTOR}


def sends_a_day(person: User, service_id: int | None) -> int | None:
    """How many messages somebody may send for a service in a day, by their widest role; None without a post."""
    posts = Post.objects.held_by(person).filter(service=service_id).select_related("service")
    return max((post.service.sends_a_day(post.role) for post in posts), default=None)


def people_who_confirm_sends(service_id: int) -> "QuerySet[User]":
    """Coordinators and the lead of a service are the second person for a send to many."""
    in_charge = Q(role=Role.COORDINATOR) | Q(is_lead=True)
    posts = Post.objects.held().filter(in_charge, service=service_id)
    return User.objects.filter(pk__in=posts.values("person"), is_active=True)


def is_team(person: User) -> bool:
    """Anybody who holds a post today."""
    return Post.objects.held_by(person).exists()


def roles_of(person: User) -> set[str]:
    """The roles somebody holds today, in whichever service; none for a patient."""
    return {post.role for post in posts_of(person)}


def roles_at(person: User, service_id: int) -> set[str]:
    """The roles somebody holds today in this service."""
    return {post.role for post in posts_of(person) if post.service_id == service_id}


def posts_of(person: User) -> Sequence[Post]:
    """The posts somebody holds today, each with its service, in the order of the services' names.

    Who is signed in was asked about at the door: their answer is kept for the request (`keep_posts`).
    """
    kept: list[Post] | None = getattr(person, "_posts", None)
    return _posts_of(person) if kept is None else kept


def keep_posts(person: User) -> Sequence[Post]:
    """Read the posts of who is signed in, once for all that their request asks."""
    person._posts = list(_posts_of(person))  # type: ignore[attr-defined]  # read by posts_of
    return posts_of(person)


@prepared
def _posts_of(person: User) -> QuerySet[Post]:
    return Post.objects.held_by(person).select_related("service").order_by("service__name", "pk")


def can_see_history(person: User, about: str) -> bool:
    """Clinicians and coordinators read what happened to their programmes and, until the handover is over, to the
    people on them; who appoints the team reads the team's history too. `about` is a key such as `cohort:3`."""
    kind, _, number = about.partition(":")
    staff = Post.objects.held_by(person).exclude(role=Role.PATIENT_TUTOR)
    appoints = staff.filter(Q(role=Role.COORDINATOR) | Q(is_lead=True)).values("service")
    match kind:
        case "cohort":
            return Cohort.objects.filter(pk=number, service__in=staff.values("service")).exists()
        case "handover":
            return Handover.objects.filter(pk=number, cohort__service__in=staff.values("service")).exists()
        case "service":
            return appoints.filter(service=int(number)).exists()
        case "person":
            team = Post.objects.filter(person=int(number), service__in=appoints)
            return team.exists() or _on_open_programme(staff).filter(person=int(number)).exists()
    return False


def people_named_to(person: User, numbers: set[int]) -> set[int]:
    """Which of these people staff may know by name: themselves, their own team, and who is on a programme of their
    service whose handover is not over (decision 7). `numbers` are those of the accounts."""
    return set(_known_to(person, list(numbers))) | ({person.pk} & numbers)


@prepared
def _known_to(person: User, people: list[int]) -> QuerySet[Any, int]:
    posts = Post.objects.held_by(person)
    team = Post.objects.filter(service__in=posts.values("service"), person__in=people)
    patients = _on_open_programme(posts.exclude(role=Role.PATIENT_TUTOR)).filter(person__in=people)
    named = patients.order_by().values_list("person_id", flat=True)
    return team.order_by().values_list("person_id", flat=True).union(named)


def _on_open_programme(posts: PostQuerySet) -> EnrolmentQuerySet:
    over = Handover.objects.filter(finished_at__isnull=False).values("cohort")
    return Enrolment.objects.filter(cohort__service__in=posts.values("service")).exclude(cohort__in=over)
