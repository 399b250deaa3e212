"""Re-exports the models."""

from groups.models.concern import Absence, Concern, ConcernNote, ConcernPage, Duty
from groups.models.group import Channel, Group, GroupPurpose, RhythmKind
from groups.models.meeting import Answer, Attendance, Coming, How, HowWasIt, Meeting, Mode, TutorVisit
from groups.models.membership import Grant, GrantScope, Job, Membership, OrganiserTurn, TakesPart
from groups.models.numbers import NumberChange, NumberCheck
from groups.models.passing import PassOn, PassOnAsk
from groups.models.place import Known, Place, PlaceKind

__all__ = [
    "Absence",
    "Answer",
    "Attendance",
    "Channel",
    "Coming",
    "Concern",
    "ConcernNote",
    "ConcernPage",
    "Duty",
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
    "NumberChange",
    "NumberCheck",
    "OrganiserTurn",
    "PassOn",
    "PassOnAsk",
    "Place",
    "PlaceKind",
    "RhythmKind",
    "TakesPart",
    "TutorVisit",
]
