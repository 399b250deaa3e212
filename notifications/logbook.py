"""The delivery log as people read it: which lines, in which words, and how a mass send is coming along."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.module_loading import import_string

from followon.people.models import User
from followon.prepared import Paged, prepared
from notifications import kinds
from notifications.models import Message, SenderProfile, SendSwitch
from notifications.models.team import services_of
from notifications.states import LEASED, NOT_REACHED, Channel, MessageState, SwitchScope

PAGE = 50
COLOURS = {
    MessageState.DELIVERED: "green",
    MessageState.DONE_BY_HAND: "green",
    MessageState.ACCEPTED: "blue",
    MessageState.SCHEDULED: "grey",
    MessageState.CLAIMED: "grey",
    MessageState.SENDING: "blue",
    MessageState.UNCERTAIN: "yellow",
    MessageState.BY_HAND: "orange",
    **dict.fromkeys(NOT_REACHED, "red"),
}
SENT = (MessageState.ACCEPTED, MessageState.DELIVERED, MessageState.DONE_BY_HAND)
WAITING = (MessageState.SCHEDULED, *LEASED, MessageState.UNCERTAIN)
NOT_SENT = (MessageState.SUPPRESSED, MessageState.CANCELLED, MessageState.SUPERSEDED)


@dataclass(frozen=True)
class Line:
    """One message as a line of the log."""

    message: Message
    what: str
    who: str

    @property
    def state(self) -> str:
        return MessageState(self.message.state).label

    @property
    def colour(self) -> str:
        return COLOURS.get(MessageState(self.message.state), "white")

    @property
    def how(self) -> str:
        return Channel(self.message.channel).label


def chosen(
    person: User, *, show: str, kind: str, channel: str, batch: str = ""
) -> QuerySet[Message] | Paged[Message]:
    """The messages a filter asks for, newest first, of the services this person may see."""
    if not (kind or channel or batch) and show in ("", "needs"):
        return _needing_a_person.paged(list(services_of(person)))
    rows = Message.objects.visible_to(person).select_related("person")
    if kind:
        rows = rows.filter(kind=kind)
    if channel:
        rows = rows.filter(channel=channel)
    if batch:
        rows = rows.filter(batch=batch)
    match show:
        case "waiting":
            rows = rows.filter(state__in=WAITING)
        case "sent":
            rows = rows.filter(state__in=SENT)
        case "not_sent":
            rows = rows.filter(state__in=NOT_SENT)
        case "all":
            pass
        case _:
            return rows.needing_a_person()
    return rows.order_by("-pk")


@prepared
def _needing_a_person(services: list[int]) -> QuerySet[Message]:
    """What the log shows first."""
    return Message.objects.of_services(services).needing_a_person().select_related("person")


def lines(messages: Iterable[Message], *, reader: User) -> list[Line]:
    """Messages as lines. People whom the reader may not know by name, such as a group's members, are not named."""
    messages = list(messages)
    named = named_to(reader, (message.person_id for message in messages))
    return [Line(message, label(message), _who(message, named)) for message in messages]


def named_to(reader: User, people: Iterable[int]) -> set[int]:
    """Whom of these the reader may know by name; the layers above know (decision 7)."""
    wanted = set(people)
    return import_string(settings.MESSAGE_NAMES)(reader, wanted) if wanted else wanted


def label(message: Message) -> str:
    """What the message says, in a few words."""
    try:
        return kinds.get(message.kind).label
    except kinds.UnknownKind:
        return message.kind


def own_words(message: Message) -> str:
    """What became of a message, said to the person it is for."""
    match message.state:
        case MessageState.BY_HAND:
            return "We will write to you" if message.channel == Channel.LETTER else "We will ring you"
        case MessageState.SUPPRESSED | MessageState.DEAD | MessageState.EXPIRED:
            return "Not sent"
        case _:
            return MessageState(message.state).label


def _who(message: Message, named: set[int]) -> str:
    if message.person_id in named:
        return message.person.full_name
    return "A member of a group" if message.group_id else "Somebody we do not name here"


def as_csv(messages: Iterable[Message], *, reader: User) -> Iterator[str]:
    """The lines as a file for a spreadsheet; nothing in it can be taken for a formula."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["Number", "When", "What", "How", "To", "State", "Reason", "Texts", "Tries"])
    for line in lines(messages, reader=reader):
        message = line.message
        row = [message.pk, f"{message.next_at:%Y-%m-%d %H:%M}", line.what, line.how, line.who]
        row += [line.state, message.reason, message.parts, message.attempts]
        writer.writerow([_harmless(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" else cell


@dataclass(frozen=True)
class Progress:
    """How far a mass send is, in numbers and in words."""

    total: int
    gone: int
    arrived: int
    waiting: int
    to_ring: int
    failed: int
    not_sent: int

    @property
    def is_over(self) -> bool:
        return self.waiting == 0

    @property
    def words(self) -> str:
        """One sentence for the eye and the ear."""
        parts = [f"{self.gone} of {self.total} sent"]
        parts += [f"{self.arrived} arrived"] if self.arrived else []
        parts += [f"{self.waiting} still to go"] if self.waiting else []
        parts += [f"{self.to_ring} to ring or post"] if self.to_ring else []
        parts += [f"{self.failed} could not be delivered"] if self.failed else []
        parts += [f"{self.not_sent} not sent, for a reason"] if self.not_sent else []
        return ", ".join(parts) + "."


def progress(messages: QuerySet[Message]) -> Progress:
    """Count a mass send by what became of each message, in one query."""
    counted = dict(messages.order_by().values_list("state").annotate(Count("pk")))

    def count(*states: str) -> int:
        return sum(counted.get(state, 0) for state in states)

    return Progress(
        total=sum(counted.values()),
        gone=count(*SENT, MessageState.UNDELIVERED),
        arrived=count(MessageState.DELIVERED),
        waiting=count(*WAITING),
        to_ring=count(MessageState.BY_HAND),
        failed=count(*NOT_REACHED),
        not_sent=count(*NOT_SENT),
    )


def service_names(services: Iterable[int]) -> dict[int, str]:
    """What the services are called, by number; a number where nobody has said."""
    named = dict(SenderProfile.objects.filter(service_id__in=services).values_list("service_id", "name"))
    return {service: named.get(service, f"service {service}") for service in sorted(services)}


@dataclass(frozen=True)
class Stop:
    """One thing that is stopped, in words."""

    switch: SendSwitch
    what: str
    can_release: bool


def switches_in_words(switches: Iterable[SendSwitch], names: dict[int, str]) -> list[Stop]:
    """What is stopped, for the eyes of these services: their own stops, and those of the whole site."""
    found = []
    for switch in switches:
        service, _, narrow = switch.value.partition(":")
        own = service.isdecimal() and switch.scope != SwitchScope.GROUP
        if own and int(service) not in names:
            continue
        found.append(Stop(switch, _stopped_words(switch, names, service, narrow, own=own), own))
    return found


def _stopped_words(switch: SendSwitch, names: dict[int, str], service: str, narrow: str, *, own: bool) -> str:
    if not own:
        return f"{SwitchScope(switch.scope).label} {switch.value}".strip()
    if switch.scope == SwitchScope.CHANNEL:
        return f"Every {Channel(narrow).label.lower()} from {names[int(service)]}"
    return f"Everything from {names[int(service)]}"
