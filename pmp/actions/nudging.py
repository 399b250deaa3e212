"""What happens by itself because its day has come; each may run as often as it likes and says nothing twice."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.db import transaction

from followon import clock
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from notifications import outbox
from notifications.kinds import Channel
from pmp import board
from pmp.actions import cohorts, tutors
from pmp.board import Board
from pmp.board.exceptions import not_heard
from pmp.messages.patients import LateDecider
from pmp.messages.staff import NotHeard, StepReminder
from pmp.models import Cohort, Enrolment, Handover, Post, Role
from pmp.protocol import (
    ASK_TUTOR_BEFORE,
    FIRST_CONTACT_WITHIN,
    LATE_DECIDER_AFTER,
    REMIND_STAFF_BEFORE,
    Stage,
)
from pmp.states import CohortState, HandoverState, Wish

STILL_USEFUL = timedelta(days=28)  # after an outage longer than this, a nudge about the end helps nobody
MORNING_AFTER = timedelta(days=3)  # the morning after a session, or the first the machine was on


def keep_programmes_in_step(*, by: Actor) -> int:
    """Begin programmes whose first day has come, end those whose last has passed, pass on from tutors who stopped.

    Gives back how many programmes changed.
    """
    today = clock.today()
    coming = Cohort.objects.filter(state=CohortState.PLANNED, starts_on__lte=today).select_related("service")
    over = Cohort.objects.filter(state=CohortState.RUNNING, ends_on__lt=today).select_related("service")
    changed = sum(_try(cohorts.begin, cohort, by=by) for cohort in coming)
    changed += sum(_try(cohorts.finish, cohort, by=by) for cohort in over)
    held_by_tutors = Handover.objects.under_way().filter(tutor__isnull=False).values("tutor")
    for post in Post.objects.filter(until_date__lte=today, pk__in=held_by_tutors):
        tutors.pass_on_from(post, by=by)
    return changed


def _try(verb: Callable[..., object], thing: object, *, by: Actor) -> bool:
    """One that somebody else dealt with a moment ago does not stop the others."""
    try:
        verb(thing, by=by)
    except Refused:
        return False
    return True


def _under_way(today: date) -> list[Handover]:
    """Handovers whose last session is near or not long past."""
    near = Handover.objects.under_way().filter(
        cohort__ends_on__gte=today - STILL_USEFUL, cohort__ends_on__lte=today + timedelta(weeks=6)
    )
    return list(near.select_related("cohort__service", "tutor__person"))


def ask_tutors(*, by: Actor) -> int:
    """Ask each tutor, once, two weeks before the session in which things are talked through; how many were asked."""
    today = clock.today()
    asked = 0
    for found in board.boards(_under_way(today), today).values():
        handover = found.handover
        talk = next((column for column in found.stages if column.stage is Stage.TALK), None)
        if talk is None or handover.tutor is None or handover.tutor_asked_at or _is_settled(found):
            continue
        if today <= talk.session.on_date <= today + ASK_TUTOR_BEFORE:
            asked += len(tutors.ask(handover, by=by))
    return asked


def _is_settled(found: Board) -> bool:
    return any(row.key == tutors.TUTOR_STEP for column in found.stages for row in column.finished)


def remind_staff(*, by: Actor) -> int:
    """Email who runs a programme which steps are open: two days before each session, and the morning after."""
    today = clock.today()
    sent = 0
    for found in board.boards(_under_way(today), today).values():
        for column in found.stages:
            on = column.session.on_date
            if on - REMIND_STAFF_BEFORE <= today < on and any(
                one.left for one in found.stages if one.session.on_date <= on
            ):
                sent += _remind(found.handover, on, "before", by=by)
            elif on < today <= on + MORNING_AFTER and column.left:
                sent += _remind(found.handover, on, "after", by=by)
    return sent


def _remind(handover: Handover, on: date, when: str, *, by: Actor) -> int:
    with transaction.atomic():
        queued = outbox.queue(
            StepReminder,
            to=_who_runs(handover.cohort),
            about=f"cohort:{handover.cohort_id}",
            key=f"handover:{handover.pk}:steps:{on}:{when}",
            payload={"handover": handover.pk, "on": on.isoformat(), "when": when},
            by=by,
            service_id=handover.cohort.service_id,
            channel=Channel.EMAIL,
        )
    return len(queued)


def _who_runs(cohort: Cohort) -> list[User]:
    """The clinicians of a programme with an email address, or the coordinators where it has none."""
    posts = list(cohort.clinicians.held().select_related("person"))
    return _with_email(posts) or coordinators(cohort.service_id)


def coordinators(service_id: int) -> list[User]:
    """The coordinators of a service who have an email address."""
    held = Post.objects.held().filter(service=service_id, role=Role.COORDINATOR)
    return _with_email(held.select_related("person"))


def _with_email(posts: Iterable[Post]) -> list[User]:
    return [post.person for post in posts if post.person.email]


def invite_late_deciders(*, by: Actor) -> int:
    """Ask those who are still thinking about it, two weeks after the end: once, then never again (R004)."""
    since = clock.today() - LATE_DECIDER_AFTER
    ended = Cohort.objects.filter(ends_on__lte=since, ends_on__gt=since - STILL_USEFUL)
    sent = 0
    for cohort in ended.exclude(handover__state=HandoverState.NO_GROUP).select_related("service"):
        places = Enrolment.objects.who_said(Wish.THINKING).filter(cohort=cohort).select_related("person")
        with transaction.atomic():
            queued = outbox.queue(
                LateDecider,
                to=[place.person for place in places],
                about=f"cohort:{cohort.pk}",
                key=f"cohort:{cohort.pk}:late-decider",
                payload={"cohort": cohort.pk},
                by=by,
                service_id=cohort.service_id,
                not_after=cohort.choice_closes_at,
            )
        sent += len(queued)
    return sent


def watch_first_contact(*, by: Actor) -> int:
    """Two weeks after the end, email coordinators about people who said yes and heard nothing; once (F3)."""
    since = clock.today() - FIRST_CONTACT_WITHIN
    ended = Handover.objects.filter(cohort__ends_on__lte=since, cohort__ends_on__gt=since - STILL_USEFUL)
    wanted = ended.exclude(state=HandoverState.NO_GROUP).select_related("cohort__service", "tutor__person")
    people: dict[int, int] = {}
    for one in not_heard(wanted):
        people[one.handover.cohort_id] = people.get(one.handover.cohort_id, 0) + 1
    return sum(_tell_of(cohort, people[cohort.pk], by=by) for cohort in Cohort.objects.filter(pk__in=people))


def _tell_of(cohort: Cohort, people: int, *, by: Actor) -> int:
    with transaction.atomic():
        queued = outbox.queue(
            NotHeard,
            to=coordinators(cohort.service_id),
            about=f"cohort:{cohort.pk}",
            key=f"cohort:{cohort.pk}:not-heard",
            payload={"cohort": cohort.pk, "people": people},
            by=by,
            service_id=cohort.service_id,
            channel=Channel.EMAIL,
        )
    return len(queued)
