"""What the handover board is made of: read for any number of handovers in the same few queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat, JSONObject

from followon.people.models import Consent, User
from followon.prepared import prepared
from notifications.kinds import Channel
from notifications.models import Message, Preference
from notifications.states import ByHandOutcome, MessageState
from pmp.models import Choice, Enrolment, Handover, HandoverStep, Session
from pmp.protocol import HANDOVER_SESSIONS, SHARED_FIELDS, Stage

CONTACT_CHECK = "contact-check"
_PURPOSES = [purpose for purpose, _ in SHARED_FIELDS]
_SPOKEN_TO = (ByHandOutcome.TOLD.label, ByHandOutcome.POSTED.label)


@dataclass(frozen=True)
class SessionFact:
    """One session of the programme, as far as the handover cares."""

    number: int
    on_date: date
    at: time | None = None


@dataclass(frozen=True)
class PersonFact:
    """One person on the programme: what they answered, and whether anything has reached them."""

    enrolment: Enrolment
    person: User
    choice: Choice | None = None
    shares: frozenset[str] = frozenset()
    channel: str = Channel.SMS
    test: Message | None = None

    @property
    def address(self) -> str:
        """Where a message to them would go; empty when they have no such address."""
        by_channel = {Channel.SMS: self.person.mobile, Channel.EMAIL: self.person.email}
        return by_channel.get(Channel(self.channel), self.person.landline or self.person.mobile)

    @property
    def is_reached(self) -> bool:
        """Whether a test message arrived at the address they have now, or somebody spoke to them."""
        if self.enrolment.reached_at:
            return True
        if self.test is None or self.test.channel != self.channel:
            return False
        if self.test.state == MessageState.DONE_BY_HAND:
            return self.test.reason in _SPOKEN_TO
        return self.test.state == MessageState.DELIVERED and self.test.address == self.address


@dataclass(frozen=True)
class Facts:
    """Everything a board says follows from this and from the day."""

    handover: Handover
    sessions: Sequence[SessionFact] = ()
    records: dict[str, HandoverStep] = field(default_factory=dict)
    people: Sequence[PersonFact] = ()
    tutor_channel: str = Channel.SMS

    @property
    def last_three(self) -> dict[Stage, SessionFact]:
        """The handover's sessions: the last three there are, whatever their number and dates (R011, F1)."""
        return stages_of(self.sessions)


def stages_of(sessions: Sequence[SessionFact]) -> dict[Stage, SessionFact]:
    """Which session each stage falls on; a stage without a session is left out."""
    ordered = sorted(sessions, key=lambda session: session.on_date)[-HANDOVER_SESSIONS:]
    stages = list(Stage)[len(Stage) - len(ordered) :]
    return dict(zip(stages, ordered, strict=True))


class Known(TypedDict):
    """What the database tells beside an enrolment."""

    way: str | None  # how they chose to be reached
    told: list[dict[str, Any]]  # what they said last about sharing with the group


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    Enrolled = WithAnnotations[Enrolment, Known]


def load(handovers: Iterable[Handover]) -> dict[int, Facts]:
    """The facts of each handover, by its number; the handovers carry their cohort and tutor."""
    wanted = list(handovers)
    cohorts = [handover.cohort_id for handover in wanted]
    enrolments = _enrolments(cohorts)
    preferences = _preferences([handover.tutor.person_id for handover in wanted if handover.tutor])
    sessions, records, tests = _sessions(cohorts), _records(wanted), _tests(cohorts)
    people: dict[int, list[PersonFact]] = defaultdict(list)
    for enrolment in enrolments:
        test = tests.get((enrolment.cohort_id, enrolment.person_id))
        channel = channel_of(enrolment.person, enrolment.way)
        shares = frozenset(line["purpose"] for line in enrolment.told if line["given"])
        fact = PersonFact(enrolment, enrolment.person, enrolment.answer, shares, channel, test)
        people[enrolment.cohort_id].append(fact)
    return {
        handover.pk: Facts(
            handover,
            sessions[handover.cohort_id],
            records[handover.pk],
            people[handover.cohort_id],
            _tutor_channel(handover, preferences),
        )
        for handover in wanted
    }


def channel_of(person: User, chosen: str | None) -> str:
    """How somebody is reached: as they chose, else by the first address they have, else by a call."""
    if chosen:
        return chosen
    if person.mobile:
        return str(Channel.SMS)
    return str(Channel.EMAIL if person.email else Channel.CALL)


def _tutor_channel(handover: Handover, preferences: dict[int, str]) -> str:
    if handover.tutor is None:
        return str(Channel.SMS)
    return channel_of(handover.tutor.person, preferences.get(handover.tutor.person_id))


def _enrolments(cohorts: list[int]) -> "list[Enrolled]":
    rows = _people(cohorts)
    return sorted(rows, key=lambda one: (one.person.first_name, one.person.last_name, one.pk))


@prepared
def _people(cohorts: list[int]) -> "QuerySet[Enrolled]":
    """Who is on these programmes, each with the way they chose and what they said about sharing with the group."""
    ways = Preference.objects.filter(person=OuterRef("person"))
    scope = Concat(Value("cohort:"), Cast(OuterRef("cohort_id"), CharField()), output_field=CharField())
    lines = Consent.objects.filter(person=OuterRef("person"), scope=scope, purpose__in=_PURPOSES)
    told = lines.latest_lines().values_list(JSONObject(purpose="purpose", given="given"))
    rows = Enrolment.objects.current().filter(cohort__in=cohorts).select_related("person", "choice")
    return rows.order_by().annotate(way=Subquery(ways.values("channel")[:1]), told=ArraySubquery(told))


def _preferences(people: list[int]) -> dict[int, str]:
    return dict(_ways(people)) if people else {}


@prepared
def _ways(people: list[int]) -> QuerySet[Preference, tuple[int, str]]:
    return Preference.objects.filter(person__in=people).values_list("person_id", "channel")


def _sessions(cohorts: list[int]) -> dict[int, list[SessionFact]]:
    found: dict[int, list[SessionFact]] = defaultdict(list)
    for cohort, number, on, at in _dates(cohorts):
        found[cohort].append(SessionFact(number, on, at))
    return found


@prepared
def _dates(cohorts: list[int]) -> QuerySet[Session, tuple[int, int, date, time | None]]:
    rows = Session.objects.filter(cohort__in=cohorts).order_by("cohort", "on_date")
    return rows.values_list("cohort_id", "number", "on_date", "starts_at_local")


def _records(handovers: Iterable[Handover]) -> dict[int, dict[str, HandoverStep]]:
    found: dict[int, dict[str, HandoverStep]] = defaultdict(dict)
    for step in _steps([handover.pk for handover in handovers]):
        found[step.handover_id][step.key] = step
    return found


@prepared
def _steps(handovers: list[int]) -> QuerySet[HandoverStep]:
    return HandoverStep.objects.filter(handover__in=handovers).select_related("recorded_by")


def _tests(cohorts: Iterable[int]) -> dict[tuple[int, int], Message]:
    """The newest test message of each person of each programme, by the way they chose."""
    abouts = {f"cohort:{cohort}": cohort for cohort in cohorts}
    return {(abouts[row.about], row.person_id): row for row in _checks(list(abouts))}


@prepared
def _checks(abouts: list[str]) -> QuerySet[Message]:
    """What the engine tries instead (a call after a text that failed) is no test of the chosen way."""
    rows = Message.objects.filter(about__in=abouts, kind=CONTACT_CHECK).exclude(key__contains=":instead:")
    return rows.defer("payload", "body", "subject").order_by("pk")
