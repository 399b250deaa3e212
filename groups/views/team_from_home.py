"""The team: all groups meet from home, or in person again; looked at in numbers before anybody is told."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render

from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from groups.actions import remote
from groups.permissions import can_switch_to_home
from groups.views.working_for import the_service


@once
def team_from_home(request: SignedInRequest) -> HttpResponse:
    service = the_service(request)
    require(
        can_switch_to_home(request.user, service), "Coordinators and the lead decide how all groups meet."
    )
    if request.method == "POST":
        try:
            if request.POST.get("to") == "home":
                changed = remote.meet_from_home(service, by=request.user)
                flash.success(request, f"All groups meet from home. {changed} meetings have changed.")
            elif request.POST.get("to") == "room":
                changed = remote.meet_in_person_again(service, by=request.user)
                flash.success(request, f"Groups may meet in person again. {changed} meetings have changed.")
        except Refused as refusal:
            flash.warning(request, str(refusal))
        return redirect("groups:team_from_home")
    context = {"service": service, "totals": remote.preview(service)}
    return render(request, "groups/team_from_home.html", context)
