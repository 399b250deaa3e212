"""Stopping messages at once, and letting them go again."""

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from followon.people.http import SignedInRequest
from followon.web.access import require
from notifications import logbook, outbox
from notifications.actions import switches
from notifications.forms import StopForm
from notifications.models import SendSwitch
from notifications.models.team import services_of
from notifications.permissions import can_stop_messages

SAYS_WHY = "Only clinicians and coordinators stop the messages of their own service."


@require_http_methods(["GET", "HEAD", "POST"])
def team_switches(request: SignedInRequest) -> HttpResponse:
    """What is stopped now, and a form to stop something."""
    names = logbook.service_names(services_of(request.user))
    require(bool(names), SAYS_WHY)
    form = StopForm(request.POST or None, services=names)
    if form.is_valid():
        scope, value = form.scope_and_value
        switches.switch_off(scope, value, reason=form.cleaned_data["reason"], by=request.user)
        flash.success(request, "Stopped. Nothing of it leaves until you let it go.")
        return redirect("notifications:team_switches")
    off = logbook.switches_in_words(SendSwitch.objects.filter(is_off=True), names)
    return render(request, "notifications/team_switches.html", {"form": form, "off": off})


@require_POST
def team_switch_release(request: SignedInRequest, switch_id: int) -> HttpResponse:
    """Let it go again, a few messages a second."""
    switch = get_object_or_404(SendSwitch, pk=switch_id)
    service = switch.value.partition(":")[0]
    if not (service.isdecimal() and can_stop_messages(request.user, int(service))):
        raise Http404
    waiting = switches.switch_on(switch, by=request.user)
    outbox.poke()
    flash.success(request, f"Released. {waiting} messages that waited go out over the next minutes.")
    return redirect("notifications:team_switches")
