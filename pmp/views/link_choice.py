"""/c/<token>/: the choice through a private link, without signing in. Looking changes nothing; buttons answer."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from followon.people.models import Method, User
from notifications.models import Link
from pmp import organisation
from pmp.actions import reaching
from pmp.models import Enrolment, Post
from pmp.views import choice_steps
from pmp.views.choice_steps import Door


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def link_choice(request: HttpRequest, token: str) -> HttpResponse:
    """The address in the message: the first question, or wherever the person got to."""
    return _step(request, token, "")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def link_choice_step(request: HttpRequest, token: str, step: str) -> HttpResponse:
    """One step of the choice of whoever this link belongs to."""
    return _step(request, token, step)


def _step(request: HttpRequest, token: str, step: str) -> HttpResponse:
    place = _place(request, token)
    if place is None:
        return _over(request)

    def url(name: str) -> str:
        return reverse("pmp:link_choice_step", args=[token, name])

    door = Door(place, Method.LINK, "pmp/link_choice_step.html", url)
    return choice_steps.show(request, door, step)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def link_reached(request: HttpRequest, token: str) -> HttpResponse:
    """The button of the test email: yes, it reached me."""
    place = _place(request, token)
    if place is None:
        return _over(request)
    if request.method == "POST":
        reaching.mark_reached(place, by=place.person)
        return redirect("pmp:link_reached", token)
    return render(request, "pmp/link_reached.html", {"place": place, "first": place.person.first_for_texts})


def _place(request: HttpRequest, token: str) -> Enrolment | None:
    """The place on a programme that the link opens; None for every other link, and nothing tells which."""
    link = Link.objects.find(token, purpose="choice")
    if link is None or link.is_over or not link.about.startswith("enrolment:"):
        return None
    places = Enrolment.objects.current().filter(pk=link.about.partition(":")[2], person=link.person_id)
    place = places.select_related("person", "choice", "cohort__service", "cohort__handover").first()
    if (
        place is None
        or not place.person.is_active
        or place.person.is_erased
        or _is_staff_reading(request, place)
    ):
        return None
    organisation.speak_for(request, place.cohort.service)
    return place


def _is_staff_reading(request: HttpRequest, place: Enrolment) -> bool:
    """Somebody of the team, signed in, with a patient's link in hand: it is not theirs to answer with.

    People who share a phone open each other's links all the time, and may: each link speaks for its person.
    """
    reader = request.user
    if not isinstance(reader, User) or reader.pk == place.person_id:
        return False
    return Post.objects.held_by(reader).filter(service=place.cohort.service_id).exists()


def _over(request: HttpRequest) -> HttpResponse:
    """The same page whatever is wrong with a link, so that it says nothing about anybody."""
    return render(request, "pmp/link_over.html", status=404)
