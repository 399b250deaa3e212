"""What is kept about me: what I agreed to, who looked at my details, and a copy of everything."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followon import clock
from followon.audit import history, naming, recorder
from followon.audit.events import Event as Trail
from followon.audit.models import Event as Happened
from followon.people import personal_data
from followon.people.events import Event
from followon.people.http import SignedInRequest
from followon.people.models import Consent
from followon.people.recent import recent_sign_in_required

NEWEST = 100


@require_safe
def my_agreements(request: SignedInRequest) -> HttpResponse:
    """What I have agreed to, and what I agreed to before, as sentences."""
    lines = list(Consent.objects.filter(person=request.user).order_by("-at", "-pk"))
    names = naming.names_of([key for line in lines for key in (line.scope, line.recorded_by)])
    in_force = {line.pk for line in Consent.objects.filter(person=request.user).in_force()}
    told = [(line, _sentence(line, names), line.pk in in_force) for line in lines]
    now = [(line, words) for line, words, holds in told if holds]
    before = [(line, words) for line, words, holds in told if not holds]
    return render(request, "people/my_agreements.html", {"now": now, "before": before})


def _sentence(line: Consent, names: dict[str, str]) -> str:
    purpose = personal_data.purpose_in_words(line.purpose, names[line.scope])
    said = "You agreed to" if line.given else "You no longer agree to"
    own = line.recorded_by == f"person:{line.person_id}"
    writer = "" if own else f"; {names[line.recorded_by]} wrote it down"
    return f"{said} {purpose}, {line.get_method_display()}{writer}"


@require_safe
def my_lookers(request: SignedInRequest) -> HttpResponse:
    """Who of the team opened my details, and when."""
    about = f"person:{request.user.pk}"
    reads = Happened.objects.concerning(about).filter(name=Trail.DETAILS_READ)
    others = reads.exclude(actor=about)
    return render(request, "people/my_lookers.html", {"lines": history.tell(others[:NEWEST])})


@recent_sign_in_required
@require_safe
def my_copy(request: SignedInRequest) -> HttpResponse:
    """Everything that is kept about me, to read or print."""
    sections = personal_data.copy_for(request.user)
    return render(request, "people/my_copy.html", {"sections": sections, "at": clock.now()})


@recent_sign_in_required
@require_safe
def my_copy_file(request: SignedInRequest) -> JsonResponse:
    """Everything that is kept about me, as a file for another program."""
    sections = personal_data.copy_for(request.user)
    content: dict[str, Any] = {
        "copied_at": clock.now(),
        "sections": [{"title": one.title, "kept": one.keep, "rows": one.rows} for one in sections],
    }
    with transaction.atomic():
        recorder.record(Event.COPY_TAKEN, by=request.user, about=request.user, rows=len(sections))
    response = JsonResponse(content, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="my-follow-on-copy.json"'
    return response
