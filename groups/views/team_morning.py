"""The team: what waits for me today, and whether I want it by email on working mornings."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render

from followon.people.http import SignedInRequest
from followon.web.once import once
from groups.actions import mornings
from groups.views.working_for import the_service
from pmp.actions import staff
from pmp.models import Post


@once
def team_morning(request: SignedInRequest) -> HttpResponse:
    """Everybody of the team has this page; what it lists is for the posts they hold."""
    service = the_service(request)
    if request.method == "POST":
        turned = request.POST.get("turn")
        if turned in ("on", "off"):
            staff.set_morning_email(service, wanted=turned == "on", by=request.user)
            flash.success(request, f"Your morning email is {turned}.")
        return redirect("groups:team_morning")
    mine = Post.objects.held_by(request.user).filter(service=service)
    context = {
        "service": service,
        "lines": mornings.waiting_for(request.user, service),
        "is_on": mine.filter(morning_email=True).exists(),
    }
    return render(request, "groups/team_morning.html", context)
