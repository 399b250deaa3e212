"""Re-exports the models."""

from groups.models.group import Channel, Group, GroupPurpose, RhythmKind
from groups.models.meeting import Answer, Attendance, Coming, How, HowWasIt, Meeting, Mode, TutorVisit
from groups.models.membership import Grant, GrantScope, Job, Membership, OrganiserTurn, TakesPart
from groups.models.passing import PassOn, PassOnAsk
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
    "HowWasIt",
    "Job",
    "Known",
    "Meeting",
    "Membership",
    "Mode",
    "OrganiserTurn",
    "PassOn",
    "PassOnAsk",
    "Place",
    "PlaceKind",
    "RhythmKind",
    "TakesPart",
    "TutorVisit",
]
