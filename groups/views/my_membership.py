"""A member: pausing and coming back, leaving, always coming; each can be undone, none asks why."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from followon.web.templatetags.dates import day
from groups import permissions
from groups.actions import members
from groups.forms.members import LeaveForm, PauseForm
from groups.models import Job, Membership, OrganiserTurn, TakesPart
from groups.states import MembershipState
from groups.views.finding import my_membership
from pmp import organisation

_YOURS = "Each member decides this for themselves."


@once
def my_pause(request: SignedInRequest, code: str) -> HttpResponse:
    place = my_membership(request, code)
    require(permissions.can_change_membership(request.user, place), _YOURS)
    form = PauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        until = form.until_day
        try:
            members.pause(place, until=until, by=request.user)
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            ends = f" You get them again from {day(until)}." if until else ""
            messages.success(request, f"Your messages are paused.{ends} Your place is safe.")
            return redirect("groups:my_home")
    return render(request, "groups/my_pause.html", {"group": place.group, "form": form})


@once
def my_come_back(request: SignedInRequest, code: str) -> HttpResponse:
    place = my_membership(request, code)
    require(permissions.can_change_membership(request.user, place), _YOURS)
    if request.method == "POST":
        try:
            members.come_back(place, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, "Welcome back. You get messages again.")
        return redirect("groups:my_home")
    return render(request, "groups/my_come_back.html", {"group": place.group})


@once
def my_leave(request: SignedInRequest, code: str) -> HttpResponse:
    place = my_membership(request, code)
    require(permissions.can_change_membership(request.user, place), _YOURS)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            members.leave(place, quietly=form.cleaned_data["how"] == LeaveForm.QUIETLY, by=request.user)
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            return redirect("groups:my_left", code)
    jobs = OrganiserTurn.objects.now().filter(membership=place, job=Job.ORGANISER)
    return render(
        request, "groups/my_leave.html", {"group": place.group, "form": form, "organises": jobs.exists()}
    )


@once
def my_left(request: SignedInRequest, code: str) -> HttpResponse:
    """You have left; and the way back, for as long as somebody wants it."""
    gone = (
        Membership.objects.of(request.user)
        .filter(state=MembershipState.LEFT)
        .select_related("group__service")
    )
    place = get_object_or_404(gone, group__code=code)
    organisation.speak_for(request, place.group.service)
    if request.method == "POST":
        try:
            members.join(place.group, person=request.user, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("groups:my_left", code)
        messages.success(request, f"You are back in the {place.group.name}. Nobody sees that you were away.")
        return redirect("groups:my_group", code)
    return render(request, "groups/my_left.html", {"group": place.group})


@once
def my_count_me_in(request: SignedInRequest, code: str) -> HttpResponse:
    place = my_membership(request, code)
    require(permissions.can_change_membership(request.user, place), _YOURS)
    if request.method == "POST":
        on = request.POST.get("on") == "yes"
        try:
            members.count_me_in(place, on=on, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("groups:my_groups")
        told = (
            "You are counted in from now on, unless you say no."
            if on
            else "You answer each time from now on."
        )
        messages.success(request, told)
        return redirect("groups:my_group", code)
    return render(request, "groups/my_count_me_in.html", {"group": place.group, "place": place})


@once
def my_part(request: SignedInRequest, code: str) -> HttpResponse:
    """Coming to meetings, or only staying in touch: both belong (R057)."""
    place = my_membership(request, code)
    require(permissions.can_change_membership(request.user, place), _YOURS)
    if request.method == "POST":
        how = TakesPart.IN_TOUCH if request.POST.get("how") == TakesPart.IN_TOUCH else TakesPart.MEETS
        members.take_part(place, how=how, by=request.user)
        stays = "You stay in touch. We do not ask you about each meeting, and you can still come."
        messages.success(
            request, stays if how == TakesPart.IN_TOUCH else "We ask you about each meeting again."
        )
        return redirect("groups:my_group", code)
    return render(request, "groups/my_part.html", {"group": place.group, "place": place})
