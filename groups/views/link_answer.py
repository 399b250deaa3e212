"""/r/<token>/: answering for one meeting from a text, without signing in. Looking changes nothing; buttons answer."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from followon import clock
from followon.errors import Refused
from followon.prepared import prepared
from groups.actions import doors, meetings
from groups.models import Answer, Coming, How, Meeting, Membership
from groups.views.private_links import Held, held, nothing_here

_WORDS = {Coming.YES: "You’re coming", Coming.SEE: "You’ll see on the day", Coming.NO: "Not this time"}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def link_answer(request: HttpRequest, token: str) -> HttpResponse:
    """The meeting and three answers; after answering, the answer in the same place."""
    found = held(request, token, "answer")
    if found is None:
        return nothing_here(request)
    if request.method == "POST" and request.POST.get("coming") in Coming.values:
        return _answer(request, token, found)
    answer = next(iter(_answers(found.meeting, found.membership)), None)
    is_over = found.meeting.is_over(clock.now())
    is_on = found.meeting.is_planned and not is_over
    context = {
        "token": token,
        "first": found.person.first_for_texts,
        "meeting": found.meeting,
        "group": found.meeting.group,
        "answer": answer,
        "words": _WORDS[Coming(answer.coming)] if answer else "",
        "is_stale": answer is not None and not answer.is_of(found.meeting),
        "just_said": "said" in request.GET and answer is not None,
        "asking": is_on and (answer is None or "said" not in request.GET),
        "is_on": is_on,
        "next_one": None if is_on else _next(found.meeting),
    }
    return render(request, "groups/link_answer.html", context)


def _answer(request: HttpRequest, token: str, found: Held) -> HttpResponse:
    try:
        meetings.answer(
            found.meeting,
            membership=found.membership,
            coming=request.POST["coming"],
            how=How.LINK,
            by=found.person,
        )
    except Refused:  # over or off since the page was shown: the page says so
        return redirect("groups:link_answer", token)
    return redirect(f"{reverse('groups:link_answer', args=[token])}?said=1#said")


@prepared
def _answers(meeting: Meeting, membership: Membership) -> QuerySet[Answer]:
    return Answer.objects.filter(meeting=meeting, membership=membership)


def _next(meeting: Meeting) -> Meeting | None:
    return Meeting.objects.upcoming(clock.now()).filter(group=meeting.group_id).exclude(pk=meeting.pk).first()


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def link_not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody else reads this phone or mailbox: stop writing to it, and tell the team."""
    found = held(request, token, "answer")
    if found is None:
        return nothing_here(request)
    if request.method == "POST":
        doors.not_me(found.link, group=found.meeting.group)
        return render(request, "groups/link_not_me_done.html")
    context = {"token": token, "first": found.person.first_for_texts, "meeting": found.meeting}
    return render(request, "groups/link_not_me.html", context)


@login_not_required
@require_http_methods(["POST"])
def link_settings(request: HttpRequest, token: str) -> HttpResponse:
    """From an answer page to pausing and stopping; the private address for that is made when the button is pressed."""
    found = held(request, token, "answer")
    return redirect(doors.settings_address(found.person)) if found else nothing_here(request)
