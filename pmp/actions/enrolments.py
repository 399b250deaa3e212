"""People on a programme: added, asked if they would like a group, withdrawn and put back."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.actions import accounts
from followon.people.models import User
from notifications import outbox
from notifications.kinds import Channel
from notifications.models import Message
from pmp.actions import contact
from pmp.events import Event
from pmp.messages.patients import InviteChoice
from pmp.models import Cohort, Enrolment

A_MOMENT = timedelta(minutes=10)


class AlreadyEnrolled(Refused):
    """The person is on the programme."""

    def __init__(self, person: User) -> None:
        super().__init__(f"{person} is on this programme already.")


class ProgrammeOver(Refused):
    """The handover has ended, so nobody can be added or asked."""

    def __init__(self) -> None:
        super().__init__("This programme’s handover is over. Ask the group to take somebody in.")


class NobodyToInvite(Refused):
    """Everybody has answered, or was asked a moment ago."""

    def __init__(self) -> None:
        super().__init__("There is nobody to ask now. Everybody has answered or was asked a moment ago.")


class AlreadyWithdrawn(Refused):
    """The person is off the programme."""

    def __init__(self) -> None:
        super().__init__("This person is off the programme already.")


@transaction.atomic
def enrol(cohort: Cohort, *, person: User, by: Actor) -> Enrolment:
    """Put somebody who has an account on a programme; nobody is told. Somebody withdrawn comes back.

    Raises AlreadyEnrolled and ProgrammeOver.
    """
    cohort = lock(cohort)
    found = Enrolment.objects.filter(cohort=cohort, person=person).first()
    if found and found.withdrawn_at is None:
        raise AlreadyEnrolled(person)
    if found:
        return put_back(found, by=by)
    enrolment = Enrolment.objects.create(cohort=cohort, person=person)
    recorder.record(Event.ENROLLED, by=by, about=enrolment, person=person.pk, cohort=cohort)
    return enrolment


@transaction.atomic
def enrol_new(
    cohort: Cohort,
    *,
    first_name: str,
    last_name: str,
    by: Actor,
    email: str = "",
    mobile: str = "",
    landline: str = "",
    channel: str | None = None,
) -> Enrolment:
    """Open an account for somebody and put them on a programme; nobody is told.

    Without a channel they are reached by whatever address they have, and by letter when they have none.
    Raises ProgrammeOver, `accounts.EmailTaken` and `contact.NoSuchAddress`.
    """
    person = accounts.open_account(
        first_name=first_name, last_name=last_name, email=email, mobile=mobile, landline=landline, by=by
    )
    enrolment = enrol(cohort, person=person, by=by)
    if wanted := channel or ("" if email or mobile or landline else Channel.LETTER):
        contact.choose(person, channel=wanted, by=by)
    return enrolment


def lock(cohort: Cohort) -> Cohort:
    """The fresh row, locked, while people may still be added and asked. Raises ProgrammeOver."""
    rows = Cohort.objects.select_for_update(of=("self",)).select_related("service", "handover")
    cohort = rows.get(pk=cohort.pk)
    if cohort.handover.is_over:
        raise ProgrammeOver
    return cohort


@transaction.atomic
def withdraw(enrolment: Enrolment, *, by: Actor) -> Enrolment:
    """Take somebody off a programme: they are not asked any more, and what waits to go to them is stopped.

    Raises AlreadyWithdrawn.
    """
    enrolment = _lock_place(enrolment)
    if enrolment.withdrawn_at:
        raise AlreadyWithdrawn
    enrolment.withdrawn_at = clock.now()
    enrolment.save(update_fields=["withdrawn_at"])
    person, about = enrolment.person, f"cohort:{enrolment.cohort_id}"
    recorder.record(Event.WITHDRAWN, by=by, about=enrolment, person=person.pk, cohort=about)
    outbox.withdraw(about=about, reason="No longer on the programme", to=[person])
    return enrolment


@transaction.atomic
def put_back(enrolment: Enrolment, *, by: Actor) -> Enrolment:
    """Put somebody back on a programme they were taken off, with all they had answered.
    Raises AlreadyEnrolled."""
    enrolment = _lock_place(enrolment)
    if enrolment.withdrawn_at is None:
        raise AlreadyEnrolled(enrolment.person)
    enrolment.withdrawn_at = None
    enrolment.save(update_fields=["withdrawn_at"])
    about = f"cohort:{enrolment.cohort_id}"
    recorder.record(Event.PUT_BACK, by=by, about=enrolment, person=enrolment.person_id, cohort=about)
    return enrolment


def _lock_place(enrolment: Enrolment) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("person", "cohort")
    return rows.get(pk=enrolment.pk)


def to_invite(cohort: Cohort, *, among: Iterable[Enrolment] | None = None) -> list[Enrolment]:
    """Who may be asked: people on the programme without an answer.
    Nobody who answered is asked again (R004)."""
    places = Enrolment.objects.current().filter(cohort=cohort, choice=None).select_related("person")
    if among is not None:
        places = places.filter(pk__in=[one.pk for one in among])
    recently = clock.now() - A_MOMENT
    return [one for one in places if one.invited_at is None or one.invited_at <= recently]


@transaction.atomic
def invite(cohort: Cohort, *, by: Actor, to: Iterable[Enrolment] | None = None) -> list[Message]:
    """Ask people by their own channel if they would like a group; without `to`, everybody without an answer.

    Nobody is asked twice within ten minutes. Raises NobodyToInvite and ProgrammeOver.
    """
    cohort = lock(cohort)
    places, now, about = to_invite(cohort, among=to), clock.now(), f"cohort:{cohort.pk}"
    if not places:
        raise NobodyToInvite
    Enrolment.objects.filter(pk__in=[one.pk for one in places]).update(invited_at=now)
    recorder.record(Event.INVITED, by=by, about=cohort, people=len(places))
    people = [one.person for one in places]
    outbox.withdraw(about=about, kinds=[InviteChoice.slug], reason="Asked again", to=people)
    return outbox.queue(
        InviteChoice,
        to=people,
        about=about,
        key=f"{about}:invite:{now:%Y%m%d%H%M%S}",
        payload={"cohort": cohort.pk},
        by=by,
        service_id=cohort.service_id,
        not_after=cohort.choice_closes_at,
        batch=f"{about}:invite",
    )
