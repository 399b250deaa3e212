"""Re-exports the models."""

from groups.models.group import Channel, Group, GroupPurpose, RhythmKind
from groups.models.meeting import Answer, Attendance, Coming, How, Meeting, Mode, TutorVisit
from groups.models.membership import Grant, GrantScope, Job, Membership, OrganiserTurn, TakesPart
from groups.models.place import Known, Place, PlaceKind

__all__ = [
    "Answer",
    "Attendance",
    "Channel",
    "Coming",
    "Grant",
    "GrantScope",
    "Group",
    "GroupPurpose",
    "How",
    "Job",
    "Known",
    "Meeting",
    "Membership",
    "Mode",
    "OrganiserTurn",
    "Place",
    "PlaceKind",
    "RhythmKind",
    "TakesPart",
    "TutorVisit",
]
