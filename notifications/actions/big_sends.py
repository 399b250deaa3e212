"""Sends to many: telling who can confirm one, confirming it as the second person, turning it down, letting it lapse."""

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Greatest

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from followon.states import check_move
from notifications import allowance, kinds, queueing, tasks
from notifications.events import Event
from notifications.models import BigSend, Message
from notifications.queueing import Draft
from notifications.states import BIG_SEND_MOVES, STOPPABLE, BigSendState, MessageState


class NeedsSomebodyElse(Refused):
    """Whoever asked for a send cannot confirm it, and neither can somebody who is not in charge of the messages."""

    def __init__(self) -> None:
        super().__init__("Another coordinator, or the lead, has to confirm this.")


class TooLateToConfirm(Refused):
    """Its time has passed."""

    def __init__(self) -> None:
        super().__init__("It is too late to confirm this. It was not sent.")


def tell(send: BigSend, *, by: Actor) -> list[Message]:
    """Write to everybody who can confirm a new send; nobody outside the team is told anything yet."""
    draft = Draft(
        about=f"bigsend:{send.pk}", key=f"send-waits:{send.pk}", by=by, service_id=send.service_id,
        payload={"send": send.pk, "people": send.people}, not_after=send.expires_at,
    )  # fmt: skip
    stored = queueing.store(queueing.build(kinds.get("send-waits"), allowance.confirmers(send), draft))
    tasks.poke_on_commit()
    return stored


@transaction.atomic
def confirm(send: BigSend, *, by: User) -> BigSend:
    """Let the messages go, as the second person. Raises NeedsSomebodyElse, TooLateToConfirm, MoveNotAllowed."""
    send = BigSend.objects.select_for_update().get(pk=send.pk)
    check_move(BIG_SEND_MOVES, send.state, BigSendState.CONFIRMED)
    if not allowance.confirmers(send).filter(pk=by.pk).exists():
        raise NeedsSomebodyElse
    if send.expires_at <= clock.now():
        raise TooLateToConfirm
    _decide(send, BigSendState.CONFIRMED, by)
    waiting = send.messages.filter(state__in=[MessageState.SCHEDULED, MessageState.BY_HAND])
    waiting.update(next_at=Greatest(F("send_at"), Value(clock.now())), reason="")
    recorder.record(Event.SEND_CONFIRMED, by=by, about=send, people=send.people)
    tasks.poke_on_commit()
    return send


@transaction.atomic
def drop(send: BigSend, *, by: User) -> BigSend:
    """Turn a send down: none of it leaves, and it may be asked for anew. Raises MoveNotAllowed."""
    send = BigSend.objects.select_for_update().get(pk=send.pk)
    check_move(BIG_SEND_MOVES, send.state, BigSendState.DROPPED)
    _decide(send, BigSendState.DROPPED, by)
    _cancel(send)
    recorder.record(Event.SEND_DROPPED, by=by, about=send, people=send.people)
    return send


@transaction.atomic
def expire(*, by: Actor) -> int:
    """End what nobody confirmed in time; gives back how many sends."""
    late = list(BigSend.objects.over_time(clock.now()).select_for_update(skip_locked=True))
    for send in late:
        _decide(send, BigSendState.EXPIRED, None)
        _cancel(send)
        recorder.record(Event.SEND_EXPIRED, by=by, about=send, people=send.people)
    return len(late)


def _decide(send: BigSend, state: BigSendState, by: User | None) -> None:
    send.state, send.decided_by, send.decided_at = state, by, clock.now()
    send.save(update_fields=["state", "decided_by", "decided_at"])


def _cancel(send: BigSend) -> None:
    """Its messages end, under keys that leave room for the same thing asked again."""
    send.messages.filter(state__in=STOPPABLE).update(
        state=MessageState.CANCELLED, reason=BigSendState(send.state).label, lease_token=None, lease_until=None,
        key=Concat(F("key"), Value(f":not-confirmed:{send.pk}")),
    )  # fmt: skip
