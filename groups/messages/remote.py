"""All groups of a service meet from home for now, or in person again: one notice to each person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from followon import clock
from followon.web.templatetags.dates import clock_time, day, short_day
from groups.messages import base
from groups.messages.base import LINK_LIVES_ON, KnowsFacts, first_of, link_to
from groups.models import Meeting, Membership
from groups.states import MeetingState
from notifications.kinds import register
from notifications.models import Message
from pmp.models import Service

SOON = timedelta(days=60)
WORST: dict[str, Any] = {
    **base.WORST,
    "has_details": True,
    "lines": ["Steady Steppers of Larkfield: Wednesday 30 September, 11:30am"],
}


@dataclass(frozen=True)
class Facts:
    """What one notice is about: the service, and the reader's coming meetings, the soonest first."""

    service: Service
    meetings: tuple[Meeting, ...]


def about_service(service: Service) -> str:
    """The outbox's name for how all groups of a service meet."""
    return f"remote:{service.pk}"


def load_facts(messages: Sequence[Message]) -> None:
    """Put the Facts of each message on `message.loaded`, in three queries for all of them."""
    services = Service.objects.in_bulk({message.payload["service"] for message in messages})
    people = {message.person_id for message in messages}
    coming = Meeting.objects.filter(
        group__service__in=services, state=MeetingState.PLANNED,
        starts_at__range=(clock.now(), clock.now() + SOON),
    ).select_related("group__service", "place").order_by("starts_at", "pk")  # fmt: skip
    by_group: dict[int, list[Meeting]] = {}
    for meeting in coming:
        by_group.setdefault(meeting.group_id, []).append(meeting)
    groups: dict[int, list[int]] = {}
    members = Membership.objects.current().filter(person__in=people, group__in=by_group)
    for person, group in members.values_list("person_id", "group_id"):
        groups.setdefault(person, []).append(group)
    for message in messages:
        service = services.get(message.payload["service"])
        if service is None:
            continue
        mine = [one for group in groups.get(message.person_id, ()) for one in by_group[group]]
        message.loaded = Facts(service, tuple(sorted(mine, key=lambda one: (one.starts_at, one.pk))))


class AboutRemote(KnowsFacts[Facts]):
    """How all groups of a service meet; the payload is {"service": its number}."""

    load_facts = staticmethod(load_facts)
    essential = True
    urgent = True
    priority = 2

    def sample(self) -> dict[str, Any]:
        return dict(WORST)

    def context(self, message: Message) -> dict[str, Any]:
        facts = self.facts(message)
        if facts is None:
            return dict(WORST)
        first = facts.meetings[0] if facts.meetings else None
        words = base.when_and_where(first) if first else {"group": "", "day": ""}
        until = first.ends_at + LINK_LIVES_ON if first else clock.now()
        return {
            **words,
            "first": message.person.first_for_texts,
            "has_details": bool(first and first.join_details),
            "link": link_to("answer", message, until, about=f"meeting:{first.pk}") if first else "",
            "lines": [
                f"{one.group.name}: {day(one.local)}, {clock_time(one.start_time)}, "
                f"{base.where(one, short=False)}"
                for one in facts.meetings
            ],
        }

    def question(self, message: Message) -> str:
        facts = self.facts(message)
        return short_day(facts.meetings[0].local) if facts and facts.meetings else self.label


def _is_from_home(facts: Facts | None) -> bool:
    return facts is not None and facts.service.remote_only


@register
class RemoteOn(AboutRemote):
    """From now on all groups meet by phone or online."""

    slug = "remote-on"
    label = "All groups meet from home"

    def still_wanted(self, message: Message) -> bool | str:
        return first_of((not _is_from_home(self.facts(message)), "In person again")) or True


@register
class RemoteOff(AboutRemote):
    """Groups may meet in person again."""

    slug = "remote-off"
    label = "Groups meet in person again"

    def still_wanted(self, message: Message) -> bool | str:
        return first_of((_is_from_home(self.facts(message)), "From home again")) or True
