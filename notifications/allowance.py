"""How much one person may send by themselves: a number a day, and a second person for a send to many.

Only what somebody of the team starts is counted. Essential messages are not: that a meeting is off, or has moved,
goes at once to everybody who was told of it. Neither are codes and answers to texts. Reminders that follow from a
meeting's date are planned by rule, with `outbox.plan`, and are nobody's send.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils.module_loading import import_string

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor, Job
from followon.errors import Refused
from followon.people.models import User
from notifications.events import Event
from notifications.kinds import MessageKind
from notifications.models import BigSend, Message, SenderProfile, SentToday
from notifications.states import BigSendState

CONFIRM_WITHIN = timedelta(days=3)  # over a weekend; what has not been confirmed by then is not sent
NOBODY = Job("timetable")  # whoever decided it has no account any more
WAITS = "Waits for a second person to confirm it"


class TooManyToday(Refused):
    """This person has used up what one person may send in a day."""

    def __init__(self) -> None:
        super().__init__(
            "That is more than one person may send in a day. Nothing was sent. "
            "Go on tomorrow, or ask a colleague."
        )


@dataclass(frozen=True)
class Whole:
    """A send that leaves in several calls, or by the timetable: who stands for it, and to how many it goes."""

    asked_by: User | None
    people: int
    name: str


def is_counted(kind: MessageKind) -> bool:
    """Whether a kind is a send of somebody's choice."""
    return not (kind.essential or kind.answers or kind.secret)


def a_day(person: User, service_id: int | None) -> int | None:
    """How many messages somebody may send for a service in a day; None when they do not work there."""
    known: dict[int | None, int | None] = person.__dict__.setdefault("_sends_a_day", {})
    if service_id not in known:
        known[service_id] = import_string(settings.SENDS_A_DAY)(person, service_id)
    return known[service_id]


def confirmers(send: BigSend) -> "models.QuerySet[User]":
    """Who may confirm a send: those in charge of the service's messages, but never who asked for it."""
    found: models.QuerySet[User] = import_string(settings.SEND_CONFIRMERS)(send.service_id)
    return found.exclude(pk=send.asked_by_id) if send.asked_by_id else found


def hold(
    kind: MessageKind, rows: Sequence[Message], *, by: Actor, service_id: int | None, whole: Whole | None
) -> BigSend | None:
    """Let new rows wait when they go to more people than one person may tell; gives back the send when it is new."""
    if service_id is None or not is_counted(kind) or not (whole or _works_there(by, service_id)):
        return None
    people = whole.people if whole else len({row.person_id for row in rows})
    if people <= SenderProfile.of(service_id).second_person_above:
        return None
    name = (whole.name if whole else rows[0].key.partition(":person:")[0])[:100]
    if _all_there(rows) or _confirmed(service_id, name):
        return None
    asked_by = whole.asked_by if whole else by if isinstance(by, User) else None
    send, is_new = _waiting(kind, rows, name, asked_by=asked_by, service_id=service_id, people=people)
    for row in rows:
        row.big_send_id, row.reason = send.pk, row.reason or WAITS
        row.next_at = max(row.next_at, send.expires_at)
    return send if is_new else None


def _all_there(rows: Sequence[Message]) -> bool:
    """Whether everybody has been told this already, so that nothing new would be stored."""
    return Message.objects.filter(key__in=[row.key for row in rows]).count() == len(rows)


def _confirmed(service_id: int, name: str) -> bool:
    """Whether a second person has said yes to this very send; the few who join it later go with it."""
    same = BigSend.objects.filter(service_id=service_id, name=name)
    return same.filter(state=BigSendState.CONFIRMED).exists()


def _waiting(
    kind: MessageKind,
    rows: Sequence[Message],
    name: str,
    *,
    asked_by: User | None,
    service_id: int,
    people: int,
) -> tuple[BigSend, bool]:
    now, ends = clock.now(), min((row.not_after for row in rows if row.not_after), default=None)
    send, is_new = BigSend.objects.get_or_create(
        service_id=service_id, name=name, state=BigSendState.WAITING,
        defaults={
            "kind": kind.slug, "people": people, "asked_by": asked_by, "asked_at": now,
            "expires_at": min(now + CONFIRM_WITHIN, ends or now + CONFIRM_WITHIN),
        },
    )  # fmt: skip
    if is_new:
        who = asked_by or NOBODY
        recorder.record(Event.SEND_WAITS, by=who, about=send, people=people, service=f"service:{service_id}")
    return send, is_new


def spend(kind: MessageKind, rows: Sequence[Message], *, by: Actor, service_id: int | None) -> None:
    """Count what somebody sends to others today, but not what waits for a second person. Raises TooManyToday."""
    if isinstance(by, Job) or not is_counted(kind):
        return
    others = sum(1 for row in rows if row.person_id != by.pk and row.big_send_id is None)
    if not others or not _works_there(by, service_id):
        return
    most = a_day(by, service_id) or 0  # type: ignore[arg-type]  # a Person that is no Job is an account
    which = {"person_id": by.pk, "service_id": service_id, "day": clock.today(clock.LONDON)}
    _begin(which)
    room = SentToday.objects.filter(**which, count__lte=most - others)
    if others > most or not room.update(count=models.F("count") + others):
        raise TooManyToday


def _begin(which: dict[str, object]) -> None:
    if not SentToday.objects.filter(**which).exists():
        try:
            with transaction.atomic():
                SentToday.objects.create(**which)
        except IntegrityError:
            return  # another request of theirs began the day


def _works_there(by: Actor, service_id: int | None) -> bool:
    return isinstance(by, User) and a_day(by, service_id) is not None
