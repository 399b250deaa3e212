"""The patient tutor of a handover: chosen, asked if they can come, their answer, and who takes over."""

from typing import Any

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from notifications import outbox
from notifications.kinds import Acknowledgement
from notifications.models import Message
from notifications.replies import Reply, Word
from pmp.board import facts
from pmp.events import Event
from pmp.messages.tutors import TutorSession, TutorThanks, starts
from pmp.models import Handover, HandoverStep, Outcome, Post, Role, Session
from pmp.protocol import Stage

TUTOR_STEP = "tutor-coming"
CANNOT_COME = "The patient tutor can’t come"


class NotATutorHere(Refused):
    """Only somebody who is patient tutor of the service today can be chosen."""

    def __init__(self) -> None:
        super().__init__("This person is not a patient tutor of your service today. Choose somebody else.")


class NobodyToAsk(Refused):
    """There is no patient tutor, or no session left to ask about."""

    def __init__(self) -> None:
        super().__init__(
            "There is nobody to ask: choose a patient tutor, and see that the session is still to come."
        )


class HandoverIsOver(Refused):
    """The handover has ended; it stays as it was."""

    def __init__(self) -> None:
        super().__init__("This handover is over. Nothing was changed.")


def lock(handover: Handover) -> Handover:
    """The handover's fresh row, locked, with what hangs on it. Raises HandoverIsOver."""
    rows = Handover.objects.select_for_update(of=("self",)).select_related("cohort__service", "tutor__person")
    fresh = rows.get(pk=handover.pk)
    if fresh.is_over:
        raise HandoverIsOver
    return fresh


@transaction.atomic
def assign(handover: Handover, *, tutor: Post | None, by: Actor) -> Handover:
    """Give the handover to a patient tutor, or to none; the one before is asked nothing more.

    A tutor who is new on the programme joins its tutors, so that the one before stays as a deputy.
    Raises NotATutorHere and HandoverIsOver. Does nothing when nothing changes.
    """
    handover = lock(handover)
    if (tutor.pk if tutor else None) == handover.tutor_id:
        return handover
    if tutor and not _is_tutor_here(tutor, handover):
        raise NotATutorHere
    handover.tutor, handover.tutor_coming, handover.tutor_asked_at = tutor, None, None
    handover.save(update_fields=["tutor", "tutor_coming", "tutor_asked_at"])
    recorder.record(Event.TUTOR_CHANGED, by=by, about=handover, tutor=tutor.pk if tutor else None)
    if tutor:
        handover.cohort.tutors.add(tutor)
    withdraw_question(handover, reason="Somebody else is the patient tutor now")
    return handover


def _is_tutor_here(tutor: Post, handover: Handover) -> bool:
    here = Post.objects.held().filter(service=handover.cohort.service_id, role=Role.PATIENT_TUTOR)
    return here.filter(pk=tutor.pk).exists()


def pass_on_from(post: Post, *, by: Actor) -> int:
    """Give each of somebody's handovers to a deputy of the same programme; how many changed hands (R029)."""
    handovers = list(Handover.objects.under_way().filter(tutor=post).select_related("cohort"))
    for handover in handovers:
        assign(handover, tutor=deputies(handover).first(), by=by)
    return len(handovers)


def deputies(handover: Handover) -> "Any":
    """The other patient tutors of the programme who work here today."""
    return handover.cohort.tutors.held().filter(role=Role.PATIENT_TUTOR).exclude(pk=handover.tutor_id or 0)


@transaction.atomic
def ask(handover: Handover, *, by: Actor) -> list[Message]:
    """Ask the tutor if they can come to the second of the three sessions; at most once a day.

    Raises NobodyToAsk and HandoverIsOver.
    """
    handover = lock(handover)
    session = session_to_ask_about(handover)
    today = clock.today(handover.cohort.service.tz)
    if handover.tutor is None or session is None or session.on_date < today:
        raise NobodyToAsk
    queued = outbox.queue(
        TutorSession,
        to=[handover.tutor.person],
        about=f"cohort:{handover.cohort_id}",
        key=f"handover:{handover.pk}:tutor:{handover.tutor_id}:{session.on_date}:{today}",
        payload={"session": session.pk, "handover": handover.pk, "on": session.on_date.isoformat()},
        by=by,
        service_id=handover.cohort.service_id,
        not_after=clock.at_local(starts(session), handover.cohort.service.tz),
    )
    if queued:
        handover.tutor_asked_at = clock.now()
        handover.save(update_fields=["tutor_asked_at"])
        recorder.record(Event.TUTOR_ASKED, by=by, about=handover, session=session.number)
    return queued


def ask_about_new_date(handover: Handover, *, by: Actor) -> None:
    """The session has another day: an answer for the old one is worth nothing,
    so ask again where that helps."""
    handover = lock(handover)
    withdraw_question(handover, reason="The session has another day")
    handover.tutor_coming, handover.tutor_asked_at = None, None
    handover.save(update_fields=["tutor_coming", "tutor_asked_at"])
    session = session_to_ask_about(handover)
    if handover.tutor and session and session.on_date >= clock.today(handover.cohort.service.tz):
        ask(handover, by=by)


def session_to_ask_about(handover: Handover) -> Session | None:
    """The session in which things are talked through; the tutor's coming matters most there (R018)."""
    sessions = list(handover.cohort.sessions.order_by("on_date"))
    known = facts.stages_of([facts.SessionFact(one.number, one.on_date) for one in sessions])
    talk = known.get(Stage.TALK)
    return next((one for one in sessions if talk and one.on_date == talk.on_date), None)


@transaction.atomic
def answer(handover: Handover, *, coming: bool, by: Actor) -> Handover:
    """Write down if the tutor can come. No is fine: with no deputy left the step is settled as not needed
    (R043).

    Raises HandoverIsOver.
    """
    handover = lock(handover)
    handover.tutor_coming = coming
    handover.save(update_fields=["tutor_coming"])
    recorder.record(Event.TUTOR_ANSWERED, by=by, about=handover, coming="yes" if coming else "no")
    if coming:
        _settle(handover, outcome=Outcome.DONE, reason="", by=by)
    elif not deputies(handover).exists():
        _settle(handover, outcome=Outcome.NOT_NEEDED, reason=CANNOT_COME, by=by)
    else:
        HandoverStep.objects.filter(handover=handover, key=TUTOR_STEP).delete()
    withdraw_question(handover, reason="Answered")
    return handover


def _settle(handover: Handover, *, outcome: Outcome, reason: str, by: Actor) -> None:
    settled: dict[str, Any] = {
        "outcome": outcome,
        "reason": reason,
        "recorded_at": clock.now(),
        "recorded_by": by if isinstance(by, User) else None,
    }
    HandoverStep.objects.update_or_create(handover=handover, key=TUTOR_STEP, defaults=settled)
    marked = Outcome(outcome).label.lower()
    recorder.record(Event.STEP_MARKED, by=by, about=handover, step=TUTOR_STEP, outcome=marked)


def withdraw_question(handover: Handover, *, reason: str) -> None:
    """Take back a question to the tutor that has not left yet."""
    outbox.withdraw(about=f"cohort:{handover.cohort_id}", kinds=[TutorSession.slug], reason=reason)


def answer_by_text(*, message: Message, reply: Reply) -> Acknowledgement | None:
    """Y or N to "Can you come to session 11?"."""
    handover = Handover.objects.filter(pk=message.payload["handover"]).first()
    if handover is None or handover.is_over or reply.word not in (Word.YES, Word.NO):
        return None
    answer(handover, coming=reply.word == Word.YES, by=message.person)
    coming = "yes" if reply.word == Word.YES else "no"
    return Acknowledgement(TutorThanks.slug, {**message.payload, "coming": coming})
