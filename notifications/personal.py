"""What the messages keep about people: what was said to them, by them, and how they want to be reached."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from followon.audit import history, naming
from followon.people import personal_data
from followon.people.models import User
from followon.people.personal_data import Holding, Row
from notifications import kinds
from notifications.models import (
    Attempt,
    BigSend,
    ContactPoint,
    Inbound,
    Link,
    Message,
    Preference,
    SentToday,
)
from notifications.states import LEASED, STOPPABLE, Channel, ContactStatus, InboundState, MessageState

KEEP_WORDS = timedelta(days=30)  # long enough to look into a complaint (reliability.md 9)
KEEP_ATTEMPTS = timedelta(days=396)  # 13 months: last year's bill can be checked
EMPTIED = "This person's details have been deleted"


def _said_to(person: User) -> Iterable[Row]:
    for message in Message.objects.filter(person=person).order_by("created_at", "pk"):
        yield {
            "What": _label(message.kind),
            "When": message.sent_at or message.send_at,
            "How": message.get_channel_display(),
            "What became of it": message.state_in_words,
            "Words": message.body,
        }


def _label(kind: str) -> str:
    try:
        return kinds.get(kind).label
    except kinds.UnknownKind:
        return kind


def _stop_and_empty(person: User) -> int:
    """Nothing more goes out, and what went out loses its words; the rows stay for the counts."""
    mine = Message.objects.filter(person=person)
    mine.filter(state__in=STOPPABLE).exclude(state__in=LEASED).update(
        state=MessageState.CANCELLED, reason=EMPTIED
    )
    Attempt.objects.filter(message__person=person).update(address="")
    return mine.update(payload={}, address="", subject="", body="", withdrawn_because=EMPTIED)


def _messages_over_time(now: datetime) -> "QuerySet[Any]":
    done = Message.objects.exclude(state__in=[*STOPPABLE, *LEASED, MessageState.UNCERTAIN])
    has_words = ~Q(body="") | ~Q(address="") | ~Q(subject="") | ~Q(payload={})
    return done.filter(
        has_words, Q(sent_at__lt=now - KEEP_WORDS) | Q(sent_at=None, send_at__lt=now - KEEP_WORDS)
    )


def _empty_messages(rows: "QuerySet[Any]") -> int:
    return rows.update(payload={}, address="", subject="", body="")


def _preference(person: User) -> Iterable[Row]:
    for chosen in Preference.objects.filter(person=person):
        yield {
            "First": chosen.get_channel_display(),
            "Second": chosen.get_second_channel_display(),
            "Language": chosen.language,
            "Large print": chosen.large_print,
            "Interpreter": chosen.interpreter,
            "Paused since": chosen.paused_at,
            "Paused until": chosen.paused_until,
        }


def _addresses(person: User) -> Iterable[Row]:
    for point in ContactPoint.objects.filter(person=person).order_by("at"):
        yield {"Address": point.address, "How it works": ContactStatus(point.status).label, "Since": point.at}


def _texted(person: User) -> Iterable[Row]:
    for text in Inbound.objects.filter(person=person).order_by("received_at"):
        yield {"Words": text.body, "When": text.received_at, "We took it to mean": text.meaning}


def _forget_texts(person: User) -> int:
    """Their own texts; and texts nobody was found for, from a number that was theirs alone."""
    theirs = Q(person=person)
    alone = person.mobile and not User.objects.filter(mobile=person.mobile).exclude(pk=person.pk).exists()
    if alone:
        theirs |= Q(from_address=person.mobile)
    return Inbound.objects.filter(theirs).update(body="", from_address="", meaning="", asked={})


def _texts_over_time(now: datetime) -> "QuerySet[Any]":
    handled = Inbound.objects.exclude(state__in=[InboundState.NEW, InboundState.NEEDS_PERSON])
    return handled.filter(~Q(body="") | ~Q(from_address=""), received_at__lt=now - KEEP_WORDS)


def _empty_texts(rows: "QuerySet[Any]") -> int:
    return rows.update(body="", from_address="", meaning="", asked={})


def _big_sends(person: User) -> Iterable[Row]:
    for send in BigSend.objects.filter(Q(asked_by=person) | Q(decided_by=person)).order_by("pk"):
        yield {"What": _label(send.kind), "People": send.people, "When": send.asked_at}


def _sent(person: User) -> Iterable[Row]:
    for one in SentToday.objects.filter(person=person).order_by("day"):
        yield {"Day": one.day, "Messages": one.count}


HOLDINGS = (
    Holding(
        model="notifications.Message",
        title="Messages we sent you",
        fields=("person", "address", "subject", "body", "payload"),
        keep="The words for 30 days; that a message went, as long as the account",
        export=_said_to,
        erase=_stop_and_empty,
        overdue=_messages_over_time,
        expire=_empty_messages,
    ),
    Holding(
        model="notifications.Attempt",
        title="Each try at a message",
        fields=("address",),
        keep="13 months",
        overdue=lambda now: Attempt.objects.filter(started_at__lt=now - KEEP_ATTEMPTS),
    ),
    Holding(
        model="notifications.Preference",
        title="How we contact you",
        fields=("person", "language", "interpreter"),
        keep="As long as the account",
        export=_preference,
        erase=lambda person: Preference.objects.filter(person=person).delete()[0],
    ),
    Holding(
        model="notifications.ContactPoint",
        title="Your numbers and addresses, and if they work",
        fields=("person", "address"),
        keep="As long as the account",
        export=_addresses,
        erase=lambda person: ContactPoint.objects.filter(person=person).delete()[0],
    ),
    Holding(
        model="notifications.Inbound",
        title="Texts you sent us",
        fields=("person", "from_address", "body", "meaning"),
        keep="The words for 30 days after somebody looked after them",
        export=_texted,
        erase=_forget_texts,
        overdue=_texts_over_time,
        expire=_empty_texts,
    ),
    Holding(
        model="notifications.BigSend",
        title="Sends to many you asked for or decided about",
        fields=("asked_by", "decided_by"),
        keep="As long as the service; without a name once the account is deleted",
        export=_big_sends,
    ),
    Holding(
        model="notifications.SentToday",
        title="How many messages you sent in a day",
        fields=("person",),
        keep="30 days",
        export=_sent,
        erase=lambda person: SentToday.objects.filter(person=person).delete()[0],
        overdue=lambda now: SentToday.objects.filter(day__lt=(now - KEEP_WORDS).date()),
    ),
    Holding(
        model="notifications.Link",
        title="Private links in your messages",
        fields=("person",),
        keep="30 days after they stop working",
        erase=lambda person: Link.objects.filter(person=person).delete()[0],
        overdue=lambda now: Link.objects.filter(expires_at__lt=now - KEEP_WORDS),
    ),
)

for _holding in HOLDINGS:
    personal_data.register(_holding)

naming.call("message", lambda messages: {one.pk: "a message to {person}" for one in messages})
naming.call("inbound", lambda texts: {one.pk: "a text that needed a person" for one in texts})
naming.call("bigsend", lambda sends: {one.pk: f"a {one}" for one in sends})
history.say(
    "channel", lambda code, facts, names: Channel(code).label.lower() if code in Channel else str(code)
)
