"""Choosing the date and place of the twice-yearly meetup of all groups: dates in, dates out, no database, no clock."""

from groups.meetup_dates.choosing import choose
from groups.meetup_dates.inputs import (
    MOST_SITES,
    ONLINE_SEAT,
    Answer,
    BadSeason,
    Group,
    Person,
    Place,
    Season,
    Slot,
)
from groups.meetup_dates.outcome import GroupFigures, Option, Outcome, Proof, SitePlan, State
from groups.meetup_dates.suggesting import (
    Calendar,
    RefusedDay,
    SchoolHolidays,
    SuggestedDay,
    Suggestions,
    spread,
    suggest_days,
    why_not,
)
from groups.meetup_dates.timeline import Step, StepKind, earliest_meetup, next_meetup_about, steps_for

__all__ = [
    "MOST_SITES",
    "ONLINE_SEAT",
    "Answer",
    "BadSeason",
    "Calendar",
    "Group",
    "GroupFigures",
    "Option",
    "Outcome",
    "Person",
    "Place",
    "Proof",
    "RefusedDay",
    "SchoolHolidays",
    "Season",
    "SitePlan",
    "Slot",
    "State",
    "Step",
    "StepKind",
    "SuggestedDay",
    "Suggestions",
    "choose",
    "earliest_meetup",
    "next_meetup_about",
    "spread",
    "steps_for",
    "suggest_days",
    "why_not",
]
