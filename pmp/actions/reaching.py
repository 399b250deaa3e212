"""The first-contact guarantee: test messages, calls, and the reasons why somebody was not reached (F3,
P24)."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from notifications import outbox
from notifications.kinds import Acknowledgement
from notifications.models import Message
from notifications.replies import Reply
from notifications.states import ByHandOutcome, MessageState
from pmp import board
from pmp.actions.tutors import lock
from pmp.board.people import Heard
from pmp.events import Event
from pmp.messages.patients import ContactCheck, ContactThanks
from pmp.models import Enrolment, Handover
from pmp.states import Wish

A_MOMENT = timedelta(minutes=10)  # a second press, or a second person pressing, sends nothing twice


class NobodyToTest(Refused):
    """Everybody who said yes has been reached, or was sent a test message a moment ago."""

    def __init__(self) -> None:
        super().__init__("There is nobody to send a test message to now. The board shows who was reached.")


class BecauseMissing(Refused):
    """Going on without reaching somebody needs a reason."""

    def __init__(self) -> None:
        super().__init__("Say why the group can start without reaching this person.")


def to_test(handover: Handover) -> list[Enrolment]:
    """Who would get a test message now: everybody who said yes and has not been reached or excused."""
    fresh = Handover.objects.select_related("cohort__service", "tutor__person").get(pk=handover.pk)
    rows = board.board(fresh, clock.today(fresh.cohort.service.tz)).rows
    settled = (Heard.WORKS, Heard.EXCUSED)
    return [row.enrolment for row in rows if row.wish == Wish.YES and row.heard not in settled]


@transaction.atomic
def send_test_messages(
    handover: Handover, *, by: Actor, to: Iterable[Enrolment] | None = None
) -> list[Message]:
    """Send each of them a test message by the way they chose;
    people to ring or write to come on the call list.

    Without `to`, everybody who said yes and has not been reached. Nobody gets two within ten minutes.
    Raises NobodyToTest and HandoverIsOver.
    """
    handover = lock(handover)
    wanted = None if to is None else {one.pk for one in to}
    chosen = [one for one in to_test(handover) if wanted is None or one.pk in wanted]
    about, kinds = f"cohort:{handover.cohort_id}", [ContactCheck.slug]
    recent = Message.objects.concerning(about).of_kinds(kinds).filter(created_at__gt=clock.now() - A_MOMENT)
    just_now = set(recent.values_list("person_id", flat=True))
    people = [one.person for one in chosen if one.person_id not in just_now]
    if not people:
        raise NobodyToTest
    outbox.withdraw(about=about, kinds=kinds, reason="Sent again", to=people)
    queued = outbox.queue(
        ContactCheck,
        to=people,
        about=about,
        key=f"{about}:contact-check:{clock.now():%Y%m%d%H%M%S}",
        payload={"cohort": handover.cohort_id},
        by=by,
        service_id=handover.cohort.service_id,
        batch=f"{about}:contact-check",
    )
    recorder.record(Event.TESTED, by=by, about=handover, people=len(queued))
    return queued


@transaction.atomic
def mark_reached(enrolment: Enrolment, *, by: Actor) -> Enrolment:
    """Write down that somebody was reached: they answered, pressed the button, or were spoken to.

    Does nothing when it is written down already. A call waiting to be made about it is ticked off.
    """
    enrolment = _lock(enrolment)
    if enrolment.reached_at is None:
        enrolment.reached_at = clock.now()
        enrolment.save(update_fields=["reached_at"])
        recorder.record(Event.REACHED, by=by, about=enrolment)
    sent = Message.objects.concerning(f"cohort:{enrolment.cohort_id}").of_kinds([ContactCheck.slug])
    for call in sent.filter(person=enrolment.person_id, state=MessageState.BY_HAND):
        outbox.mark_by_hand(call, outcome=ByHandOutcome.TOLD, by=by)
    return enrolment


@transaction.atomic
def unmark_reached(enrolment: Enrolment, *, by: Actor) -> Enrolment:
    """Take back that somebody was reached, or the reason for not reaching them;
    nothing to take back is fine."""
    enrolment = _lock(enrolment)
    if enrolment.reached_at or enrolment.unreached_because:
        enrolment.reached_at, enrolment.unreached_because = None, ""
        enrolment.save(update_fields=["reached_at", "unreached_because"])
        recorder.record(Event.NOT_REACHED, by=by, about=enrolment)
    return enrolment


@transaction.atomic
def excuse_unreached(enrolment: Enrolment, *, because: str, by: Actor) -> Enrolment:
    """Let the handover finish without reaching or asking this person, and keep why. Raises BecauseMissing."""
    enrolment = _lock(enrolment)
    if not because.strip():
        raise BecauseMissing
    enrolment.unreached_because = because.strip()
    enrolment.save(update_fields=["unreached_because"])
    recorder.record(Event.EXCUSED, by=by, about=enrolment)
    return enrolment


def _lock(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_for_update(of=("self",)).select_related("person").get(pk=enrolment.pk)


def answer_by_text(*, message: Message, reply: Reply) -> Acknowledgement | None:
    """Any answer to "Did it reach you?" shows that it did."""
    places = Enrolment.objects.current().filter(cohort=message.payload["cohort"], person=message.person_id)
    place = places.first()
    if place is None:
        return None
    mark_reached(place, by=message.person)
    return Acknowledgement(ContactThanks.slug, dict(message.payload))
