"""The team: what needs doing today, across concerns, handovers, groups and messages; four figures in words."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from followon import clock
from followon.people.http import SignedInRequest
from followon.people.models import User
from followon.prepared import prepared
from groups.insights import handovers, overview
from groups.insights.keeping import Keeping
from groups.insights.lives import ByNeed
from groups.models.concern import Concern
from groups.navigation import roles_of
from groups.views.tables import groups_table, handovers_table
from groups.views.working_for import the_service
from pmp.models import Role, Service

_FIRST = 5


def team_home(request: SignedInRequest) -> HttpResponse:
    service = the_service(request)
    if not roles_of(request) - {Role.PATIENT_TUTOR}:
        return redirect("groups:my_home")
    keeping = Keeping()
    figures = overview.glance(service, keeping)
    lines = handovers.lines(service, clock.today(service.tz))
    groups = ByNeed(request.user, service, keeping, only_running=True)
    rows = groups[0:_FIRST]
    concerns = _concerns(request, service)
    context = {
        "service": service,
        "todos": overview.needs_today(overview.stuck(service), concerns, lines, rows),
        "figures": overview.in_words(figures),
        "handovers": lines,
        "handovers_table": handovers_table(lines),
        "groups": rows,
        "groups_table": groups_table("Groups that may need you first", rows),
        "groups_in_all": len(groups),
        "meetup": overview.meetup_card(figures),
    }
    return render(request, "groups/team_home.html", context)


def _concerns(request: SignedInRequest, service: Service) -> list[Concern]:
    """Concerns that wait for the reader, by their clocks alone; the header shows how many, so they are kept for it."""
    waiting = _waiting(request.user, service)
    request.concerns_waiting = len(waiting)  # type: ignore[attr-defined]  # read by groups.navigation
    return waiting


@prepared
def _waiting(person: User, service: Service) -> QuerySet[Concern]:
    mine = Concern.objects.readable_by(person).filter(service=service, is_drill=False).waiting()
    clocks = mine.most_urgent_first().select_related("service")
    return clocks.only("raised_at", "in_danger", "state", "service__tz")[:20]
