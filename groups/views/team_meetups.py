"""The team: the seasons of the all-groups meetup, and every date before it comes."""

from collections.abc import Callable
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
from groups.models import Meetup, MeetupAsked, MeetupReply
from groups.states import MeetupState
from groups.views.working_for import the_service
from pmp import organisation

RUN = "Coordinators and the lead of the service look after the meetup."


_CHOSEN = (MeetupState.INVITING, MeetupState.HELD)
# The date of each step, in words, and what tells that it has been done.
_STEPS: tuple[tuple[str, str, Callable[[Meetup], bool]], ...] = (
    ("ask_on", "Ask everybody which dates suit", lambda meetup: meetup.asked_at is not None),
    ("choose_on", "Choose the date", lambda meetup: meetup.state in _CHOSEN),
    ("invite_on", "Send the invitations", lambda meetup: meetup.invited_at is not None),
    ("news_on", "Ask groups for their news", lambda meetup: meetup.news_asked_at is not None),
    ("remind_on", "Remind everybody", lambda meetup: meetup.reminded_at is not None),
    (
        "aim_on",
        "The meetup; the day before, those who come are reminded",
        lambda meetup: meetup.state == MeetupState.HELD,
    ),
    ("thank_on", "Say thank you, with the notes", lambda meetup: meetup.thanked_at is not None),
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
        "to_ring": ringing.how_many(meetup),
    }
    return render(request, "groups/team_meetup.html", context)


def _steps(meetup: Meetup) -> list[dict[str, Any]]:
    steps = [
        {"on": getattr(meetup, name), "words": words, "state": _how_it_stands(meetup, name, is_done(meetup))}
        for name, words, is_done in _STEPS
    ]
    return sorted(steps, key=lambda step: step["on"])


def _how_it_stands(meetup: Meetup, name: str, is_done: bool) -> tuple[str, str] | None:
    """The word and the colour of its tag; none while its day is to come."""
    today, on = clock.today(meetup.service.tz), getattr(meetup, name)
    if is_done:
        return "Done", "green"
    if meetup.state == MeetupState.CANCELLED:
        return "Off", "grey"
    if on > today:
        return None
    if name != "thank_on" and meetup.state == MeetupState.HELD:
        return "Left out", "grey"  # such as a reminder soon after a late invitation
    return ("Today", "blue") if on == today else ("Due", "yellow")


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
        case MeetupState.HELD if (
            not MeetupReply.objects.filter(site__meetup=meetup).exclude(came=None).exists()
        ):
            return "Write down who came", "groups:team_meetup_day"
        case MeetupState.HELD if not meetup.notes:
            return "Write the notes, which every group reads", "groups:team_meetup_notes"
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
