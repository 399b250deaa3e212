"""Raising, acknowledging and closing a concern, and keeping its clock."""

from dataclasses import dataclass

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from followon.states import check_move
from groups import duty
from groups.events import Event
from groups.messages import concerns as messages
from groups.models import Group
from groups.models.concern import AboutWhom, Concern, ConcernNote, ConcernOutcome, ConcernPage, PageLevel
from groups.states import CONCERN_MOVES, ConcernState
from notifications import outbox
from notifications.kinds import MessageKind
from notifications.models import Message
from notifications.states import Channel
from pmp.models import Service


class NobodyOnDuty(Refused):
    """The rota is empty: the page shows whom to ring instead and does not pretend (reliability.md 7)."""

    def __init__(self) -> None:
        super().__init__("Nobody is down to read this at the moment. Please phone us instead.")


@dataclass(frozen=True)
class Worry:
    """What somebody tells us, step by step."""

    about: AboutWhom
    reach_on: str
    caller: str = ""
    about_whom: str = ""
    what: str = ""
    in_danger: bool = False
    please_ring: bool = False


@transaction.atomic
def raise_concern(
    service: Service,
    worry: Worry,
    *,
    person: User | None,
    by: Actor,
    group: Group | None = None,
    is_drill: bool = False,
) -> Concern:
    """Take a concern, tell who is on duty, and write down who is told next and when.

    `person` is whose concern it is, or None for a caller without an account (`worry.caller`); `by` is somebody
    else when staff write it down. Raises NobodyOnDuty.
    The words never leave by text or email: those who are told sign in to read.
    """
    now = clock.now()
    if not duty.can_answer(service, now):
        raise NobodyOnDuty
    concern = Concern.objects.create(
        service=service, group=group, raised_by=person, is_drill=is_drill, raised_at=now,
        recorded_by=by if isinstance(by, User) and by != person else None, **vars(worry),
    )  # fmt: skip
    recorder.record(Event.CONCERN_RAISED, by=by, about=concern, service=service.pk, drill=is_drill)
    _start_clock(concern, by=by)
    _tell_raiser(concern, messages.ConcernReceived, "received", by=by)
    return concern


def _tell_raiser(concern: Concern, kind: type[MessageKind], what: str, *, by: Actor) -> None:
    """Say to whoever raised it how far it is; a drill and a caller without an account have nobody to tell."""
    if concern.is_drill or concern.raised_by is None:
        return
    outbox.queue(
        kind, to=[concern.raised_by], about=_about(concern), key=f"concern:{concern.pk}:{what}",
        payload={"concern": concern.pk}, by=by, service_id=concern.service_id,
    )  # fmt: skip


@transaction.atomic
def acknowledge(concern: Concern, *, by: User) -> Concern:
    """Say that a clinician has it: the clock stops and whoever raised it is told. Raises MoveNotAllowed."""
    concern = _lock(concern)
    check_move(CONCERN_MOVES, concern.state, ConcernState.ACKNOWLEDGED)
    concern.state, concern.acknowledged_at, concern.acknowledged_by = (
        ConcernState.ACKNOWLEDGED,
        clock.now(),
        by,
    )
    concern.save(update_fields=["state", "acknowledged_at", "acknowledged_by"])
    recorder.record(Event.CONCERN_ACKNOWLEDGED, by=by, about=concern)
    outbox.withdraw(about=_about(concern), kinds=messages.PAGES, reason="Somebody has acknowledged it")
    _tell_raiser(concern, messages.ConcernAcknowledged, "acknowledged", by=by)
    return concern


@transaction.atomic
def note(concern: Concern, *, words: str, by: User) -> ConcernNote:
    """Add what was done, for the colleagues who may read the concern."""
    written = ConcernNote.objects.create(concern=concern, by=by, words=words)
    recorder.record(Event.CONCERN_NOTED, by=by, about=concern)
    return written


@transaction.atomic
def close(concern: Concern, *, outcome: ConcernOutcome, line: str, in_the_record: bool, by: User) -> Concern:
    """End a concern with what came of it, and tell whoever raised it that it was acted on. Raises MoveNotAllowed."""
    concern = _lock(concern)
    check_move(CONCERN_MOVES, concern.state, ConcernState.CLOSED)
    concern.state, concern.closed_at = ConcernState.CLOSED, clock.now()
    concern.outcome, concern.outcome_line, concern.in_the_record = outcome, line, in_the_record
    concern.save(update_fields=["state", "closed_at", "outcome", "outcome_line", "in_the_record"])
    recorder.record(Event.CONCERN_CLOSED, by=by, about=concern, outcome=outcome)
    _tell_raiser(concern, messages.ConcernActedOn, f"acted-on:{concern.closed_at:%Y%m%d%H%M%S}", by=by)
    return concern


@transaction.atomic
def open_again(concern: Concern, *, by: User) -> Concern:
    """Undo a close. Raises MoveNotAllowed."""
    concern = _lock(concern)
    check_move(CONCERN_MOVES, concern.state, ConcernState.ACKNOWLEDGED)
    if concern.acknowledged_at is None:
        raise Refused("This concern was never acknowledged.")
    concern.state = ConcernState.ACKNOWLEDGED
    concern.save(update_fields=["state"])
    recorder.record(Event.CONCERN_OPENED_AGAIN, by=by, about=concern)
    return concern


@transaction.atomic
def drill(service: Service, *, by: User) -> Concern:
    """The monthly drill: a concern about nobody runs the whole clock, and its report shows who answered when."""
    worry = Worry(about=AboutWhom.OTHER, reach_on="", what="This is a drill. Acknowledge it, then close it.")
    return raise_concern(service, worry, person=by, by=by, is_drill=True)


@transaction.atomic
def offer_aftercare(concern: Concern, *, by: User) -> Concern:
    """Offer the group a conversation afterwards (R073: one group broke up over a worry nobody answered)."""
    concern = Concern.objects.select_for_update(of=("self",)).select_related("group").get(pk=concern.pk)
    if concern.group is None:
        raise Refused("This concern is not about a group, so there is no group to offer anything to.")
    if concern.aftercare_at is not None:
        raise Refused("The group has been offered a conversation already.")
    concern.aftercare_at = clock.now()
    concern.save(update_fields=["aftercare_at"])
    recorder.record(Event.CONCERN_AFTERCARE, by=by, about=concern, group=concern.group_id)
    organisers = User.objects.filter(
        pk__in=concern.group.turns.filter(until=None).values(
            "membership__person"
        )  # who looks after the group now
    )
    outbox.queue(
        messages.Aftercare, to=organisers, about=_about(concern), key=f"concern:{concern.pk}:aftercare",
        payload={"group": concern.group_id}, by=by, service_id=concern.service_id, group_id=concern.group_id,
    )  # fmt: skip
    return concern


def keep_clock(*, by: Actor) -> int:
    """Recompute the clock of every waiting concern: somebody's post may have ended without a word to the rota."""
    services = Service.objects.filter(pk__in=Concern.objects.waiting().values("service"))
    return sum(plan_again(service, by=by) for service in services)


@transaction.atomic
def plan_again(service: Service, *, by: Actor) -> int:
    """Recompute who is told next for every concern nobody has acknowledged; after the rota or the team changed."""
    waiting = Concern.objects.waiting().filter(service=service).select_for_update(of=("self",))
    return sum(1 for concern in waiting if _start_clock(concern, by=by))


def _start_clock(concern: Concern, *, by: Actor) -> bool:
    """Write the lines of the escalation that are not there yet, and the messages that go with them."""
    service, now = concern.service, clock.now()
    planned = duty.readers(service, concern.raised_at)
    wanted = {(reader.level, reader.person.pk) for reader in planned}
    stale = [
        page for page in concern.pages.filter(due_at__gt=now) if (page.level, page.person_id) not in wanted
    ]
    for page in stale:
        outbox.withdraw(
            about=_about(concern), kinds=messages.PAGES, reason="The rota has changed",
            to=[page.person] if page.person else [],
        )  # fmt: skip
        page.delete()
    changed = bool(stale)
    for reader in planned:
        _, new = ConcernPage.objects.get_or_create(
            concern=concern, level=reader.level, person=reader.person, defaults={"due_at": reader.due_at}
        )
        if new:
            _tell(concern, reader, by=by)
            changed = True
    return changed


def _tell(concern: Concern, reader: duty.Reader, *, by: Actor) -> list[Message]:
    """By text and by email, each a message of its own; the email of the first level goes even at night."""
    kind = messages.ConcernNew if reader.level == PageLevel.FIRST else messages.ConcernLate
    told = []
    for channel in (Channel.SMS, Channel.EMAIL):
        at_once = channel == Channel.EMAIL and reader.level == PageLevel.FIRST
        told += outbox.queue(
            kind, to=[reader.person], about=_about(concern), channel=channel,
            key=f"concern:{concern.pk}:{reader.level}:{channel}", payload={"concern": concern.pk},
            by=by, service_id=concern.service_id, send_at=None if at_once else reader.due_at,
        )  # fmt: skip
    return told


def _lock(concern: Concern) -> Concern:
    return Concern.objects.select_for_update(of=("self",)).select_related("raised_by").get(pk=concern.pk)


def _about(concern: Concern) -> str:
    return f"concern:{concern.pk}"
