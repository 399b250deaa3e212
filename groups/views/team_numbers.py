"""The team: the numbers of the help pages, each change confirmed by a second person."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from followon import clock
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from groups.actions import numbers
from groups.forms.numbers import ConfirmNumberForm, NumberForm
from groups.models.numbers import CHECK_EVERY, NumberChange, NumberCheck, lines_in_force
from groups.permissions import can_ask_for_number, can_confirm_number, can_see_concerns
from groups.views.working_for import the_service

_MAY_ASK = "Coordinators and the lead of the service change these numbers."


@once
def team_numbers(request: SignedInRequest) -> HttpResponse:
    """The numbers as people see them, what waits for a second person, and a form to ask for another."""
    service = the_service(request)
    require(can_see_concerns(request.user, service), "These numbers are kept by the team of the service.")
    may_ask = can_ask_for_number(request.user, service)
    form = NumberForm(request.POST or None)
    if form.is_valid():
        require(may_ask, _MAY_ASK)
        try:
            change = numbers.ask(service, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            flash.success(
                request, "Asked for. The pages change when a colleague has rung it and confirmed it."
            )
            return redirect("groups:team_number", change.pk)
    latest = NumberCheck.objects.filter(service=service).select_related("by").first()
    context = {
        "service": service, "form": form, "may_ask": may_ask, "lines": lines_in_force(service.nation),
        "waiting": NumberChange.objects.waiting().filter(service=service), "latest": latest,
        "is_due": latest is None or latest.at < clock.now() - CHECK_EVERY,
    }  # fmt: skip
    return render(request, "groups/team_numbers.html", context)


@once
def team_number(request: SignedInRequest, pk: int) -> HttpResponse:
    """One change; a second person confirms it."""
    visible = NumberChange.objects.visible_to(request.user).select_related(
        "service", "asked_by", "confirmed_by"
    )
    change = get_object_or_404(visible, pk=pk)
    may_confirm = can_confirm_number(request.user, change)
    form = ConfirmNumberForm(request.POST or None)
    if form.is_valid():
        require(may_confirm, "Somebody else has to ring this number and confirm it.")
        try:
            numbers.confirm(change, by=request.user)
        except Refused as refusal:
            flash.warning(request, str(refusal))
        else:
            flash.success(request, "Confirmed. The help pages show it within a minute.")
        return redirect("groups:team_numbers")
    context = {"change": change, "form": form, "may_confirm": may_confirm}
    return render(request, "groups/team_number.html", context)


@once
@require_POST
def team_number_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Turn a number down."""
    change = get_object_or_404(NumberChange.objects.visible_to(request.user), pk=pk)
    try:
        numbers.drop(change, by=request.user)
    except Refused as refusal:
        flash.warning(request, str(refusal))
    else:
        flash.success(request, "Dropped. The pages keep the number they had.")
    return redirect("groups:team_numbers")


@once
@require_POST
def team_numbers_checked(request: SignedInRequest) -> HttpResponse:
    """Somebody rang them all, and they were right."""
    service = the_service(request)
    require(can_see_concerns(request.user, service), "These numbers are kept by the team of the service.")
    numbers.checked(service, by=request.user)
    flash.success(request, "Written down. We ask again in a month.")
    return redirect("groups:team_numbers")
