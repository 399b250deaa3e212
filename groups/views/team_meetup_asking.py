"""The team: the dates and places of a meetup, what would be sent, and the answers of those who are rung."""

from datetime import time

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from followon.audit import recorder
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.people.recent import recent_sign_in_required
from followon.web.once import once
from groups.actions.meetups import answers, asking, day, needs, options, ringing
from groups.forms.meetups import DatesForm, OptionsForm, PhoneAnswerForm, slots_initial
from groups.models import How, Meetup, MeetupAsked, Place
from groups.views.team_meetups import the_meetup


@once
def team_meetup_options(request: SignedInRequest, pk: int) -> HttpResponse:
    """The dates to ask about, suggested and confirmed, and the places that could be booked."""
    meetup = the_meetup(request, pk)
    shared = Place.objects.filter(service=meetup.service, group=None, closed_at=None)
    there = [(slot.on_date, slot.start_time) for slot in meetup.slots.all()]
    suggested = options.suggested(meetup)
    initial = slots_initial(there or [(one.day, time(11)) for one in suggested])
    form = OptionsForm(meetup, list(shared), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            options.confirm(meetup, slots=form.slots, places=form.place_plans, by=request.user)
            return redirect("groups:team_meetup", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"meetup": meetup, "form": form, "places": shared, "suggested": suggested}
    return render(request, "groups/team_meetup_options.html", context)


@once
def team_meetup_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """What would be sent to how many, before anything is; then ask now, or leave it to the timeline."""
    meetup = the_meetup(request, pk)
    if request.method == "POST":
        try:
            asking.ask(meetup, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect("groups:team_meetup", pk)
    return render(
        request, "groups/team_meetup_ask.html", {"meetup": meetup, "totals": asking.preview(meetup)}
    )


@recent_sign_in_required
def team_meetup_ring(request: SignedInRequest, pk: int) -> HttpResponse:
    """Those who chose phone calls and agreed that the service may ring; looking is written down for each."""
    meetup = the_meetup(request, pk)
    rows = ringing.waiting(meetup)
    agreed = ringing.may_be_rung(meetup, {row.person_id for row in rows})
    asked = {one.person_id: one for one in MeetupAsked.objects.filter(meetup=meetup)}
    shown = [
        (row.person, asked[row.person_id])
        for row in rows
        if row.person_id in agreed and row.person_id in asked
    ]
    for person, _ in shown:
        recorder.record_read(by=request.user, about=person, what="contact details")
    hidden = len({row.person_id for row in rows} - agreed)
    return render(
        request, "groups/team_meetup_ring.html", {"meetup": meetup, "rows": shown, "hidden": hidden}
    )


@once
def team_meetup_rung(request: SignedInRequest, pk: int, asked_id: int) -> HttpResponse:
    """Write down which dates suit somebody who was rung."""
    meetup = the_meetup(request, pk)
    asked = _rung(meetup, asked_id)
    form = DatesForm(asked, list(meetup.slots.filter(withdrawn_because="")), request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {"needs": form.cleaned_data["needs"], "area": form.cleaned_data["area"]}
        try:
            answers.answer(
                asked,
                suits=form.suits,
                how=How.PHONE,
                by=request.user,
                none_suit="none" in request.POST,
                **said,
            )
            return redirect("groups:team_meetup_ring", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "groups/team_meetup_rung.html", {"meetup": meetup, "asked": asked, "form": form})


@once
def team_meetup_coming(request: SignedInRequest, pk: int, asked_id: int) -> HttpResponse:
    """Write down whether somebody who was rung comes, and what they need."""
    meetup = the_meetup(request, pk)
    asked, sites = _rung(meetup, asked_id), day.sites_of(meetup)
    if not sites:
        return redirect("groups:team_meetup_ring", pk)
    form = PhoneAnswerForm(asked, sites, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("coming", "needs", "food")}
        try:
            needs.by_phone(form.chosen, asked=asked, by=request.user, **said)
            return redirect("groups:team_meetup_ring", pk)
        except Refused as refusal:
            form.add_refusal(refusal)
    context = {"meetup": meetup, "asked": asked, "form": form, "sites": sites}
    return render(request, "groups/team_meetup_coming.html", context)


def _rung(meetup: Meetup, asked_id: int) -> MeetupAsked:
    """Somebody of this season whom the service may ring. Raises Http404 for everybody else."""
    rows = MeetupAsked.objects.filter(meetup=meetup).select_related("person", "meetup__service")
    agreed = ringing.may_be_rung(meetup, {*rows.values_list("person", flat=True)})
    return get_object_or_404(rows, pk=asked_id, person__in=agreed)
