"""The dates and places that everybody will be asked about: suggested by the software, confirmed by a coordinator."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from groups.events import Event
from groups.meetup_dates import Calendar, SuggestedDay, spread, suggest_days, why_not
from groups.models import AreaDistance, Meeting, Meetup, MeetupPlace, MeetupSlot, Place
from groups.states import GroupState, MeetingState, MeetupState
from pmp.models import Service

MOST_SLOTS = 5  # more cannot stand in one text, or in anybody's head
WEEKS_AROUND = timedelta(weeks=2)


class NoDates(Refused):
    """Nothing to ask about."""

    def __init__(self) -> None:
        super().__init__("Choose at least one date to ask about.")


class TooManyDates(Refused):
    """More than fits in a text."""

    def __init__(self) -> None:
        super().__init__(f"Choose {MOST_SLOTS} dates at most, so that they fit in one text.")


class NoPlaces(Refused):
    """Nowhere to meet."""

    def __init__(self) -> None:
        super().__init__("Choose at least one place.")


class SameTwice(Refused):
    """Two dates, or two places, are the same."""

    def __init__(self) -> None:
        super().__init__("The same date is there twice. Take one away.")


class DateWillNotDo(Refused):
    """A Sunday, a bank holiday, gone by, or a group's own meeting."""


class AskedAlready(Refused):
    """People know the dates; they are not changed under them."""

    def __init__(self) -> None:
        super().__init__(
            "Everybody has been asked about these dates already. You can take one away, but not add any."
        )


@dataclass(frozen=True)
class SlotPlan:
    """A date and time to ask about."""

    on_date: date
    start_time: time


@dataclass(frozen=True)
class PlacePlan:
    """A place that could be booked; without a number of seats it can not be chosen."""

    place: Place
    capacity: int | None
    online_seats: int = 0
    cost_pence: int | None = None
    not_free_on: frozenset[date] = field(default_factory=frozenset)


def calendar_of(service: Service, first: date, last: date) -> Calendar:
    """Bank holidays of the nation, and the days on which groups meet by themselves."""
    own: defaultdict[date, set[str]] = defaultdict(set)
    meetings = Meeting.objects.filter(
        group__service=service, group__state__in=[GroupState.FORMING, GroupState.MEETING],
        state=MeetingState.PLANNED, on_date__range=(first, last),
    )  # fmt: skip
    for on_date, name in meetings.values_list("on_date", "group__name"):
        own[on_date].add(name)
    return Calendar(bank_holidays=clock.bank_holidays(service.nation), own_meetings=own)


def suggested(meetup: Meetup, count: int = 3) -> Sequence[SuggestedDay]:
    """Days around the one aimed for, spread over the week, on which nothing else is on."""
    first = max(meetup.aim_on, clock.today(meetup.service.tz) + timedelta(days=1))
    last = first + WEEKS_AROUND
    days = suggest_days(first, last, calendar_of(meetup.service, first, last)).days
    return spread(days, count)


def refusal_of(meetup: Meetup, on: date) -> str:
    """Why a date will not do, or nothing. A clash with groups' own meetings is pointed out, not refused."""
    if on <= clock.today(meetup.service.tz):
        return "That date has gone by. Choose a day to come."
    return why_not(on, Calendar(bank_holidays=clock.bank_holidays(meetup.service.nation)))


@transaction.atomic
def confirm(meetup: Meetup, *, slots: Sequence[SlotPlan], places: Sequence[PlacePlan], by: Actor) -> Meetup:
    """Set the dates, numbered in their order, and the places of a season that nobody has been asked about yet.

    Raises NoDates, TooManyDates, NoPlaces, SameTwice, DateWillNotDo, AskedAlready.
    """
    meetup = Meetup.objects.lock(meetup)
    if meetup.state != MeetupState.OPENED:
        raise AskedAlready
    _refuse_unfit(meetup, slots, places)
    ordered = sorted(slots, key=lambda slot: (slot.on_date, slot.start_time))
    meetup.places.all().delete()
    meetup.slots.all().delete()
    notes = calendar_of(meetup.service, ordered[0].on_date, ordered[-1].on_date).own_meetings
    rows = [
        MeetupSlot.objects.create(
            meetup=meetup, on_date=slot.on_date, start_time=slot.start_time, number=number,
            notes=[f"{name} meets that day."[:120] for name in sorted(notes.get(slot.on_date, ()))],
        )
        for number, slot in enumerate(ordered, 1)
    ]  # fmt: skip
    for plan in places:
        _add_place(meetup, plan, rows)
    recorder.record(Event.MEETUP_OPTIONS, by=by, about=meetup, slots=len(rows), places=len(places))
    return meetup


@transaction.atomic
def change_places(meetup: Meetup, *, places: Sequence[PlacePlan], by: Actor) -> Meetup:
    """Places may change until a date is chosen: nobody was asked about them. Raises NoPlaces, AskedAlready."""
    meetup = Meetup.objects.lock(meetup)
    if meetup.state not in (MeetupState.OPENED, MeetupState.ASKING, MeetupState.CHOOSING):
        raise AskedAlready
    if not places:
        raise NoPlaces
    meetup.places.all().delete()
    slots = list(meetup.slots.all())
    for plan in places:
        _add_place(meetup, plan, slots)
    recorder.record(Event.MEETUP_OPTIONS, by=by, about=meetup, slots=len(slots), places=len(places))
    return meetup


@transaction.atomic
def withdraw_slot(slot: MeetupSlot, *, because: str, by: Actor) -> MeetupSlot:
    """Take a date away that will not do any more; it keeps its number, and its answers count for nothing."""
    meetup = Meetup.objects.lock(slot.meetup)
    slot = MeetupSlot.objects.get(pk=slot.pk)
    slot.withdrawn_because = because[:120] or "It will not do any more"
    slot.save(update_fields=["withdrawn_because"])
    recorder.record(Event.MEETUP_SLOT_WITHDRAWN, by=by, about=meetup, number=slot.number)
    return slot


@transaction.atomic
def set_distance(service: Service, *, one: str, other: str, miles: int, by: Actor) -> AreaDistance:
    """Write down about how far two areas are apart; the same both ways."""
    first, second = sorted([one.upper().strip(), other.upper().strip()])
    if first == second:
        raise Refused("Choose two different areas.")
    row, _ = AreaDistance.objects.update_or_create(
        service=service, one=first, other=second, defaults={"miles": miles}
    )
    recorder.record(Event.DISTANCE_SET, by=by, about=service, miles=miles)
    return row


def withdraw_holidays(meetup: Meetup, *, by: Actor) -> int:
    """Take away the dates that became bank holidays since they were confirmed. Gives back how many."""
    holidays = clock.bank_holidays(meetup.service.nation)
    gone = meetup.slots.filter(withdrawn_because="", on_date__in=holidays)
    for slot in gone:
        withdraw_slot(slot, because="It is a bank holiday now", by=by)
    return len(gone)


def _add_place(meetup: Meetup, plan: PlacePlan, slots: Sequence[MeetupSlot]) -> None:
    row = MeetupPlace.objects.create(
        meetup=meetup, place=plan.place, capacity=plan.capacity, online_seats=plan.online_seats,
        cost_pence=plan.cost_pence,
    )  # fmt: skip
    row.not_free_on.set(slot for slot in slots if slot.on_date in plan.not_free_on)


def _refuse_unfit(meetup: Meetup, slots: Sequence[SlotPlan], places: Sequence[PlacePlan]) -> None:
    if not slots:
        raise NoDates
    if len(slots) > MOST_SLOTS:
        raise TooManyDates
    if not places:
        raise NoPlaces
    if len(set(slots)) != len(slots) or len({plan.place.pk for plan in places}) != len(places):
        raise SameTwice
    if any(plan.place.service_id != meetup.service_id or plan.place.group_id for plan in places):
        raise Refused("Choose places from the list that all groups of the service share.")
    for slot in slots:
        if why := refusal_of(meetup, slot.on_date):
            raise DateWillNotDo(why)
