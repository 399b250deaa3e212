"""Coordinators and the lead: who works here, appointing, standing down; the settings; another service."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from followon import clock
from followon.errors import Refused
from followon.people.actions import accounts
from followon.people.http import SignedInRequest
from followon.people.recent import recent_sign_in_required
from followon.web.access import require
from followon.web.once import once
from pmp import organisation, permissions
from pmp.actions import services, staff
from pmp.forms.staff import AppointForm, ServiceForm, SettingsForm, StandDownForm
from pmp.models import Post, Role, Service
from pmp.views.finding import sent, the_service

IN_CHARGE = "Coordinators and the lead of the service see to its team and settings."


def team_staff(request: SignedInRequest) -> HttpResponse:
    """Everybody who works here, by what they do; those who stopped are folded away."""
    service = the_service(request)
    posts = Post.objects.filter(service=service).select_related("person")
    held = set(
        Post.objects.held(clock.today(service.tz)).filter(service=service).values_list("pk", flat=True)
    )
    now = [post for post in posts if post.pk in held]
    context = {
        "service": service,
        "by_role": [(role.label, [post for post in now if post.role == role]) for role in Role],
        "gone": [post for post in posts if post.pk not in held],
        "may_appoint": permissions.can_appoint(request.user, service),
        "others": Service.objects.visible_to(request.user).exclude(pk=service.pk),
        "may_open": permissions.can_open_service(request.user),
    }
    return render(request, "pmp/team_staff.html", context)


@recent_sign_in_required
@once
def team_staff_new(request: SignedInRequest) -> HttpResponse:
    """Appoint somebody new, or somebody who has an account."""
    service = the_service(request)
    require(permissions.can_appoint(request.user, service), IN_CHARGE)
    form = AppointForm(sent(request))
    if form.is_valid():
        try:
            post = _appoint(request, service, form)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"{post.person} is appointed. We are telling them how to sign in.")
            return redirect("pmp:team_staff")
    return render(request, "pmp/team_staff_new.html", {"form": form, "service": service})


def _appoint(request: SignedInRequest, service: Service, form: AppointForm) -> Post:
    facts = form.cleaned_data
    return staff.appoint(
        service,
        person=form.person or form.new_person(),
        role=facts["role"],
        is_lead=facts["is_lead"],
        trained_on=facts["trained_on"],
        by=request.user,
    )


@recent_sign_in_required
def team_staff_stand_down(request: SignedInRequest, post_id: int) -> HttpResponse:
    """From which day somebody no longer works here; a tutor's handovers pass to a stand-in."""
    posts = Post.objects.visible_to(request.user).select_related("service", "person")
    post = get_object_or_404(posts, pk=post_id)
    organisation.speak_for(request, post.service)
    require(permissions.can_appoint(request.user, post.service), IN_CHARGE)
    form = StandDownForm(sent(request), post=post)
    if form.is_valid():
        try:
            staff.stand_down(post, on=form.cleaned_data["on"], by=request.user)
        except Refused as refused:
            form.add_refusal(refused, "on")
        else:
            messages.success(request, f"{post.person} is stood down.")
            return redirect("pmp:team_staff")
    return render(request, "pmp/team_staff_stand_down.html", {"form": form, "post": post})


@recent_sign_in_required
def team_staff_sign_out(request: SignedInRequest, post_id: int) -> HttpResponse:
    """End every session of somebody who works here, as when their phone or computer is in wrong hands."""
    posts = Post.objects.visible_to(request.user).held().select_related("service", "person")
    post = get_object_or_404(posts, pk=post_id)
    organisation.speak_for(request, post.service)
    require(permissions.can_sign_out(request.user, post), IN_CHARGE)
    if request.method == "POST":
        accounts.sign_out_everywhere(post.person, by=request.user)
        messages.success(request, f"{post.person} is signed out everywhere.")
        return redirect("pmp:team_staff")
    return render(request, "pmp/team_staff_sign_out.html", {"post": post})


@recent_sign_in_required
def team_settings(request: SignedInRequest) -> HttpResponse:
    """Name, phone, hours, what is asked, and how long a concern may wait."""
    service = the_service(request)
    require(permissions.can_change_settings(request.user, service), IN_CHARGE)
    form = SettingsForm(sent(request), service=service)
    if form.is_valid():
        try:
            services.change_settings(service, by=request.user, **form.changes())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Saved.")
            return redirect("pmp:team_settings")
    return render(request, "pmp/team_settings.html", {"form": form, "service": service})


@recent_sign_in_required
@once
def team_service_new(request: SignedInRequest) -> HttpResponse:
    """A coordinator opens a further service and becomes its coordinator."""
    require(permissions.can_open_service(request.user), "A coordinator of a service opens another one.")
    form = ServiceForm(sent(request))
    if form.is_valid():
        try:
            service = services.open_service(**form.cleaned_data, coordinator=request.user, by=request.user)
        except Refused as refused:
            form.add_refusal(refused, "name")
        else:
            request.session["service"] = service.pk
            messages.success(request, f"{service.name} is open, and you are its coordinator.")
            return redirect("pmp:team_staff")
    return render(request, "pmp/team_service_new.html", {"form": form})


@require_POST
def team_service_choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """For people with posts in several services: which one the pages speak of."""
    service = get_object_or_404(Service.objects.visible_to(request.user), pk=pk)
    request.session["service"] = service.pk
    messages.success(request, f"You now see {service.name}.")
    return redirect("pmp:team_programmes")
