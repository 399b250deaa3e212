"""When a group meets less: a few ideas for its own organiser, a word about sharing the work, a hand when asked."""

from collections.abc import Mapping
from typing import Any, ClassVar

from followon import clock
from followon.web.links import absolute_to
from groups import sharing
from groups.messages.base import WORST, first_of
from groups.messages.groups import AboutGroup, next_meeting
from groups.models import GrantScope, Group, Meeting, Membership
from groups.models.membership import Grant
from groups.states import GroupState, MeetingState
from notifications.kinds import Channel, MessageKind, register
from notifications.models import Message


@register
class FewIdeas(AboutGroup):
    """To the organiser, once in a quiet time and before anybody else: a few ideas, or a rest (ux 8g)."""

    slug = "a-few-ideas"
    label = "A few ideas for a quiet group"
    by_hand = False
    worst: ClassVar[Mapping[str, Any]] = {
        "ideas_link": "https://follow-on.example.nhs.uk/groups/bcdfghjk/quieter/"
    }

    def refusal(self, message: Message, group: Group, membership: Membership | None) -> str:
        met = Meeting.objects.filter(
            group=group, state=MeetingState.HELD, starts_at__gt=message.created_at
        ).exists()
        return first_of(
            (group.state == GroupState.RESTING, "The group is resting"),
            (membership is not None and not membership.is_active, "Resting from the group"),
            (met, "They have met since"),
            (message.payload.get("is_late", True) and next_meeting(group) is not None, "They have a date"),
        ) or super().refusal(message, group, membership)

    def context(self, message: Message) -> dict[str, Any]:
        found = self.group(message)
        if found is None:
            return self.sample()
        return {**super().context(message), "ideas_link": absolute_to("groups:my_quieter", found[0].code)}


@register
class ShareTheWork(AboutGroup):
    """To the others of a group whose last three meetings were looked after by one of them: it is easier with two."""

    slug = "share-the-work"
    label = "Could somebody else look after a meeting?"
    by_hand = False

    def refusal(self, message: Message, group: Group, membership: Membership | None) -> str:
        return first_of(
            (group.state == GroupState.RESTING, "The group is resting"),
            (membership is not None and not membership.is_active, "Resting from the group"),
            (membership is not None and membership.could_organise, "Has offered already"),
        ) or super().refusal(message, group, membership)

    def context(self, message: Message) -> dict[str, Any]:
        alone = Membership.objects.select_related("person", "group").filter(pk=message.payload["member"])
        organiser = alone.first()
        shown = sharing.shown_name(organiser) if organiser else sharing.NO_NAME
        return {**super().context(message), "who": shown}


@register
class AsksForAHand(MessageKind):
    """To the service's coordinators: a group would like to hear from them. No names."""

    slug = "group-asks-for-a-hand"
    label = "A group asks for a hand"
    channels = (Channel.EMAIL,)
    by_hand = False
    urgent = True

    def sample(self) -> dict[str, Any]:
        return {
            **WORST,
            "may_ring": True,
            "team_link": "https://follow-on.example.nhs.uk/team/groups/bcdfghjk/",
        }

    def still_wanted(self, message: Message) -> bool | str:
        return Group.objects.filter(pk=message.payload["group"]).running().exists() or "The group has ended"

    def context(self, message: Message) -> dict[str, Any]:
        group = Group.objects.get(pk=message.payload["group"])
        grants = Grant.objects.in_force(clock.today(group.tz)).filter(group=group)
        return {
            "first": message.person.first_name,
            "group": group.short_name,
            "group_name": group.name,
            "may_ring": grants.filter(scope=GrantScope.CONTACT_ORGANISER).exists(),
            "team_link": absolute_to("groups:team_group", group.code),
        }
