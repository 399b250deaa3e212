"""What somebody needs in order to come to the meetup, and what they said on the phone about it."""

from collections.abc import Sequence

from django.db import transaction

from followon.audit import recorder
from followon.audit.actors import Actor
from followon.people.models import User
from groups.actions.meetups import day
from groups.events import Event
from groups.models import Coming, How, Meetup, MeetupAsked, MeetupReply, MeetupSite, Need


@transaction.atomic
def say(asked: MeetupAsked, *, needs: Sequence[str], food: str = "", how: str, by: Actor) -> MeetupAsked:
    """Write down what somebody needs and what they can't eat; the latest word counts.

    Somebody who joins from home gives up their seat in the room, and the other way round. Raises SiteIsFull,
    SiteIsOver.
    """
    meetup = Meetup.objects.lock(asked.meetup)
    asked = MeetupAsked.objects.select_for_update(of=("self",)).select_related("person").get(pk=asked.pk)
    if not meetup.is_open:
        raise day.SiteIsOver
    asked.needs, asked.food = sorted(Need(need) for need in set(needs)), food.strip()
    asked.save(update_fields=["needs", "food"])
    _change_seat(asked)
    recorder.record(
        Event.MEETUP_NEEDS, by=by, about=meetup, person=f"person:{asked.person_id}", how=How(how).label
    )
    return asked


@transaction.atomic
def by_phone(
    site: MeetupSite, *, asked: MeetupAsked, coming: str, needs: Sequence[str] = (), food: str = "", by: User
) -> MeetupReply:
    """Write down whether somebody comes and what they need, as they said it on the phone, and who wrote it down.

    Their call goes off the ring list. Raises SiteIsOver, SiteIsFull.
    """
    if coming != Coming.NO:
        asked = say(asked, needs=needs, food=food, how=How.PHONE, by=by)
    online = Need.ONLINE in asked.needs
    return day.reply(site, asked=asked, coming=coming, how=How.PHONE, by=by, online=online)


def _change_seat(asked: MeetupAsked) -> None:
    """In the room or from home, as they need it now."""
    said = MeetupReply.objects.filter(asked=asked).select_related("site__place").first()
    if said is None or said.coming == Coming.NO:
        return
    online = Need.ONLINE in asked.needs and said.site.place.online_seats > 0
    if online == said.online:
        return
    if said.coming == Coming.YES and day.seats_left(said.site, online=online, but=asked) <= 0:
        raise day.SiteIsFull
    said.online = online
    said.save(update_fields=["online"])
