"""The team: the places all groups of the service may use; adding one, checking it, taking it off the list."""

from django.contrib import messages as flash
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from groups.actions import places
from groups.forms.places import FactsForm, PlaceForm
from groups.models import Place
from groups.permissions import can_see_shared_places, can_share_place
from groups.views.finding import place_facts
from groups.views.working_for import the_service
from pmp.models import Service

_PAGE = 20
_COORDINATORS = "Coordinators keep the list of places for all groups."


def team_places(request: SignedInRequest) -> HttpResponse:
    service = _service(request)
    shared = Place.objects.shared_in(service).order_by("name", "pk")
    context = {
        "service": service,
        "page": Paginator(shared, _PAGE).get_page(request.GET.get("page")),
        "may_add": can_share_place(request.user, service),
    }
    return render(request, "groups/team_places.html", context)


@once
def team_place_new(request: SignedInRequest) -> HttpResponse:
    service = _service(request)
    require(can_share_place(request.user, service), _COORDINATORS)
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        place = places.add(None, service=service, by=request.user, **form.cleaned_data)
        flash.success(request, f"{place.name} is on the list. Now say what you know about it.")
        return redirect("groups:team_place", place.pk)
    return render(request, "groups/team_place_new.html", {"service": service, "form": form})


@once
def team_place(request: SignedInRequest, place_id: int) -> HttpResponse:
    """What is known about a place, and the form to check it."""
    service = _service(request)
    place = get_object_or_404(Place.objects.shared_in(service), pk=place_id)
    form = FactsForm(request.POST or None, place=place)
    if request.method == "POST":
        require(can_share_place(request.user, service), _COORDINATORS)
        if form.is_valid():
            places.check(place, by=request.user, **form.facts)
            flash.success(request, "Thank you. All groups see what you found.")
            return redirect("groups:team_place", place_id)
    context = {
        "place": place,
        "facts": place_facts(place),
        "form": form if can_share_place(request.user, service) else None,
        "may_close": place.group_id is None and can_share_place(request.user, service),
    }
    return render(request, "groups/team_place.html", context)


@once
def team_place_close(request: SignedInRequest, place_id: int) -> HttpResponse:
    service = _service(request)
    place = get_object_or_404(Place.objects.shared_in(service), pk=place_id, group=None)
    require(can_share_place(request.user, service), _COORDINATORS)
    if request.method == "POST":
        places.close(place, by=request.user)
        flash.success(request, f"{place.name} is off the list.")
        return redirect("groups:team_places")
    return render(request, "groups/team_place_close.html", {"place": place})


def _service(request: SignedInRequest) -> Service:
    service = the_service(request)
    require(can_see_shared_places(request.user, service), "The team keeps the list of places.")
    return service
