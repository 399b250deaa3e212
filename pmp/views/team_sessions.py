"""Clinicians and coordinators: moving, adding and removing a session; each can be taken back at once."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render

from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from followon.web.templatetags.dates import day
from pmp import permissions
from pmp.actions import cohorts
from pmp.forms.cohorts import SessionDateForm
from pmp.views import undo
from pmp.views.finding import sent, the_cohort, the_session
from pmp.views.team_programmes import EDITORS


@once
def team_session_move(request: SignedInRequest, pk: int, session_id: int) -> HttpResponse:
    session = the_session(request, pk, session_id)
    require(permissions.can_edit_cohort(request.user, session.cohort), EDITORS)
    form = SessionDateForm(sent(request), cohort=session.cohort, initial={"on": session.on_date})
    if form.is_valid():
        old, new = session.on_date, form.cleaned_data["on"]
        try:
            cohorts.move_session(session, to=new, by=request.user)
        except Refused as refused:
            form.add_refusal(refused, "on")
        else:
            said = f"The session of {day(old)} is now on {day(new)}. The handover’s steps follow the dates."
            undo.offer(request, said, "pmp:team_session_move", pk, session_id, fields=_boxes(old))
            return redirect("pmp:team_programme", pk)
    return render(
        request, "pmp/team_session_move.html", {"form": form, "session": session, "cohort": session.cohort}
    )


@once
def team_session_add(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = the_cohort(request, pk)
    require(permissions.can_edit_cohort(request.user, cohort), EDITORS)
    form = SessionDateForm(sent(request), cohort=cohort)
    if form.is_valid():
        try:
            session = cohorts.add_session(cohort, on=form.cleaned_data["on"], by=request.user)
        except Refused as refused:
            form.add_refusal(refused, "on")
        else:
            said = f"There is now a session on {day(session.on_date)}."
            undo.offer(request, said, "pmp:team_session_remove", pk, session.pk)
            return redirect("pmp:team_programme", pk)
    return render(request, "pmp/team_session_add.html", {"form": form, "cohort": cohort})


@once
def team_session_remove(request: SignedInRequest, pk: int, session_id: int) -> HttpResponse:
    """Asks first; nothing done in the handover is lost."""
    session = the_session(request, pk, session_id)
    require(permissions.can_edit_cohort(request.user, session.cohort), EDITORS)
    context: dict[str, object] = {"session": session, "cohort": session.cohort}
    if request.method == "POST":
        on = session.on_date
        try:
            cohorts.remove_session(session, by=request.user)
        except Refused as refused:
            context["refused"] = refused
        else:
            said = f"The session on {day(on)} is taken out. The handover’s steps follow the dates."
            undo.offer(request, said, "pmp:team_session_add", pk, fields=_boxes(on))
            return redirect("pmp:team_programme", pk)
    return render(request, "pmp/team_session_remove.html", context)


def _boxes(on: date) -> dict[str, int]:
    """A date as the three boxes of the form send it."""
    return {"on_day": on.day, "on_month": on.month, "on_year": on.year}
