"""The team: concerns to take up, texts nobody has understood, and the rota."""

from datetime import timedelta

from django.contrib import messages as flash
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from followon import clock
from followon.audit import recorder
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from groups import duty
from groups.actions import concerns
from groups.forms.concerns import CallerForm, CloseForm, NoteForm
from groups.models.concern import Concern
from groups.permissions import can_drill_concerns, can_read_concern, can_see_concerns, can_write_concern_for_caller
from groups.views.working_for import the_service
from pmp.models import Service


def team_concerns(request: SignedInRequest) -> HttpResponse:
    """Concerns this person may read, the most urgent first; closed ones on request."""
    service = the_service(request)
    require(can_see_concerns(request.user, service), "Concerns are read by the clinicians of the service.")
    mine = Concern.objects.readable_by(request.user).filter(service=service).select_related("raised_by", "group")
    closed = request.GET.get("show") == "closed"
    rows = mine.exclude(closed_at=None).order_by("-closed_at") if closed else mine.open().most_urgent_first()
    today = clock.today(service.tz)
    context = {
        "page_of": Paginator(rows, 25).get_page(request.GET.get("page")),
        "closed": closed,
        "service": service,
        "gaps": duty.gaps(service, today, 28),
        "on_duty": duty.on_duty(service, today),
        "can_drill": can_drill_concerns(request.user, service),
    }
    return render(request, "groups/team_concerns.html", context)


def team_concern(request: SignedInRequest, pk: int) -> HttpResponse:
    """One concern. Each reading is written down, and the pages say so."""
    concern = _readable(request, pk)
    if not concern.is_drill:
        recorder.record_read(by=request.user, about=concern, what="concern")
    context = {
        "concern": concern,
        "pages": concern.pages.select_related("person"),
        "notes": concern.notes.select_related("by"),
        "note_form": NoteForm(),
        "now": clock.now(),
    }
    return render(request, "groups/team_concern.html", context)


@once
@require_POST
def team_concern_acknowledge(request: SignedInRequest, pk: int) -> HttpResponse:
    """One tap: somebody has it. A second tap, or a colleague's, changes nothing."""
    concern = _readable(request, pk)
    if concern.acknowledged_at is None:
        concerns.acknowledge(concern, by=request.user)
        flash.success(request, "You have it. We have told the person who raised it that it was seen.")
    return redirect("groups:team_concern", pk)


@once
@require_POST
def team_concern_note(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add what was done."""
    concern = _readable(request, pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        concerns.note(concern, words=form.cleaned_data["words"], by=request.user)
        return redirect("groups:team_concern", pk)
    context = {"concern": concern, "pages": concern.pages.select_related("person"), "form": form, "note_form": form,
               "notes": concern.notes.select_related("by"), "now": clock.now()}  # fmt: skip
    return render(request, "groups/team_concern.html", context)


@once
def team_concern_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """What came of it, in one line."""
    concern = _readable(request, pk)
    form = CloseForm(request.POST or None)
    if form.is_valid():
        concerns.close(concern, by=request.user, **form.cleaned_data)
        flash.success(request, "Closed. We have told the person who raised it that it was acted on.")
        return redirect("groups:team_concern", pk)
    return render(request, "groups/team_concern_close.html", {"concern": concern, "form": form})


@once
@require_POST
def team_concern_open_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Undo a close."""
    concerns.open_again(_readable(request, pk), by=request.user)
    return redirect("groups:team_concern", pk)


@once
@require_POST
def team_concern_aftercare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer the group's organisers a conversation, without a word of what it was about."""
    concerns.offer_aftercare(_readable(request, pk), by=request.user)
    flash.success(request, "We have offered the group a conversation.")
    return redirect("groups:team_concern", pk)


@once
def team_concern_new(request: SignedInRequest) -> HttpResponse:
    """Write down a concern for somebody who rang, came in or texted."""
    service = the_service(request)
    require(can_write_concern_for_caller(request.user, service), "The team of the service writes these down.")
    form = CallerForm(request.POST or None, people=_callers(service))
    if form.is_valid():
        answers = dict(form.cleaned_data)
        person = answers.pop("person")
        concern = concerns.raise_concern(service, concerns.Worry(**answers), person=person, by=request.user)
        flash.success(request, "Written down. Whoever is on duty has been told.")
        readable = Concern.objects.readable_by(request.user).filter(pk=concern.pk).exists()
        return redirect("groups:team_concern", concern.pk) if readable else redirect("groups:team_concerns")
    context = {"form": form, "service": service, "can_answer": duty.can_answer(service, clock.now())}
    return render(request, "groups/team_concern_new.html", context)


@once
@require_POST
def team_concern_drill(request: SignedInRequest) -> HttpResponse:
    """Start the monthly drill: the whole clock runs, about nobody."""
    service = the_service(request)
    require(can_drill_concerns(request.user, service), "The lead and the coordinators start the drill.")
    concerns.drill(service, by=request.user)
    flash.success(request, "The drill has begun. Whoever is on duty has been told as if it were real.")
    return redirect("groups:team_concern_drills")


def team_concern_drills(request: SignedInRequest) -> HttpResponse:
    """The report: each drill, how long it took, who answered."""
    service = the_service(request)
    require(can_drill_concerns(request.user, service), "The lead and the coordinators see the drills.")
    drills = Concern.objects.filter(service=service, is_drill=True).select_related("acknowledged_by")
    latest = drills.first()
    context = {
        "page_of": Paginator(drills, 12).get_page(request.GET.get("page")),
        "is_due": latest is None or latest.raised_at < clock.now() - timedelta(days=31),
        "service": service,
    }
    return render(request, "groups/team_concern_drills.html", context)


def _readable(request: SignedInRequest, pk: int) -> Concern:
    concern = get_object_or_404(
        Concern.objects.readable_by(request.user).select_related("service", "raised_by", "group", "acknowledged_by"),
        pk=pk,
    )
    require(can_read_concern(request.user, concern), "Concerns are read by the clinicians on duty.")
    return concern


def _callers(service: Service):  # type: ignore[no-untyped-def]
    """Everybody who is or was on a programme or in a group of the service."""
    from followon.people.models import User  # noqa: PLC0415
    from groups.models import Membership  # noqa: PLC0415
    from pmp.models import Enrolment  # noqa: PLC0415

    patients = Enrolment.objects.filter(cohort__service=service).values("person")
    members = Membership.objects.filter(group__service=service).values("person")
    return User.objects.filter(is_active=True, erased_at=None).filter(pk__in=patients.union(members))
