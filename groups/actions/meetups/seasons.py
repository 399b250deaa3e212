"""Opening a season once, its timeline, pausing it, calling it off and beginning it again."""

from datetime import date, timedelta

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from followon.states import check_move
from groups.actions.meetups import sites
from groups.actions.meetups.timeline import Timeline
from groups.events import Event
from groups.meetup_dates import earliest_meetup, next_meetup_about
from groups.messages import meetups as messages
from groups.models import Meetup, MeetupSite, SeasonName
from groups.states import MEETUP_MOVES, MeetupState
from notifications import outbox
from pmp.models import Service

# Where no meetup has been yet: the second half of March and of October, clear of Easter and half-terms' ends.
USUAL = {SeasonName.SPRING: (3, 20), SeasonName.AUTUMN: (10, 10)}
OPENS_BEFORE_ASKING = timedelta(weeks=4)  # time for the coordinator to confirm dates and places
ASKS_BEFORE = timedelta(weeks=10)


class DatesOutOfOrder(Refused):
    """One date of the timeline comes before the one it needs."""

    def __init__(self) -> None:
        super().__init__(
            "The dates are not in order. Asking comes first, then choosing, inviting and thanking."
        )


class DateHasGone(Refused):
    """A date is changed to one that has gone by."""

    def __init__(self) -> None:
        super().__init__("That date has gone by. Choose today or a day to come.")


class NotPaused(Refused):
    """Nothing to pause, or to let go on."""

    def __init__(self) -> None:
        super().__init__("That is so already. Look at the page again.")


def next_season(service: Service) -> tuple[SeasonName, int, date]:
    """The next season for which there is time to do everything, and the day to aim for."""
    today = clock.today(service.tz)
    for year in (today.year, today.year + 1, today.year + 2):
        for season in (SeasonName.SPRING, SeasonName.AUTUMN):
            aim = aim_for(service, season, year)
            taken = Meetup.objects.filter(service=service, season=season, year=year).exists()
            if not taken and earliest_meetup(today) <= aim:
                return season, year, aim
    raise LookupError("every season of two years is open already")


def aim_for(service: Service, season: SeasonName, year: int) -> date:
    """Half a year after the last meetup when that falls within a month of the usual day; else the usual day."""
    usual = date(year, *USUAL[season])
    last = MeetupSite.objects.filter(
        meetup__service=service, meetup__state=MeetupState.HELD, cancelled_at=None
    )
    latest = last.filter(on_date__lt=usual).order_by("-on_date").values_list("on_date", flat=True).first()
    if latest:
        suggested = next_meetup_about(latest)
        if abs(suggested - usual) <= timedelta(days=31):
            return suggested
    return usual


@transaction.atomic
def open_season(
    service: Service, *, season: SeasonName, year: int, by: Actor, aim: date | None = None
) -> tuple[Meetup, bool]:
    """Open a season; the season that is there already is given back with False, however often this runs."""
    timeline = Timeline.around(aim or aim_for(service, season, year), service)
    facts = {name: getattr(timeline, name) for name in timeline.__dataclass_fields__}
    meetup, is_new = Meetup.objects.get_or_create(service=service, season=season, year=year, defaults=facts)
    if is_new:
        recorder.record(Event.MEETUP_OPENED, by=by, about=meetup, aim=meetup.aim_on)
    return meetup, is_new


def open_due(*, by: Actor) -> int:
    """Open, for each service with groups, the season whose question is due within a month; each only once."""
    new = 0
    for service in Service.objects.all():
        today = clock.today(service.tz)
        for year in (today.year, today.year + 1):
            for season in (SeasonName.SPRING, SeasonName.AUTUMN):
                aim = aim_for(service, season, year)
                if aim - ASKS_BEFORE - OPENS_BEFORE_ASKING <= today <= aim - ASKS_BEFORE:
                    new += open_season(service, season=season, year=year, aim=aim, by=by)[1]
    return new


@transaction.atomic
def edit_timeline(meetup: Meetup, *, to: Timeline, by: Actor) -> Meetup:
    """Change dates that have not come yet. Raises DatesOutOfOrder, DateHasGone, MoveNotAllowed."""
    meetup = Meetup.objects.lock(meetup)
    check_move(MEETUP_MOVES, meetup.state, MeetupState.CANCELLED)
    was, today = Timeline.of(meetup), clock.today(meetup.service.tz)
    row = (to.ask_on, to.choose_on, to.invite_on, to.aim_on, to.thank_on)
    if (
        list(row) != sorted(row)
        or not to.invite_on <= to.news_on <= to.aim_on >= to.remind_on >= to.invite_on
    ):
        raise DatesOutOfOrder
    changed = [name for name in to.__dataclass_fields__ if getattr(was, name) != getattr(to, name)]
    if any(getattr(to, name) < today for name in changed):
        raise DateHasGone
    if changed:
        to.put_on(meetup)
        meetup.save()
        recorder.record(Event.MEETUP_EDITED, by=by, about=meetup, fields=sorted(changed))
    return meetup


@transaction.atomic
def pause(meetup: Meetup, *, by: Actor) -> Meetup:
    """No date of the timeline brings anything until it goes on. What is out already stays out. Raises NotPaused."""
    meetup = Meetup.objects.lock(meetup)
    if meetup.paused_at or not meetup.is_open:
        raise NotPaused
    meetup.paused_at = clock.now()
    meetup.save(update_fields=["paused_at"])
    recorder.record(Event.MEETUP_PAUSED, by=by, about=meetup)
    return meetup


@transaction.atomic
def resume(meetup: Meetup, *, by: Actor) -> Meetup:
    """Let the timeline go on. What came due meanwhile goes with the next look at it. Raises NotPaused."""
    meetup = Meetup.objects.lock(meetup)
    if not meetup.paused_at:
        raise NotPaused
    meetup.paused_at = None
    meetup.save(update_fields=["paused_at"])
    recorder.record(Event.MEETUP_RESUMED, by=by, about=meetup)
    return meetup


@transaction.atomic
def cancel(meetup: Meetup, *, why: str = "", by: Actor) -> Meetup:
    """Call a whole season off, and tell exactly those who had been told of it. Raises MoveNotAllowed."""
    meetup = Meetup.objects.lock(meetup)
    check_move(MEETUP_MOVES, meetup.state, MeetupState.CANCELLED)
    chosen = list(MeetupSite.objects.filter(meetup=meetup, cancelled_at=None))
    for site in chosen:
        sites.cancel_site(site, why=why, by=by)
    outbox.withdraw(about=messages.about_meetup(meetup), reason="The meetup is off")
    told = set(outbox.told(messages.about_meetup(meetup), [messages.MeetupDates.slug]))
    meetup.state, meetup.cancelled_because, meetup.edited_at = MeetupState.CANCELLED, why, clock.now()
    meetup.save(update_fields=["state", "cancelled_because", "edited_at"])
    recorder.record(Event.MEETUP_CANCELLED, by=by, about=meetup)
    if not chosen:
        _not_this_time(meetup, told, by=by)
    return meetup


@transaction.atomic
def begin_again(meetup: Meetup, *, by: Actor) -> Meetup:
    """Begin a season that was called off again, from its dates and places on. Raises MoveNotAllowed."""
    meetup = Meetup.objects.lock(meetup)
    check_move(MEETUP_MOVES, meetup.state, MeetupState.OPENED)
    aim = max(meetup.aim_on, earliest_meetup(clock.today(meetup.service.tz)))
    Timeline.around(aim, meetup.service).put_on(meetup)
    meetup.state, meetup.cancelled_because, meetup.paused_at = MeetupState.OPENED, "", None
    meetup.asked_at = meetup.invited_at = meetup.reminded_at = meetup.news_asked_at = None
    meetup.save()
    recorder.record(Event.MEETUP_BACK_ON, by=by, about=meetup)
    return meetup


def _not_this_time(meetup: Meetup, told: set[int], *, by: Actor) -> None:
    kind = messages.MeetupNotThisTime
    outbox.queue(
        kind, to=User.objects.filter(pk__in=told, is_active=True), about=messages.about_meetup(meetup),
        key=f"{kind.slug}:{messages.about_meetup(meetup)}:{int(meetup.edited_at.timestamp())}",
        payload={"meetup": meetup.pk}, by=by, service_id=meetup.service_id,
    )  # fmt: skip
