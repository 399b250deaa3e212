"""Clinicians and coordinators: paper for the room. Answer slips, one for each person, and the three session cards."""

from django.http import HttpResponse
from django.shortcuts import render

from followon import clock
from followon.people.http import SignedInRequest
from followon.web import crisis
from followon.web.access import require
from pmp import board, permissions
from pmp.forms.choices import WITH_SERVICE, fields_of
from pmp.models import Enrolment, PartOfDay
from pmp.states import Wish
from pmp.views.finding import the_handover
from pmp.views.team_room import RECORDERS


def team_handover_slips(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same four questions on A5, with the name on top; the paper twin of the private link (R024)."""
    handover = the_handover(request, pk)
    require(permissions.can_record_answers(request.user, handover.cohort), RECORDERS)
    places = Enrolment.objects.current().filter(cohort=handover.cohort_id).select_related("person", "choice")
    everybody = "all" in request.GET
    context = {
        "handover": handover,
        "cohort": handover.cohort,
        "slips": [
            (place.person, fields_of(place.person)) for place in places if everybody or place.answer is None
        ],
        "everybody": everybody,
        "wishes": [wish.label for wish in Wish],
        "with_service": [words for _, words in WITH_SERVICE],
        "parts": [part.label for part in PartOfDay],
        "large": "large" in request.GET,
    }
    return render(request, "pmp/team_handover_slips.html", context)


def team_handover_cards(request: SignedInRequest, pk: int) -> HttpResponse:
    """One card for each of the three sessions: what to do, in the order of the session (R014)."""
    handover = the_handover(request, pk)
    whole = board.board(handover, clock.today(handover.cohort.service.tz))
    context = {
        "handover": handover,
        "cohort": handover.cohort,
        "stages": whole.stages,
        "lines": crisis.lines_for(handover.cohort.service.nation),
        "large": "large" in request.GET,
    }
    return render(request, "pmp/team_handover_cards.html", context)
