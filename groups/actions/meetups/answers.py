"""What somebody says about the dates: by link, on the site, by text in numbers, or by phone through the team."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from groups.actions import which_suit
from groups.events import Event
from groups.messages import meetups as messages
from groups.models import How, Meetup, MeetupAsked, MeetupSlot, Need, SlotAnswer, Suits
from notifications import outbox


class AskingIsOver(Refused):
    """A date has been chosen, or the season is off."""

    def __init__(self) -> None:
        super().__init__("A date has been chosen since you opened this page. We show it to you now.")


@transaction.atomic
def answer(
    asked: MeetupAsked,
    *,
    suits: Mapping[int, str],
    how: str,
    by: Actor,
    needs: Sequence[str] | None = None,
    area: str | None = None,
    none_suit: bool = False,
) -> MeetupAsked:
    """Write down which dates suit, by the number of the date's row; a date left out stays unanswered.

    The latest answer wins. `none_suit` says no to every date. Needs and area stay as they are unless given.
    Raises AskingIsOver, NothingSaid, NoSuchDate.
    """
    meetup = Meetup.objects.lock(asked.meetup)
    asked = MeetupAsked.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if not meetup.can_answer_dates:
        raise AskingIsOver
    slots = set(meetup.slots.filter(withdrawn_because="").values_list("pk", flat=True))
    wanted = which_suit.checked(slots, suits, none_suit=none_suit)
    _replace(asked, wanted)
    asked.none_suit = all(said == Suits.NO for said in wanted.values()) and wanted.keys() == slots
    if needs is not None:
        asked.needs = sorted(Need(need) for need in set(needs))
    if area is not None:
        asked.area = area.upper()[:4]
    asked.answered_at, asked.how = clock.now(), How(how)
    asked.recorded_by = by if isinstance(by, User) and by.pk != asked.person_id else None
    asked.save()
    recorder.record(
        Event.MEETUP_DATES_ANSWERED, by=by, about=meetup, person=f"person:{asked.person_id}",
        how=How(how).label,
    )  # fmt: skip
    outbox.withdraw(
        about=messages.about_meetup(meetup), kinds=[messages.MeetupDates.slug], to=[asked.person],
        reason="Has answered",
    )  # fmt: skip
    return asked


def answer_numbers(asked: MeetupAsked, *, numbers: Sequence[int], how: str, by: Actor) -> list[MeetupSlot]:
    """Texted numbers: those dates suit and the others do not; 0 alone is none. Gives back the dates taken.

    Raises NoSuchDate, AskingIsOver.
    """
    slots = {slot.number: slot for slot in asked.meetup.slots.filter(withdrawn_because="")}
    wanted = which_suit.chosen(slots, numbers)
    said = {slot.pk: Suits.YES if number in wanted else Suits.NO for number, slot in slots.items()}
    answer(asked, suits=said, how=how, by=by, none_suit=not wanted)
    return [slots[number] for number in wanted]


def _replace(asked: MeetupAsked, wanted: Mapping[int, Suits]) -> None:
    """The latest answers stand, instead of those before."""
    SlotAnswer.objects.filter(asked=asked).delete()
    SlotAnswer.objects.bulk_create(
        SlotAnswer(asked=asked, slot_id=slot, suits=said) for slot, said in sorted(wanted.items())
    )
