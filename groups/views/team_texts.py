"""The team: texts that were no answer; each opened one is written down."""

from typing import Any

from django.contrib import messages as flash
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from followon import clock
from followon.audit import recorder
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from followon.web.phones import show_phone
from groups import duty
from groups.actions import triage
from groups.forms.concerns import CallerForm
from groups.models.concern import AboutWhom
from groups.permissions import can_triage_texts
from groups.views.working_for import the_service
from notifications.models import Inbound
from pmp.models import Service

_WHO = "Clinicians and coordinators of the service read these texts."


def team_texts(request: SignedInRequest) -> HttpResponse:
    """What waits, by time and reason; the words are on the page of each text."""
    service = _service(request)
    context = {
        "page_of": Paginator(triage.texts_for(service), 25).get_page(request.GET.get("page")),
        "service": service,
    }
    return render(request, "groups/team_texts.html", context)


def team_text(request: SignedInRequest, pk: int) -> HttpResponse:
    """One text, whom it is from and how to ring them."""
    service = _service(request)
    text = _text(service, pk)
    recorder.record_read(by=request.user, about=text.person or text, what="text")
    return render(request, "groups/team_text.html", {"text": text, "service": service})


@once
@require_POST
def team_text_done(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody has rung, or there was nothing to do."""
    text = _text(_service(request), pk)
    try:
        triage.look_after(text, by=request.user)
    except Refused as refusal:
        flash.warning(request, str(refusal))
    else:
        flash.success(request, "Written down: you looked after it.")
    return redirect("groups:team_texts")


@once
def team_text_concern(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make it a concern: what the text says is filled in."""
    service = _service(request)
    text = _text(service, pk)
    form = CallerForm(request.POST or None, initial=_filled_in(text))
    can_answer = duty.can_answer(service, clock.now())
    if can_answer and form.is_valid():
        person = text.person or form.person(service)
        try:
            triage.make_concern(text, service, form.worry, person=person, by=request.user)
        except Refused as refusal:
            flash.warning(request, str(refusal))
        else:
            flash.success(request, "It is a concern now. Whoever is on duty has been told.")
        return redirect("groups:team_texts")
    if not form.is_bound:
        recorder.record_read(by=request.user, about=text.person or text, what="text")
    context = {"form": form, "service": service, "can_answer": can_answer, "text": text}
    return render(request, "groups/team_concern_new.html", context)


def _service(request: SignedInRequest) -> Service:
    service = the_service(request)
    require(can_triage_texts(request.user, service), _WHO)
    return service


def _text(service: Service, pk: int) -> Inbound:
    """A text that waits for this team; one that a colleague has looked after is gone from the list."""
    return get_object_or_404(triage.texts_for(service), pk=pk)


def _filled_in(text: Inbound) -> dict[str, Any]:
    name = text.person.full_name if text.person else ""
    said = {"caller": name, "number": text.from_address, "what": text.body[:500], "about": AboutWhom.ME}
    return (
        said
        if text.from_address.startswith("+")
        else said | {"number": "", "reach_on": show_phone(text.from_address)}
    )
