"""Whom the service rings about the meetup: those who chose phone calls, or could not be reached otherwise."""

from collections.abc import Collection

from followon import clock
from followon.people.models import Consent
from groups.actions.meetups import day
from groups.messages import meetups as messages
from groups.models import Meetup
from notifications.models import Message
from notifications.states import MessageState
from pmp.protocol import Purpose


def waiting(meetup: Meetup) -> list[Message]:
    """The calls about a season that nobody has made yet."""
    abouts = [messages.about_meetup(meetup), *(messages.about_site(site) for site in day.sites_of(meetup))]
    rows = Message.objects.filter(about__in=abouts, state=MessageState.BY_HAND, next_at__lte=clock.now())
    return list(rows.select_related("person").order_by("person__first_name", "pk"))


def may_be_rung(meetup: Meetup, people: Collection[int]) -> set[int]:
    """Which of these people agreed that the service may contact them, or to be told of meetups."""
    given = Consent.objects.in_force().filter(
        person__in=people, scope=f"service:{meetup.service_id}",
        purpose__in=[Purpose.SERVICE_MAY_CONTACT, Purpose.MEETUP_NEWS],
    )  # fmt: skip
    return set(given.values_list("person_id", flat=True))


def how_many(meetup: Meetup) -> int:
    """How many calls wait that somebody of the service may make."""
    calls = waiting(meetup)
    agreed = may_be_rung(meetup, {call.person_id for call in calls})
    return sum(call.person_id in agreed for call in calls)
