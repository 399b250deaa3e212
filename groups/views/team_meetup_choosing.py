"""The team: the best five choices side by side, and about how far areas are apart."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from followon.web.typed import read_number
from groups import permissions
from groups.actions.meetups import asking, choosing, options
from groups.forms.meetups import DistanceForm
from groups.models import AreaDistance, Meetup
from groups.states import MeetupState
from groups.views.team_meetups import RUN, the_meetup
from groups.views.working_for import the_service


@once
def team_meetup_choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """The best five side by side, each explained; a coordinator decides."""
    meetup = the_meetup(request, pk)
    sites = 2 if request.GET.get("sites") == "2" else 1
    if request.method == "POST":
        try:
            _choose(request, meetup)
            return redirect("groups:team_meetup", pk)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect(f"{reverse('groups:team_meetup_choose', args=[pk])}?sites={sites}")
    outcome = choosing.best_five(meetup, sites=sites)
    may_choose = meetup.state in (MeetupState.ASKING, MeetupState.CHOOSING)
    context = {"meetup": meetup, "outcome": outcome, "sites": sites, "may_choose": may_choose}
    return render(request, "groups/team_meetup_choose.html", context)


def _choose(request: SignedInRequest, meetup: Meetup) -> None:
    """The pairs come as "slot-place", joined by commas where there are several sites."""
    chosen = []
    for pair in request.POST.get("choice", "").split(","):
        slot, _, place = pair.partition("-")
        keys = read_number(slot), read_number(place)
        if None in keys:
            raise choosing.NothingChosen
        chosen.append(
            choosing.Choice(
                get_object_or_404(meetup.slots, pk=keys[0]), get_object_or_404(meetup.places, pk=keys[1])
            )
        )
    if meetup.state == MeetupState.ASKING:
        asking.close(meetup, by=request.user)
    choosing.choose(meetup, sites=chosen, by=request.user)


@once
def team_distances(request: SignedInRequest) -> HttpResponse:
    """About how far areas are apart, used when a date is chosen."""
    service = the_service(request)
    require(permissions.can_open_meetup(request.user, service), RUN)
    form = DistanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            options.set_distance(service, by=request.user, **form.cleaned_data)
            return redirect("groups:team_distances")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    rows = AreaDistance.objects.filter(service=service)
    return render(request, "groups/team_distances.html", {"form": form, "rows": rows})
