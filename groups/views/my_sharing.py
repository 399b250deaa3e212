"""A member: what you share, with whom, changed at once; and how others see you."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from followon.errors import Refused
from followon.people.actions import consent
from followon.people.http import SignedInRequest
from followon.people.models import Consent, Method, User
from followon.web.phones import show_phone
from groups import sharing
from groups.actions import members
from groups.forms.members import SHARED, ToggleForm
from groups.models import Membership
from pmp.models import Service
from pmp.protocol import RESEARCH_WORDS, SHARING_WORDING
from pmp.protocol import Purpose as ServicePurpose

# What the service itself may do after the programme, beside what a group sees.
SERVICE_PURPOSES = (
    (ServicePurpose.SERVICE_MAY_CONTACT, "The pain service may contact me"),
    (ServicePurpose.MEETUP_NEWS, "Tell me about meetups of all groups"),
    (ServicePurpose.RESEARCH, RESEARCH_WORDS),
)


@dataclass(frozen=True)
class Cell:
    """One thing for one audience: shared or not, and whether there is anything to share."""

    purpose: str
    audience: str
    audience_name: str
    shared: bool


@dataclass(frozen=True)
class Line:
    """One thing you may share."""

    label: str
    value: str
    cells: list[Cell]


def my_sharing(request: SignedInRequest) -> HttpResponse:
    places = _places(request.user)
    form = ToggleForm(request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            _change(request, places, **form.cleaned_data)
        return redirect("groups:my_sharing")
    services = {place.group.service_id: place.group.service for place in places}
    context = {
        "places": places,
        "lines": _lines(request.user, places),
        "services": [_service_line(request.user, service) for service in services.values()],
    }
    return render(request, "groups/my_sharing.html", context)


def my_sharing_seen(request: SignedInRequest) -> HttpResponse:
    """The reader as each of their groups sees them."""
    seen = []
    for place in _places(request.user):
        chosen = sharing.purposes_of(place)
        ways = {field for purpose, field in sharing.WAYS_TO_REACH.items() if purpose in chosen}
        name = request.user.first_name if sharing.Purpose.SHARE_NAME in chosen else sharing.NO_NAME
        seen.append(
            {
                "group": place.group,
                "name": name,
                **{field: field in ways for field in ("mobile", "landline", "email")},
            }
        )
    return render(request, "groups/my_sharing_seen.html", {"seen": seen})


def _places(person: User) -> list[Membership]:
    places = Membership.objects.of(person).current().select_related("group__service", "person")
    return list(places.order_by("group__name", "pk"))


def _lines(person: User, places: list[Membership]) -> list[Line]:
    chosen = {place.pk: sharing.purposes_of(place) for place in places}
    values = {
        SHARED[0][0]: person.first_name,
        SHARED[1][0]: show_phone(person.mobile) if person.mobile else "",
        SHARED[2][0]: show_phone(person.landline) if person.landline else "",
        SHARED[3][0]: person.email,
    }
    return [
        Line(label, values[purpose], [
            Cell(purpose, f"group:{place.group_id}", place.group.name, purpose in chosen[place.pk]) for place in places
        ])
        for purpose, label in SHARED
    ]  # fmt: skip


def _service_line(person: User, service: Service) -> dict[str, object]:
    scope = f"service:{service.pk}"
    given = set(
        Consent.objects.in_force().filter(person=person, scope=scope).values_list("purpose", flat=True)
    )
    cells = [
        (label, Cell(purpose, scope, service.name, purpose in given)) for purpose, label in SERVICE_PURPOSES
    ]
    return {"service": service, "cells": cells}


def _change(
    request: SignedInRequest, places: list[Membership], *, purpose: str, audience: str, on: bool
) -> None:
    """Share one thing with one audience, or stop; nothing when the audience is not the reader's own."""
    try:
        for place in places:
            if audience == f"group:{place.group_id}" and purpose in dict(SHARED):
                wanted = (
                    sharing.purposes_of(place) | {purpose} if on else sharing.purposes_of(place) - {purpose}
                )
                members.share(place, purposes=wanted, method=Method.SCREEN, by=request.user)
                break
            if audience == f"service:{place.group.service_id}" and purpose in dict(SERVICE_PURPOSES):
                _change_service(request.user, purpose, audience, on)
                break
        else:
            return
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        told = (
            "Shared from now on."
            if on
            else "No longer shared, from now on. What somebody has written down stays with them."
        )
        messages.success(request, told)


def _change_service(person: User, purpose: str, scope: str, on: bool) -> None:
    change = consent.give if on else consent.withdraw
    change(person, purpose=purpose, scope=scope, wording=SHARING_WORDING, method=Method.SCREEN, by=person)
