"""The team: where each handover stands, its board, its steps, its tutor, its end."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from followon import clock
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.people.models import User
from followon.prepared import prepared
from followon.web.access import require
from pmp import board, permissions
from pmp.actions import handovers, tutors
from pmp.board.exceptions import not_heard
from pmp.forms.handovers import EndForm, PlanForm, ReopenForm, StepForm, TutorForm
from pmp.models import BestTimes, Handover, PartOfDay, Service
from pmp.protocol import STEP_BY_KEY
from pmp.states import HandoverState
from pmp.views import undo
from pmp.views.finding import is_tutor_only, sent, the_handover, the_service

_PAGE = 10  # each is worked out from everybody on its programme
MARKERS = "Clinicians, coordinators and the programme’s own patient tutor mark steps, until it is over."
FINISHERS = "Clinicians and coordinators of the service see to this."


def team_handovers(request: SignedInRequest) -> HttpResponse:
    """Handovers under way, the next to end on top, each with its one next thing to do."""
    service = the_service(request)
    page = _under_way.paged(request.user, service).page(request.GET.get("page"), _PAGE)
    shown = board.boards(page.object_list, clock.today(service.tz))
    is_tutor = is_tutor_only(request, service.pk)
    lines = [(handover, shown[handover.pk], shown[handover.pk].overdue) for handover in page.object_list]
    return render(request, "pmp/team_handovers.html", {"page": page, "lines": lines, "is_tutor": is_tutor})


@prepared
def _under_way(person: User, service: Service) -> QuerySet[Handover]:
    mine = Handover.objects.visible_to(person).under_way().filter(cohort__service=service)
    return mine.select_related("cohort__service", "tutor__person").order_by("cohort__ends_on", "pk")


def team_handover(request: SignedInRequest, pk: int) -> HttpResponse:
    """The board. A patient tutor sees their steps and who said yes; after the end nobody sees people here."""
    handover = the_handover(request, pk)
    is_tutor = is_tutor_only(request, handover.cohort.service_id)
    whole = board.board(handover, clock.today(handover.cohort.service.tz))
    shown = board.for_tutor(whole) if is_tutor else whole
    left = len(whole.to_sort_out)
    context = {
        "handover": handover,
        "cohort": handover.cohort,
        "board": shown,
        "next": shown.do_next,
        "next_url": reverse(shown.do_next.page, args=shown.do_next.args) if shown.do_next else "",
        "is_tutor": is_tutor,
        "is_mine": handover.tutor is not None and handover.tutor.person_id == request.user.pk,
        "sees_people": not handover.is_over,
        "to_sort_out_caption": f"{left} {'person' if left == 1 else 'people'} to sort out",
        "after": _after(handover),
        "form_group": "" if is_tutor else reverse("groups:team_group_new", args=[handover.pk]),
        "undo": undo.take(request),
    }
    return render(request, "pmp/team_handover.html", context)


def _after(handover: Handover) -> list[tuple[str, str]]:
    """The three meetings the patient tutor supports, and what is different in each (R043)."""
    if handover.tutor is None:
        runs = "The group runs it"
        return [("First meeting", runs), ("Second meeting", runs), ("Third meeting", runs)]
    tutor = handover.tutor.person.first_name
    return [
        ("First meeting", f"{tutor} helps run it"),
        ("Second meeting", f"The group runs it, {tutor} is there"),
        ("Third meeting", f"{tutor} says goodbye"),
    ]


def team_handover_step(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """One step: what it is, how far it is, done or not needed."""
    handover = the_handover(request, pk)
    if key not in STEP_BY_KEY:
        raise Http404
    step = STEP_BY_KEY[key]
    may_mark = permissions.can_mark_step(request.user, handover, step)
    form = StepForm(sent(request), initial={"outcome": "DONE"})
    if request.method == "POST":
        require(may_mark, MARKERS)
        if form.is_valid():
            return _mark(request, handover, key, form)
    whole = board.board(handover, clock.today(handover.cohort.service.tz))
    context = {
        "handover": handover,
        "cohort": handover.cohort,
        "step": step,
        "row": next((row for column in whole.stages for row in column.steps if row.key == key), None),
        "column": next((column for column in whole.stages if column.stage is step.stage), None),
        "form": form,
        "may_mark": may_mark and not step.derived,
        "is_mine": handover.tutor is not None and handover.tutor.person_id == request.user.pk,
        "is_tutor": is_tutor_only(request, handover.cohort.service_id),
        "times": _best_times(whole) if key == "practicalities" else [],
        "undo": undo.take(request),
    }
    return render(request, "pmp/team_handover_step.html", context)


def _mark(request: SignedInRequest, handover: Handover, key: str, form: StepForm) -> HttpResponse:
    facts = form.cleaned_data
    try:
        handovers.mark_step(
            handover, key=key, outcome=facts["outcome"], reason=facts["reason"], by=request.user
        )
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("pmp:team_handover", handover.pk)
    words = "done" if facts["outcome"] == "DONE" else "not needed"
    said = f"“{STEP_BY_KEY[key].title}” is marked as {words}."
    undo.offer(request, said, "pmp:team_handover_step_undo", handover.pk, key)
    return redirect("pmp:team_handover", handover.pk)


def _best_times(whole: board.Board) -> list[tuple[str, int]]:
    """How many of those who want a group manage each part of the day; counts only (R058)."""
    people = [row.person.pk for row in whole.rows if row.wish_words == "Yes"]
    told = list(BestTimes.objects.filter(person__in=people).values_list("parts", flat=True))
    counted = [(part.label, sum(1 for parts in told if part in parts)) for part in PartOfDay]
    return sorted((one for one in counted if one[1]), key=lambda one: -one[1])


@require_POST
def team_handover_step_undo(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    handover = the_handover(request, pk)
    if key not in STEP_BY_KEY:
        raise Http404
    require(permissions.can_mark_step(request.user, handover, STEP_BY_KEY[key]), MARKERS)
    try:
        handovers.undo_step(handover, key=key, by=request.user)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"“{STEP_BY_KEY[key].title}” is open again.")
    return redirect("pmp:team_handover", pk)


def team_handover_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the room talked about so far: day, time, place, how often."""
    handover = the_handover(request, pk)
    require(permissions.can_mark_step(request.user, handover, STEP_BY_KEY["practicalities"]), MARKERS)
    form = PlanForm(sent(request), initial=handover.draft_plan)
    if form.is_valid():
        handovers.note_plan(handover, **form.cleaned_data, by=request.user)
        messages.success(request, "Written down. The group decides when it forms.")
        return redirect("pmp:team_handover_step", pk, "practicalities")
    return render(
        request,
        "pmp/team_handover_plan.html",
        {"form": form, "handover": handover, "cohort": handover.cohort},
    )


def team_handover_tutor(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who the patient tutor is; the one before stays as a stand-in."""
    handover = the_handover(request, pk)
    require(permissions.can_hand_over(request.user, handover), FINISHERS)
    form = TutorForm(sent(request), handover=handover)
    if form.is_valid():
        try:
            handovers.assign_tutor(handover, tutor=form.chosen(), by=request.user)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Saved.")
            return redirect("pmp:team_handover", pk)
    return render(
        request,
        "pmp/team_handover_tutor.html",
        {"form": form, "handover": handover, "cohort": handover.cohort},
    )


@require_POST
def team_handover_tutor_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """“Text Ruth”."""
    handover = the_handover(request, pk)
    require(permissions.can_hand_over(request.user, handover), FINISHERS)
    try:
        queued = tutors.ask(handover, by=request.user)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        asked = (
            "We are asking now." if queued else "They were asked today already. You can ask again tomorrow."
        )
        messages.success(request, asked)
    return redirect("pmp:team_handover", pk)


@require_POST
def team_handover_tutor_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """The tutor's own yes or no, or staff writing it down for them."""
    handover = the_handover(request, pk)
    require(permissions.can_mark_step(request.user, handover, STEP_BY_KEY["tutor-coming"]), MARKERS)
    if request.POST.get("coming") not in ("yes", "no"):
        raise Http404
    coming = request.POST["coming"] == "yes"
    try:
        tutors.answer(handover, coming=coming, by=request.user)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "Thank you." if coming else "That is fine. The group can go ahead.")
    return redirect("pmp:team_handover", pk)


def team_handover_meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    """They are meeting already: asks first, then settles every step still open."""
    handover = the_handover(request, pk)
    require(permissions.can_hand_over(request.user, handover), FINISHERS)
    if request.method == "POST":
        try:
            handovers.already_meeting(handover, by=request.user)
        except Refused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, "Good to hear. The steps still open are marked as not needed.")
        return redirect("pmp:team_handover", pk)
    return render(
        request, "pmp/team_handover_meeting.html", {"handover": handover, "cohort": handover.cohort}
    )


def team_handover_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """No group this time; people may change their minds."""
    handover = the_handover(request, pk)
    require(permissions.can_hand_over(request.user, handover), FINISHERS)
    form = EndForm(sent(request))
    if form.is_valid():
        try:
            handovers.end_without_group(handover, because=form.cleaned_data["because"], by=request.user)
        except Refused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(
                request, "This handover is over. You can open it again if people change their minds."
            )
        return redirect("pmp:team_handover", pk)
    return render(
        request, "pmp/team_handover_end.html", {"form": form, "handover": handover, "cohort": handover.cohort}
    )


def team_handover_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """People changed their minds."""
    handover = the_handover(request, pk)
    require(permissions.can_hand_over(request.user, handover), FINISHERS)
    form = ReopenForm(sent(request))
    if form.is_valid():
        try:
            reason = form.cleaned_data["because"]
            handovers.move_to(handover, state=HandoverState.NOT_STARTED, reason=reason, by=request.user)
        except Refused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, "The handover is open again, with everything that was done.")
        return redirect("pmp:team_handover", pk)
    return render(
        request,
        "pmp/team_handover_reopen.html",
        {"form": form, "handover": handover, "cohort": handover.cohort},
    )


def team_not_reached(request: SignedInRequest) -> HttpResponse:
    """People who said yes, whose programme is over, and who have heard nothing (F3)."""
    service = the_service(request)
    require(permissions.can_open_cohort(request.user, service), FINISHERS)
    ended = Handover.objects.visible_to(request.user).filter(
        cohort__service=service, cohort__ends_on__lt=clock.today(service.tz)
    )
    ended = ended.exclude(state=HandoverState.NO_GROUP).select_related("cohort__service", "tutor__person")
    recent = ended.order_by("-cohort__ends_on")[:50]
    return render(request, "pmp/team_not_reached.html", {"people": not_heard(recent)})
