"""A person: finding another group, asking to join it in private; an organiser: saying yes, no or not yet."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from followon import clock
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from groups import permissions
from groups.actions.between import joining, nearby
from groups.forms.between import AreaForm, JoinAskForm
from groups.models import Group, JoinAsk, Meetup, Membership
from groups.states import JoinAskState
from groups.views.finding import my_membership
from pmp import organisation
from pmp.models import Service

_ANSWERS = {"yes": joining.welcome, "wait": joining.let_wait, "no": joining.decline}


@once
def my_find_group(request: SignedInRequest) -> HttpResponse:
    """Groups that welcome others, by area and rhythm alone; asking the service to help; what one asked."""
    service = _service(request)
    given = request.GET.get("area")
    form = AreaForm({"area": given if given is not None else nearby.area_of(request.user)})
    area = form.cleaned_data["area"].upper() if form.is_valid() else ""
    if request.method == "POST":
        joining.ask_service(service, person=request.user, area=nearby.area_of(request.user), by=request.user)
        messages.success(request, "We have told the pain service. Somebody will phone or write to you.")
        return redirect("groups:my_find_group")
    asked = JoinAsk.objects.of(request.user).filter(service=service).exclude(state=JoinAskState.WITHDRAWN)
    context = {
        "form": form,
        "area": area,
        "groups": nearby.open_groups(request.user, service, area=area),
        "asked": [
            (ask, nearby.describe(ask.group) if ask.group else None) for ask in asked.select_related("group")
        ],
        "is_helped": any(ask.is_open and ask.group_id is None for ask in asked),
        "meetup": _next_meetup(service),
    }
    return render(request, "groups/my_find_group.html", context)


@once
def my_join_ask(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask to join one: who will see it is said first. The group is described by its area and rhythm alone."""
    service = _service(request)
    group = get_object_or_404(Group.objects.running().filter(service=service, is_open=True), code=code)
    places = list(Membership.objects.of(request.user).current().exclude(group=group).select_related("group"))
    form = JoinAskForm(places, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            area = nearby.area_of(request.user)
            joining.ask(group, person=request.user, leaving=form.leaving, area=area, by=request.user)
            messages.success(request, "We have asked them. You hear from us when they have answered.")
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect("groups:my_find_group")
    context = {"near": nearby.describe(group), "form": form, "has_group": bool(places)}
    return render(request, "groups/my_join_ask.html", context)


@once
def my_join_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back what one asked; by POST."""
    ask = get_object_or_404(JoinAsk.objects.of(request.user).select_related("group", "service"), pk=pk)
    if request.method == "POST":
        try:
            joining.withdraw(ask, by=request.user)
            messages.success(request, "Done. You no longer ask to join.")
        except Refused as refusal:
            messages.warning(request, str(refusal))
    return redirect("groups:my_find_group")


@once
def my_joining(request: SignedInRequest, code: str) -> HttpResponse:
    """Who would like to join the group, by first name; whoever speaks for it answers."""
    group = my_membership(request, code).group
    require(
        permissions.can_see_joining(request.user, group), "Organisers and stand-ins answer for the group."
    )
    asks = JoinAsk.objects.open().filter(group=group).select_related("person", "group", "service")
    act = _ANSWERS.get(request.POST.get("answer", ""))
    if request.method == "POST":
        number = request.POST.get("ask", "")
        ask = get_object_or_404(asks, pk=int(number) if number.isdigit() else 0)
        try:
            if act is not None:
                act(ask, by=request.user)
                messages.success(request, "Thank you. We have told them.")
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect("groups:my_joining", code)
    return render(request, "groups/my_joining.html", {"group": group, "asks": asks})


def _service(request: SignedInRequest) -> Service:
    """The pain service the reader has been with. Raises Http404 for somebody with none."""
    services = nearby.services_of(request.user)
    if not services:
        raise Http404
    organisation.speak_for(request, services[0])
    return services[0]


def _next_meetup(service: Service) -> Meetup | None:
    """The next season of the meetup of all groups, where one is open."""
    coming = Meetup.objects.under_way().filter(service=service, aim_on__gte=clock.today(service.tz))
    return coming.order_by("aim_on").first()
