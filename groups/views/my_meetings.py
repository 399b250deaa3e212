"""A member: meetings, one meeting with all its facts, the answer to it, a note, the calendar."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from followon import clock
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.people.models import User
from followon.prepared import prepared
from followon.web.access import require
from followon.web.once import once
from followon.web.templatetags.dates import clock_time
from groups import permissions, sharing
from groups.actions import meetings
from groups.forms.meetings import AnswerForm, NoteForm
from groups.models import Answer, Coming, Group, How, Meeting, Membership
from groups.states import MembershipState
from groups.views.finding import my_answer, my_meeting_of, my_membership, named, place_facts, with_answer_of

_NEXT, _PAGE = 3, 20


def my_meetings(request: SignedInRequest, code: str) -> HttpResponse:
    place = my_membership(request, code)
    page = _past.paged(place.group).page(request.GET.get("page"), _PAGE)
    context = {
        "group": place.group,
        "upcoming": _upcoming(request.user, place.group),
        "page": page,
        "may_plan": permissions.can_plan_meeting(request.user, place.group),
    }
    return render(request, "groups/my_meetings.html", context)


@prepared
def _upcoming(person: User, group: Group) -> QuerySet[Meeting]:
    upcoming = Meeting.objects.upcoming(clock.now()).filter(group=group).select_related("place")
    return with_answer_of(person, upcoming)[:_NEXT]


def my_meeting(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    meeting = my_meeting_of(request, code, meeting_id)
    answer = my_answer(meeting, request.user)
    names = sharing.shown_names(meeting.group)
    over = meeting.is_over(clock.now())
    context = {
        "meeting": meeting,
        "group": meeting.group,
        "answer": answer,
        "is_over": over,
        "is_on": meeting.is_planned and not over,
        "asking": answer is None or answer.is_stale or "change" in request.GET,
        "just_said": "said" in request.GET and answer is not None,
        "who": _who_is_coming(meeting, request, names),
        "checked_by": names.get(meeting.checker, "Somebody"),  # type: ignore[attr-defined]  # my_meeting_of put it there
        "may_organise": permissions.can_organise_meeting(request.user, meeting),
        "facts": place_facts(meeting.place),
        "plan": _lines(meeting.plan),
    }
    return render(request, "groups/my_meeting.html", context)


@dataclass
class Who:
    """Who is coming, by first name where the person shares it; the reader is "you"."""

    coming: list[str] = field(default_factory=list)
    seeing: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    unnamed: dict[str, int] = field(default_factory=lambda: {Coming.YES: 0, Coming.SEE: 0})
    mine: str = ""
    organiser: str = ""

    @property
    def coming_in_words(self) -> str:
        return named(self.coming, unnamed=self.unnamed[Coming.YES], you=self.mine == Coming.YES)

    @property
    def seeing_in_words(self) -> str:
        return named(self.seeing, unnamed=self.unnamed[Coming.SEE], you=self.mine == Coming.SEE)

    @property
    def number_coming(self) -> int:
        return len(self.coming) + self.unnamed[Coming.YES] + (self.mine == Coming.YES)

    @property
    def number_seeing(self) -> int:
        return len(self.seeing) + self.unnamed[Coming.SEE] + (self.mine == Coming.SEE)


def _who_is_coming(meeting: Meeting, request: SignedInRequest, names: dict[int, str]) -> Who:
    """What current members answered, by the names that the group may see."""
    who = Who()
    for membership, person, coming, note in sorted(_answers(meeting), key=lambda row: names[row[0]]):
        name, mine = names[membership], person == request.user.pk
        if mine:
            who.mine = coming
        elif coming != Coming.NO and name == sharing.NO_NAME:
            who.unnamed[coming] += 1
        elif coming != Coming.NO:
            (who.coming if coming == Coming.YES else who.seeing).append(name)
        if note:
            who.notes.append(("You" if mine else name, note))
    if meeting.organiser:
        mine = meeting.organiser.person_id == request.user.pk
        who.organiser = "You are" if mine else f"{names.get(meeting.organiser.pk, sharing.NO_NAME)} is"
    return who


@prepared
def _past(group: Group) -> QuerySet[Meeting]:
    return Meeting.objects.past(clock.now()).filter(group=group).select_related("place")


@prepared
def _answers(meeting: Meeting) -> QuerySet[Answer, tuple[int, int, str, str]]:
    answers = Answer.objects.filter(meeting=meeting).exclude(membership__state=MembershipState.LEFT)
    return answers.values_list("membership_id", "membership__person_id", "coming", "note").order_by("pk")


def _lines(plan: str) -> list[str]:
    return [line.strip() for line in plan.splitlines() if line.strip()]


@once
def my_meeting_answer(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    meeting = my_meeting_of(request, code, meeting_id)
    page = HttpResponseRedirect(reverse("groups:my_meeting", args=[code, meeting_id]))
    if request.method != "POST":
        return page
    require(permissions.can_answer_meeting(request.user, meeting), "Only members of the group can answer.")
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "Choose one of the 3 answers.")
        return page
    before = my_answer(meeting, request.user)
    try:
        _answer(request, meeting, form.cleaned_data["coming"], before.note if before else "")
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return page
    _say_if_answered_elsewhere(request, before, form.cleaned_data["seen"])
    if request.POST.get("back") == "home":
        return HttpResponseRedirect(f"{reverse('groups:my_home')}?said={meeting_id}#said")
    return HttpResponseRedirect(f"{page.url}?said=1#said")


def _answer(request: SignedInRequest, meeting: Meeting, coming: str, note: str) -> Answer:
    mine = Membership.objects.of(request.user).current().get(group=meeting.group)
    return meetings.answer(meeting, membership=mine, coming=coming, how=How.WEB, note=note, by=request.user)


def _say_if_answered_elsewhere(request: SignedInRequest, before: Any, seen: str) -> None:
    """The last answer wins; whoever answered in two places is told what stood before."""
    shown: datetime | None = parse_datetime(seen) if seen else None
    if before and (shown is None or before.at.replace(microsecond=0) > shown.replace(microsecond=0)):
        at = clock_time(before.at)
        messages.info(
            request,
            f"You had also answered {before.how.label} at {at}: {before.words}. We keep your newest answer.",
        )


@once
def my_meeting_note(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    meeting = my_meeting_of(request, code, meeting_id)
    require(permissions.can_answer_meeting(request.user, meeting), "Only members of the group can answer.")
    answer = my_answer(meeting, request.user)
    form = NoteForm(
        request.POST or None, initial={"coming": answer.coming, "note": answer.note} if answer else None
    )
    if request.method == "POST" and form.is_valid():
        try:
            _answer(request, meeting, form.cleaned_data["coming"], form.cleaned_data["note"])
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, "Saved. Your group can see it.")
            return redirect("groups:my_meeting", code, meeting_id)
    return render(
        request, "groups/my_meeting_note.html", {"meeting": meeting, "group": meeting.group, "form": form}
    )
