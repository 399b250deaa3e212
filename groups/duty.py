"""Who reads concerns, from when, and who is told next: the rota and the clock, read only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from followon import clock
from followon.people.models import User
from groups.models.concern import Absence, Concern, Duty, DutyRank, PageLevel
from pmp.models import Post, Service


@dataclass(frozen=True)
class Reader:
    """Somebody who is told of a concern at an instant unless it has been acknowledged by then."""

    level: PageLevel
    person: User
    due_at: datetime


def on_duty(service: Service, day: date) -> list[User]:
    """The clinicians on the rota that day who are not away, first before deputy, each once."""
    people = [turn.post.person for turn in Duty.objects.on(day).readers().filter(service=service)]
    return list(dict.fromkeys(people))


def can_answer(service: Service, at: datetime) -> bool:
    """Whether somebody is on the rota for the day a concern sent now would be read; else nobody may pretend."""
    return bool(on_duty(service, clock.to_local(read_from(service, at), service.tz).date()))


def read_from(service: Service, at: datetime) -> datetime:
    """When a concern sent at the instant will be read from: now within opening hours, else the next opening."""
    if clock.is_open(
        at, opens=service.opens_at, closes=service.closes_at, tz=service.tz, nation=service.nation
    ):
        return at
    local = clock.to_local(at, service.tz)
    day = local.date()
    if not (clock.is_working_day(day, service.nation) and local.time() < service.opens_at):
        day = clock.next_working_day(day, service.nation)
    return clock.at_local(datetime.combine(day, service.opens_at), service.tz)


def readers(service: Service, raised_at: datetime) -> list[Reader]:
    """Everybody who will be told of a concern raised at the instant, and when, up to the safeguarding contact.

    The clock runs in working minutes of the service (decision 14), so nights, weekends and bank holidays stop it.
    Each level is asked of the rota on the day it falls due. Somebody who stands on two levels is told once, at the
    earlier one; nobody is told of the level they skip.
    """
    start = read_from(service, raised_at)
    told: dict[int, Reader] = {}
    for level, due_at in _levels(service, start):
        for person in _people(service, level, due_at):
            told.setdefault(person.pk, Reader(level, person, due_at))
    return sorted(told.values(), key=lambda reader: reader.due_at)


def _levels(service: Service, start: datetime) -> list[tuple[PageLevel, datetime]]:
    def after(minutes: int) -> datetime:
        return clock.after_working_minutes(
            start,
            minutes,
            opens=service.opens_at,
            closes=service.closes_at,
            tz=service.tz,
            nation=service.nation,
        )

    return [
        (PageLevel.FIRST, start),
        (PageLevel.DEPUTY, after(service.concern_first_minutes)),
        (PageLevel.LEAD, after(service.concern_lead_minutes)),
        (PageLevel.SAFEGUARDING, after(service.concern_safeguarding_minutes)),
    ]


def _people(service: Service, level: PageLevel, due_at: datetime) -> list[User]:
    day = clock.to_local(due_at, service.tz).date()
    if level == PageLevel.FIRST:
        return on_duty(service, day)[:1]
    if level == PageLevel.DEPUTY:
        return on_duty(service, day)[1:]
    if level == PageLevel.LEAD:
        leads = Post.objects.held(day).filter(service=service, is_lead=True).select_related("person")
        away = set(
            Absence.objects.filter(from_date__lte=day, until_date__gt=day).values_list("post", flat=True)
        )
        at_work = [post.person for post in leads if post.pk not in away]
        return at_work or [post.person for post in leads]  # a lead on leave is better than nobody
    last = Duty.objects.on(day).filter(service=service, rank=DutyRank.SAFEGUARDING)
    return [turn.post.person for turn in last]


def gaps(service: Service, start: date, days: int) -> list[date]:
    """Working days of the next `days` on which the rota has nobody; the coordinator's page shows them."""
    end = start + timedelta(days=days)
    span = {"from_date__lt": end, "until_date__gt": start}
    turns = list(Duty.objects.readers().filter(service=service, **span).select_related("post"))
    leave = list(Absence.objects.filter(post__service=service, **span))
    coming = [start + timedelta(days=offset) for offset in range(days)]
    working = [day for day in coming if clock.is_working_day(day, service.nation)]
    return [day for day in working if not any(_reads(turn, day, leave) for turn in turns)]


def _reads(turn: Duty, day: date, leave: list[Absence]) -> bool:
    """Whether this turn has somebody there on the day; the same question as `Duty.objects.on` asks."""
    held = turn.post.until_date is None or turn.post.until_date > day
    away = any(one.post_id == turn.post_id and one.from_date <= day < one.until_date for one in leave)
    return turn.from_date <= day < turn.until_date and held and not away


@dataclass(frozen=True)
class DrillLine:
    """One drill as its report tells it."""

    drill: Concern
    told: list[User]  # who had been told by the time somebody answered, or by now
    minutes: int  # opening minutes until somebody answered, or until now
    in_time: bool  # answered before the deputy's turn


def drill_line(drill: Concern, now: datetime) -> DrillLine:
    """Who was told in a drill, and how long it took in opening minutes; asks for `pages__person` beforehand."""
    end = drill.acknowledged_at or now
    told = [page.person for page in drill.pages.all() if page.is_due(end) and page.person]
    minutes = working_minutes(drill.service, drill.raised_at, end)
    answered = drill.acknowledged_at is not None
    return DrillLine(
        drill, list(dict.fromkeys(told)), minutes, answered and minutes <= drill.service.concern_first_minutes
    )


def working_minutes(service: Service, start: datetime, end: datetime) -> int:
    """How many minutes of the service's opening hours lie between two instants."""
    first, last = clock.to_local(start, service.tz), clock.to_local(end, service.tz)
    total = timedelta()
    for offset in range((last.date() - first.date()).days + 1):
        day = first.date() + timedelta(days=offset)
        if clock.is_working_day(day, service.nation):
            opens, closes = datetime.combine(day, service.opens_at), datetime.combine(day, service.closes_at)
            total += max(timedelta(), min(last, closes) - max(first, opens))
    return int(total.total_seconds() // 60)
