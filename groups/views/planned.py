"""Reads of a group's coming meetings that several pages show."""

from django.db.models import QuerySet

from followon import clock
from followon.prepared import prepared
from groups.models import Group, Meeting

NEXT = 3


def next_meetings(group: Group) -> list[Meeting]:
    """The next three meetings, the soonest first."""
    return _next(group)


@prepared
def _next(group: Group) -> QuerySet[Meeting]:
    upcoming = Meeting.objects.upcoming(clock.now()).filter(group=group)
    return upcoming.select_related("place", "organiser")[:NEXT]
