"""The team: who reads concerns on which days, and who is away."""

from datetime import timedelta

from django.contrib import messages as flash
from django.db.models import ExpressionWrapper, F
from django.db.models.fields import DateField
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from followon import clock
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from groups import duty
from groups.actions import rota
from groups.forms.concerns import AbsenceForm, DutyForm
from groups.models.concern import Absence, Duty
from groups.permissions import can_change_rota, can_see_concerns
from groups.views.working_for import the_service
from pmp.models import Service

_LAST = ExpressionWrapper(F("until_date") - timedelta(days=1), output_field=DateField())
_LOOK_AHEAD = 56  # days: eight weeks, so that gaps show while there is time to fill them


@once
def team_rota(request: SignedInRequest) -> HttpResponse:
    """Turns, leave and gaps; two small forms."""
    service = the_service(request)
    require(can_see_concerns(request.user, service), "The rota is kept by the clinicians of the service.")
    which = request.POST.get("form")
    duty_form = DutyForm(request.POST if which == "duty" else None, service=service, prefix="duty")
    leave_form = AbsenceForm(request.POST if which == "leave" else None, service=service, prefix="leave")
    for form, act in ((duty_form, rota.put_on_duty), (leave_form, rota.be_away)):
        if form.is_bound and form.is_valid():
            require(can_change_rota(request.user, service), "Coordinators and the lead change the rota.")
            act(**form.cleaned_data, by=request.user)
            flash.success(request, "The rota has changed.")
            return redirect("groups:team_rota")
    return _show(request, service, duty_form, leave_form)


def _show(
    request: SignedInRequest, service: Service, duty_form: DutyForm, leave_form: AbsenceForm
) -> HttpResponse:
    today = clock.today(service.tz)
    turns = Duty.objects.filter(service=service, until_date__gt=today).select_related("post__person")
    absences = Absence.objects.filter(post__service=service, until_date__gt=today).select_related(
        "post__person"
    )
    context = {
        "turns": turns.annotate(last_date=_LAST),
        "absences": absences.annotate(last_date=_LAST),
        "gaps": duty.gaps(service, today, _LOOK_AHEAD),
        "may_change": can_change_rota(request.user, service),
        "duty_form": duty_form,
        "leave_form": leave_form,
        "form": duty_form if duty_form.is_bound else leave_form,
    }
    return render(request, "groups/team_rota.html", context)


@once
@require_POST
def team_rota_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take somebody off duty."""
    service = the_service(request)
    require(can_change_rota(request.user, service), "Coordinators and the lead change the rota.")
    rota.take_off_duty(get_object_or_404(Duty, service=service, pk=pk), by=request.user)
    flash.success(request, "Taken off. Fill the gap if there is one.")
    return redirect("groups:team_rota")


@once
@require_POST
def team_rota_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back leave."""
    service = the_service(request)
    require(can_change_rota(request.user, service), "Coordinators and the lead change the rota.")
    rota.be_back(get_object_or_404(Absence, post__service=service, pk=pk), by=request.user)
    return redirect("groups:team_rota")
