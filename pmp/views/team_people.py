"""Clinicians and coordinators: adding people three ways, and asking them if they would like a group."""

import csv
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.people.models import User
from followon.web.access import require
from followon.web.forms import Form
from followon.web.once import once
from notifications import outbox
from notifications.kinds import Channel
from pmp import permissions
from pmp.actions import enrolments, lists
from pmp.forms.people import AddOneForm, InviteForm, PasteForm, UploadForm
from pmp.imports.reading import HEADINGS, Reading, read_file, read_paste
from pmp.messages.patients import InviteChoice
from pmp.models import Cohort
from pmp.views.finding import sent, the_cohort

CONTACTS = "Clinicians and coordinators add people, until the handover is over."


@once
def team_people_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """One typed, a list pasted or a file: three forms, one page. A list goes to its review page, unsaved."""
    cohort = the_cohort(request, pk)
    require(permissions.can_see_contacts(request.user, cohort), CONTACTS)
    how = request.POST.get("how", "")
    forms: dict[str, Form] = {
        "one": AddOneForm(request.POST if how == "one" else None, cohort=cohort, prefix="one"),
        "paste": PasteForm(request.POST if how == "paste" else None, prefix="paste"),
        "file": UploadForm(
            request.POST if how == "file" else None, request.FILES if how == "file" else None, prefix="file"
        ),
    }
    form = forms.get(how)
    if form is not None and form.is_valid():
        answer = _ADD[how](request, cohort, form)
        if answer is not None:
            return answer
    return render(
        request, "pmp/team_people_add.html", {"cohort": cohort, "forms": forms, "sent": form, "form": form}
    )


def _add_one(request: SignedInRequest, cohort: Cohort, form: Any) -> HttpResponse | None:
    checked = form.checked
    try:
        if checked.person_id:
            enrolments.enrol(cohort, person=User.objects.get(pk=checked.person_id), by=request.user)
        else:
            lists.add_person(cohort, details=checked.details, by=request.user)
    except Refused as refused:
        form.add_refusal(refused)
        return None
    messages.success(request, f"{checked.row.name} is added. We have not told anyone yet.")
    return redirect("pmp:team_people_add", cohort.pk)


def _paste(request: SignedInRequest, cohort: Cohort, form: Any) -> HttpResponse | None:
    typed = form.cleaned_data["rows"]
    return _give_in(request, cohort, form, "rows", lambda: read_paste(typed), source="paste")


def _upload(request: SignedInRequest, cohort: Cohort, form: Any) -> HttpResponse | None:
    file = form.cleaned_data["file"]
    data = file.read()
    return _give_in(
        request, cohort, form, "file", lambda: read_file(data), source="file", file_name=file.name
    )


def _give_in(
    request: SignedInRequest,
    cohort: Cohort,
    form: Form,
    field: str,
    read: Callable[[], Reading],
    **facts: str,
) -> HttpResponse | None:
    try:
        kept = lists.give_in(cohort, reading=read(), by=request.user, **facts)
    except Refused as refused:
        form.add_refusal(refused, field)
        return None
    return redirect("pmp:team_list", cohort.pk, kept.pk)


_ADD: dict[str, Callable[[SignedInRequest, Cohort, Any], HttpResponse | None]] = {
    "one": _add_one,
    "paste": _paste,
    "file": _upload,
}


def team_people_template(request: SignedInRequest, pk: int) -> HttpResponse:
    """The headings as a file that every spreadsheet opens."""
    cohort = the_cohort(request, pk)
    require(permissions.can_see_contacts(request.user, cohort), CONTACTS)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="people.csv"'
    csv.writer(response).writerow(HEADINGS)
    return response


@once
def team_invite(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who would be asked, by which way and in which words; then they are."""
    cohort = the_cohort(request, pk)
    require(permissions.can_see_contacts(request.user, cohort), CONTACTS)
    places = enrolments.to_invite(cohort)
    previews = outbox.preview(
        InviteChoice,
        to=[place.person for place in places],
        payload={"cohort": cohort.pk},
        about=f"cohort:{cohort.pk}",
        service_id=cohort.service_id,
    )
    people = [(str(place.pk), place.person.full_name) for place in places]
    form = InviteForm(sent(request), people=people)
    if form.is_valid():
        chosen = [place for place in places if str(place.pk) in form.cleaned_data["to"]]
        try:
            queued = enrolments.invite(cohort, to=chosen, by=request.user)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _asked(len(queued)))
            return redirect("pmp:team_handover", cohort.handover.pk)
    sample = next((one for one in previews if one.channel == Channel.SMS), None)
    context = {"cohort": cohort, "form": form, "previews": previews, "sample": sample}
    return render(request, "pmp/team_invite.html", context)


def _asked(count: int) -> str:
    people = "1 person" if count == 1 else f"{count} people"
    return f"We are asking {people}. Those to ring or write to are on the list of calls and letters."
