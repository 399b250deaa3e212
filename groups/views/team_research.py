"""The file for research, its dictionary, and who may take it."""

import csv
from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from followon import clock
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.people.recent import recent_sign_in_required
from followon.web.access import require
from groups.actions import research as actions
from groups.insights import disclosure, research
from groups.permissions import can_take_research
from groups.views.working_for import the_service
from pmp.models import Service

_SAYS_WHY = "Coordinators and the lead of the service take the file for research."


@require_safe
def team_research(request: SignedInRequest) -> HttpResponse:
    """What is in the file, of how many people, and the button."""
    lines = research.lines(_service(request))
    context = {"people": len(lines), "dictionary": research.DICTIONARY, "smallest": disclosure.SMALLEST}
    return render(request, "groups/team_research.html", context)


@recent_sign_in_required
@require_POST
def team_research_file(request: SignedInRequest) -> HttpResponse:
    """The file; who took it is written down."""
    service = _service(request)
    lines = research.lines(service)
    try:
        actions.take(service, people=len(lines), by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("groups:team_research")
    names = [column.name for column in research.DICTIONARY]
    return _csv(
        f"research-{clock.today(service.tz):%Y-%m-%d}.csv", names, (list(row.values()) for row in lines)
    )


@require_safe
def team_research_dictionary(request: SignedInRequest) -> HttpResponse:
    """What each column means, as a file to go with the other."""
    _service(request)
    rows = ([column.name, column.meaning, column.values] for column in research.DICTIONARY)
    return _csv("research-dictionary.csv", ["column", "meaning", "values"], rows)


def _csv(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(heading)
    writer.writerows(disclosure.safe_row(row) for row in rows)
    return response


def _service(request: SignedInRequest) -> Service:
    service = the_service(request)
    require(can_take_research(request.user, service), _SAYS_WHY)
    return service
