"""A patient tutor: the first three meetings of a group; can I come, who came, how was it, goodbye."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from followon import clock
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from followon.web.templatetags.dates import day
from groups import permissions
from groups.actions import meetings, visits
from groups.forms.visits import VisitReportForm
from groups.models import Group, TutorVisit
from groups.navigation import roles_of
from groups.protocol import TUTOR_MEETINGS
from groups.states import MeetingState, VisitState
from pmp import organisation
from pmp.models import Post, Role

_REPORT_WITHIN = timedelta(days=14)
_PARTS = {
    1: "The first meeting: help them begin. Tell your own story, if they ask.",
    2: "The second meeting: step back a little. Let them lead.",
    3: "The third meeting: say goodbye. They carry on by themselves.",
}


def coming_up(request: SignedInRequest) -> list[TutorVisit]:
    """Visits that still want something of the reader; asks nothing for who is not on the team."""
    if not roles_of(request):
        return []
    helping = Post.objects.held_by(request.user).filter(role=Role.PATIENT_TUTOR)
    mine = TutorVisit.objects.counting().filter(
        tutor__in=helping, meeting__ends_at__gt=clock.now() - _REPORT_WITHIN
    )
    mine = mine.exclude(state__in=[VisitState.NOT_NEEDED, VisitState.CANNOT]).filter(how_was_it="")
    return list(mine.select_related("meeting__group").order_by("meeting__starts_at", "pk")[:TUTOR_MEETINGS])


def team_visits(request: SignedInRequest) -> HttpResponse:
    """Every group this tutor helps, with its visits. Nobody else has this page: it promises to text its reader."""
    if Role.PATIENT_TUTOR not in roles_of(request):
        raise Http404
    helped = Group.objects.overseen_by(request.user).filter(tutor__person=request.user).order_by("name", "pk")
    groups = list(helped[:50])
    theirs = TutorVisit.objects.of(request.user).filter(meeting__group__in=groups).select_related("meeting")
    by_group: dict[int, list[TutorVisit]] = {group.pk: [] for group in groups}
    for visit in theirs:
        by_group[visit.meeting.group_id].append(visit)
    context = {"rows": [(group, by_group[group.pk]) for group in groups], "now": clock.now()}
    return render(request, "groups/team_visits.html", context)


def team_visit(request: SignedInRequest, visit_id: int) -> HttpResponse:
    visit = _mine(request, visit_id)
    over = visit.meeting.starts_at <= clock.now()
    context = {
        "visit": visit,
        "meeting": visit.meeting,
        "group": visit.meeting.group,
        "part": _PARTS[visit.number],
        "is_last": visit.number == TUTOR_MEETINGS,
        "is_over": over,
        "is_off": visit.meeting.state in (MeetingState.CANCELLED, MeetingState.NOT_HELD),
        "form": VisitReportForm(
            initial={"how_was_it": visit.how_was_it or None, "headcount": visit.meeting.came}
        ),
    }
    return render(request, "groups/team_visit.html", context)


@once
def team_visit_answer(request: SignedInRequest, visit_id: int) -> HttpResponse:
    visit = _mine(request, visit_id)
    require(permissions.can_answer_visit(request.user, visit), "This meeting can’t be answered any more.")
    if request.method == "POST":
        coming = request.POST.get("coming") == "yes"
        try:
            visits.answer(visit, coming=coming, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            told = (
                f"Thank you. See you on {day(visit.meeting.on_date)}."
                if coming
                else "Fine. The group can go ahead without you."
            )
            messages.success(request, told)
    return redirect("groups:team_visit", visit_id)


@once
def team_visit_report(request: SignedInRequest, visit_id: int) -> HttpResponse:
    visit = _mine(request, visit_id)
    require(
        permissions.can_report_visit(request.user, visit),
        "Only the patient tutor who visited says how it was.",
    )
    form = VisitReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            visits.report(visit, how_was_it=form.cleaned_data["how_was_it"], by=request.user)
            _count(visit, form.cleaned_data["headcount"], request)
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(
                request, "Thank you. The pain service sees how the group is doing, and no names."
            )
            return redirect("groups:team_visit", visit_id)
    context = {"visit": visit, "meeting": visit.meeting, "group": visit.meeting.group, "form": form}
    return render(request, "groups/team_visit_report.html", context)


def _count(visit: TutorVisit, headcount: int | None, request: SignedInRequest) -> None:
    """The number the tutor counted, where nobody of the group has said who came."""
    if headcount is not None and visit.meeting.state == MeetingState.PLANNED:
        meetings.report_headcount(visit.meeting, headcount=headcount, by=request.user)


def _mine(request: SignedInRequest, visit_id: int) -> TutorVisit:
    """A visit of a group the reader helps, until their access ends. Raises Http404."""
    helped = Group.objects.overseen_by(request.user)
    mine = TutorVisit.objects.filter(tutor__person=request.user, meeting__group__in=helped)
    mine = mine.select_related("meeting__group__service", "meeting__place", "tutor")
    visit = get_object_or_404(mine, pk=visit_id)
    organisation.speak_for(request, visit.meeting.group.service)
    return visit
