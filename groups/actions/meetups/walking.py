"""What each date of the timeline brings. Safe however often it runs, and when it is killed half way.

Each step is a transaction of its own that locks the season, leaves a mark on it, and puts messages into the outbox
under keys of their own: what has happened does not happen again.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from followon import clock
from followon.audit.actors import Actor
from followon.errors import Refused
from groups.actions.meetups import after, asking, day, news, options
from groups.models import Meetup, MeetupSite
from groups.states import MeetupState

logger = logging.getLogger(__name__)
Step = tuple[str, Callable[[], object]]


def walk_all(*, by: Actor) -> int:
    """Walk every season that is not paused; one that fails does not hold up the others. Gives back how many steps."""
    done = 0
    for meetup in Meetup.objects.to_walk().select_related("service").order_by("pk"):
        try:
            done += walk(meetup, by=by)
        except Refused as refusal:
            logger.warning("meetup %s waits for a person: %s", meetup.pk, refusal)
    return done


def walk(meetup: Meetup, *, by: Actor) -> int:
    """Do what is due for one season now, step by step. Gives back how many steps were done."""
    done = 0
    for _, step in due(meetup, by=by):
        step()
        done += 1
    return done


def due(meetup: Meetup, *, by: Actor) -> Iterator[Step]:
    """The steps that are due, each looked up afresh after the one before."""
    for find in (_asking, _closing, _inviting, _asking_news, _reminding, _day_before, _finishing, _thanking):
        fresh = Meetup.objects.select_related("service").get(pk=meetup.pk)
        if fresh.paused_at is None and fresh.state != MeetupState.CANCELLED:
            yield from find(fresh, by)


def _asking(meetup: Meetup, by: Actor) -> Iterator[Step]:
    if meetup.state in (MeetupState.OPENED, MeetupState.ASKING, MeetupState.CHOOSING):
        options.withdraw_holidays(meetup, by=by)
    ready = meetup.slots.filter(withdrawn_because="").exists() and meetup.places.exists()
    in_time = meetup.ask_on <= clock.today(meetup.service.tz) < meetup.aim_on
    if meetup.state == MeetupState.OPENED and ready and in_time:
        yield "ask", lambda: asking.ask(meetup, by=by)


def _closing(meetup: Meetup, by: Actor) -> Iterator[Step]:
    if meetup.state == MeetupState.ASKING and meetup.choose_on <= clock.today(meetup.service.tz):
        yield "close", lambda: asking.close(meetup, by=by)


def _inviting(meetup: Meetup, by: Actor) -> Iterator[Step]:
    if _is_due(meetup, "invite_on", "invited_at"):
        yield "invite", lambda: day.invite(meetup, by=by)


def _asking_news(meetup: Meetup, by: Actor) -> Iterator[Step]:
    if _is_due(meetup, "news_on", "news_asked_at"):
        yield "news", lambda: news.ask_news(meetup, by=by)


def _reminding(meetup: Meetup, by: Actor) -> Iterator[Step]:
    if _is_due(meetup, "remind_on", "reminded_at") and meetup.invited_at:
        if clock.now() - meetup.invited_at < timedelta(days=3):
            return  # the invitation was late: it is reminder enough
        yield "remind", lambda: day.remind(meetup, by=by)


def _day_before(meetup: Meetup, by: Actor) -> Iterator[Step]:
    if meetup.state == MeetupState.INVITING:
        for site in day.sites_of(meetup):
            site.meetup = meetup
            opens = day.day_before(site) - timedelta(hours=12)
            if opens <= clock.now() < site.starts_at:
                yield "day before", partial(day.remind_day_before, site, by=by)


def _finishing(meetup: Meetup, by: Actor) -> Iterator[Step]:
    if meetup.state == MeetupState.INVITING:
        sites = MeetupSite.objects.filter(meetup=meetup, cancelled_at=None)
        if sites.exists() and not sites.filter(ends_at__gt=clock.now()).exists():
            yield "finish", lambda: after.finish(meetup, by=by)


def _thanking(meetup: Meetup, by: Actor) -> Iterator[Step]:
    over = meetup.state == MeetupState.HELD and meetup.thanked_at is None
    if over and meetup.thank_on <= clock.today(meetup.service.tz):
        yield "thank", lambda: after.thank(meetup, by=by)


def _is_due(meetup: Meetup, on: str, done: str) -> bool:
    """A step before the day whose date has come and that has not been done; never once the day is here."""
    today = clock.today(meetup.service.tz)
    waiting = meetup.state == MeetupState.INVITING and getattr(meetup, done) is None
    return waiting and getattr(meetup, on) <= today < meetup.aim_on
