"""Changing a number on the help pages: one person asks, a second one rings it and confirms (H10)."""

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.errors import Refused
from followon.people.models import User
from followon.web import crisis
from followon.web.phones import show_phone
from groups.events import Event
from groups.models.numbers import NumberChange, NumberCheck, NumberKind, lines_in_force
from pmp.actions import services
from pmp.models import Service


class NumberWaits(Refused):
    """One change of a number at a time, so that nobody confirms another one than they rang."""

    def __init__(self) -> None:
        super().__init__("A change of this number waits already. Confirm it or drop it first.")


class NeedsASecondPerson(Refused):
    """Whoever asked for a number cannot confirm it."""

    def __init__(self) -> None:
        super().__init__("Somebody else has to ring this number and confirm it.")


class NotWaiting(Refused):
    """Somebody has decided about this number already."""

    def __init__(self) -> None:
        super().__init__("Somebody has decided about this number already.")


@transaction.atomic
def ask(
    service: Service, *, what: NumberKind, value: str, source: str, by: User, instruction: str = ""
) -> NumberChange:
    """Ask for a new number; nothing changes until somebody else confirms it. Raises NumberWaits."""
    Service.objects.select_for_update().get(pk=service.pk)
    if NumberChange.objects.waiting().filter(service=service, what=what).exists():
        raise NumberWaits
    change = NumberChange.objects.create(
        service=service, nation=service.nation, what=what, value=value, instruction=instruction, source=source,
        asked_by=by, asked_at=clock.now(),
    )  # fmt: skip
    recorder.record(Event.NUMBER_ASKED, by=by, about=service, change=change.pk, what=what)
    return change


@transaction.atomic
def confirm(change: NumberChange, *, by: User) -> NumberChange:
    """Put a number on the help pages, because a second person has rung it. Raises NotWaiting, NeedsASecondPerson."""
    change = _waiting(change)
    if change.asked_by_id == by.pk:
        raise NeedsASecondPerson
    change.confirmed_by, change.confirmed_at = by, clock.now()
    change.save(update_fields=["confirmed_by", "confirmed_at"])
    recorder.record(Event.NUMBER_CONFIRMED, by=by, about=change.service, change=change.pk, what=change.what)
    if change.what == NumberKind.PHONE:
        services.set_phone(change.service, phone=change.value, asked_by=change.asked_by, by=by)
    transaction.on_commit(publish)
    return change


@transaction.atomic
def drop(change: NumberChange, *, by: User) -> NumberChange:
    """Turn a number down; the one on the pages stays. Raises NotWaiting."""
    change = _waiting(change)
    change.dropped_at = clock.now()
    change.save(update_fields=["dropped_at"])
    recorder.record(Event.NUMBER_DROPPED, by=by, about=change.service, change=change.pk, what=change.what)
    return change


@transaction.atomic
def checked(service: Service, *, by: User) -> NumberCheck:
    """Write down that somebody rang every number of the help pages today and all were right."""
    check = NumberCheck.objects.create(service=service, by=by, at=clock.now())
    recorder.record(Event.NUMBERS_CHECKED, by=by, about=service)
    return check


def publish() -> None:
    """Tell the help pages, which never ask the database, what is confirmed; repeated by a task, as caches forget."""
    lines = {nation: lines_in_force(nation) for nation in crisis.NATIONS}
    confirmed = NumberChange.objects.filter(what=NumberKind.PHONE, confirmed_at__isnull=False)
    phones = Service.objects.filter(pk__in=confirmed.values("service")).values_list("name", "phone")
    crisis.publish(lines, {name: show_phone(number) for name, number in phones})


def _waiting(change: NumberChange) -> NumberChange:
    fresh = (
        NumberChange.objects.select_for_update(of=("self",))
        .select_related("service", "asked_by")
        .get(pk=change.pk)
    )
    if fresh.confirmed_at or fresh.dropped_at:
        raise NotWaiting
    return fresh
