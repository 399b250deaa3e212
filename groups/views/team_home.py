"""The team: what needs doing today, across concerns, handovers, groups and messages; four figures in words."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from followon import clock
from followon.people.http import SignedInRequest
from groups.insights import handovers, overview
from groups.insights.lives import ByNeed
from groups.models import Group
from groups.models.concern import Concern
from groups.navigation import roles_of
from groups.states import GroupState
from groups.views.working_for import the_service
from pmp.models import Handover, Role, Service

_FIRST = 5


def team_home(request: SignedInRequest) -> HttpResponse:
    service = the_service(request)
    if not roles_of(request) - {Role.PATIENT_TUTOR}:
        return redirect("groups:my_home")
    figures = overview.with_figures(Service.objects.filter(pk=service.pk)).get()
    lines = handovers.lines(Handover.objects.filter(cohort__service=service), clock.today(service.tz))
    running = Group.objects.filter(service=service).exclude(state=GroupState.CLOSED)
    groups = ByNeed(running, key=f"service-{service.pk}")
    rows = groups[0:_FIRST]
    concerns = _concerns(request, service)
    context = {
        "service": service,
        "todos": overview.needs_today(figures, concerns, lines, rows),
        "figures": overview.figures(figures),
        "handovers": lines,
        "groups": rows,
        "groups_in_all": len(groups),
        "meetup": overview.meetup_card(figures),
    }
    return render(request, "groups/team_home.html", context)


def _concerns(request: SignedInRequest, service: Service) -> list[Concern]:
    """Concerns that wait for the reader, by their clocks alone; the header shows how many, so they are kept for it."""
    mine = Concern.objects.readable_by(request.user).filter(service=service, is_drill=False).waiting()
    clocks = (
        mine.most_urgent_first()
        .select_related("service")
        .only("raised_at", "in_danger", "state", "service__tz")
    )
    waiting = list(clocks[:20])
    request.concerns_waiting = len(waiting)  # type: ignore[attr-defined]
    return waiting
