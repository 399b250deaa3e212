"""The handover's numbers and steps, each with where the paper says so (Farr et al. 2021, Br J Pain)."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

# "The Intervention": a PMP is 8 to 12 weekly three-hour sessions.
FEWEST_SESSIONS, MOST_SESSIONS = 8, 12
# "The Intervention": the handover unfolds over the programme's last three sessions.
HANDOVER_SESSIONS = 3
# Late deciders get one message two weeks after the end, then never again (R004: no repeat asking).
LATE_DECIDER_AFTER = timedelta(days=14)
# ux 7.1: the private link to the choice closes twelve weeks after the last session; then there is the phone.
CHOICE_OPEN_FOR = timedelta(weeks=12)
# ux 8b: staff hear of open steps two days before each session, and on the morning after it.
REMIND_STAFF_BEFORE = timedelta(days=2)
# The patient tutor is asked two weeks before the session in which things are talked through.
ASK_TUTOR_BEFORE = timedelta(days=14)
# ux 8a: a list of people waiting to be checked is deleted after seven days.
KEEP_LISTS_FOR = timedelta(days=7)
# P24 "nothing ever came": the directory reaches each member within a day of the handover (F3, F4).
DIRECTORY_WITHIN = timedelta(hours=24)
# A first-contact watchdog looks 14 days after the last session (F3).
FIRST_CONTACT_WITHIN = timedelta(days=14)


class Stage(Enum):
    """The three sessions of the handover, counted from the end of the programme."""

    SHARE = "SHARE"  # session N-2: the patient tutor introduces the idea
    TALK = "TALK"  # session N-1: exploratory discussion and practicalities
    HAND_OVER = "HAND_OVER"  # session N: agree, swap details, first date

    @property
    def title(self) -> str:
        return {"SHARE": "share the idea", "TALK": "talk it through", "HAND_OVER": "hand over"}[self.value]

    @property
    def sessions_before_end(self) -> int:
        return {"SHARE": 2, "TALK": 1, "HAND_OVER": 0}[self.value]


class Owner(Enum):
    """Whose step it is."""

    TUTOR = "the patient tutor"
    CLINICIAN = "the clinicians"
    EVERYBODY = "the whole room"


@dataclass(frozen=True)
class Step:
    """One thing to do in a handover session.

    A `derived` step is done when the facts say so (everybody asked, everybody reached); the others are marked
    by somebody. A tutor's step never blocks: "not needed" with a reason is a proper outcome (R043, R084).
    """

    key: str
    stage: Stage
    title: str
    help: str
    owner: Owner
    derived: bool = False
    may_be_not_needed: bool = True


STEPS: tuple[Step, ...] = (
    Step(
        "tutor-story",
        Stage.SHARE,
        "Patient tutor’s story",
        "How their own group began and what it gives them",
        Owner.TUTOR,
    ),
    Step(
        "leaflet",
        Stage.SHARE,
        "Leaflet given out",
        "On paper, and by email to those who like it",
        Owner.CLINICIAN,
    ),
    Step(
        "ask-choice",
        Stage.SHARE,
        "Ask who may want a group",
        "Each person answers privately",
        Owner.CLINICIAN,
        derived=True,
        may_be_not_needed=False,
    ),
    Step(
        "tutor-coming",
        Stage.TALK,
        "Patient tutor can come",
        "To this session and the first 3 meetings",
        Owner.TUTOR,
    ),
    Step(
        "practicalities",
        Stage.TALK,
        "Pick a day, time and place",
        "Ideas that suit most people",
        Owner.EVERYBODY,
    ),
    Step(
        "ask-sharing",
        Stage.TALK,
        "Ask about sharing details",
        "Field by field, with the group only",
        Owner.CLINICIAN,
        derived=True,
        may_be_not_needed=False,
    ),
    Step(
        "share-jobs",
        Stage.TALK,
        "Share out the jobs",
        "An organiser and a stand-in",
        Owner.EVERYBODY,
    ),
    Step(
        "test-messages",
        Stage.HAND_OVER,
        "Test messages reach everyone",
        "Everybody who said yes has heard from us",
        Owner.CLINICIAN,
        derived=True,
        may_be_not_needed=False,
    ),
    Step(
        "agreement",
        Stage.HAND_OVER,
        "Agree how we look after each other",
        "With who to call in a crisis",
        Owner.EVERYBODY,
    ),
    Step(
        "name-and-date",
        Stage.HAND_OVER,
        "Name the group, book a date",
        "Within about 4 weeks",
        Owner.EVERYBODY,
    ),
    Step(
        "swap-details",
        Stage.HAND_OVER,
        "Swap contact details",
        "Only people who said yes",
        Owner.CLINICIAN,
        derived=True,
        may_be_not_needed=False,
    ),
)
STEP_BY_KEY = {step.key: step for step in STEPS}


class Purpose:
    """Consent purposes this app declares; the scope is `cohort:<id>` or `service:<id>`."""

    SHARE_NAME = "share.name"
    SHARE_MOBILE = "share.mobile"
    SHARE_LANDLINE = "share.landline"
    SHARE_EMAIL = "share.email"
    SERVICE_MAY_CONTACT = "service.contact"  # after the handover, decision 7
    MEETUP_NEWS = "meetups.invite"  # told of meetups, in a group or not (R022)
    RESEARCH = "research.take_part"  # a line in the file for research, without a name (R094)


RESEARCH_WORDS = (
    "Use my answers for research, without my name"  # wherever it is asked: one agreement, one wording
)

SHARED_FIELDS: tuple[tuple[str, str], ...] = (
    (Purpose.SHARE_NAME, "My first name"),
    (Purpose.SHARE_MOBILE, "My mobile number"),
    (Purpose.SHARE_LANDLINE, "My home phone number"),
    (Purpose.SHARE_EMAIL, "My email address"),
)
SHARING_WORDING = "sharing-2026-11"
