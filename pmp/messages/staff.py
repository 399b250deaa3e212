"""Kinds for staff: you work here now, steps of a handover that are open,
people who have not heard from us."""

from datetime import date
from typing import Any

from followon import clock
from followon.web.links import absolute_to
from followon.web.templatetags.dates import day
from notifications.kinds import Channel, MessageKind, register
from notifications.models import Message
from pmp import board
from pmp.messages import longest
from pmp.models import Cohort, Handover, Post


@register
class StaffInvited(MessageKind):
    """You work here now: where to sign in. No password; a code and a second factor."""

    slug = "staff-invited"
    label = "You have been added to the team"
    essential = True
    urgent = True
    priority = 3
    channels = (Channel.EMAIL, Channel.SMS)
    by_hand = False

    def still_wanted(self, message: Message) -> bool | str:
        return Post.objects.held().filter(pk=message.payload["post"]).exists() or "No longer works here"

    def context(self, message: Message) -> dict[str, Any]:
        post = Post.objects.select_related("service", "person").filter(pk=message.payload["post"]).first()
        if post is None:
            return {}
        return {
            "first": post.person.first_for_texts,
            "role": post.get_role_display().lower(),
            "service": post.service.short_name,
            "service_name": post.service.name,
            "link": absolute_to("account_login"),
        }

    def sample(self) -> dict[str, Any]:
        return {
            "first": longest.FIRST,
            "role": "patient tutor",
            "service": longest.SERVICE,
            "service_name": "Severn Vale Persistent Pain Service",
            "link": longest.LINK,
        }


class _StaffList(MessageKind):
    """An email to staff with a list and a link; nothing else is sent to them from here."""

    channels = (Channel.EMAIL,)
    by_hand = False
    priority = 7

    def sample(self) -> dict[str, Any]:
        return {
            "first": longest.FIRST,
            "programme": longest.PROGRAMME,
            "count": "4 steps",
            "when": "before",
            "day": longest.DAY,
            "steps": ["Agree how we look after each other (With who to call in a crisis)"] * 4,
            "link": longest.LINK,
        }


@register
class StepReminder(_StaffList):
    """Steps of the handover before the next session, or left open after it (ux 8b)."""

    slug = "step-reminder"
    label = "Steps of a handover"

    def still_wanted(self, message: Message) -> bool | str:
        handover, steps = _open_steps(message)
        return True if handover and steps else "All steps are done"

    def context(self, message: Message) -> dict[str, Any]:
        handover, steps = _open_steps(message)
        if handover is None:
            return {}
        return {
            "first": message.person.first_name,
            "programme": handover.cohort.name,
            "count": "1 step" if len(steps) == 1 else f"{len(steps)} steps",
            "when": message.payload["when"],
            "day": day(date.fromisoformat(message.payload["on"])),
            "steps": steps,
            "link": absolute_to("pmp:team_handover", handover.pk),
        }


def _open_steps(message: Message) -> tuple[Handover | None, list[str]]:
    """What is still open up to the session the reminder speaks of, in words."""
    handovers = Handover.objects.select_related("cohort__service", "tutor__person")
    handover = handovers.filter(pk=message.payload["handover"]).first()
    if handover is None or handover.is_over:
        return None, []
    stages = board.board(handover, clock.today(handover.cohort.service.tz)).stages
    due = [column for column in stages if column.session.on_date.isoformat() <= message.payload["on"]]
    return handover, [f"{row.step.title} ({row.hint})" for column in due for row in column.left]


@register
class NotHeard(_StaffList):
    """Two weeks after the end, people who said yes and have heard nothing (P24, F3)."""

    slug = "not-heard"
    label = "People who have not heard from us"

    def context(self, message: Message) -> dict[str, Any]:
        cohort = Cohort.objects.get(pk=message.payload["cohort"])
        count = message.payload["people"]
        return {
            "first": message.person.first_name,
            "programme": cohort.name,
            "count": "1 person" if count == 1 else f"{count} people",
            "link": absolute_to("pmp:team_not_reached"),
        }
