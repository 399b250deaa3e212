"""An organiser: a reminder now; who gets it and how before it goes, how it is getting on after."""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from groups import permissions, sharing
from groups.actions import reminding
from groups.forms.meetings import RemindForm
from groups.models import Answer, Meeting, Membership
from groups.views.finding import my_meeting_of, named
from notifications.kinds import Channel
from notifications.outbox import Preview

_ONLY_ORGANISERS = "Only the people who organise this meeting send reminders."
_BY = {
    Channel.SMS: "by text",
    Channel.EMAIL: "by email",
    Channel.CALL: "you ring",
    Channel.LETTER: "by letter",
}


@once
def my_meeting_remind(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    meeting = my_meeting_of(request, code, meeting_id)
    require(permissions.can_see_reminder_names(request.user, meeting), _ONLY_ORGANISERS)
    form = RemindForm(request.POST or request.GET or None)
    to = form.cleaned_data["to"] if form.is_bound and form.is_valid() else RemindForm.NO_ANSWER
    people = _people(meeting, to)
    if request.method == "POST" and form.is_valid():
        try:
            batch = reminding.remind_now(meeting, to=people, by=request.user, wait=reminding.STOP_WITHIN)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("groups:my_meeting_remind", code, meeting_id)
        return redirect(f"{reverse('groups:my_meeting_reminded', args=[code, meeting_id])}?batch={batch}")
    previews = reminding.preview(meeting, people)
    context = {
        "meeting": meeting,
        "group": meeting.group,
        "to": to,
        "choices": RemindForm.WHOM,
        **_shown(meeting, previews),
    }
    return render(request, "groups/my_meeting_remind.html", context)


def _people(meeting: Meeting, to: str) -> list[Membership]:
    """Whom the reader chose; "I'll see on the day" is an answer, and is never chased."""
    people = reminding.recipients(meeting)
    if to == RemindForm.EVERYBODY:
        return people
    answered = set(Answer.objects.filter(meeting=meeting).values_list("membership", flat=True))
    return [member for member in people if member.pk not in answered]


def _shown(meeting: Meeting, previews: list[Preview]) -> dict[str, object]:
    """The preview by name, as the group may see them; people who share no name are counted."""
    names = sharing.shown_names(meeting.group)
    by_person = dict(Membership.objects.filter(group=meeting.group).values_list("person_id", "pk"))
    by_way: dict[str, list[str]] = {}
    left_out = []
    for one in previews:
        name = names[by_person[one.person.pk]]
        if one.reason_not:
            left_out.append((name, one.reason_not))
        else:
            by_way.setdefault(_BY[Channel(one.channel)], []).append(name)
    texts = [one for one in previews if one.channel == Channel.SMS and not one.reason_not]
    mine = next((one for one in texts), None)
    return {
        "ways": [(way, _named(people)) for way, people in by_way.items()],
        "left_out": left_out,
        "totals": reminding.totals(previews),
        "parts_each": mine.parts if mine else 0,
    }


def _named(people: list[str]) -> str:
    shown = sorted(name for name in people if name != sharing.NO_NAME)
    return named(shown, unnamed=len(people) - len(shown))


@once
def my_meeting_reminded(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    """How a reminder is getting on, in words; for a minute it can be stopped."""
    meeting = my_meeting_of(request, code, meeting_id)
    require(permissions.can_see_reminder_names(request.user, meeting), _ONLY_ORGANISERS)
    here = reverse("groups:my_meeting_reminded", args=[code, meeting_id])
    return watch(request, meeting, here, "groups/my_meeting_reminded.html")


def watch(request: SignedInRequest, meeting: Meeting, here: str, template: str) -> HttpResponse:
    """The page on which a reminder is watched, by its organiser or by a coordinator. Raises Http404."""
    batch = request.POST.get("batch") or request.GET.get("batch", "")
    progress = reminding.progress(meeting, batch)
    if progress is None:
        raise Http404
    if request.method == "POST":
        stopped = reminding.stop(meeting, batch, by=request.user)
        told = (
            f"Stopped. {stopped} of {progress.total} did not go out."
            if stopped
            else "It had gone out already."
        )
        messages.success(request, told) if stopped else messages.warning(request, told)
        return redirect(f"{here}?batch={batch}")
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"text": progress.in_words(), "done": progress.is_done})
    context = {"meeting": meeting, "group": meeting.group, "progress": progress, "batch": batch}
    return render(request, template, context)
