"""A member: the places your group knows, adding one, checking whether everybody can get in."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from groups import permissions, sharing
from groups.actions import places
from groups.forms.places import DETAILS, FactsForm, NeedForm, PlaceForm
from groups.models import Group, Membership, Place, PlaceKind
from groups.views.finding import my_membership, place_facts

_PAGE = 20
SOMEBODY_ELSE = "Somebody of another group or of the service"  # a place goes round; names do not


def my_places(request: SignedInRequest, code: str) -> HttpResponse:
    group = my_membership(request, code).group
    known = Place.objects.for_group(group).order_by("name", "pk")
    form = NeedForm(request.GET if "need" in request.GET else None)
    need = form.cleaned_data["need"] if form.is_bound and form.is_valid() else []
    page = Paginator(known.having(need), _PAGE).get_page(request.GET.get("page"))
    context = {
        "group": group,
        "page": page,
        "form": form,
        "need": [Place.fact_in_words(name).lower() for name in need],
        "perhaps": known.perhaps_having(need) if need else [],
    }
    return render(request, "groups/my_places.html", context)


def my_place(request: SignedInRequest, code: str, place_id: int) -> HttpResponse:
    group = my_membership(request, code).group
    place, checked_by = _place(group, place_id)
    decides = permissions.can_share_own_place(request.user, place, group)
    context = {
        "group": group,
        "place": place,
        "checked_by": checked_by,
        "facts": place_facts(place),
        "may_close": decides,
        "may_share": decides and place.kind != PlaceKind.HOME,
    }
    return render(request, "groups/my_place.html", context)


@once
def my_place_new(request: SignedInRequest, code: str) -> HttpResponse:
    group = my_membership(request, code).group
    require(permissions.can_add_place(request.user, group), "Only members add places.")
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        place = places.add(group, by=request.user, **form.cleaned_data)
        messages.success(request, f"{place.name} is on your list. Now say what you know about it.")
        return redirect("groups:my_place_check", code, place.pk)
    return render(request, "groups/my_place_new.html", {"group": group, "form": form})


@once
def my_place_check(request: SignedInRequest, code: str, place_id: int) -> HttpResponse:
    group = my_membership(request, code).group
    place, checked_by = _place(group, place_id)
    require(permissions.can_check_place(request.user, place, group), "Only members check places.")
    form = FactsForm(request.POST or None, place=place)
    if request.method == "POST" and form.is_valid():
        places.check(place, by=request.user, **form.facts)
        messages.success(request, "Thank you. Your group sees what you found, and that you checked.")
        return redirect("groups:my_place", code, place_id)
    context = {
        "group": group,
        "place": place,
        "checked_by": checked_by,
        "form": form,
        "stored": _stored(place),
    }
    return render(request, "groups/my_place_check.html", context)


@once
def my_place_share(request: SignedInRequest, code: str, place_id: int) -> HttpResponse:
    """The group lets all groups of its service use the place, or takes that back."""
    group = my_membership(request, code).group
    place = get_object_or_404(Place.objects.for_group(group), pk=place_id, group=group)
    may = permissions.can_share_own_place(request.user, place, group)
    require(may, "The organiser says for the group whether others may use its places.")
    if request.method == "POST":
        try:
            if request.POST.get("share") == "yes":
                places.share(place, by=request.user)
                messages.success(request, f"All groups of the service can use {place.name} now.")
            else:
                places.keep_to_group(place, by=request.user)
                messages.success(request, f"{place.name} is on your own list only.")
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect("groups:my_place", code, place_id)
    return render(request, "groups/my_place_share.html", {"group": group, "place": place})


@once
def my_place_close(request: SignedInRequest, code: str, place_id: int) -> HttpResponse:
    group = my_membership(request, code).group
    place = get_object_or_404(Place.objects.for_group(group), pk=place_id, group=group)
    require(permissions.can_edit_group(request.user, group), "The organiser takes places off the list.")
    if request.method == "POST":
        try:
            places.close(place, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("groups:my_place", code, place_id)
        messages.success(request, f"{place.name} is off your list.")
        return redirect("groups:my_places", code)
    return render(request, "groups/my_place_close.html", {"group": group, "place": place})


def _place(group: Group, place_id: int) -> tuple[Place, str]:
    """A place the group knows, and who checked it last, as the group may call them."""
    place = get_object_or_404(Place.objects.for_group(group), pk=place_id)
    if place.checked_by_id is None:
        return place, ""
    checker = (
        Membership.objects.filter(group=group, person=place.checked_by_id)
        .select_related("person", "group")
        .first()
    )
    return place, sharing.shown_name(checker) if checker else SOMEBODY_ELSE


def _stored(place: Place) -> list[dict[str, dict[str, str]]]:
    """What is saved now, for somebody whose page was open while another saved."""
    rows = [(Place.fact_in_words(name), str(getattr(place, f"get_{name}_display")())) for name in Place.FACTS]
    rows += [(name.capitalize(), getattr(place, name) or "Nothing yet") for name in DETAILS]
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in rows]
