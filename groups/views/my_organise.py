"""An organiser: one list for a meeting, people to ring, who came, the same time next time."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from followon import clock
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from followon.web.templatetags.dates import clock_time, day
from groups import permissions, sharing
from groups.actions import meetings, planning
from groups.forms.meetings import CallForm, WhoCameForm
from groups.models import Answer, Attendance, Coming, How, Meeting, Membership
from groups.states import MeetingState
from groups.views.finding import my_meeting_of, named
from groups.views.planned import next_meetings
from groups.views.ringing import to_ring
from notifications import outbox
from notifications.models import Message

_ONLY_ORGANISERS = "Only the people who organise this meeting see this page."


def my_meeting_organise(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    meeting = my_meeting_of(request, code, meeting_id)
    require(permissions.can_organise_meeting(request.user, meeting), _ONLY_ORGANISERS)
    names = sharing.shown_names(meeting.group)
    people = list(Membership.objects.current().filter(group=meeting.group).select_related("person"))
    answers = dict(Answer.objects.filter(meeting=meeting).values_list("membership", "coming"))
    calls = to_ring(planning.about(meeting), people, names, answers)
    context = {
        "meeting": meeting,
        "group": meeting.group,
        "is_on": meeting.is_planned and not meeting.is_over(clock.now()),
        "is_over": meeting.is_over(clock.now()),
        "groups_of": _by_answer(people, names, answers),
        "calls": [call for call in calls if not call.said],
        "has_place": bool(meeting.place if meeting.is_in_person else meeting.join_details),
        "mine": meeting.organiser is not None and meeting.organiser.person_id == request.user.pk,
        "looked_after_by": names.get(meeting.organiser_id or 0, ""),
        "chat_words": _for_the_chat(meeting),
    }
    return render(request, "groups/my_meeting_organise.html", context)


def _for_the_chat(meeting: Meeting) -> str:
    """The meeting in a line, to paste into the group's own chat; nobody's name, no word about health."""
    where = f", {meeting.place.name}" if meeting.place and meeting.is_in_person else ""
    return f"{meeting.group.short_name}: {day(meeting.on_date)}, {clock_time(meeting.start_time)}{where}. Can you come?"


def _by_answer(
    people: Sequence[Membership], names: dict[int, str], answers: dict[int, str]
) -> list[tuple[str, int, str]]:
    """How many said what, and who they are, as the group may see them."""
    words = {
        Coming.YES: ("coming", "coming"),
        Coming.SEE: ("will see on the day", "will see on the day"),
        Coming.NO: ("can’t come", "can’t come"),
        "": ("has not answered", "have not answered"),
    }
    lines = []
    for coming, (one, many) in words.items():
        numbers = [p.pk for p in people if answers.get(p.pk, "") == coming and (coming or p.is_active)]
        shown = sorted(names[pk] for pk in numbers if names[pk] != sharing.NO_NAME)
        if numbers:
            label = one if len(numbers) == 1 else many
            lines.append((label, len(numbers), named(shown, unnamed=len(numbers) - len(shown))))
    return lines


@once
def my_meeting_calls(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    meeting = my_meeting_of(request, code, meeting_id)
    require(permissions.can_ring_people(request.user, meeting), _ONLY_ORGANISERS)
    people = Membership.objects.current().filter(group=meeting.group).select_related("person")
    form = CallForm(request.POST or None, members=people)
    if request.method == "POST":
        if form.is_valid():
            _write_down_call(request, meeting, form.cleaned_data["member"], form.cleaned_data["said"])
        else:
            messages.warning(request, "Choose what they said.")
        return redirect("groups:my_meeting_calls", code, meeting_id)
    names = sharing.shown_names(meeting.group)
    shared = {row.membership.pk: row for row in sharing.shared_details(meeting.group, request.user)}
    answers = dict(Answer.objects.filter(meeting=meeting).values_list("membership", "coming"))
    calls = [
        (call, shared[call.membership.pk])
        for call in to_ring(planning.about(meeting), list(people), names, answers)
    ]
    context = {"meeting": meeting, "group": meeting.group, "calls": calls, "answers": Coming}
    return render(request, "groups/my_meeting_calls.html", context)


def _write_down_call(request: SignedInRequest, meeting: Meeting, member: Membership, said: str) -> None:
    """What somebody said on the phone, marked as written down by the reader; or that nobody picked up."""
    try:
        if said != CallForm.NO_REPLY:
            require(
                permissions.can_answer_for(request.user, meeting, member),
                "This can’t be written down any more.",
            )
            meetings.answer(meeting, membership=member, coming=said, how=How.PHONE, by=request.user)
            messages.success(request, "Written down. Thank you for ringing.")
            return
        rows = Message.objects.concerning(planning.about(meeting)).filter(person=member.person)
        for call in rows.by_hand():
            outbox.mark_by_hand(call, outcome=outbox.ByHandOutcome.NO_REPLY, by=request.user)
        messages.success(request, "No answer: written down. They stay on the list.")
    except Refused as refusal:
        messages.warning(request, str(refusal))


@once
def my_meeting_who_came(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    meeting = my_meeting_of(request, code, meeting_id)
    require(permissions.can_report_meeting(request.user, meeting), _ONLY_ORGANISERS)
    if meeting.starts_at > clock.now() or meeting.state == MeetingState.CANCELLED:
        messages.warning(request, "You can say who came once the meeting has begun.")
        return redirect("groups:my_meeting", code, meeting_id)
    people, ticked, hints = _who_may_have_come(meeting, request)
    form = WhoCameForm(request.POST or None, people=people, ticked=ticked)
    if request.method == "POST" and form.is_valid():
        try:
            _report(meeting, form, request)
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            return redirect("groups:my_meeting_reported", code, meeting_id)
    heading = f"Who came on {day(meeting.on_date)}?"
    context = {"meeting": meeting, "group": meeting.group, "form": form, "hints": hints, "heading": heading}
    return render(request, "groups/my_meeting_who_came.html", context)


def _report(meeting: Meeting, form: WhoCameForm, request: SignedInRequest) -> None:
    if form.cleaned_data["came"]:
        meetings.report(meeting, came=form.by_member, by=request.user)
    else:
        meetings.report_headcount(meeting, headcount=form.cleaned_data["headcount"], by=request.user)


def _who_may_have_come(
    meeting: Meeting, request: SignedInRequest
) -> tuple[list[tuple[int, str]], list[int], dict[str, str]]:
    """Everybody of the group; ticked as written down before, else as they answered."""
    names = sharing.shown_names(meeting.group)
    answers = dict(Answer.objects.filter(meeting=meeting).values_list("membership", "coming"))
    came = dict(Attendance.objects.filter(meeting=meeting).values_list("membership", "came"))
    members = Membership.objects.filter(group=meeting.group).select_related("person")
    people = []
    for place in members:
        if not place.has_left or place.pk in answers or place.pk in came:
            you = " (you)" if place.person_id == request.user.pk else ""
            people.append((place.pk, f"{names[place.pk]}{you}"))
    ticked = [pk for pk, _ in people if (came.get(pk) if came else answers.get(pk) == Coming.YES)]
    seeing = {str(pk): "Was going to see on the day" for pk, _ in people if answers.get(pk) == Coming.SEE}
    return sorted(people, key=lambda person: person[1]), ticked, seeing


@once
def my_meeting_not_held(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    meeting = my_meeting_of(request, code, meeting_id)
    require(permissions.can_report_meeting(request.user, meeting), _ONLY_ORGANISERS)
    if request.method == "POST":
        try:
            meetings.did_not_meet(meeting, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("groups:my_meeting", code, meeting_id)
        return redirect("groups:my_meeting_reported", code, meeting_id)
    return render(request, "groups/my_meeting_not_held.html", {"meeting": meeting, "group": meeting.group})


@once
def my_meeting_reported(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    """What was written down, the way to take it back, and "Same time next time?"."""
    meeting = my_meeting_of(request, code, meeting_id)
    require(permissions.can_report_meeting(request.user, meeting), _ONLY_ORGANISERS)
    if request.method == "POST":
        return _undo_or_repeat(request, meeting, code)
    if meeting.state not in (MeetingState.HELD, MeetingState.NOT_HELD):
        return redirect("groups:my_meeting_who_came", code, meeting_id)
    upcoming = next_meetings(meeting.group)
    same = None if upcoming else meetings.next_plan(meeting.group)
    context = {"meeting": meeting, "group": meeting.group, "upcoming": upcoming, "same": same}
    return render(request, "groups/my_meeting_reported.html", context)


def _undo_or_repeat(request: SignedInRequest, meeting: Meeting, code: str) -> HttpResponse:
    try:
        if "undo" in request.POST:
            meetings.undo_report(meeting, by=request.user)
            return redirect("groups:my_meeting_who_came", code, meeting.pk)
        require(permissions.can_plan_meeting(request.user, meeting.group), "Organisers plan meetings.")
        planned = meetings.plan_next(meeting.group, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("groups:my_meeting_new", code)
    if planned is None:
        return redirect("groups:my_meeting_new", code)
    messages.success(request, f"The next meeting is on {day(planned.on_date)}.")
    return redirect("groups:my_meeting", code, planned.pk)
