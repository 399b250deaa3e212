"""What people do about single messages: send again, ring instead, put an address right."""

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.actions import accounts
from notifications import allowance, kinds, queueing
from notifications.actions import contact
from notifications.events import Event
from notifications.models import Message
from notifications.queueing import Draft
from notifications.states import HUMAN_CHANNELS, MOVES, ByHandOutcome, Channel, MessageState

AGAIN = frozenset(
    {
        MessageState.UNDELIVERED,
        MessageState.FAILED,
        MessageState.DEAD,
        MessageState.EXPIRED,
        MessageState.SUPPRESSED,
        MessageState.ACCEPTED,
        MessageState.BY_HAND,
        MessageState.DONE_BY_HAND,
    }
)


class CannotSendAgain(Refused):
    """The message is still on its way, or must not be repeated."""


@transaction.atomic
def resend(message: Message, *, by: Actor, channel: str | None = None) -> Message:
    """Send a message once more, as a new row, within its own time. Raises CannotSendAgain, TooManyToday."""
    message = _locked(message)
    kind = kinds.of(message.kind)
    if message.state not in AGAIN or kind.secret:
        raise CannotSendAgain("This can't be sent again. It is on its way, or there is a newer one.")
    if _is_still_to_do(message):
        raise CannotSendAgain("This is still to be done by hand. When it is done, write it down here.")
    if message.not_after and message.not_after <= clock.now():
        raise CannotSendAgain("It is too late to send this. Its time has passed.")
    key = (
        f"{message.key.partition(':again:')[0]}:again:{message.pk}:"  # not longer each time it is sent again
    )
    again = Message.objects.filter(key__startswith=key).count() + 1
    draft = Draft.after(
        message,
        key=f"{key}{again}",
        by=by,
        fallback_of=message.fallback_of or message,
        channel=channel,
    )
    [row] = queueing.store(queueing.build(kind, [message.person], draft))
    allowance.spend(kind, [row], by=by, service_id=row.service_id)
    recorder.record(Event.MESSAGE_RESENT, by=by, about=message, again=row.pk)
    return row


def may_go_again(message: Message) -> bool:
    """Whether it has come to an end after which somebody may want it sent, rung or posted once more."""
    return message.state in AGAIN and not _is_still_to_do(message)


def _is_still_to_do(message: Message) -> bool:
    """Whether somebody is still to ring or to post this: asked for twice, somebody would be rung twice."""
    return message.channel in HUMAN_CHANNELS and message.state == MessageState.BY_HAND


@transaction.atomic
def mark_by_hand(message: Message, *, outcome: str, by: Actor) -> Message:
    """Write down that somebody rang or wrote instead; `outcome` is a ByHandOutcome.

    No reply leaves it on the list. Raises Refused when somebody wrote it down a moment ago.
    """
    message = _locked(message)
    words = ByHandOutcome(outcome)
    if MessageState.DONE_BY_HAND not in MOVES[message.state]:
        raise Refused("Somebody has looked after this message already.")
    if words != ByHandOutcome.NO_REPLY:
        message.state = MessageState.DONE_BY_HAND
        message.final_at = clock.now()
    message.reason = words.label
    message.save(update_fields=["state", "reason", "final_at"])
    recorder.record(Event.MESSAGE_BY_HAND, by=by, about=message, outcome=words.label)
    return message


@transaction.atomic
def put_right(message: Message, *, address: str, by: Actor) -> Message:
    """Correct the person's number or email address and send the message again there.

    Raises EmailTaken, CannotSendAgain.
    """
    field = "mobile" if message.channel == Channel.SMS else "email"
    person = accounts.change_contact(message.person, by=by, **{field: address})
    contact.number_works_again(person, channel=message.channel, by=by)
    return resend(message, by=by, channel=message.channel)


def _locked(message: Message) -> Message:
    rows = Message.objects.select_for_update(of=("self",)).select_related("person", "fallback_of")
    return rows.get(pk=message.pk)
