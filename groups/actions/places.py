"""Places to meet: added by whoever knows them, checked by somebody on a day, and taken off when they close (F21)."""

from typing import Any

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from groups.events import Event
from groups.models import Group, Place, PlaceKind
from pmp.models import Service

FACTS = frozenset(
    {
        *Place.FACTS,
        "name",
        "short_name",
        "kind",
        "address",
        "postcode",
        "bus",
        "noise",
        "cost",
        "capacity",
        "phone",
    }
)


class HomesAreNotShared(Refused):
    """Somebody lives there."""

    def __init__(self) -> None:
        super().__init__("This is somebody’s home, so it stays on your group’s own list.")


@transaction.atomic
def add(group: Group | None, *, by: Actor, service: Service | None = None, **facts: Any) -> Place:
    """Add a place for one group, or with `service` and no group for all groups of a service.

    What is not said stays unknown, and is shown as unknown.
    """
    where = group.service if group else service
    if where is None:
        raise TypeError("a place belongs to a group or to a service")
    place = Place.objects.create(group=group, service=where, **_known(facts))
    recorder.record(Event.PLACE_ADDED, by=by, about=place, group=group)
    return place


@transaction.atomic
def check(place: Place, *, by: User, **facts: Any) -> Place:
    """Somebody checked a place today: "Joan checked this on 2 November". Facts not named stay as they were."""
    place = _lock(place)
    for name, value in _known(facts).items():
        setattr(place, name, value)
    place.checked_by, place.checked_on = by, clock.today(place.service.tz)
    place.save()
    recorder.record(Event.PLACE_CHECKED, by=by, about=place, fields=sorted(facts))
    return place


@transaction.atomic
def share(place: Place, *, by: Actor) -> Place:
    """The group lets all groups of its service use a place it added, with the facts and who checked, but no name.

    A home is never shared. Sharing what is shared changes nothing. Raises HomesAreNotShared.
    """
    place = _lock(place)
    if place.kind == PlaceKind.HOME:
        raise HomesAreNotShared
    if not place.is_for_everybody:
        place.shared_at = clock.now()
        place.save(update_fields=["shared_at"])
        recorder.record(Event.PLACE_SHARED, by=by, about=place, group=place.group)
    return place


@transaction.atomic
def keep_to_group(place: Place, *, by: Actor) -> Place:
    """The group takes that back. Meetings of other groups that are booked there stay."""
    place = _lock(place)
    if place.shared_at is not None:
        place.shared_at = None
        place.save(update_fields=["shared_at"])
        recorder.record(Event.PLACE_KEPT, by=by, about=place, group=place.group)
    return place


@transaction.atomic
def close(place: Place, *, by: Actor) -> Place:
    """Take a place off the list; meetings that are booked there stay, and their organisers can move them."""
    place = _lock(place)
    if place.closed_at is None:
        place.closed_at = clock.now()
        place.save(update_fields=["closed_at"])
        recorder.record(Event.PLACE_CLOSED, by=by, about=place)
    return place


def _lock(place: Place) -> Place:
    rows = Place.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("service", "group").get(pk=place.pk)


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(facts) - FACTS:
        raise TypeError(f"not facts about a place: {sorted(unknown)}")
    return facts
