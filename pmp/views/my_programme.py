"""/you/programme/: a patient's programmes and their own answers, signed in."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from followon import clock
from followon.people.http import SignedInRequest
from followon.people.models import Method
from pmp.models import Enrolment
from pmp.views import choice_steps
from pmp.views.choice_steps import Door


def my_programme(request: SignedInRequest) -> HttpResponse:
    """What happens next on each programme, and what was answered."""
    places = Enrolment.objects.current().of(request.user).order_by("-cohort__starts_on")
    places = places.select_related("choice", "cohort__service", "cohort__handover")
    return render(request, "pmp/my_programme.html", {"places": places, "now": clock.now()})


@require_http_methods(["GET", "HEAD", "POST"])
def my_choice(request: SignedInRequest, place_id: int) -> HttpResponse:
    """The first question, or wherever the person got to."""
    return _step(request, place_id, "")


@require_http_methods(["GET", "HEAD", "POST"])
def my_choice_step(request: SignedInRequest, place_id: int, step: str) -> HttpResponse:
    """One step of one's own choice; the twin of the private link."""
    return _step(request, place_id, step)


def _step(request: SignedInRequest, place_id: int, step: str) -> HttpResponse:
    places = Enrolment.objects.current().of(request.user)
    place = get_object_or_404(
        places.select_related("person", "choice", "cohort__service", "cohort__handover"), pk=place_id
    )
    if place.cohort.choice_closes_at <= clock.now():
        return redirect("pmp:my_programme")

    def url(name: str) -> str:
        return reverse("pmp:my_choice_step", args=[place_id, name])

    door = Door(place, Method.SCREEN, "pmp/my_choice_step.html", url, back=reverse("pmp:my_programme"))
    return choice_steps.show(request, door, step)
