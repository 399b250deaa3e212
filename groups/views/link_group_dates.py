"""/g/<token>/: which dates suit for a group's own next meeting, without signing in. Looking changes nothing."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from followon.errors import Refused
from groups.models import How, Membership, Poll
from groups.views.answering_dates import page_of, take
from groups.views.private_links import nothing_here
from notifications.models import Link
from pmp import organisation


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def link_group_dates(request: HttpRequest, token: str) -> HttpResponse:
    """The dates and the reader's answers, until one is booked; then that date."""
    found = _asked(request, token)
    if found is None:
        return nothing_here(request)
    poll, me = found
    here, page, problem = reverse("groups:link_group_dates", args=[token]), None, ""
    if request.method == "POST":
        try:
            page = take(poll, me, request.POST, how=How.LINK, by=me.person)
        except Refused as refusal:
            problem = str(refusal)
        else:
            if page is None:
                return redirect(f"{here}?said=1#said")
    context = {
        **(page or page_of(poll, me)),
        "problem": problem,
        "just_said": "said" in request.GET,
        "first": me.person.first_for_texts,
    }
    return render(request, "groups/link_group_dates.html", context)


def _asked(request: HttpRequest, token: str) -> tuple[Poll, Membership] | None:
    link = Link.objects.find(token, purpose="group-dates")
    kind, _, number = (link.about if link else "").partition(":")
    if link is None or link.is_over or not link.person.is_active or kind != "poll":
        return None
    polls = Poll.objects.select_related("group__service", "place", "booked", "meeting")
    poll = polls.filter(pk=number).first()
    members = Membership.objects.current().filter(person=link.person).select_related("person", "group")
    me = members.filter(group=poll.group_id).first() if poll else None
    if poll is None or me is None:
        return None
    organisation.speak_for(request, poll.group.service)
    return poll, me
