"""Moving and calling off a chosen day and place: exactly those who had been told of it hear of it, at once."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.people.models import User
from groups.actions.meetups import choosing, day
from groups.events import Event
from groups.messages import meetups as messages
from groups.models import Coming, Meetup, MeetupAsked, MeetupPlace, MeetupReply, MeetupSite
from groups.states import MeetupState
from notifications import outbox

SHORT_NOTICE = timedelta(hours=12)


@transaction.atomic
def move_site(
    site: MeetupSite,
    *,
    on_date: date,
    start_time: time,
    place: MeetupPlace,
    join_details: str = "",
    by: Actor,
) -> MeetupSite:
    """Change the day, time or place; answers stay, marked as given before the change.

    Raises SiteIsOver, CannotBeChosen.
    """
    meetup = Meetup.objects.lock(site.meetup)
    site = MeetupSite.objects.select_related("place__place", "meetup__service").get(pk=site.pk)
    if not site.is_on or site.ends_at <= clock.now() or meetup.state != MeetupState.INVITING:
        raise day.SiteIsOver
    starts_at, ends_at = choosing.instants(meetup, on_date, start_time)
    if starts_at <= clock.now():
        raise choosing.CannotBeChosen("That day and time have gone by. Choose a day and time to come.")
    if place.meetup_id != meetup.pk or not place.capacity:
        raise choosing.CannotBeChosen("Choose a place of this season that says how many seats it has.")
    same = (site.on_date, site.start_time, site.place_id) == (on_date, start_time, place.pk)
    was, was_at, old = messages.in_words(site), site.starts_at, site.local
    site.on_date, site.start_time, site.place, site.join_details = on_date, start_time, place, join_details
    site.starts_at, site.ends_at = starts_at, ends_at
    if not same:
        site.revision += 1
    site.save()
    if not same:
        recorder.record(
            Event.MEETUP_MOVED, by=by, about=site, old=old, new=site.local, revision=site.revision
        )
        _tell_of_change(site, was=was, was_at=was_at, by=by)
        choosing.follow(meetup, *_first_and_last(meetup))
        meetup.save()
    return site


@transaction.atomic
def cancel_site(site: MeetupSite, *, why: str = "", by: Actor) -> MeetupSite:
    """Call one day and place off. With no other left the season waits for another choice. Raises SiteIsOver."""
    meetup = Meetup.objects.lock(site.meetup)
    site = MeetupSite.objects.select_related("place__place", "meetup__service").get(pk=site.pk)
    if not site.is_on or site.ends_at <= clock.now():
        raise day.SiteIsOver
    site.cancelled_at = clock.now()
    site.save(update_fields=["cancelled_at"])
    recorder.record(Event.MEETUP_SITE_CANCELLED, by=by, about=site)
    outbox.withdraw(about=messages.about_site(site), reason="The meetup is off")
    know = knowing(site)  # only now can nothing more leave
    kind = messages.MeetupCancelledSoon if _is_soon(site.starts_at) else messages.MeetupCancelled
    day.tell(kind, site, to=know, by=by, why=why)
    if meetup.state == MeetupState.INVITING and not day.sites_of(meetup):
        meetup.state, meetup.invited_at, meetup.reminded_at = MeetupState.CHOOSING, None, None
        meetup.save(update_fields=["state", "invited_at", "reminded_at"])
    return site


def knowing(site: MeetupSite) -> list[User]:
    """Everybody who was told of the day, or has answered, but for those who said no."""
    told = outbox.told(messages.about_site(site))
    replies = MeetupReply.objects.filter(site=site)
    out = MeetupReply.objects.filter(asked__meetup=site.meetup_id).filter(Q(coming=Coming.NO) | ~Q(site=site))
    people = set(told) | set(replies.values_list("asked__person_id", flat=True))
    return list(
        User.objects.filter(
            pk__in=people - set(out.values_list("asked__person_id", flat=True)), is_active=True
        )
    )


def _tell_of_change(site: MeetupSite, *, was: str, was_at: datetime, by: Actor) -> None:
    withdrawn = outbox.withdraw(
        about=messages.about_site(site), below_revision=site.revision, reason="The meetup has changed"
    )
    know = knowing(site)  # only now can nothing of the old day leave any more
    kind = messages.MeetupChangedSoon if _is_soon(was_at, site.starts_at) else messages.MeetupChanged
    day.tell(kind, site, to=know, by=by, was=was)
    if withdrawn:
        _invite_the_others(site, {person.pk for person in know}, by=by)


def _invite_the_others(site: MeetupSite, told: set[int], *, by: Actor) -> None:
    """Whoever's invitation had not left when the day changed gets one that says the new day."""
    silent = MeetupAsked.objects.filter(invited_to=site, reply=None).exclude(person__in=told)
    day.tell(messages.MeetupInvite, site, to=[row.person for row in silent.select_related("person")], by=by)


def _first_and_last(meetup: Meetup) -> tuple[date, date]:
    days = [site.on_date for site in day.sites_of(meetup)]
    return min(days), max(days)


def _is_soon(*starts: datetime) -> bool:
    return min(starts) - clock.now() < SHORT_NOTICE
