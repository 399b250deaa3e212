"""/o/<token>/: looking after a meeting from a text: take it, say no, pass it on; and a patient tutor's visit."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from followon import clock
from followon.errors import Refused
from followon.web.once import once
from groups import permissions, sharing
from groups.actions import organisers, visits
from groups.models import Answer, Coming, HowWasIt, Meeting, PassOn, PassOnAsk, TutorVisit
from groups.protocol import TUTOR_MEETINGS
from groups.states import VisitState
from groups.views.private_links import Held, held, held_visit, nothing_here


@login_not_required
@once
@require_http_methods(["GET", "HEAD", "POST"])
def link_organise(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever looks after the meeting sees three steps; somebody who was asked sees yes and no."""
    if visit := held_visit(request, token):
        return _visit(request, token, visit)
    found = held(request, token, "organise")
    if found is None:
        return nothing_here(request)
    if request.method == "POST":
        return _decide(request, token, found)
    return render(request, "groups/link_organise.html", {"token": token, **_about(found)})


def _about(found: Held) -> dict[str, object]:
    meeting, now = found.meeting, clock.now()
    passing = PassOn.objects.open().filter(meeting=meeting).first()
    asked = passing and PassOnAsk.objects.filter(pass_on=passing, membership=found.membership).first()
    said = list(Answer.objects.filter(meeting=meeting).values_list("coming", flat=True))
    looks_after = meeting.organiser_id == found.membership.pk
    is_on, said_no = meeting.is_planned and meeting.starts_at > now, bool(asked and asked.said_yes is False)
    may_take = passing is not None and not (looks_after and passing.given_by_id == found.membership.pk)
    return {
        "meeting": meeting,
        "group": meeting.group,
        "heading": _heading(is_on, may_take, said_no, looks_after, passing is not None),
        "is_on": is_on,
        "looks_after": looks_after,
        "passing": passing,
        "said_no": said_no,
        "may_take": may_take,
        "organiser": sharing.shown_name(meeting.organiser) if meeting.organiser else "",
        "coming": said.count(Coming.YES),
        "seeing": said.count(Coming.SEE),
    }


def _heading(is_on: bool, may_take: bool, said_no: bool, looks_after: bool, passing: bool) -> str:
    """What the page says first."""
    if not is_on:
        return "Nothing to do here"
    if may_take:
        return "Thank you for telling us" if said_no else "Can you look after this meeting?"
    if looks_after:
        return "We are asking for you" if passing else "You are looking after this meeting"
    return "Somebody is looking after this meeting"


def _decide(request: HttpRequest, token: str, found: Held) -> HttpResponse:
    """Yes, no or pass it on; somebody who was too late sees so on the page."""
    meeting, member = found.meeting, found.membership
    try:
        if "pass-on" in request.POST and permissions.can_hand_on_meeting(found.person, meeting):
            organisers.hand_on(meeting, by=found.person)
        elif request.POST.get("take") == "yes":
            organisers.accept(meeting, member, by=found.person)
        elif request.POST.get("take") == "no":
            organisers.decline(meeting, member, by=found.person)
    except Refused:  # the page that follows shows who looks after it
        pass
    return redirect("groups:link_organise", token)


def _visit(request: HttpRequest, token: str, visit: TutorVisit) -> HttpResponse:
    """A patient tutor: can you join them; how was it; ideas for saying goodbye."""
    if request.method == "POST":
        _decide_visit(request, visit)
        return redirect("groups:link_organise", token)
    meeting: Meeting = visit.meeting
    context = {
        "token": token,
        "visit": visit,
        "meeting": meeting,
        "group": meeting.group,
        "first": visit.tutor.person.first_for_texts,
        "is_on": meeting.is_planned and meeting.starts_at > clock.now(),
        "has_begun": meeting.starts_at <= clock.now() and meeting.cancelled_at is None,
        "not_needed": visit.state == VisitState.NOT_NEEDED,
        "is_last": visit.number == TUTOR_MEETINGS,
        "how_choices": HowWasIt.choices,
    }
    return render(request, "groups/link_visit.html", context)


def _decide_visit(request: HttpRequest, visit: TutorVisit) -> None:
    person = visit.tutor.person
    try:
        if request.POST.get("coming") in ("yes", "no") and permissions.can_answer_visit(person, visit):
            visits.answer(visit, coming=request.POST["coming"] == "yes", by=person)
        elif request.POST.get("how") in HowWasIt.values and permissions.can_report_visit(person, visit):
            visits.report(visit, how_was_it=request.POST["how"], by=person)
    except Refused:  # the page that follows shows how things stand
        pass
