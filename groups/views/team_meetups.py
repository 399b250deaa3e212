"""The team: the seasons of the all-groups meetup, every date before it comes, from dates and places to the choice."""

from datetime import time
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from followon import clock
from followon.audit import recorder
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.people.models import Consent
from followon.web.access import require
from followon.web.once import once
from groups import permissions
from groups.actions.meetups import answers, asking, choosing, day, options, seasons
from groups.forms.meetups import DatesForm, DistanceForm, OptionsForm, TimelineForm, WhyForm, slots_initial
from groups.messages.meetups import about_meetup, about_site
from groups.models import AreaDistance, How, Meetup, MeetupAsked, Place
from groups.states import MeetupState
from groups.views.working_for import the_service
from notifications.models import Message
from notifications.states import MessageState
from pmp import organisation
from pmp.protocol import Purpose

_RUN = "Coordinators and the lead of the service look after the meetup."
_STEPS = (
    ("ask_on", "Ask everybody which dates suit", "asked_at"),
    ("choose_on", "Choose the date", ""),
    ("invite_on", "Send the invitations", "invited_at"),
    ("news_on", "Ask groups for their news", "news_asked_at"),
    ("remind_on", "Remind everybody", "reminded_at"),
    ("aim_on", "The meetup; the day before, those who come are reminded", ""),
    ("thank_on", "Say thank you, with the notes", "thanked_at"),
)


def the_meetup(request: SignedInRequest, pk: int, *, to_run: bool = True) -> Meetup:
    """A season of the reader's service. Raises Http404 for everybody else, 403 for those who may only look."""
    meetup = get_object_or_404(Meetup.objects.run_by(request.user).select_related("service"), pk=pk)
    request.organisation = organisation.describe(meetup.service)  # type: ignore[attr-defined]
    if to_run:
        require(permissions.can_run_meetup(request.user, meetup), _RUN)
    return meetup


@once
def team_meetups(request: SignedInRequest) -> HttpResponse:
    """All seasons, and opening the next one."""
    service = the_service(request)
    require(permissions.can_see_meetups_as_team(request.user, service), _RUN)
    may = permissions.can_open_meetup(request.user, service)
    season, year, aim = seasons.next_season(service)
    if request.method == "POST":
        require(may, _RUN)
        meetup, _ = seasons.open_season(service, season=season, year=year, aim=aim, by=request.user)
        return redirect("groups:team_meetup", meetup.pk)
    rows = Meetup.objects.filter(service=service).annotate(
        people=Count("asked", distinct=True),
        answered=Count("asked", filter=~Q(asked__answered_at=None), distinct=True),
    )
    context = {
        "meetups": rows.order_by("-aim_on"),
        "may": may,
        "season": season.label,
        "year": year,
        "aim": aim,
    }
    return render(request, "groups/team_meetups.html", context)


def team_meetup(request: SignedInRequest, pk: int) -> HttpResponse:
    """One season: the one thing to do next, and every date before it comes."""
    meetup = the_meetup(request, pk, to_run=False)
    asked = MeetupAsked.objects.filter(meetup=meetup)
    context = {
        "meetup": meetup,
        "may": permissions.can_run_meetup(request.user, meetup),
        "steps": _steps(meetup),
        "do_next": _do_next(meetup),
        "people": asked.count(),
        "answered": asked.exclude(answered_at=None).count(),
        "groups": asked.values("group").distinct().exclude(group=None).count(),
        "groups_answered": asked.exclude(answered_at=None)
        .exclude(group=None)
        .values("group")
        .distinct()
        .count(),
        "slots": meetup.slots.annotate(
            yes=Count("answers", filter=Q(answers__suits="YES")),
            if_have_to=Count("answers", filter=Q(answers__suits="IF_HAVE_TO")),
        ),
        "places": meetup.places.select_related("place"),
        "sites": day.sites_of(meetup),
        "to_ring": len(_ring_rows(meetup)),
    }
    return render(request, "groups/team_meetup.html", context)


def _steps(meetup: Meetup) -> list[dict[str, Any]]:
    today = clock.today(meetup.service.tz)
    steps = []
    for name, words, mark in _STEPS:
        on, at = getattr(meetup, name), getattr(meetup, mark) if mark else None
        state = (
            "Done"
            if at or (not mark and on < today)
            else "Today"
            if on == today
            else "Due"
            if on < today
            else ""
        )
        steps.append({"on": on, "words": words, "state": state})
    return sorted(steps, key=lambda step: step["on"])


def _do_next(meetup: Meetup) -> tuple[str, str] | None:
    """The one thing a person has to do: words and the page for it; None when the timeline does the rest."""
    if meetup.paused_at:
        return "Let the season go on when you are ready", ""
    has_options = meetup.slots.filter(withdrawn_because="").exists() and meetup.places.exists()
    match MeetupState(meetup.state):
        case MeetupState.OPENED if not has_options:
            return "Confirm the dates and places", "groups:team_meetup_options"
        case MeetupState.OPENED:
            return "Look at what will be sent", "groups:team_meetup_ask"
        case MeetupState.ASKING:
            return "See how the answers come in", "groups:team_meetup_choose"
        case MeetupState.CHOOSING:
            return "Choose the date and place", "groups:team_meetup_choose"
        case MeetupState.INVITING:
            return "See who comes and what they need", "groups:team_meetup_day"
        case MeetupState.HELD:
            return "Write down who came, and the notes", "groups:team_meetup_day"
        case _:
            return None


@once
def team_meetup_pause(request: SignedInRequest, pk: int) -> HttpResponse:
    """Pause a season or let it go on; begin again one that was called off. POST only changes."""
    meetup = the_meetup(request, pk)
    act = {"pause": seasons.pause, "resume": seasons.resume, "again": seasons.begin_again}
    if request.method == "POST" and request.POST.get("do") in act:
        try:
            act[request.POST["do"]](meetup, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
    return redirect("groups:team_meetup", pk)


@once
def team_meetup_dates(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change dates of the timeline that have not come yet."""
    meetup = the_meetup(request, pk)
    form = TimelineForm(request.POST or None, initial=seasons.Timeline.of(meetup).__dict__)
    if request.method == "POST" and form.is_valid():
        try:
            seasons.edit_timeline(meetup, to=form.timeline, by=request.user)
            return redirect("groups:team_meetup", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "groups/team_meetup_dates.html", {"meetup": meetup, "form": form})


@once
def team_meetup_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Call a whole season off: says who will be told first."""
    meetup = the_meetup(request, pk)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            seasons.cancel(meetup, why=form.cleaned_data["why"], by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect("groups:team_meetup", pk)
    return render(request, "groups/team_meetup_cancel.html", {"meetup": meetup, "form": form})


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


def _ring_rows(meetup: Meetup) -> list[Message]:
    abouts = [about_meetup(meetup), *(about_site(site) for site in day.sites_of(meetup))]
    rows = Message.objects.filter(about__in=abouts, state=MessageState.BY_HAND, next_at__lte=clock.now())
    return list(rows.select_related("person").order_by("person__first_name", "pk"))


def team_meetup_ring(request: SignedInRequest, pk: int) -> HttpResponse:
    """Those who chose phone calls and agreed that the service may ring; looking is written down for each."""
    meetup = the_meetup(request, pk)
    rows = _ring_rows(meetup)
    agreed = _may_be_rung(meetup, {row.person_id for row in rows})
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


def _may_be_rung(meetup: Meetup, people: set[int]) -> set[int]:
    """Who agreed that the service may contact them, or to be told of meetups."""
    given = Consent.objects.in_force().filter(
        person__in=people, scope=f"service:{meetup.service_id}",
        purpose__in=[Purpose.SERVICE_MAY_CONTACT, Purpose.MEETUP_NEWS],
    )  # fmt: skip
    return set(given.values_list("person_id", flat=True))


@once
def team_meetup_rung(request: SignedInRequest, pk: int, asked_id: int) -> HttpResponse:
    """Write down which dates suit somebody who was rung."""
    meetup = the_meetup(request, pk)
    rows = MeetupAsked.objects.filter(meetup=meetup).select_related("person", "meetup__service")
    asked = get_object_or_404(
        rows, pk=asked_id, person__in=_may_be_rung(meetup, {*rows.values_list("person", flat=True)})
    )
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
def team_meetup_choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """The best five side by side, each explained; a coordinator decides."""
    meetup = the_meetup(request, pk)
    sites = 2 if request.GET.get("sites") == "2" else 1
    if request.method == "POST":
        try:
            _choose(request, meetup)
            return redirect("groups:team_meetup", pk)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect(f"{reverse('groups:team_meetup_choose', args=[pk])}?sites={sites}")
    outcome = choosing.best_five(meetup, sites=sites)
    may_choose = meetup.state in (MeetupState.ASKING, MeetupState.CHOOSING)
    context = {"meetup": meetup, "outcome": outcome, "sites": sites, "may_choose": may_choose}
    return render(request, "groups/team_meetup_choose.html", context)


def _choose(request: SignedInRequest, meetup: Meetup) -> None:
    """The pairs come as "slot-place", joined by commas where there are several sites."""
    chosen = []
    for pair in request.POST.get("choice", "").split(","):
        slot, _, place = pair.partition("-")
        if not (slot.isdigit() and place.isdigit()):
            raise choosing.NothingChosen
        chosen.append(
            choosing.Choice(
                get_object_or_404(meetup.slots, pk=slot), get_object_or_404(meetup.places, pk=place)
            )
        )
    if meetup.state == MeetupState.ASKING:
        asking.close(meetup, by=request.user)
    choosing.choose(meetup, sites=chosen, by=request.user)


@once
def team_distances(request: SignedInRequest) -> HttpResponse:
    """About how far areas are apart, used when a date is chosen."""
    service = the_service(request)
    require(permissions.can_open_meetup(request.user, service), _RUN)
    form = DistanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            options.set_distance(service, by=request.user, **form.cleaned_data)
            return redirect("groups:team_distances")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    rows = AreaDistance.objects.filter(service=service)
    return render(request, "groups/team_distances.html", {"form": form, "rows": rows})
