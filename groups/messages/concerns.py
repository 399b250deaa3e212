"""What is said about a concern: never a word of what it says, always where to read it and whom to call."""

from typing import Any, ClassVar

from django.conf import settings

from followon import clock
from followon.web.templatetags.dates import clock_time, short_day
from groups import duty
from groups.messages.base import WORST
from groups.models import Group
from groups.models.concern import Concern
from groups.states import ConcernState
from notifications.kinds import Channel, MessageKind, register
from notifications.models import Message


def _concern(message: Message) -> Concern | None:
    return Concern.objects.select_related("service").filter(pk=message.payload["concern"]).first()


class _Page(MessageKind):
    """Tells a clinician that a concern waits; stops by itself once somebody has acknowledged it."""

    essential, urgent, any_hour, by_hand = True, True, True, False
    unlisted = True
    priority: ClassVar[int] = 0

    def sample(self) -> dict[str, Any]:
        return {
            "link": "https://follow-on.example.org/team/concerns/",
            "time": "11:30am",
            "day": "Wed 30 September",
        }

    def still_wanted(self, message: Message) -> bool | str:
        concern = _concern(message)
        if concern is None:
            return "The concern is no longer there"
        return concern.state == ConcernState.RAISED or "Somebody has acknowledged it"

    def context(self, message: Message) -> dict[str, Any]:
        concern = Concern.objects.select_related("service").get(pk=message.payload["concern"])
        service = concern.service
        start = max(duty.read_from(service, concern.raised_at), duty.read_from(service, clock.now()))
        by = clock.to_local(
            clock.after_working_minutes(
                start, service.concern_first_minutes, opens=service.opens_at, closes=service.closes_at,
                tz=service.tz, nation=service.nation,
            ),
            service.tz,
        )  # fmt: skip
        return {
            "link": f"{settings.PUBLIC_BASE_URL}/team/concerns/", "time": clock_time(by.time()), "day": short_day(by)
        }  # fmt: skip


@register
class ConcernNew(_Page):
    slug = "concern-new"
    label = "A concern needs you"


@register
class ConcernLate(_Page):
    slug = "concern-late"
    label = "A concern has not been acknowledged"


PAGES = (ConcernNew.slug, ConcernLate.slug)


class _ToTheRaiser(MessageKind):
    """Tells whoever raised it how far it is; at any hour, because they are waiting for it."""

    essential, urgent = True, True
    unlisted = True
    priority: ClassVar[int] = 1

    def sample(self) -> dict[str, Any]:
        return {"first": WORST["first"], "when": "from 11:30am on Wed 30 September"}

    def context(self, message: Message) -> dict[str, Any]:
        concern = Concern.objects.select_related("service").get(pk=message.payload["concern"])
        start = duty.read_from(concern.service, concern.raised_at)
        local = clock.to_local(start, concern.service.tz)
        at_once = start <= concern.raised_at
        when = "today" if at_once else f"from {clock_time(local.time())} on {short_day(local)}"
        return {"first": message.person.first_for_texts, "when": when}


@register
class ConcernReceived(_ToTheRaiser):
    """Goes at any hour: it says honestly when somebody will read it, and whom to call until then."""

    slug = "concern-received"
    label = "We have your message"
    any_hour = True


@register
class ConcernAcknowledged(_ToTheRaiser):
    slug = "concern-acknowledged"
    label = "A clinician has seen your message"
    any_hour = True


@register
class ConcernActedOn(_ToTheRaiser):
    slug = "concern-acted-on"
    label = "We acted on your message"


@register
class Aftercare(MessageKind):
    """Offers a group a conversation after something hard; says nothing of what it was."""

    slug = "aftercare"
    label = "Would your group like to talk with us?"
    channels = (Channel.SMS, Channel.EMAIL)

    def sample(self) -> dict[str, Any]:
        return {"first": WORST["first"], "group": WORST["group"]}

    def context(self, message: Message) -> dict[str, Any]:
        group = Group.objects.get(pk=message.payload["group"])
        return {"first": message.person.first_for_texts, "group": group.short_name}
