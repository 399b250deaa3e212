"""/w/<token>/: who came, from a text, in two taps: save, and the same time next time."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from followon import clock
from followon.errors import Refused
from followon.web.once import once
from followon.web.templatetags.dates import day
from groups import permissions, sharing
from groups.actions import meetings
from groups.forms.meetings import WhoCameForm
from groups.models import Answer, Attendance, Coming, Meeting
from groups.states import MeetingState
from groups.views.private_links import Held, held, nothing_here


@login_not_required
@once
@require_http_methods(["GET", "HEAD", "POST"])
def link_came(request: HttpRequest, token: str) -> HttpResponse:
    """Everybody with a box, ticked as they answered; or "We did not meet". Once saved, what was saved."""
    found = _reporter(request, token)
    if found is None:
        return nothing_here(request)
    meeting = found.meeting
    if meeting.starts_at > clock.now() or meeting.state == MeetingState.CANCELLED:
        return render(request, "groups/link_came_not_yet.html", {"meeting": meeting, "group": meeting.group})
    if meeting.reported_at and "change" not in request.GET and request.method != "POST":
        return _saved(request, token, found)
    people, ticked = _people(found)
    form = WhoCameForm(
        request.POST if request.method == "POST" and "not-held" not in request.POST else None,
        people=people,
        ticked=ticked,
    )
    if request.method == "POST" and _write_down(request, found, form):
        return redirect("groups:link_came", token)
    heading = f"Who came on {day(meeting.on_date)}?"
    context = {"token": token, "meeting": meeting, "group": meeting.group, "form": form, "heading": heading}
    return render(request, "groups/link_came.html", {**context, "hints": _hints(found)})


@login_not_required
@once
@require_http_methods(["POST"])
def link_came_next(request: HttpRequest, token: str) -> HttpResponse:
    """Same time next time: the next meeting exists. Or take back what was written down."""
    found = _reporter(request, token)
    if found is None:
        return nothing_here(request)
    try:
        if "undo" in request.POST:
            meetings.undo_report(found.meeting, by=found.person)
        elif permissions.can_plan_meeting(found.person, found.meeting.group):
            meetings.plan_next(found.meeting.group, by=found.person)
    except Refused as refusal:
        context = {"token": token, "meeting": found.meeting, "sentence": str(refusal)}
        return render(request, "groups/link_came_refused.html", context, status=409)
    return redirect("groups:link_came", token)


def _reporter(request: HttpRequest, token: str) -> Held | None:
    found = held(request, token, "who-came")
    return found if found and permissions.can_report_meeting(found.person, found.meeting) else None


def _write_down(request: HttpRequest, found: Held, form: WhoCameForm) -> bool:
    """Whether it is written down; a refusal stands on the form."""
    try:
        if "not-held" in request.POST:
            meetings.did_not_meet(found.meeting, by=found.person)
            return True
        if not form.is_valid():
            return False
        if form.cleaned_data["came"]:
            meetings.report(found.meeting, came=form.by_member, by=found.person)
        else:
            meetings.report_headcount(
                found.meeting, headcount=form.cleaned_data["headcount"], by=found.person
            )
    except Refused as refusal:
        form.add_refusal(refusal)
        return False
    return True


def _people(found: Held) -> tuple[list[tuple[int, str]], list[int]]:
    """Everybody of the group by the name they share; ticked as written down before, else as they answered."""
    names, meeting = sharing.shown_names(found.meeting.group), found.meeting
    answers = dict(Answer.objects.filter(meeting=meeting).values_list("membership", "coming"))
    came = dict(Attendance.objects.filter(meeting=meeting).values_list("membership", "came"))
    members = [
        m for m in meeting.group.memberships.all() if not m.has_left or m.pk in answers or m.pk in came
    ]
    you = found.membership.pk
    people = [(m.pk, f"{names[m.pk]} (you)" if m.pk == you else names[m.pk]) for m in members]
    ticked = [m.pk for m in members if (came.get(m.pk) if came else answers.get(m.pk) == Coming.YES)]
    return sorted(people, key=lambda person: (person[1], person[0])), ticked


def _hints(found: Held) -> dict[str, str]:
    seeing = Answer.objects.filter(meeting=found.meeting, coming=Coming.SEE).values_list(
        "membership", flat=True
    )
    return {str(pk): "Was going to see on the day" for pk in seeing}


def _saved(request: HttpRequest, token: str, found: Held) -> HttpResponse:
    meeting, group = found.meeting, found.meeting.group
    upcoming = Meeting.objects.upcoming(clock.now()).filter(group=group).first()
    may_plan = upcoming is None and permissions.can_plan_meeting(found.person, group)
    context = {
        "token": token,
        "meeting": meeting,
        "group": group,
        "upcoming": upcoming,
        "same": meetings.next_plan(group) if may_plan else None,
    }
    return render(request, "groups/link_came_saved.html", context)
