"""Check-ins: asking at 4, 6, 12 and 24 months, once; taking the answers, and apart from them a yes to research."""

from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.actions import consent
from followon.people.models import Consent, Method, User
from groups.events import Event
from groups.messages.checkins import CheckInAsk
from groups.models import CheckIn
from groups.protocol import (
    CHECK_IN_MONTHS,
    CHECK_IN_OPEN_FOR,
    CHECK_IN_STILL_USEFUL,
)
from notifications import outbox
from notifications.models import Preference
from pmp.models import Cohort, Enrolment
from pmp.protocol import SHARING_WORDING, Purpose
from pmp.states import Wish

ANSWERS = ("in_touch", "using", "sees_gp", "ask_again")


class TooLate(Refused):
    """A check-in is open for four weeks."""

    def __init__(self) -> None:
        super().__init__("This check-in is over. Thank you for thinking of it.")


def ask_due(*, by: Actor) -> int:
    """Ask the people of programmes that ended 4, 6, 12 or 24 months ago: each mark once. How many were asked.

    Nobody who left an earlier one unanswered, or asked us to stop, is asked again.
    """
    today = clock.today()
    return sum(
        _ask(cohort, months, by=by) for months in CHECK_IN_MONTHS for cohort in _reaching(months, today)
    )


def _reaching(months: int, today: date) -> list[Cohort]:
    """Programmes that reach this mark today, or reached it while the machine was away."""
    mark = today - relativedelta(months=months)
    ended = Cohort.objects.filter(ends_on__lte=mark, ends_on__gt=mark - CHECK_IN_STILL_USEFUL)
    return list(ended.order_by("pk"))


@transaction.atomic
def _ask(cohort: Cohort, months: int, *, by: Actor) -> int:
    people = {place.person_id: place for place in _to_ask(cohort, months)}
    queued = outbox.queue(
        CheckInAsk,
        to=[place.person for place in people.values()],
        about=f"cohort:{cohort.pk}",
        key=f"{CheckInAsk.slug}:cohort:{cohort.pk}:{months}",
        payload={"cohort": cohort.pk, "months": months},
        by=by,
        service_id=cohort.service_id,
        not_after=clock.now() + CHECK_IN_OPEN_FOR,
    )
    CheckIn.objects.bulk_create(
        [CheckIn(enrolment=people[row.person_id], months=months, asked_at=clock.now()) for row in queued],
        ignore_conflicts=True,
    )
    if queued:
        recorder.record(Event.CHECK_INS_ASKED, by=by, about=cohort, people=len(queued), months=months)
    return len(queued)


def _to_ask(cohort: Cohort, months: int) -> list[Enrolment]:
    """Everybody of the programme, in a group or not, but for those who were asked before and did not answer, asked us
    to stop, rest from all messages, or wished for no group and did not agree to hear from the service (R004)."""
    earlier = CheckIn.objects.filter(enrolment__person=OuterRef("person"))
    quiet = earlier.filter(
        Q(answered_at=None) | Q(ask_again=False) | Q(enrolment=OuterRef("pk"), months=months)
    )
    paused = Q(paused_until=None) | Q(paused_until__gt=clock.now())
    resting = Preference.objects.filter(paused, person=OuterRef("person"), paused_at__isnull=False)
    agreed = Consent.objects.in_force().filter(
        purpose=Purpose.SERVICE_MAY_CONTACT, scope=f"service:{cohort.service_id}"
    )
    places = Enrolment.objects.current().filter(cohort=cohort, person__is_active=True, person__erased_at=None)
    places = places.exclude(Q(choice__wish=Wish.NOT_FOR_ME) & ~Q(person__in=agreed.values("person")))
    return list(
        places.exclude(Exists(quiet)).exclude(Exists(resting)).select_related("person").order_by("pk")
    )


@transaction.atomic
def answer(check_in: CheckIn, *, research: bool, by: User, method: Method, **answers: Any) -> CheckIn:
    """Take what somebody answered, each of the three or none; changed as often as they like while it is open.

    Research is asked apart, and taking the answers never depends on it (R094). Raises TooLate.
    """
    rows = CheckIn.objects.select_for_update(of=("self",)).select_related(
        "enrolment__person", "enrolment__cohort"
    )
    check_in = rows.get(pk=check_in.pk)
    if clock.now() >= closes_at(check_in):
        raise TooLate
    for name in ANSWERS:
        setattr(check_in, name, answers[name])
    check_in.answered_at = clock.now()
    check_in.save(update_fields=[*ANSWERS, "answered_at"])
    person = check_in.enrolment.person
    # About the check-in, not the person: whoever reads a person's history must not learn when they answered.
    recorder.record(Event.CHECK_IN_ANSWERED, by=by, about=check_in, months=check_in.months)
    write = consent.give if research else consent.withdraw
    scope = f"service:{check_in.enrolment.cohort.service_id}"
    write(person, purpose=Purpose.RESEARCH, scope=scope, wording=SHARING_WORDING, method=method, by=by)
    return check_in


def closes_at(check_in: CheckIn) -> datetime:
    """When a check-in can no longer be answered."""
    return check_in.asked_at + CHECK_IN_OPEN_FOR


def agrees_to_research(check_in: CheckIn) -> bool:
    """Whether this person's answers may be used for research, as they last said."""
    scope = f"service:{check_in.enrolment.cohort.service_id}"
    lines = Consent.objects.in_force().filter(person=check_in.enrolment.person_id, purpose=Purpose.RESEARCH)
    return lines.filter(scope=scope).exists()
