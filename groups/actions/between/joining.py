"""Asking to join a group, in private: nobody asks why, and the group somebody leaves hears nothing (R048)."""

from datetime import timedelta

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from followon.states import check_move
from groups.actions import members
from groups.actions.between.speaking import speakers
from groups.events import Event
from groups.messages import between as messages
from groups.models import Group, JoinAsk, Membership
from groups.states import JOIN_ASK_MOVES, JoinAskState
from notifications import outbox
from pmp.models import Cohort, Enrolment, Service

ASKED_AGAIN_AFTER = timedelta(days=90)  # a no is a no for a while


class NotOpen(Refused):
    """Only groups that say so welcome others."""

    def __init__(self) -> None:
        super().__init__("That group is not looking for new people now. Choose another, or ask the service.")


class InItAlready(Refused):
    """Nobody joins their own group."""

    def __init__(self) -> None:
        super().__init__("You are in that group already.")


class SaidNoBefore(Refused):
    """Nobody is asked again and again."""

    def __init__(self) -> None:
        super().__init__(
            "That group could not take anybody when you asked. Choose another, or ask the service."
        )


class NotYours(Refused):
    """Somebody can leave only a group they are in."""

    def __init__(self) -> None:
        super().__init__("You are not in the group you would leave. Look at the page again.")


@transaction.atomic
def ask(
    group: Group, *, person: User, leaving: Membership | None = None, area: str = "", by: Actor
) -> JoinAsk:
    """Ask to join a group that welcomes others; with `leaving`, to move there from one's own.

    The group's organisers are asked. Asking twice changes nothing. Raises NotOpen, InItAlready, SaidNoBefore, NotYours.
    """
    group = Group.objects.lock(group)
    _refuse_unfit(group, person, leaving)
    there = JoinAsk.objects.of(person).open().filter(group=group).first()
    if there:
        return there
    made = JoinAsk.objects.create(
        service=group.service, person=person, group=group, leaving=leaving, area=area[:4].upper(),
        from_cohort=_cohort_of(person, group.service),
    )  # fmt: skip
    recorder.record(Event.JOIN_ASKED, by=by, about=group, person=f"person:{person.pk}")
    _ask_organisers(made, by=by)
    return made


@transaction.atomic
def ask_service(service: Service, *, person: User, area: str = "", by: Actor) -> JoinAsk:
    """Ask the service to find a group; it sees who asks and how to reach them. Asking twice changes nothing."""
    Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    there = JoinAsk.objects.of(person).open().filter(service=service, group=None).first()
    if there:
        return there
    made = JoinAsk.objects.create(
        service=service, person=person, area=area[:4].upper(), from_cohort=_cohort_of(person, service)
    )
    recorder.record(Event.JOIN_HELP_ASKED, by=by, about=service, person=f"person:{person.pk}")
    return made


@transaction.atomic
def pass_on(ask: JoinAsk, *, to: Group, by: Actor) -> JoinAsk:
    """The service asks a group for somebody it was asked to help. Raises NotOpen, InItAlready, MoveNotAllowed."""
    group = Group.objects.lock(to)
    ask = _open(ask)
    if group.service_id != ask.service_id:
        raise NotOpen
    _refuse_unfit(group, ask.person, None)
    ask.group, ask.state = group, JoinAskState.ASKED
    ask.save(update_fields=["group", "state"])
    recorder.record(Event.JOIN_PASSED_ON, by=by, about=group, person=f"person:{ask.person_id}")
    _ask_organisers(ask, by=by)
    return ask


@transaction.atomic
def welcome(ask: JoinAsk, *, by: User) -> Membership:
    """Say yes: they are in, nothing they shared before comes with them, and they leave their old group if they wished.

    Raises MoveNotAllowed, GroupHasEnded.
    """
    if ask.group is None:
        raise NotOpen
    Group.objects.lock_all(_both(ask))
    ask = _answer(ask, JoinAskState.YES, by=by)
    assert ask.group is not None
    membership = members.join(ask.group, person=ask.person, from_cohort=ask.from_cohort, by=by)
    if ask.leaving and not ask.leaving.has_left:
        members.leave(ask.leaving, quietly=True, by=ask.person)
    return membership


@transaction.atomic
def let_wait(ask: JoinAsk, *, by: User) -> JoinAsk:
    """The group is full just now: they keep their turn, and are told so. Raises MoveNotAllowed."""
    ask = _answer(ask, JoinAskState.WAITING, by=by)
    _tell_person(ask, by=by)
    return ask


@transaction.atomic
def decline(ask: JoinAsk, *, by: User) -> JoinAsk:
    """Say no, kindly and without a reason. Raises MoveNotAllowed."""
    ask = _answer(ask, JoinAskState.NO, by=by)
    _tell_person(ask, by=by)
    return ask


@transaction.atomic
def withdraw(ask: JoinAsk, *, by: Actor) -> JoinAsk:
    """Take back what one asked; nobody is told. Raises MoveNotAllowed."""
    ask = _open(ask, JoinAskState.WITHDRAWN)
    ask.state, ask.answered_at = JoinAskState.WITHDRAWN, clock.now()
    ask.save(update_fields=["state", "answered_at"])
    about = ask.group or ask.service
    recorder.record(Event.JOIN_WITHDRAWN, by=by, about=about, person=f"person:{ask.person_id}")
    outbox.withdraw(about=messages.about_join(ask), reason="No longer asked")
    return ask


def _refuse_unfit(group: Group, person: User, leaving: Membership | None) -> None:
    if not group.is_open or not Group.objects.running().filter(pk=group.pk).exists():
        raise NotOpen
    if Membership.objects.current().filter(group=group, person=person).exists():
        raise InItAlready
    recent = JoinAsk.objects.filter(
        person=person, group=group, state=JoinAskState.NO, answered_at__gt=clock.now() - ASKED_AGAIN_AFTER
    )
    if recent.exists():
        raise SaidNoBefore
    if leaving is not None and (leaving.person_id != person.pk or leaving.has_left):
        raise NotYours


def _open(ask: JoinAsk, new: JoinAskState | None = None) -> JoinAsk:
    ask = JoinAsk.objects.lock(ask)
    check_move(JOIN_ASK_MOVES, ask.state, new or JoinAskState.WITHDRAWN)
    return ask


def _answer(ask: JoinAsk, new: JoinAskState, *, by: User) -> JoinAsk:
    ask = _open(ask, new)
    ask.state, ask.answered_at, ask.answered_by = new, clock.now(), by
    ask.save(update_fields=["state", "answered_at", "answered_by"])
    about = ask.group or ask.service
    recorder.record(
        Event.JOIN_ANSWERED, by=by, about=about, person=f"person:{ask.person_id}", answer=new.label.lower()
    )
    outbox.withdraw(
        about=messages.about_join(ask), kinds=[messages.JoinAsked.slug], reason="Has been answered"
    )
    return ask


def _both(ask: JoinAsk) -> set[int]:
    """The group they join and the one they leave, so that both are locked in one order."""
    return {number for number in (ask.group_id, ask.leaving.group_id if ask.leaving else None) if number}


def _cohort_of(person: User, service: Service) -> Cohort | None:
    """The programme of this service that somebody was on last."""
    rows = Enrolment.objects.of(person).filter(cohort__service=service).select_related("cohort")
    last = rows.order_by("-cohort__starts_on", "-pk").first()
    return last.cohort if last else None


def _ask_organisers(ask: JoinAsk, *, by: Actor) -> None:
    assert ask.group is not None
    kind = messages.JoinAsked
    outbox.queue(
        kind, to=speakers(ask.group), about=messages.about_join(ask), key=f"{kind.slug}:{ask.pk}:{ask.group_id}",
        payload={"ask": ask.pk}, by=by, service_id=ask.service_id, group_id=ask.group_id,
    )  # fmt: skip


def _tell_person(ask: JoinAsk, *, by: Actor) -> None:
    kind = messages.JoinAnswered
    outbox.queue(
        kind, to=[ask.person], about=messages.about_join(ask), key=f"{kind.slug}:{ask.pk}:{ask.state}",
        payload={"ask": ask.pk}, by=by, service_id=ask.service_id,
    )  # fmt: skip
