"""The team: concerns to take up, what was done about them, and the drills."""

from collections.abc import Callable
from datetime import timedelta
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
from groups import duty
from groups.actions import concerns, triage
from groups.forms.concerns import CallerForm, CloseForm, NoteForm
from groups.models.concern import Concern
from groups.permissions import (
    can_drill_concerns,
    can_see_concerns,
    can_write_concern_for_caller,
)
from groups.views.working_for import the_service


def team_concerns(request: SignedInRequest) -> HttpResponse:
    """Concerns this person may read, the most urgent first; closed ones on request."""
    service = the_service(request)
    require(can_see_concerns(request.user, service), "Concerns are read by the clinicians of the service.")
    mine = (
        Concern.objects.readable_by(request.user).filter(service=service).select_related("raised_by", "group")
    )
    closed = request.GET.get("show") == "closed"
    rows = mine.exclude(closed_at=None).order_by("-closed_at") if closed else mine.open().most_urgent_first()
    today = clock.today(service.tz)
    context = {
        "page_of": Paginator(rows, 25).get_page(request.GET.get("page")),
        "closed": closed,
        "keep": "show=closed" if closed else "",
        "service": service,
        "gaps": duty.gaps(service, today, 28),
        "on_duty": duty.on_duty(service, today),
        "can_drill": can_drill_concerns(request.user, service),
        "texts": triage.texts_for(service).count(),
        "unread": Concern.objects.told_to_nobody().filter(service=service).count(),
    }
    return render(request, "groups/team_concerns.html", context)


def team_concern(request: SignedInRequest, pk: int) -> HttpResponse:
    """One concern. Each reading is written down, and the pages say so."""
    concern = _readable(request, pk)
    if not concern.is_drill:
        recorder.record_read(by=request.user, about=concern, what="words")
    return _show(request, concern, NoteForm())


def _show(request: SignedInRequest, concern: Concern, form: NoteForm) -> HttpResponse:
    context = {
        "concern": concern,
        "pages": concern.pages.select_related("person"),
        "notes": concern.notes.select_related("by"),
        "form": form,
        "now": clock.now(),
        "history": recorder.about_key(concern),
    }
    return render(request, "groups/team_concern.html", context)


@once
@require_POST
def team_concern_acknowledge(request: SignedInRequest, pk: int) -> HttpResponse:
    """One tap: somebody has it. A second tap, or a colleague's, changes nothing."""
    concern = _readable(request, pk)
    return _do(
        request,
        concern,
        concerns.acknowledge,
        "You have it. Whoever raised it has been told that it was seen.",
    )


@once
@require_POST
def team_concern_note(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add what was done."""
    concern = _readable(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, concern, form)
    concerns.note(concern, words=form.cleaned_data["words"], by=request.user)
    return redirect("groups:team_concern", pk)


@once
def team_concern_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """What came of it, in one line."""
    concern = _readable(request, pk)
    form = CloseForm(request.POST or None)
    if form.is_valid():
        told = (
            "Closed." if concern.is_drill else "Closed. Whoever raised it has been told that it was acted on."
        )
        return _do(request, concern, concerns.close, told, **form.cleaned_data)
    return render(request, "groups/team_concern_close.html", {"concern": concern, "form": form})


@once
@require_POST
def team_concern_open_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Undo a close."""
    return _do(request, _readable(request, pk), concerns.open_again, "Open again.")


@once
@require_POST
def team_concern_aftercare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer the group's organisers a conversation, without a word of what it was about."""
    told = "We have offered the group a conversation."
    return _do(request, _readable(request, pk), concerns.offer_aftercare, told)


def _do(
    request: SignedInRequest, concern: Concern, act: Callable[..., Any], told: str, **how: Any
) -> HttpResponse:
    """Run one action, say what came of it, and go back to the concern; a colleague may have been quicker."""
    try:
        act(concern, by=request.user, **how)
    except Refused as refusal:
        flash.warning(request, str(refusal))
    else:
        flash.success(request, told)
    return redirect("groups:team_concern", concern.pk)


@once
def team_concern_new(request: SignedInRequest) -> HttpResponse:
    """Write down a concern for somebody who rang or came in."""
    service = the_service(request)
    require(can_write_concern_for_caller(request.user, service), "The team of the service writes these down.")
    form = CallerForm(request.POST or None)
    can_answer = duty.can_answer(service, clock.now())
    if can_answer and form.is_valid():
        concern = concerns.raise_concern(service, form.worry, person=form.person(service), by=request.user)
        flash.success(request, "Written down. Whoever is on duty has been told.")
        readable = Concern.objects.readable_by(request.user).filter(pk=concern.pk).exists()
        return redirect("groups:team_concern", concern.pk) if readable else redirect("groups:team_concerns")
    context = {"form": form, "service": service, "can_answer": can_answer}
    return render(request, "groups/team_concern_new.html", context)


@once
@require_POST
def team_concern_drill(request: SignedInRequest) -> HttpResponse:
    """Start the monthly drill: the whole clock runs, about nobody."""
    service = the_service(request)
    require(can_drill_concerns(request.user, service), "The lead and the coordinators start the drill.")
    try:
        concerns.drill(service, by=request.user)
    except Refused:
        flash.warning(request, "The drill could not begin, because nobody is on duty. Fill the rota first.")
    else:
        flash.success(request, "The drill has begun. Whoever is on duty has been told as if it were real.")
    return redirect("groups:team_concern_drills")


def team_concern_drills(request: SignedInRequest) -> HttpResponse:
    """The report: each drill, who was told, who answered, and after how many working minutes."""
    service = the_service(request)
    require(can_drill_concerns(request.user, service), "The lead and the coordinators see the drills.")
    drills = Concern.objects.drills_of(service)
    page = Paginator(drills, 12).get_page(request.GET.get("page"))
    latest = drills.first()
    context = {
        "page_of": page,
        "lines": [duty.drill_line(drill, clock.now()) for drill in page],
        "is_due": latest is None or latest.raised_at < clock.now() - timedelta(days=31),
        "service": service,
    }
    return render(request, "groups/team_concern_drills.html", context)


def _readable(request: SignedInRequest, pk: int) -> Concern:
    rows = Concern.objects.readable_by(request.user)
    return get_object_or_404(rows.select_related("service", "raised_by", "group", "acknowledged_by"), pk=pk)
