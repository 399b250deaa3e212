"""What the handover board is made of: read for any number of handovers in the same few queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from followon.people.models import Consent, User
from notifications.kinds import Channel
from notifications.models import Message, Preference
from notifications.states import ByHandOutcome, MessageState
from pmp.models import Choice, Enrolment, Handover, HandoverStep, Session
from pmp.protocol import HANDOVER_SESSIONS, SHARED_FIELDS, Stage

CONTACT_CHECK = "contact-check"
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


def load(handovers: Iterable[Handover]) -> dict[int, Facts]:
    """The facts of each handover, by its number; the handovers carry their cohort and tutor."""
    wanted = list(handovers)
    cohorts = [handover.cohort_id for handover in wanted]
    enrolments = _enrolments(cohorts)
    tutors = {handover.tutor.person_id for handover in wanted if handover.tutor}
    preferences = _preferences({one.person_id for one in enrolments} | tutors)
    sessions, records = _sessions(cohorts), _records(wanted)
    shares, tests = _shares(cohorts), _tests(cohorts)
    people: dict[int, list[PersonFact]] = defaultdict(list)
    for enrolment in enrolments:
        key = (enrolment.cohort_id, enrolment.person_id)
        channel = channel_of(enrolment.person, preferences.get(enrolment.person_id))
        choice = enrolment.answer
        fact = PersonFact(
            enrolment, enrolment.person, choice, frozenset(shares[key]), channel, tests.get(key)
        )
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


def channel_of(person: User, preference: Preference | None) -> str:
    """How somebody is reached: as they chose, else by the first address they have, else by a call."""
    if preference:
        return str(preference.channel)
    if person.mobile:
        return str(Channel.SMS)
    return str(Channel.EMAIL if person.email else Channel.CALL)


def _tutor_channel(handover: Handover, preferences: dict[int, Preference]) -> str:
    if handover.tutor is None:
        return str(Channel.SMS)
    return channel_of(handover.tutor.person, preferences.get(handover.tutor.person_id))


def _enrolments(cohorts: Iterable[int]) -> list[Enrolment]:
    rows = Enrolment.objects.current().filter(cohort__in=cohorts).select_related("person", "choice")
    return sorted(rows, key=lambda one: (one.person.first_name, one.person.last_name, one.pk))


def _preferences(people: Iterable[int]) -> dict[int, Preference]:
    return {one.person_id: one for one in Preference.objects.filter(person__in=people)}


def _sessions(cohorts: Iterable[int]) -> dict[int, list[SessionFact]]:
    found: dict[int, list[SessionFact]] = defaultdict(list)
    for session in Session.objects.filter(cohort__in=cohorts).order_by("cohort", "on_date"):
        found[session.cohort_id].append(SessionFact(session.number, session.on_date, session.starts_at_local))
    return found


def _records(handovers: Iterable[Handover]) -> dict[int, dict[str, HandoverStep]]:
    found: dict[int, dict[str, HandoverStep]] = defaultdict(dict)
    for step in HandoverStep.objects.filter(handover__in=handovers).select_related("recorded_by"):
        found[step.handover_id][step.key] = step
    return found


def _shares(cohorts: Iterable[int]) -> dict[tuple[int, int], set[str]]:
    """What each person agreed to share with the group of the programme, field by field."""
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    scopes = {f"cohort:{cohort}": cohort for cohort in cohorts}
    purposes = [purpose for purpose, _ in SHARED_FIELDS]
    lines = Consent.objects.filter(scope__in=list(scopes), purpose__in=purposes).order_by("at", "pk")
    for person, scope, purpose, given in lines.values_list("person_id", "scope", "purpose", "given"):
        here = found[scopes[scope], person]
        if given:
            here.add(purpose)
        else:
            here.discard(purpose)
    return found


def _tests(cohorts: Iterable[int]) -> dict[tuple[int, int], Message]:
    """The newest test message of each person of each programme, by the way they chose.

    What the engine tries instead (a call after a text that failed) is no test of the chosen way.
    """
    abouts = {f"cohort:{cohort}": cohort for cohort in cohorts}
    rows = Message.objects.filter(about__in=list(abouts), kind=CONTACT_CHECK).exclude(
        key__contains=":instead:"
    )
    rows = rows.defer("payload", "body", "subject")
    return {(abouts[row.about], row.person_id): row for row in rows.order_by("pk")}
