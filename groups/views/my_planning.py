"""An organiser: planning the next meeting, moving it, calling it off, putting it back; checked before it is sent."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from followon import clock
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from followon.web.templatetags.dates import day
from groups import permissions, sharing
from groups.actions import meetings, telling
from groups.actions.meetings import Plan
from groups.forms.meetings import CancelForm, PlanForm, described
from groups.models import Meeting
from groups.protocol import ASK_BEFORE
from groups.views.checking import form_or_check, wants_check
from groups.views.finding import my_meeting_of, my_membership, named
from groups.views.planned import next_meetings

_ORGANISERS_PLAN = "Organisers and stand-ins plan meetings. You can take a turn."


@once
def my_meeting_new(request: SignedInRequest, code: str) -> HttpResponse:
    group = my_membership(request, code).group
    require(permissions.can_plan_meeting(request.user, group), _ORGANISERS_PLAN)
    like = meetings.next_plan(group)
    form = PlanForm(request.POST or None, group=group, like=like, version="")
    checked = wants_check(request, form)
    if checked and "send" in request.POST:
        try:
            meeting = meetings.plan(group, plan=form.to_plan(), by=request.user)
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, f"The next meeting is on {day(meeting.on_date)}. {_asked(meeting)}")
            return redirect("groups:my_meeting", code, meeting.pk)
    context = {
        "group": group,
        "form": form,
        "same": like,
        "upcoming": next_meetings(group),
        "ask_days": ASK_BEFORE.days,
    }
    check = described(form.to_plan()) if checked and form.is_valid() else None
    return form_or_check(request, "groups/my_meeting_new.html", form, check=check, context=context)


def _asked(meeting: Meeting) -> str:
    """When everybody is asked about a new meeting."""
    in_time = meeting.ask_at and meeting.ask_at > clock.now()
    return f"We ask everybody on {day(meeting.ask_at)}." if in_time else "We ask everybody now."


@once
def my_meeting_move(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    meeting = my_meeting_of(request, code, meeting_id)
    require(permissions.can_change_meeting(request.user, meeting), _ORGANISERS_PLAN)
    if not meeting.is_planned or meeting.is_over(clock.now()):
        messages.warning(request, "This meeting can’t be changed any more.")
        return redirect("groups:my_meeting", code, meeting_id)
    group, now = meeting.group, Plan.of(meeting)
    form = PlanForm(
        request.POST or None, group=group, like=now, version=f"{meeting.revision}-{meeting.edited_at}"
    )
    checked = wants_check(request, form)
    if checked and "send" in request.POST:
        try:
            meetings.move(meeting, to=form.to_plan(), by=request.user)
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, "The meeting has changed. We are telling everybody who knew of it.")
            return redirect("groups:my_meeting", code, meeting_id)
    context = {
        "group": group,
        "meeting": meeting,
        "form": form,
        "told": _told(meeting),
        "stored": _stored(now),
    }
    check = described(form.to_plan()) if checked and form.is_valid() else None
    return form_or_check(request, "groups/my_meeting_move.html", form, check=check, context=context)


def _stored(plan: Plan) -> list[dict[str, dict[str, str]]]:
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in described(plan)]


def _told(meeting: Meeting) -> dict[str, object]:
    """Who knows of the meeting, and so will be told of a change: how many, and their names."""
    know = telling.knowing(meeting)
    names = sharing.shown_names(meeting.group)
    known = [names[member.pk] for member in know if names[member.pk] != sharing.NO_NAME]
    return {"count": len(know), "names": named(sorted(known), unnamed=len(know) - len(known))}


@once
def my_meeting_cancel(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    meeting = my_meeting_of(request, code, meeting_id)
    require(permissions.can_change_meeting(request.user, meeting), _ORGANISERS_PLAN)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            meetings.cancel(meeting, why=form.cleaned_data["why"], by=request.user)
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, "The meeting is off. We are telling everybody who knew of it.")
            return redirect("groups:my_meeting_organise", code, meeting_id)
    context = {"group": meeting.group, "meeting": meeting, "form": form, "told": _told(meeting)}
    return render(request, "groups/my_meeting_cancel.html", context)


@once
def my_meeting_put_back(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    meeting = my_meeting_of(request, code, meeting_id)
    require(permissions.can_change_meeting(request.user, meeting), _ORGANISERS_PLAN)
    if request.method == "POST":
        try:
            meetings.put_back(meeting, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, "The meeting is on after all. We are telling everybody who knew of it.")
    return redirect("groups:my_meeting_organise", code, meeting_id)
