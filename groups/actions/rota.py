"""Putting clinicians on the rota for concerns, taking them off, and writing down their leave."""

from datetime import date, timedelta

from django.db import transaction

from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from groups.actions import concerns
from groups.events import Event
from groups.models.concern import Absence, Duty, DutyRank
from pmp.models import Post, Role


class CannotBeOnDuty(Refused):
    """Patient tutors are volunteers: concerns are the service's job (R085)."""

    def __init__(self) -> None:
        super().__init__("A patient tutor can't be on duty. Choose a clinician or a coordinator.")


@transaction.atomic
def put_on_duty(post: Post, *, rank: DutyRank, from_date: date, last_date: date, by: Actor) -> Duty:
    """Give somebody a turn on the rota; the clocks of open concerns follow. Raises CannotBeOnDuty."""
    if post.role == Role.PATIENT_TUTOR:
        raise CannotBeOnDuty
    turn = Duty.objects.create(
        service=post.service,
        post=post,
        rank=rank,
        from_date=from_date,
        until_date=last_date + timedelta(days=1),
    )
    recorder.record(Event.DUTY_GIVEN, by=by, about=post.service, post=post, first=from_date, last=last_date)
    concerns.plan_again(post.service, by=by)
    return turn


@transaction.atomic
def take_off_duty(turn: Duty, *, by: Actor) -> None:
    """End a turn; the clocks of open concerns follow. One that is gone already stays gone."""
    if Duty.objects.filter(pk=turn.pk).delete()[0]:
        recorder.record(Event.DUTY_TAKEN, by=by, about=turn.service, post=turn.post, first=turn.from_date)
        concerns.plan_again(turn.service, by=by)


@transaction.atomic
def be_away(post: Post, *, from_date: date, last_date: date, by: Actor) -> Absence:
    """Write down leave: on these days the deputy reads."""
    leave = Absence.objects.create(post=post, from_date=from_date, until_date=last_date + timedelta(days=1))
    recorder.record(
        Event.ABSENCE_NOTED, by=by, about=post.service, post=post, first=from_date, last=last_date
    )
    concerns.plan_again(post.service, by=by)
    return leave


@transaction.atomic
def be_back(leave: Absence, *, by: Actor) -> None:
    """Take back leave. What is taken back already stays so."""
    if Absence.objects.filter(pk=leave.pk).delete()[0]:
        service = leave.post.service
        recorder.record(Event.ABSENCE_ENDED, by=by, about=service, post=leave.post, first=leave.from_date)
        concerns.plan_again(service, by=by)
