"""/d/<token>/: the meetup of all groups from a text or email, without signing in. Looking changes nothing."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from followon.errors import Refused
from groups.models import How, MeetupAsked
from groups.views.answering_meetups import page_of, take
from groups.views.private_links import nothing_here
from notifications.models import Link
from pmp import organisation


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def link_dates(request: HttpRequest, token: str) -> HttpResponse:
    """Which dates suit; later, can you come; after the day, the notes."""
    asked = _asked(request, token)
    if asked is None:
        return nothing_here(request)
    here, page, problem = reverse("groups:link_dates", args=[token]), None, ""
    if request.method == "POST":
        try:
            said, page = take(asked, request.POST, how=How.LINK, by=asked.person)
        except Refused as refusal:
            said, problem = "", str(refusal)
        if said:
            return redirect(f"{here}?said=1#said")
    context = {**(page or page_of(asked)), "first": asked.person.first_for_texts, "problem": problem}
    # On a shared phone somebody else may be signed in, who was not asked to this meetup.
    is_theirs = request.user.is_anonymous or request.user == asked.person
    context |= {"just_said": "said" in request.GET, "here": here, "is_theirs": is_theirs}
    return render(request, "groups/link_dates.html", context)


def _asked(request: HttpRequest, token: str) -> MeetupAsked | None:
    link = Link.objects.find(token, purpose="dates")
    kind, _, number = (link.about if link else "").partition(":")
    if link is None or link.is_over or not link.person.is_active or kind != "meetup":
        return None
    rows = MeetupAsked.objects.select_related("meetup__service", "person", "group")
    asked = rows.filter(meetup=int(number), person=link.person).first()
    if asked is not None:
        organisation.speak_for(request, asked.meetup.service)
    return asked
