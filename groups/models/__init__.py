"""Re-exports the models."""

from groups.models.checkin import CheckIn, SeesGP, StillInTouch, StillUsing
from groups.models.concern import Absence, Concern, ConcernNote, ConcernPage, Duty
from groups.models.group import Channel, Group, GroupPurpose, RhythmKind
from groups.models.joining import JoinAsk
from groups.models.meeting import Answer, Attendance, Coming, How, HowWasIt, Meeting, Mode, TutorVisit
from groups.models.meetup import (
    AreaDistance,
    GroupNews,
    InTouch,
    Meetup,
    MeetupAsked,
    MeetupPlace,
    MeetupReply,
    MeetupSite,
    MeetupSlot,
    Need,
    SeasonName,
    SlotAnswer,
    Suits,
    Theme,
)
from groups.models.membership import Grant, GrantScope, Job, Membership, OrganiserTurn, TakesPart
from groups.models.numbers import NumberChange, NumberCheck
from groups.models.passing import PassOn, PassOnAsk
from groups.models.place import Known, Place, PlaceKind
from groups.models.plan import (
    AppointmentNotes,
    FlareUpPlan,
    FlareUpShare,
    Goal,
    GoalsSwitch,
    HowOften,
)
from groups.models.poll import Poll, PollAnswer, PollAsked, PollOption
from groups.models.quiet import QuietReason, QuietSpell
from groups.models.regrouping import RegroupAnswer, Regrouping, RegroupKind

__all__ = [
    "Absence",
    "Answer",
    "AppointmentNotes",
    "AreaDistance",
    "Attendance",
    "Channel",
    "CheckIn",
    "Coming",
    "Concern",
    "ConcernNote",
    "ConcernPage",
    "Duty",
    "FlareUpPlan",
    "FlareUpShare",
    "Goal",
    "GoalsSwitch",
    "Grant",
    "GrantScope",
    "Group",
    "GroupNews",
    "GroupPurpose",
    "How",
    "HowOften",
    "HowWasIt",
    "InTouch",
    "Job",
    "JoinAsk",
    "Known",
    "Meeting",
    "Meetup",
    "MeetupAsked",
    "MeetupPlace",
    "MeetupReply",
    "MeetupSite",
    "MeetupSlot",
    "Membership",
    "Mode",
    "Need",
    "NumberChange",
    "NumberCheck",
    "OrganiserTurn",
    "PassOn",
    "PassOnAsk",
    "Place",
    "PlaceKind",
    "Poll",
    "PollAnswer",
    "PollAsked",
    "PollOption",
    "RegroupAnswer",
    "RegroupKind",
    "Regrouping",
    "QuietReason",
    "QuietSpell",
    "RhythmKind",
    "SeasonName",
    "SeesGP",
    "SlotAnswer",
    "StillInTouch",
    "StillUsing",
    "Suits",
    "TakesPart",
    "Theme",
    "TutorVisit",
]
