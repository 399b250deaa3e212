"""The morning email: once a working morning, to each of the team for whom something waits, and to nobody else (F27)."""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from followon import clock
from followon.audit.actors import Actor
from followon.people.models import User
from groups.actions import triage
from groups.insights import exceptions
from groups.insights.exceptions import Line
from groups.messages.mornings import MorningEmail
from notifications import outbox
from notifications.kinds import Channel
from notifications.models import Message
from pmp.models import Post, Service

MORNING = timedelta(hours=3)  # from when messages may go; what arises later waits for tomorrow


def send(*, by: Actor) -> int:
    """Tell the team of each service in whose morning it is now; however often, each person once. How many were told."""
    return sum(_send(service, by=by) for service in Service.objects.order_by("pk") if _is_morning(service))


def waiting_for(person: User, service: Service) -> list[Line]:
    """Everything that waits for this person here today, slow or not; what the page about the email shows."""
    today = clock.today(service.tz)
    return exceptions.for_person(_lines(service, today), person.pk, with_slow=True)


def _is_morning(service: Service) -> bool:
    local = clock.to_local(clock.now(), service.tz)
    begins = datetime.combine(local.date(), service.quiet_until)
    return clock.is_working_day(local.date(), service.nation) and begins <= local < begins + MORNING


def _send(service: Service, *, by: Actor) -> int:
    today = clock.today(service.tz)
    readers = _readers(service, today)
    if not readers:
        return 0
    found, with_slow = _lines(service, today), is_first_of_week(today, service.nation)
    told = 0
    for person in readers:
        if mine := exceptions.for_person(found, person.pk, with_slow=with_slow):
            told += _tell(person, service, today, mine, by=by)
    return told


def _lines(service: Service, today: date) -> list[Line]:
    return exceptions.lines(service, today, texts=triage.texts_for(service).order_by().count())


def _readers(service: Service, today: date) -> list[User]:
    """Who wants the email and has not had it today."""
    told = Message.objects.concerning(_about(service)).filter(key__startswith=_key(service, today))
    posts = Post.objects.held(today).filter(service=service, morning_email=True)
    wanting = User.objects.filter(pk__in=posts.values("person"), is_active=True).exclude(email="")
    return list(wanting.exclude(pk__in=told.values("person")).order_by("pk"))


@transaction.atomic
def _tell(person: User, service: Service, today: date, found: list[Line], *, by: Actor) -> int:
    queued = outbox.queue(
        MorningEmail,
        to=[person],
        about=_about(service),
        key=_key(service, today),
        payload={
            "service": service.pk,
            "lines": [{"words": line.words, "todo": line.todo, "path": line.path} for line in found],
        },
        by=by,
        service_id=service.pk,
        channel=Channel.EMAIL,
        not_after=clock.at_local(datetime.combine(today, time(17)), service.tz),
    )
    return len(queued)


def _about(service: Service) -> str:
    return f"service:{service.pk}"


def _key(service: Service, today: date) -> str:
    return f"{MorningEmail.slug}:{_about(service)}:{today}"


def is_first_of_week(day: date, nation: str) -> bool:
    """Whether no day of the same week before this one was a working day: Tuesday after a bank holiday."""
    earlier = (day - timedelta(days=back) for back in range(1, day.weekday() + 1))
    return not any(clock.is_working_day(one, nation) for one in earlier)
