"""What the private links of a text open: who holds it, which meeting it is about, and whether it still works."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from followon.people.models import User
from followon.prepared import Prepared, prepared
from groups.models import Meeting, Membership, TutorVisit
from notifications.models import Link
from pmp import organisation


@dataclass(frozen=True)
class Held:
    """A link in somebody's hand: the person it was sent to, and what it is about."""

    link: Link
    meeting: Meeting
    membership: Membership

    @property
    def person(self) -> User:
        return self.link.person


def held(request: HttpRequest, token: str, purpose: str) -> Held | None:
    """What a link to a meeting opens, for somebody who is still in the group; None when it opens nothing.

    A page shows the place and the organiser, so they are read with the meeting; a button that is pressed needs neither.
    """
    link = working(token, purpose)
    meeting = _meeting(link, _meetings_alone if request.method == "POST" else _meetings) if link else None
    if link is None or meeting is None:
        return None
    membership = next(iter(_members(meeting.group_id, link.person)), None)
    if membership is None:
        return None
    membership.group, membership.person = meeting.group, link.person
    organisation.speak_for(request, meeting.group.service)
    return Held(link, meeting, membership)


def held_visit(request: HttpRequest, token: str) -> TutorVisit | None:
    """The visit a patient tutor's link opens; None when it is not, or no longer, theirs."""
    link = working(token, "organise")
    kind, _, number = (link.about if link else "").partition(":")
    if link is None or kind != "visit":
        return None
    rows = TutorVisit.objects.filter(pk=number, tutor__person=link.person)
    visit = rows.select_related("meeting__group__service", "meeting__place", "tutor__person").first()
    if visit is not None:
        organisation.speak_for(request, visit.meeting.group.service)
    return visit


def nothing_here(request: HttpRequest) -> HttpResponse:
    """The same page for a link that never was, is over, or is somebody else's now: it tells nobody anything."""
    return render(request, "groups/link_over.html", status=410)


def working(token: str, purpose: str) -> Link | None:
    """The link with this token, while it works for somebody whose account does."""
    link = Link.objects.find(token, purpose=purpose)
    return None if link is None or link.is_over or not link.person.is_active else link


def _meeting(link: Link, read: Prepared[[int], Meeting]) -> Meeting | None:
    kind, _, number = link.about.partition(":")
    return next(iter(read(int(number))), None) if kind == "meeting" else None


@prepared
def _meetings_alone(number: int) -> QuerySet[Meeting]:
    return Meeting.objects.filter(pk=number).select_related("group__service")


@prepared
def _meetings(number: int) -> QuerySet[Meeting]:
    return Meeting.objects.filter(pk=number).select_related("group__service", "place", "organiser__person")


@prepared
def _members(group_id: int, person: User) -> QuerySet[Membership]:
    return Membership.objects.current().filter(group=group_id, person=person)
