"""Clinicians and coordinators: a list looked through before anybody is added; each row fixed or compared."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from pmp import permissions
from pmp.actions import lists
from pmp.forms.people import PersonForm
from pmp.imports.checking import CheckedRow, Standing
from pmp.models import Import
from pmp.views.finding import the_list
from pmp.views.team_people import CONTACTS

_FIRST = 20  # of many rows to fix, the first are shown


def _allowed(request: SignedInRequest, pk: int, list_id: int) -> Import:
    kept = the_list(request, pk, list_id)
    require(permissions.can_see_contacts(request.user, kept.cohort), CONTACTS)
    return kept


def team_list(request: SignedInRequest, pk: int, list_id: int) -> HttpResponse:
    """What is ready, what to fix, what to compare, who is here already. Nothing is saved by looking."""
    kept = _allowed(request, pk, list_id)
    checked = lists.look(kept)
    by_standing = {one.name.lower(): [row for row in checked if row.standing is one] for one in Standing}
    context = {
        "cohort": kept.cohort,
        "kept": kept,
        "rows": len(checked),
        **by_standing,
        "to_fix_shown": by_standing["to_fix"][:_FIRST],
        "more_to_fix": max(0, len(by_standing["to_fix"]) - _FIRST),
    }
    return render(request, "pmp/team_list.html", context)


def _row(kept: Import, number: int) -> CheckedRow:
    found = next((one for one in lists.look(kept) if one.row.number == number), None)
    if found is None:
        raise Http404
    return found


def team_list_row(request: SignedInRequest, pk: int, list_id: int, number: int) -> HttpResponse:
    """One row to type again, with what is wrong beside each cell."""
    kept = _allowed(request, pk, list_id)
    checked = _row(kept, number)
    if request.method == "POST":
        form = PersonForm(request.POST, cohort=kept.cohort, number=number)
        if form.is_valid():
            return _saved(request, kept, number, form)
    else:
        form = PersonForm(
            checked.row.as_json(), cohort=kept.cohort, number=number
        )  # shows what is wrong at once
    return render(
        request,
        "pmp/team_list_row.html",
        {"form": form, "kept": kept, "cohort": kept.cohort, "checked": checked},
    )


def _saved(request: SignedInRequest, kept: Import, number: int, form: PersonForm) -> HttpResponse:
    try:
        lists.fix_row(kept, number=number, by=request.user, **form.typed())
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"Row {number} is fixed.")
    return redirect("pmp:team_list", kept.cohort_id, kept.pk)


@require_POST
def team_list_row_drop(request: SignedInRequest, pk: int, list_id: int, number: int) -> HttpResponse:
    kept = _allowed(request, pk, list_id)
    try:
        lists.drop_row(kept, number=number, by=request.user)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"Row {number} is taken out of the list.")
    return redirect("pmp:team_list", pk, list_id)


@require_POST
def team_list_row_decide(request: SignedInRequest, pk: int, list_id: int, number: int) -> HttpResponse:
    """The same person, or a different one."""
    kept = _allowed(request, pk, list_id)
    checked, answer = _row(kept, number), request.POST.get("answer")
    if checked.double is None or answer not in ("same", "different"):
        raise Http404
    try:
        lists.decide(kept, number=number, is_same=answer == "same", about=checked.double.key, by=request.user)
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("pmp:team_list", pk, list_id)


@once
@require_POST
def team_list_add(request: SignedInRequest, pk: int, list_id: int) -> HttpResponse:
    """Add everybody who is ready; nobody is told."""
    kept = _allowed(request, pk, list_id)
    try:
        added = lists.add(kept, by=request.user)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("pmp:team_programme", pk)
    kept.refresh_from_db()
    count = "1 person is" if len(added) == 1 else f"{len(added)} people are"
    messages.success(
        request, f"{count} added. We have not told anyone yet. You invite them when you are ready."
    )
    if kept.rows:
        return redirect("pmp:team_list", pk, list_id)
    return redirect("pmp:team_programme", pk)


@require_POST
def team_list_cancel(request: SignedInRequest, pk: int, list_id: int) -> HttpResponse:
    kept = _allowed(request, pk, list_id)
    lists.cancel(kept, by=request.user)
    messages.success(request, "The list is thrown away. Nobody was added from it.")
    return redirect("pmp:team_people_add", pk)
