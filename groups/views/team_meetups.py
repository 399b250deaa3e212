"""The team: the seasons of the all-groups meetup, and every date before it comes."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from followon import clock
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from groups import permissions
from groups.actions.meetups import day, ringing, seasons
from groups.forms.meetups import TimelineForm, WhyForm
from groups.models import Meetup, MeetupAsked
from groups.states import MeetupState
from groups.views.working_for import the_service
from pmp import organisation

RUN = "Coordinators and the lead of the service look after the meetup."


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
    organisation.speak_for(request, meetup.service)
    if to_run:
        require(permissions.can_run_meetup(request.user, meetup), RUN)
    return meetup


@once
def team_meetups(request: SignedInRequest) -> HttpResponse:
    """All seasons, and opening the next one."""
    service = the_service(request)
    require(permissions.can_see_meetups_as_team(request.user, service), RUN)
    may = permissions.can_open_meetup(request.user, service)
    season, year, aim = seasons.next_season(service)
    if request.method == "POST":
        require(may, RUN)
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
        "to_ring": len(ringing.waiting(meetup)),
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
