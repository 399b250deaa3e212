"""What we'll do at a meeting: a plan in five lines to start from, a deck of ideas, and the sheet to print."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from groups import ideas, permissions
from groups.actions import meetings
from groups.forms.groups import MeetingPlanForm
from groups.ideas import Effort
from groups.models import Meeting
from groups.views.finding import my_meeting_of, my_membership


@once
def my_meeting_plan(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    """The lines to change or leave; what is written there already comes first, unless another idea is wanted."""
    meeting = my_meeting_of(request, code, meeting_id)
    may = permissions.can_write_plan(request.user, meeting)
    require(may, "Whoever looks after the meeting writes its plan.")
    idea = ideas.find(request.GET.get("idea", ""))
    form = MeetingPlanForm(request.POST or None, lines=_lines(meeting, idea))
    if request.method == "POST" and form.is_valid():
        meetings.change_plan(meeting, to=form.words, by=request.user)
        messages.success(request, "Saved. Everybody sees it on the meeting’s page.")
        return redirect("groups:my_meeting", code, meeting_id)
    context = {"group": meeting.group, "meeting": meeting, "form": form, "idea": idea, **_deck(request)}
    return render(request, "groups/my_meeting_plan.html", context)


def _lines(meeting: Meeting, idea: ideas.Idea | None) -> list[str]:
    if meeting.plan and idea is None:
        return meeting.plan.splitlines()
    return ideas.five_lines(meeting.local, meeting.length, meeting.group.purposes, idea)


def my_meeting_sheet(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    """The plan in large print, to lay on the table."""
    meeting = my_meeting_of(request, code, meeting_id)
    lines = meeting.plan.splitlines()
    if not lines:
        return redirect("groups:my_meeting", code, meeting_id)
    context = {"group": meeting.group, "meeting": meeting, "lines": lines}
    return render(request, "groups/my_meeting_sheet.html", context)


def my_ideas(request: SignedInRequest, code: str) -> HttpResponse:
    """The deck; a group that does not want it has none."""
    group = my_membership(request, code).group
    if not group.offers_plan:
        raise Http404
    return render(request, "groups/my_ideas.html", {"group": group, **_deck(request)})


def _deck(request: SignedInRequest) -> dict[str, object]:
    """The ideas that take no more out of people than the reader chose."""
    chosen = request.GET.get("most", "")
    most = int(chosen) if chosen in ("1", "2", "3") else Effort.MORE.value
    return {"deck": ideas.of_effort(most), "most": most, "efforts": list(Effort)}
