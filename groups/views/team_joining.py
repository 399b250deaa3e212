"""The team: who asked the service for a group, and who waits for a group's answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from followon.audit import recorder
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.people.recent import recent_sign_in_required
from followon.web.access import require
from followon.web.once import once
from groups import permissions
from groups.actions.between import joining
from groups.models import Group, JoinAsk
from groups.views.working_for import the_service

_TEAM = "Clinicians and coordinators help people to find a group."
_ANSWERS = {"yes": joining.welcome, "wait": joining.let_wait, "no": joining.decline}


@recent_sign_in_required
@once
def team_joining(request: SignedInRequest) -> HttpResponse:
    """By first name, as people were told when they asked; how to reach somebody only where they asked for help."""
    service = the_service(request)
    require(permissions.can_see_joining_as_team(request.user, service), _TEAM)
    asks = (
        JoinAsk.objects.open()
        .filter(service=service)
        .select_related("person", "group", "service", "from_cohort")
    )
    open_groups = Group.objects.running().filter(service=service, is_open=True)
    if request.method == "POST":
        number = request.POST.get("ask", "")
        ask = get_object_or_404(asks, pk=int(number) if number.isdigit() else 0)
        require(permissions.can_answer_join(request.user, ask), _TEAM)
        try:
            if to := request.POST.get("to"):
                joining.pass_on(ask, to=get_object_or_404(open_groups, code=to), by=request.user)
            elif act := _ANSWERS.get(request.POST.get("answer", "")):
                act(ask, by=request.user)
            messages.success(request, "Done.")
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect("groups:team_joining")
    looking = [ask for ask in asks if ask.group is None]
    for ask in looking:
        recorder.record_read(by=request.user, about=ask.person, what="contact details")
    context = {"looking": looking, "waiting": [ask for ask in asks if ask.group], "groups": open_groups}
    return render(request, "groups/team_joining.html", context)
