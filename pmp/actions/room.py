"""What somebody answers in the room, written down in one go: wish, sharing, how to reach them, best times."""

from collections.abc import Iterable

from django.db import transaction

from followon.audit.actors import Actor
from followon.people.models import Method
from pmp.actions import choices
from pmp.models import BestTimes, Choice, Enrolment
from pmp.states import Wish


@transaction.atomic
def write_down(
    enrolment: Enrolment, *, wish: Wish, purposes: set[str], channel: str, parts: Iterable[str], by: Actor
) -> Choice:
    """Write down all four answers of one person; an empty channel leaves how they are reached as it is.

    Somebody for whom it is not is asked nothing more: sharing and times are left out. Raises as `choices` does.
    """
    wish, parts = Wish(wish), list(parts)
    choice = choices.record(enrolment, wish=wish, method=Method.ROOM, by=by)
    if wish == Wish.NOT_FOR_ME:
        purposes = purposes & set(choices.WITH_THE_SERVICE)
    choice = choices.share(enrolment, purposes=purposes, method=Method.ROOM, by=by)
    if channel and wish != Wish.NOT_FOR_ME:
        choices.change_channel(enrolment, channel=channel, by=by)
    if parts and wish != Wish.NOT_FOR_ME:
        told = BestTimes.objects.filter(person=enrolment.person_id).first() or BestTimes()
        choices.best_times(
            enrolment.person,
            parts=parts,
            weekdays=told.weekdays,
            travel=told.travel,
            online_is_fine=told.online_is_fine,
            area=told.area,
            by=by,
        )
    return choice
