"""What is done about meetings: planned, moved, called off, put back, answered, and written down afterwards."""

from groups.actions.meetings.answers import MeetingIsOver, NotInThisGroup, answer
from groups.actions.meetings.dates import (
    Plan,
    cancel,
    change_plan,
    move,
    next_plan,
    plan,
    plan_next,
    put_back,
)
from groups.actions.meetings.refusals import (
    ClockSkipsThatTime,
    GroupHasEnded,
    HasBeen,
    InThePast,
    NotCalledOff,
    OnlyFromHome,
    Overlaps,
    PlaceNotYours,
    TooFarAhead,
    WrongLength,
)
from groups.actions.meetings.reports import (
    NotYet,
    UnlikelyNumber,
    did_not_meet,
    report,
    report_headcount,
    undo_report,
)

__all__ = [
    "ClockSkipsThatTime",
    "GroupHasEnded",
    "HasBeen",
    "InThePast",
    "MeetingIsOver",
    "NotCalledOff",
    "NotInThisGroup",
    "NotYet",
    "OnlyFromHome",
    "Overlaps",
    "PlaceNotYours",
    "Plan",
    "TooFarAhead",
    "UnlikelyNumber",
    "WrongLength",
    "answer",
    "cancel",
    "change_plan",
    "did_not_meet",
    "move",
    "next_plan",
    "plan",
    "plan_next",
    "put_back",
    "report",
    "report_headcount",
    "undo_report",
]
