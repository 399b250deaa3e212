"""Clinicians and coordinators: one person on a programme, how they are reached, off the programme and back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from followon import clock
from followon.audit import recorder
from followon.errors import Refused
from followon.people.actions import accounts
from followon.people.http import SignedInRequest
from followon.people.recent import recent_sign_in_required
from followon.web.access import require
from notifications.models import Preference
from pmp import board, permissions
from pmp.actions import choices, enrolments, reaching
from pmp.board.facts import channel_of
from pmp.forms.people import NamesForm, ReachForm, ReasonForm
from pmp.models import Enrolment
from pmp.views import undo
from pmp.views.finding import sent, the_enrolment

CONTACTS = (
    "Clinicians and coordinators see how to reach people until the handover is over. "
    "After it, only people who agreed that the service may get in touch."
)


def _allowed(request: SignedInRequest, pk: int, place_id: int) -> Enrolment:
    place = the_enrolment(request, pk, place_id)
    require(permissions.can_see_details(request.user, place), CONTACTS)
    return place


def team_enrolment(request: SignedInRequest, pk: int, place_id: int) -> HttpResponse:
    """What they answered and whether they were reached; numbers only by their ends."""
    place = _allowed(request, pk, place_id)
    handover = place.cohort.handover
    handover.cohort = place.cohort
    rows = board.board(handover, clock.today(place.cohort.service.tz)).rows
    context = {
        "place": place,
        "person": place.person,
        "cohort": place.cohort,
        "row": next((row for row in rows if row.enrolment.pk == place.pk), None),
        "undo": undo.take(request),
    }
    return render(request, "pmp/team_enrolment.html", context)


@recent_sign_in_required
def team_enrolment_details(request: SignedInRequest, pk: int, place_id: int) -> HttpResponse:
    """All of somebody's contact details, to see and to change. Opening the page is written down."""
    place = _allowed(request, pk, place_id)
    person = place.person
    if request.method == "GET":
        recorder.record_read(by=request.user, about=person, what="contact details")
    form = ReachForm(sent(request), initial=_now(place))
    if form.is_valid():
        facts = dict(form.cleaned_data)
        addresses = {name: facts.pop(name) for name in ("mobile", "landline", "email")}
        try:
            choices.reach_by(place, **facts, addresses=addresses, by=request.user)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Saved. A new number or address has to be tried with a test message.")
            return redirect("pmp:team_enrolment", pk, place_id)
    context = {"form": form, "place": place, "person": person, "cohort": place.cohort}
    return render(request, "pmp/team_enrolment_details.html", context)


def _now(place: Enrolment) -> dict[str, Any]:
    person = place.person
    chosen = Preference.objects.filter(person=person).first()
    kept = (
        {name: getattr(chosen, name) for name in ("language", "interpreter", "large_print")} if chosen else {}
    )
    return {
        "mobile": person.mobile,
        "landline": person.landline,
        "email": person.email,
        "channel": channel_of(person, chosen.channel if chosen else None),
        "second": chosen.second_channel if chosen else "",
        **kept,
    }


def team_enrolment_name(request: SignedInRequest, pk: int, place_id: int) -> HttpResponse:
    """A name that was written down wrong."""
    place = _allowed(request, pk, place_id)
    now = {"first_name": place.person.first_name, "last_name": place.person.last_name}
    form = NamesForm(sent(request), initial=now)
    if form.is_valid():
        accounts.change_contact(place.person, by=request.user, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("pmp:team_enrolment", pk, place_id)
    return render(
        request, "pmp/team_enrolment_name.html", {"form": form, "place": place, "cohort": place.cohort}
    )


def team_enrolment_withdraw(request: SignedInRequest, pk: int, place_id: int) -> HttpResponse:
    """Asks first; one button on the next page puts them back."""
    place = _allowed(request, pk, place_id)
    if request.method == "POST":
        try:
            enrolments.withdraw(place, by=request.user)
        except Refused as refused:
            messages.warning(request, str(refused))
        else:
            said = f"{place.person} is off the programme. Nothing more is sent to them about it."
            undo.offer(request, said, "pmp:team_enrolment_put_back", pk, place_id, words="Put back")
        return redirect("pmp:team_programme", pk)
    return render(request, "pmp/team_enrolment_withdraw.html", {"place": place, "cohort": place.cohort})


@require_POST
def team_enrolment_put_back(request: SignedInRequest, pk: int, place_id: int) -> HttpResponse:
    place = _allowed(request, pk, place_id)
    try:
        enrolments.put_back(place, by=request.user)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"{place.person} is back on the programme.")
    return redirect("pmp:team_programme", pk)


@require_POST
def team_enrolment_reached(request: SignedInRequest, pk: int, place_id: int) -> HttpResponse:
    """“I rang Colin and got an answer”."""
    place = _allowed(request, pk, place_id)
    reaching.mark_reached(place, by=request.user)
    said = f"Thank you. {place.person} has heard from us."
    undo.offer(request, said, "pmp:team_enrolment_not_reached", pk, place_id)
    return redirect("pmp:team_handover_calls", place.cohort.handover.pk)


@require_POST
def team_enrolment_not_reached(request: SignedInRequest, pk: int, place_id: int) -> HttpResponse:
    place = _allowed(request, pk, place_id)
    reaching.unmark_reached(place, by=request.user)
    messages.success(request, f"{place.person} is on the list again.")
    return redirect("pmp:team_handover", place.cohort.handover.pk)


def team_enrolment_excuse(request: SignedInRequest, pk: int, place_id: int) -> HttpResponse:
    """Why the group may start without reaching or asking this person."""
    place = _allowed(request, pk, place_id)
    form = ReasonForm(sent(request), initial={"because": place.unreached_because})
    if form.is_valid():
        reaching.excuse_unreached(place, because=form.cleaned_data["because"], by=request.user)
        said = f"Written down. The group can start without reaching {place.person}."
        undo.offer(request, said, "pmp:team_enrolment_not_reached", pk, place_id)
        return redirect("pmp:team_handover", place.cohort.handover.pk)
    return render(
        request, "pmp/team_enrolment_excuse.html", {"form": form, "place": place, "cohort": place.cohort}
    )
