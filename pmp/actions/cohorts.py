"""A programme's life: opened, its sessions moved, added and removed, and its end."""

from collections.abc import Iterable
from datetime import date
from datetime import time as clock_face
from typing import Any

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Gone, Refused
from followon.states import check_move
from followon.web.templatetags.dates import day
from pmp.actions import tutors as tutoring
from pmp.events import Event
from pmp.models import Cohort, Handover, Post, Role, Service, Session
from pmp.protocol import FEWEST_SESSIONS, HANDOVER_SESSIONS, MOST_SESSIONS
from pmp.states import COHORT_MOVES, CohortState


class CohortNameTaken(Refused):
    """Two programmes of one name could not be told apart."""

    def __init__(self) -> None:
        super().__init__("Your service has a programme with this name. Add the season or the year.")


class NumberOfSessions(Refused):
    """A programme has 8 to 12 sessions; the handover needs three."""


class TwoSessionsOneDay(Refused):
    """One session a day."""

    def __init__(self, on: date) -> None:
        super().__init__(f"There is a session on {day(on)} already. Choose another day.")


class SessionIsOver(Refused):
    """What has been held stays in the record."""

    def __init__(self) -> None:
        super().__init__("This session has been held. It can’t be taken out.")


class NotOverYet(Refused):
    """The last session is still to come."""

    def __init__(self, on: date) -> None:
        super().__init__(f"The last session is on {day(on)}. The programme ends after it.")


class NotOnThisTeam(Refused):
    """Only people who work for the service today run its programmes."""

    def __init__(self) -> None:
        super().__init__("Choose people who work for your service today.")


@transaction.atomic
def open_cohort(
    service: Service,
    *,
    name: str,
    dates: list[date],
    by: Actor,
    place: str = "",
    is_online: bool = False,
    time: clock_face | None = None,
    clinicians: Iterable[Post] = (),
    tutors: Iterable[Post] = (),
) -> Cohort:
    """Open a programme with its sessions on these dates and its handover; the first tutor leads the handover.

    Raises CohortNameTaken, NumberOfSessions, TwoSessionsOneDay and NotOnThisTeam.
    """
    service = Service.objects.select_for_update().get(pk=service.pk)
    if service.cohorts.filter(name__iexact=name).exists():
        raise CohortNameTaken
    _check_dates(dates)
    helpers, first, last = list(tutors), min(dates), max(dates)
    cohort = Cohort.objects.create(
        service=service,
        name=name,
        place=place,
        is_online=is_online,
        state=_state_on(clock.today(service.tz), first, last),
        starts_on=first,
        ends_on=last,
    )
    Session.objects.bulk_create(
        Session(cohort=cohort, number=number, on_date=on, starts_at_local=time)
        for number, on in enumerate(sorted(dates), 1)
    )
    _put_on_team(cohort, clinicians=list(clinicians), tutors=helpers)
    Handover.objects.create(cohort=cohort, tutor=helpers[0] if helpers else None)
    recorder.record(Event.COHORT_OPENED, by=by, about=cohort, sessions=len(dates), first=first)
    return cohort


def _check_dates(dates: list[date]) -> None:
    if not FEWEST_SESSIONS <= len(dates) <= MOST_SESSIONS:
        raise NumberOfSessions(
            f"A programme has {FEWEST_SESSIONS} to {MOST_SESSIONS} sessions. This has {len(dates)}."
        )
    if twice := next((on for on in dates if dates.count(on) > 1), None):
        raise TwoSessionsOneDay(twice)


def _state_on(today: date, first: date, last: date) -> CohortState:
    if today < first:
        return CohortState.PLANNED
    return CohortState.RUNNING if today <= last else CohortState.FINISHED


def _put_on_team(cohort: Cohort, *, clinicians: list[Post], tutors: list[Post]) -> None:
    here = set(cohort.service.posts.held().values_list("pk", "role"))
    wanted = {(post.pk, str(Role.CLINICIAN)) for post in clinicians}
    wanted |= {(post.pk, str(Role.PATIENT_TUTOR)) for post in tutors}
    if not wanted <= here:
        raise NotOnThisTeam
    cohort.clinicians.set(clinicians)
    cohort.tutors.set(tutors)


@transaction.atomic
def set_team(cohort: Cohort, *, clinicians: Iterable[Post], tutors: Iterable[Post], by: Actor) -> Cohort:
    """Choose who runs the programme. A handover whose tutor leaves it passes to a deputy.
    Raises NotOnThisTeam."""
    cohort = _lock(cohort)
    _put_on_team(cohort, clinicians=list(clinicians), tutors=list(tutors))
    recorder.record(Event.TEAM_CHANGED, by=by, about=cohort)
    handover = Handover.objects.select_related("tutor").get(cohort=cohort)
    helpers = list(cohort.tutors.held())
    if not handover.is_over and handover.tutor not in helpers:
        tutoring.assign(handover, tutor=helpers[0] if helpers else None, by=by)
    return cohort


@transaction.atomic
def change(cohort: Cohort, *, by: Actor, **changes: Any) -> Cohort:
    """Change a programme's name, place or whether it is online. Raises CohortNameTaken."""
    cohort = _lock(cohort)
    if unknown := set(changes) - {"name", "place", "is_online"}:
        raise TypeError(f"not facts of a programme: {sorted(unknown)}")
    changed = {name: new for name, new in changes.items() if getattr(cohort, name) != new}
    others = Cohort.objects.filter(service=cohort.service_id).exclude(pk=cohort.pk)
    if others.filter(name__iexact=changed.get("name", "")).exists():
        raise CohortNameTaken
    if changed:
        for name, new in changed.items():
            setattr(cohort, name, new)
        cohort.edited_at = clock.now()
        cohort.save(update_fields=[*changed, "edited_at"])
        recorder.record(Event.COHORT_CHANGED, by=by, about=cohort, fields=sorted(changed))
    return cohort


@transaction.atomic
def move_session(session: Session, *, to: date, by: Actor) -> Session:
    """Move a session to another day; numbers, the end and the handover's three sessions follow the dates
    (F1).

    Raises Gone and TwoSessionsOneDay. Moving it to where it is does nothing.
    """
    cohort = _lock(session.cohort)
    if not Session.objects.filter(pk=session.pk).exists():
        raise Gone
    session = Session.objects.get(pk=session.pk)
    old = session.on_date
    if to == old:
        return session
    _refuse_taken_day(cohort, to)
    asked = _asked_about(cohort)
    session.on_date = to
    session.save(update_fields=["on_date"])
    _follow_dates(cohort)
    recorder.record(Event.SESSION_MOVED, by=by, about=cohort, old=old, new=to)
    _ask_tutor_again(cohort, asked, by=by)
    session.refresh_from_db()
    return session


@transaction.atomic
def add_session(cohort: Cohort, *, on: date, by: Actor) -> Session:
    """Add a session, at the usual time; a programme that had ended runs again if the day is still to come.

    Raises TwoSessionsOneDay and NumberOfSessions.
    """
    cohort = _lock(cohort)
    _refuse_taken_day(cohort, on)
    if cohort.sessions.count() >= MOST_SESSIONS:
        raise NumberOfSessions(f"A programme has at most {MOST_SESSIONS} sessions. Move one instead.")
    asked = _asked_about(cohort)
    usual = cohort.sessions.order_by("-number").first()
    session = Session.objects.create(
        cohort=cohort,
        number=usual.number + 1 if usual else 1,
        on_date=on,
        starts_at_local=usual.starts_at_local if usual else None,
    )
    _follow_dates(cohort)
    recorder.record(Event.SESSION_ADDED, by=by, about=cohort, on=on)
    _ask_tutor_again(cohort, asked, by=by)
    session.refresh_from_db()
    return session


@transaction.atomic
def remove_session(session: Session, *, by: Actor) -> Cohort:
    """Take a session out, such as one that snow cancelled. At least the three of the handover stay.

    Raises Gone, SessionIsOver and NumberOfSessions.
    """
    cohort = _lock(session.cohort)
    if not Session.objects.filter(pk=session.pk).exists():
        raise Gone
    session = Session.objects.get(pk=session.pk)
    if session.held_at:
        raise SessionIsOver
    if cohort.sessions.count() <= HANDOVER_SESSIONS:
        raise NumberOfSessions(f"The handover needs {HANDOVER_SESSIONS} sessions. Move this one instead.")
    asked = _asked_about(cohort)
    on = session.on_date
    session.delete()
    _follow_dates(cohort)
    recorder.record(Event.SESSION_REMOVED, by=by, about=cohort, on=on)
    _ask_tutor_again(cohort, asked, by=by)
    return cohort


@transaction.atomic
def begin(cohort: Cohort, *, by: Actor) -> Cohort:
    """Note that the first session's day has come. Raises MoveNotAllowed."""
    cohort = _lock(cohort)
    check_move(COHORT_MOVES, cohort.state, CohortState.RUNNING)
    _set_state(cohort, CohortState.RUNNING)
    recorder.record(Event.COHORT_BEGAN, by=by, about=cohort)
    return cohort


@transaction.atomic
def finish(cohort: Cohort, *, by: Actor) -> Cohort:
    """Note that the programme has come to its end. Raises NotOverYet and MoveNotAllowed."""
    cohort = _lock(cohort)
    check_move(COHORT_MOVES, cohort.state, CohortState.FINISHED)
    if cohort.ends_on >= clock.today(cohort.service.tz):
        raise NotOverYet(cohort.ends_on)
    _set_state(cohort, CohortState.FINISHED)
    recorder.record(Event.COHORT_FINISHED, by=by, about=cohort)
    return cohort


def _lock(cohort: Cohort) -> Cohort:
    """The fresh row; whoever changes sessions of a programme waits here for whoever does already."""
    return Cohort.objects.select_for_update(of=("self",)).select_related("service").get(pk=cohort.pk)


def _refuse_taken_day(cohort: Cohort, on: date) -> None:
    if cohort.sessions.filter(on_date=on).exists():
        raise TwoSessionsOneDay(on)


def _follow_dates(cohort: Cohort) -> None:
    """Number the sessions by their dates and keep the programme's first and last day in step."""
    sessions = list(cohort.sessions.order_by("on_date"))
    for number, session in enumerate(sessions, 1):
        if session.number != number:
            session.number = number
            session.save(update_fields=["number"])
    cohort.starts_on, cohort.ends_on = sessions[0].on_date, sessions[-1].on_date
    cohort.edited_at = clock.now()
    cohort.save(update_fields=["starts_on", "ends_on", "edited_at"])
    if cohort.state == CohortState.FINISHED and cohort.ends_on >= clock.today(cohort.service.tz):
        check_move(COHORT_MOVES, cohort.state, CohortState.RUNNING)
        _set_state(cohort, CohortState.RUNNING)


def _set_state(cohort: Cohort, state: CohortState) -> None:
    cohort.state = state
    cohort.save(update_fields=["state"])


def _asked_about(cohort: Cohort) -> date | None:
    """The day the tutor was asked about, if they were: they are asked again when it changes."""
    handover = Handover.objects.select_related("cohort").get(cohort=cohort)
    session = tutoring.session_to_ask_about(handover)
    return session.on_date if session and handover.tutor_asked_at else None


def _ask_tutor_again(cohort: Cohort, asked: date | None, *, by: Actor) -> None:
    handover = Handover.objects.select_related("cohort", "tutor").get(cohort=cohort)
    session = tutoring.session_to_ask_about(handover)
    if asked and not handover.is_over and session and session.on_date != asked:
        tutoring.ask_about_new_date(handover, by=by)
