"""A member: a meeting for the calendar, and a private address that keeps a calendar up to date."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from followon import clock
from followon.people.http import SignedInRequest
from followon.people.models import User
from followon.web.links import absolute_to
from followon.web.once import once
from groups import calendars
from groups.models import Group, Meeting
from groups.states import MeetingState
from groups.views.finding import my_meeting_of, my_membership
from notifications.models import Link

_KEPT_OFF = timedelta(days=60)  # how long a meeting that was called off stays in, as called off
_BACK, _AHEAD = timedelta(days=60), timedelta(days=366)
_LASTS = timedelta(days=3650)  # a subscription lasts until its owner ends it
_PURPOSE = "calendar"


def my_meeting_calendar(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    meeting = my_meeting_of(request, code, meeting_id)
    return _as_file([meeting], name=meeting.group.short_name, file_name=f"{meeting.on_date:%Y-%m-%d}.ics")


@once
def my_calendar(request: SignedInRequest, code: str) -> HttpResponse:
    """One private address for all the reader's meetings; a new one ends the old."""
    group = my_membership(request, code).group
    link = Link.objects.filter(
        purpose=_PURPOSE, about=f"person:{request.user.pk}", person=request.user
    ).first()
    if request.method == "POST":
        _new_address(request.user, link)
        old = " The old one has stopped working." if link else ""
        messages.success(request, f"You have a new address for your calendar.{old}")
        return redirect("groups:my_calendar", code)
    address = absolute_to("groups:link_calendar", link.token) if link else ""
    return render(request, "groups/my_calendar.html", {"group": group, "address": address})


def _new_address(person: User, old: Link | None) -> None:
    if old:
        old.renew()
        old.save()
    else:
        ends = clock.now() + _LASTS
        Link.objects.make(purpose=_PURPOSE, person=person, about=f"person:{person.pk}", expires_at=ends)


@login_not_required
def link_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The feed itself, for calendar programs, which cannot sign in: the meetings of its owner's groups, no more."""
    link = Link.objects.find(token, purpose=_PURPOSE)
    if link is None or link.is_over or not link.person.is_active:
        raise Http404
    return _as_file(_meetings_of(link.person, clock.now()), name="Follow-on group", file_name="meetings.ics")


def _meetings_of(person: User, at: datetime) -> QuerySet[Meeting]:
    """The person's meetings from two months back to a year ahead; those called off lately are in, as called off."""
    mine = Meeting.objects.filter(group__in=Group.objects.visible_to(person))
    lately = Q(state=MeetingState.CANCELLED, cancelled_at__gt=at - _KEPT_OFF)
    mine = mine.filter(lately | ~Q(state__in=[MeetingState.CANCELLED, MeetingState.NOT_HELD]))
    mine = mine.filter(starts_at__gt=at - _BACK, starts_at__lt=at + _AHEAD)
    return mine.select_related("group", "place").order_by("starts_at", "pk")


def _as_file(meetings: QuerySet[Meeting] | list[Meeting], *, name: str, file_name: str) -> HttpResponse:
    response = HttpResponse(
        calendars.file_of(meetings, name=name), content_type="text/calendar; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
