"""Finding what a page of the team is about: whatever the reader may not know of is not there (404)."""

from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from followon.people.http import SignedInRequest
from pmp import organisation
from pmp.models import Cohort, Enrolment, Handover, Import, Role, Service, Session


def the_service(request: SignedInRequest) -> Service:
    """Where the reader works; with posts in several services the one they chose last. Raises Http404 for others."""
    chosen = organisation.chosen(request)
    if chosen is None:
        raise Http404
    organisation.speak_for(request, chosen)
    return chosen


def the_other_services(request: SignedInRequest, service: Service) -> list[Service]:
    """Where the reader works besides this service."""
    return [other for other in organisation.services_of(request) if other != service]


def the_cohort(request: SignedInRequest, pk: int) -> Cohort:
    """A programme the reader may know of."""
    cohorts = Cohort.objects.visible_to(request.user).select_related("service", "handover")
    cohort = get_object_or_404(cohorts, pk=pk)
    organisation.speak_for(request, cohort.service)
    return cohort


def the_session(request: SignedInRequest, pk: int, session_id: int) -> Session:
    """A session of a programme the reader may know of, with its programme."""
    cohort = the_cohort(request, pk)
    session = get_object_or_404(Session, cohort=cohort, pk=session_id)
    session.cohort = cohort
    return session


def the_handover(request: SignedInRequest, pk: int) -> Handover:
    """A handover the reader may know of, with its programme, service and tutor."""
    handovers = Handover.objects.visible_to(request.user)
    handover = get_object_or_404(handovers.select_related("cohort__service", "tutor__person"), pk=pk)
    organisation.speak_for(request, handover.cohort.service)
    return handover


def the_enrolment(request: SignedInRequest, cohort_id: int, pk: int) -> Enrolment:
    """Somebody's place on a programme, for staff; patient tutors do not see it."""
    places = Enrolment.objects.visible_to(request.user).filter(cohort=cohort_id)
    place = get_object_or_404(
        places.select_related("person", "choice", "cohort__service", "cohort__handover"), pk=pk
    )
    organisation.speak_for(request, place.cohort.service)
    return place


def the_list(request: SignedInRequest, cohort_id: int, pk: int) -> Import:
    """A list somebody gave in that has still to be looked through."""
    lists = Import.objects.visible_to(request.user).waiting().filter(cohort=cohort_id)
    kept = get_object_or_404(lists.select_related("cohort__service", "cohort__handover"), pk=pk)
    organisation.speak_for(request, kept.cohort.service)
    return kept


def is_tutor_only(request: SignedInRequest, service_id: int) -> bool:
    """Whether the reader works for the service as patient tutor and as nothing else."""
    roles = {post.role for post in organisation.posts_held(request) if post.service_id == service_id}
    return roles == {Role.PATIENT_TUTOR}


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is made with: the fields that were sent, or nothing while the page is only looked at."""
    return request.POST if request.method == "POST" else None
