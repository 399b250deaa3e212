"""Reads of a group's coming meetings that several pages show."""

from followon import clock
from groups.models import Group, Meeting

NEXT = 3


def next_meetings(group: Group) -> list[Meeting]:
    """The next three meetings, the soonest first."""
    upcoming = Meeting.objects.upcoming(clock.now()).filter(group=group).select_related("place", "organiser")
    return list(upcoming[:NEXT])
