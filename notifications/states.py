"""The words of delivery: channels, what a reply can be, and which states a message may go through."""

from django.db.models import TextChoices


class Channel(TextChoices):
    """How a message reaches somebody. A call or a letter is done by a person, never by the machine."""

    SMS = "SMS", "Text"
    EMAIL = "EMAIL", "Email"
    CALL = "CALL", "Phone call"
    LETTER = "LETTER", "Letter"
    WHATSAPP = "WHATSAPP", "WhatsApp"  # a slot for an adapter; not offered to anybody


MACHINE_CHANNELS = (Channel.SMS, Channel.EMAIL)
HUMAN_CHANNELS = (Channel.CALL, Channel.LETTER)
OFFERED_CHANNELS = (*MACHINE_CHANNELS, *HUMAN_CHANNELS)


class Expects(TextChoices):
    """What a reply to a message can be."""

    NOTHING = "NOTHING", "Nothing"
    ANSWER = "ANSWER", "Y, N or MAYBE"
    YES_NO = "YES_NO", "Y or N"
    NUMBER = "NUMBER", "A number"
    NUMBERS = "NUMBERS", "Numbers"


class MessageState(TextChoices):
    """Where a message is; the label is what people read."""

    SCHEDULED = "SCHEDULED", "Waiting"
    CLAIMED = "CLAIMED", "Waiting, next in line"
    SENDING = "SENDING", "Being sent"
    UNCERTAIN = "UNCERTAIN", "Checking if it was sent"
    ACCEPTED = "ACCEPTED", "Sent"
    DELIVERED = "DELIVERED", "Arrived"
    UNDELIVERED = "UNDELIVERED", "Not delivered"
    FAILED = "FAILED", "Refused"
    CANCELLED = "CANCELLED", "Not needed any more"
    SUPERSEDED = "SUPERSEDED", "Replaced by a newer message"
    EXPIRED = "EXPIRED", "Too late to be of use"
    SUPPRESSED = "SUPPRESSED", "Not sent"
    DEAD = "DEAD", "Could not be sent"
    BY_HAND = "BY_HAND", "To ring or post"
    DONE_BY_HAND = "DONE_BY_HAND", "Rung or posted"


S = MessageState

# Each move is one conditional UPDATE somewhere in delivery, actions or queueing; nothing else may happen to a row.
MOVES: dict[str, frozenset[str]] = {
    S.SCHEDULED: frozenset({S.CLAIMED, S.BY_HAND, S.CANCELLED, S.SUPERSEDED, S.ACCEPTED, S.DELIVERED}),
    S.CLAIMED: frozenset(
        {S.SENDING, S.SCHEDULED, S.CANCELLED, S.SUPERSEDED, S.EXPIRED, S.SUPPRESSED, S.DEAD}
        | {S.ACCEPTED, S.DELIVERED}  # a worker that lost the row, or a callback, knew better
    ),
    S.SENDING: frozenset(
        {
            S.ACCEPTED,
            S.DELIVERED,
            S.UNDELIVERED,
            S.FAILED,
            S.UNCERTAIN,
            S.SCHEDULED,
            S.CANCELLED,
            S.EXPIRED,
            S.DEAD,
        }
    ),
    S.UNCERTAIN: frozenset({S.ACCEPTED, S.DELIVERED, S.UNDELIVERED, S.SCHEDULED, S.CANCELLED, S.EXPIRED}),
    S.ACCEPTED: frozenset({S.DELIVERED, S.UNDELIVERED, S.SCHEDULED}),
    S.UNDELIVERED: frozenset({S.DELIVERED, S.DONE_BY_HAND}),
    S.FAILED: frozenset({S.DELIVERED, S.DONE_BY_HAND}),
    S.DEAD: frozenset({S.DONE_BY_HAND}),
    S.EXPIRED: frozenset({S.DONE_BY_HAND, S.ACCEPTED, S.DELIVERED, S.UNDELIVERED, S.SCHEDULED}),
    S.SUPPRESSED: frozenset({S.DONE_BY_HAND}),
    S.BY_HAND: frozenset({S.DONE_BY_HAND, S.SCHEDULED, S.CANCELLED, S.SUPERSEDED, S.EXPIRED}),
    S.DELIVERED: frozenset(),
    S.CANCELLED: frozenset(),
    S.SUPERSEDED: frozenset(),
    S.DONE_BY_HAND: frozenset(),
}

STOPPABLE = (S.SCHEDULED, S.CLAIMED, S.BY_HAND)  # nothing has left yet
LOOKED_AFTER = (  # the same thing is on its way, or has got there
    S.SCHEDULED,
    S.CLAIMED,
    S.SENDING,
    S.UNCERTAIN,
    S.ACCEPTED,
    S.DELIVERED,
    S.BY_HAND,
    S.DONE_BY_HAND,
)
LEASED = (S.CLAIMED, S.SENDING)  # somebody holds it, until the lease ends
MAY_HAVE_LEFT = (S.SENDING, S.UNCERTAIN, S.ACCEPTED, S.DELIVERED, S.DONE_BY_HAND)
NOT_REACHED = (S.UNDELIVERED, S.FAILED, S.DEAD, S.EXPIRED)  # tried in vain, or too late


class ContactStatus(TextChoices):
    """What we know about an address."""

    UNVERIFIED = "UNVERIFIED", "Not tried yet"
    ACTIVE = "ACTIVE", "Works"
    OPTED_OUT = "OPTED_OUT", "Said STOP"
    INVALID = "INVALID", "Does not work"
    BOUNCED = "BOUNCED", "Sends messages back"


class Outcome(TextChoices):
    """What became of one attempt."""

    SENDING = "SENDING", "Being sent"
    ACCEPTED = "ACCEPTED", "Taken by the provider"
    NOT_SENT = "NOT_SENT", "Never left"
    REFUSED = "REFUSED", "Refused by the provider"
    UNSURE = "UNSURE", "No answer from the provider"


class InboundState(TextChoices):
    """What became of a text somebody sent to us."""

    NEW = "NEW", "Not read yet"
    APPLIED = "APPLIED", "Understood"
    ASKED_BACK = "ASKED_BACK", "We asked which one they meant"
    NEEDS_PERSON = "NEEDS_PERSON", "Needs a person"
    DONE = "DONE", "Looked after"


class SwitchScope(TextChoices):
    """What a switch stops."""

    GLOBAL = "GLOBAL", "All messages"
    CHANNEL = "CHANNEL", "One channel"
    PROVIDER = "PROVIDER", "One provider"
    SERVICE = "SERVICE", "One pain service"
    GROUP = "GROUP", "One group"
    KIND = "KIND", "One kind of message"


class BigSendState(TextChoices):
    """Where a send is that needs a second person."""

    WAITING = "WAITING", "Waits for a second person"
    CONFIRMED = "CONFIRMED", "Confirmed"
    DROPPED = "DROPPED", "Turned down"
    EXPIRED = "EXPIRED", "Nobody confirmed it in time"


BIG_SEND_MOVES: dict[str, frozenset[str]] = {
    BigSendState.WAITING: frozenset({BigSendState.CONFIRMED, BigSendState.DROPPED, BigSendState.EXPIRED}),
    BigSendState.CONFIRMED: frozenset(),
    BigSendState.DROPPED: frozenset(),
    BigSendState.EXPIRED: frozenset(),
}


class ByHandOutcome(TextChoices):
    """What somebody wrote down after ringing or posting."""

    TOLD = "TOLD", "Told them"
    MESSAGE_LEFT = "MESSAGE_LEFT", "Left a message"
    POSTED = "POSTED", "Posted it"
    NO_REPLY = "NO_REPLY", "No reply"
    NOT_NEEDED = "NOT_NEEDED", "Not needed any more"
