"""Re-exports the models."""

from pmp.models.cohort import Cohort, Session
from pmp.models.enrolment import (
    AboutMe,
    AgeBand,
    BestTimes,
    Choice,
    Enrolment,
    Gender,
    Import,
    ImportState,
    PartOfDay,
    PrivateReason,
    Reason,
    Travel,
)
from pmp.models.handover import Handover, HandoverStep, Outcome
from pmp.models.service import Nation, Post, Role, Service

__all__ = [
    "AboutMe",
    "AgeBand",
    "BestTimes",
    "Choice",
    "Cohort",
    "Enrolment",
    "Gender",
    "Handover",
    "HandoverStep",
    "Import",
    "ImportState",
    "Nation",
    "Outcome",
    "PartOfDay",
    "Post",
    "PrivateReason",
    "Reason",
    "Role",
    "Service",
    "Session",
    "Travel",
]
