"""Choosing the day: the software weighs every choice and explains the best five; a coordinator decides."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.clock import Wall
from followon.errors import Refused
from followon.people.models import User
from followon.states import check_move
from groups import meetup_dates
from groups.actions.meetups.timeline import Timeline
from groups.events import Event
from groups.meetup_dates import ONLINE_SEAT
from groups.messages import meetups as messages
from groups.models import (
    AreaDistance,
    Group,
    Known,
    Meeting,
    Meetup,
    MeetupAsked,
    MeetupPlace,
    MeetupSite,
    MeetupSlot,
    Need,
    SlotAnswer,
    Suits,
)
from groups.states import MEETUP_MOVES, MeetingState, MeetupState
from notifications import outbox

# An interpreter and a lift are arranged by people, wherever the place is; steps and a loop belong to the place.
_OF_THE_PLACE = {Need.STEP_FREE: "no steps", Need.HEARING_LOOP: "a hearing loop"}
_SAID = {
    Suits.YES: meetup_dates.Answer.YES,
    Suits.IF_HAVE_TO: meetup_dates.Answer.IF_HAVE_TO,
    Suits.NO: meetup_dates.Answer.NO,
}


class NothingChosen(Refused):
    """No day and place."""

    def __init__(self) -> None:
        super().__init__("Choose a date and a place.")


class CannotBeChosen(Refused):
    """A date that was taken away or has gone by, a place that is not free, or the same place twice on a day."""


@dataclass(frozen=True)
class Choice:
    """A date and a place of this season."""

    slot: MeetupSlot
    place: MeetupPlace


def season_of(meetup: Meetup) -> meetup_dates.Season:
    """Everything the choice depends on, in eight queries however many people were asked."""
    slots = list(meetup.slots.filter(withdrawn_because=""))
    asked = list(MeetupAsked.objects.filter(meetup=meetup))
    said: defaultdict[int, dict[int, meetup_dates.Answer]] = defaultdict(dict)
    for person, slot, suits in SlotAnswer.objects.filter(asked__meetup=meetup).values_list(
        "asked__person_id", "slot_id", "suits"
    ):
        said[person][slot] = _SAID[Suits(suits)]
    owed = {row.group_id for row in asked if row.group_id}
    owed -= {row.group_id for row in asked if row.group_id and not row.left_out_last_time}
    return meetup_dates.Season(
        people=[_person(row, said[row.person_id]) for row in asked],
        groups=_groups(asked, owed, [slot.on_date for slot in slots]),
        slots=[meetup_dates.Slot(slot.pk, slot.local, tuple(slot.notes)) for slot in slots],
        places=[
            _place(row, slots)
            for row in meetup.places.select_related("place").prefetch_related("not_free_on")
        ],
        distances={
            (one, other): miles
            for one, other, miles in AreaDistance.objects.filter(service=meetup.service_id).values_list(
                "one", "other", "miles"
            )
        },
        last_time="last time",
    )


def best_five(meetup: Meetup, *, sites: int = 1) -> meetup_dates.Outcome:
    """The best five choices with one site or several, each explained; the same answers give the same five."""
    return meetup_dates.choose(season_of(meetup), sites=sites)


@transaction.atomic
def choose(meetup: Meetup, *, sites: Sequence[Choice], by: Actor) -> list[MeetupSite]:
    """Decide on one day and place, or several. The invitations go on their date. Always a person's decision.

    Raises NothingChosen, CannotBeChosen, MoveNotAllowed.
    """
    if not isinstance(by, User):
        raise TypeError("A person chooses the day of the meetup, never the software.")
    meetup = Meetup.objects.lock(meetup)
    check_move(MEETUP_MOVES, meetup.state, MeetupState.INVITING)
    _refuse_unfit(meetup, sites)
    chosen = [_make(meetup, one, by=by) for one in sites]
    first = min(site.on_date for site in chosen)
    follow(meetup, first, max(site.on_date for site in chosen))
    meetup.state = MeetupState.INVITING
    meetup.save()
    outbox.withdraw(
        about=messages.about_meetup(meetup),
        kinds=[messages.MeetupDates.slug],
        reason="A date has been chosen",
    )
    recorder.record(
        Event.MEETUP_CHOSEN, by=by, about=meetup,
        sites=[{"on": site.on_date, "place": site.place.place_id} for site in chosen],
    )  # fmt: skip
    return chosen


def _person(row: MeetupAsked, said: dict[int, meetup_dates.Answer]) -> meetup_dates.Person:
    needs = {_OF_THE_PLACE[Need(need)] for need in row.needs if Need(need) in _OF_THE_PLACE}
    if Need.ONLINE in row.needs:
        needs.add(ONLINE_SEAT)
    return meetup_dates.Person(
        id=row.person_id, answers=said, group=row.group_id, needs=frozenset(needs), area=row.area or None,
        left_out_last_time=row.left_out_last_time,
    )  # fmt: skip


def _groups(asked: Sequence[MeetupAsked], owed: set[int], days: Sequence[date]) -> list[meetup_dates.Group]:
    sizes: defaultdict[int, int] = defaultdict(int)
    for row in asked:
        if row.group_id:
            sizes[row.group_id] += 1
    own: defaultdict[int, set[date]] = defaultdict(set)
    meetings = Meeting.objects.filter(group__in=sizes, on_date__in=days, state=MeetingState.PLANNED)
    for group, on_date in meetings.values_list("group_id", "on_date"):
        own[group].add(on_date)
    names = Group.objects.filter(pk__in=sizes).values_list("pk", "name")
    return [
        meetup_dates.Group(
            pk, name, sizes[pk], left_out_last_time=pk in owed, own_meetings=frozenset(own[pk])
        )
        for pk, name in names
    ]


def _place(row: MeetupPlace, slots: Sequence[MeetupSlot]) -> meetup_dates.Place:
    place, taken = row.place, {slot.pk for slot in row.not_free_on.all()}
    access = {
        words
        for words, known in (
            (_OF_THE_PLACE[Need.STEP_FREE], place.step_free),
            (_OF_THE_PLACE[Need.HEARING_LOOP], place.hearing_loop),
        )
        if known == Known.YES
    }
    return meetup_dates.Place(
        id=row.pk, name=place.name, capacity=row.capacity, area=place.area or None, access=frozenset(access),
        cost_pence=row.cost_pence, online_seats=row.online_seats,
        free_on=frozenset(slot.pk for slot in slots if slot.pk not in taken) if taken else None,
    )  # fmt: skip


def _refuse_unfit(meetup: Meetup, sites: Sequence[Choice]) -> None:
    if not sites:
        raise NothingChosen
    if len({(one.slot.on_date, one.place.pk) for one in sites}) != len(sites):
        raise CannotBeChosen("The same place is chosen twice on one day.")
    for one in sites:
        if one.slot.meetup_id != meetup.pk or one.place.meetup_id != meetup.pk or one.slot.withdrawn_because:
            raise CannotBeChosen("That date is not one of this season any more.")
        if one.place.not_free_on.filter(pk=one.slot.pk).exists():
            raise CannotBeChosen(f"{one.place.place.name} is not free on that date.")
        if not one.place.capacity:
            raise CannotBeChosen(f"Write down how many seats {one.place.place.name} has first.")
        if one.slot.on_date <= clock.today(meetup.service.tz):
            raise CannotBeChosen("That date has gone by.")


def instants(meetup: Meetup, on_date: date, start_time: time) -> tuple[datetime, datetime]:
    """When a site begins and ends. Raises CannotBeChosen for a time that the clocks skip."""
    local, tz = datetime.combine(on_date, start_time), meetup.service.tz
    if clock.kind_of_wall_time(local, tz) == Wall.MISSING:
        raise CannotBeChosen("The clocks go forward that day, so that time does not happen.")
    starts_at = clock.at_local(local, tz)
    return starts_at, starts_at + meetup.length


def _make(meetup: Meetup, one: Choice, *, by: User) -> MeetupSite:
    starts_at, ends_at = instants(meetup, one.slot.on_date, one.slot.start_time)
    return MeetupSite.objects.create(
        meetup=meetup, slot=one.slot, place=one.place, on_date=one.slot.on_date, start_time=one.slot.start_time,
        starts_at=starts_at, ends_at=ends_at, chosen_by=by,
    )  # fmt: skip


def follow(meetup: Meetup, first: date, last: date) -> None:
    """The dates to come follow the chosen day; those that would have gone by are today, thanks follow the last."""
    around, today = Timeline.around(first, meetup.service), clock.today(meetup.service.tz)
    meetup.aim_on = first
    meetup.choose_on = min(meetup.choose_on, today)
    meetup.ask_on = min(meetup.ask_on, meetup.choose_on)
    for name in ("invite_on", "news_on", "remind_on"):
        setattr(meetup, name, max(getattr(around, name), today))
    meetup.thank_on = Timeline.around(last, meetup.service).thank_on
    meetup.edited_at = clock.now()
