"""About the group itself: it is up and running, who is in it, a rest, a goodbye."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from followon import clock
from followon.web.links import absolute_to
from followon.web.templatetags.dates import day, short_day
from groups import sharing
from groups.messages.base import WORST, SaysBack, first_of, when_and_where
from groups.models import Group, Meeting, Membership
from groups.states import GroupState
from notifications.kinds import Channel, Expects, MessageKind, register
from notifications.models import Message


class AboutGroup(MessageKind):
    """Something about a group to somebody in it; the payload is {"group": its number}."""

    worst: ClassVar[Mapping[str, Any]] = {}
    to_members_only: ClassVar[bool] = True

    def sample(self) -> dict[str, Any]:
        return {**WORST, **self.worst}

    def load(self, messages: Sequence[Message]) -> None:
        numbers = {message.payload["group"] for message in messages}
        groups = {group.pk: group for group in Group.objects.filter(pk__in=numbers).select_related("service")}
        members = Membership.objects.filter(
            group__in=numbers, person__in=[message.person_id for message in messages]
        )
        found = {(member.group_id, member.person_id): member for member in members}
        for message in messages:
            if group := groups.get(message.payload["group"]):
                message.loaded = (group, found.get((group.pk, message.person_id)))

    def group(self, message: Message) -> tuple[Group, Membership | None] | None:
        """The group and the reader's membership, fetched now unless `load` did."""
        if message.loaded is None:
            self.load([message])
        return message.loaded if isinstance(message.loaded, tuple) else None

    def still_wanted(self, message: Message) -> bool | str:
        found = self.group(message)
        if found is None:
            return "The group is gone"
        return self.refusal(message, *found) or True

    def refusal(self, message: Message, group: Group, membership: Membership | None) -> str:
        """Why this should not be said any more; empty when it should."""
        return first_of(
            (
                self.to_members_only and (membership is None or membership.has_left),
                "Not in the group any more",
            ),
            (group.state == GroupState.CLOSED, "The group has ended"),
        )

    def context(self, message: Message) -> dict[str, Any]:
        found = self.group(message)
        if found is None:
            return self.sample()
        group = found[0]
        return {
            "first": message.person.first_for_texts,
            "group": group.short_name,
            "group_name": group.name,
            "site_link": absolute_to("groups:my_group", group.code),
        }


def next_meeting(group: Group) -> Meeting | None:
    """The group's next meeting."""
    return Meeting.objects.upcoming(clock.now()).filter(group=group).select_related("group", "place").first()


class WithFirstMeeting(AboutGroup):
    """A welcome that names the next meeting, where there is one."""

    worst = {"has_meeting": True}

    def context(self, message: Message) -> dict[str, Any]:
        found = self.group(message)
        meeting = next_meeting(found[0]) if found else None
        words = when_and_where(meeting) if meeting else {}
        return {**super().context(message), **words, "has_meeting": meeting is not None}


@register
class GroupStarted(WithFirstMeeting):
    """The group is up and running: the first meeting, and whom to ask."""

    slug = "group-started"
    label = "The group is up and running"
    urgent = True


@register
class GroupJoined(WithFirstMeeting):
    """Welcome to somebody who joins later."""

    slug = "group-joined"
    label = "Welcome to the group"
    urgent = True


@register
class Directory(AboutGroup):
    """Who is in the group and what each chose to share, in the reader's own channel (F4).

    Worked out at the moment of sending, for the reader alone. Details never stand in a text: a lock screen is read
    by others. A text holds the address of the page instead, and somebody who is rung can have them read out.
    """

    slug = "group-directory"
    label = "Who is in your group"
    urgent = True
    private = True  # the delivery log of the service never shows who shared what
    worst = {"people": [], "shares": True, "link": "https://follow-on.example.nhs.uk/groups/bcdfghjk/people/"}

    def context(self, message: Message) -> dict[str, Any]:
        found = self.group(message)
        if found is None:
            return self.sample()
        group, membership = found
        people = [
            one for one in sharing.shared_details(group, message.person) if one.membership != membership
        ]
        shares = bool(membership and sharing.purposes_of(membership) & sharing.WAYS_TO_REACH.keys())
        link = absolute_to("groups:my_people", group.code)
        return {**super().context(message), "people": people, "shares": shares, "link": link}


@register
class SaidGoodbye(AboutGroup):
    """Somebody left, and wanted the others to know. Only their first name, if they share it."""

    slug = "member-said-goodbye"
    label = "Somebody has left the group"
    by_hand = False

    def context(self, message: Message) -> dict[str, Any]:
        leaver = (
            Membership.objects.select_related("person", "group").filter(pk=message.payload["member"]).first()
        )
        named = message.payload.get("named") and leaver and leaver.has_left and not leaver.person.is_erased
        who = leaver.person.first_for_texts if named and leaver else sharing.NO_NAME
        return {**super().context(message), "who": who}


@register
class GroupLeft(AboutGroup):
    """To somebody who left: it is done, and they can come back whenever they like."""

    slug = "group-left"
    label = "You have left the group"
    essential = True
    to_members_only = False
    by_hand = False


@register
class GroupResting(AboutGroup):
    """The group takes a rest until a day; places are kept."""

    slug = "group-resting"
    label = "The group is taking a rest"
    worst = {"until": "Wed 30 September", "until_full": "Wednesday 30 September 2027"}

    def refusal(self, message: Message, group: Group, membership: Membership | None) -> str:
        awake = group.state != GroupState.RESTING
        return first_of((awake, "The rest is over")) or super().refusal(message, group, membership)

    def context(self, message: Message) -> dict[str, Any]:
        found = self.group(message)
        until = found[0].resting_until if found else None
        return {**super().context(message), "until": short_day(until), "until_full": day(until)}


@register
class RestIsOver(AboutGroup):
    """To organisers on the day the rest was to end: shall we meet again?"""

    slug = "group-rest-over"
    label = "Ready to meet again?"
    expects = Expects.YES_NO
    answered_by = "groups.actions.replying.rest_is_over"

    def refusal(self, message: Message, group: Group, membership: Membership | None) -> str:
        awake = group.state != GroupState.RESTING
        return first_of((awake, "The group has decided already")) or super().refusal(
            message, group, membership
        )

    def is_open(self, message: Message) -> bool:
        found = self.group(message)
        return found is not None and found[0].state == GroupState.RESTING

    def question(self, message: Message) -> str:
        found = self.group(message)
        return found[0].short_name if found else self.label


@register
class GroupWoken(WithFirstMeeting):
    """The rest is over."""

    slug = "group-woken"
    label = "The group meets again"


@register
class AckRest(SaysBack, AboutGroup):
    """What we took the organiser's answer about the rest to mean."""

    slug = "ack-rest"
    label = "Thank you: resting or meeting again"
    to_members_only = False
    worst = {"awake": True}

    def context(self, message: Message) -> dict[str, Any]:
        return {**super().context(message), "awake": bool(message.payload.get("awake"))}


@register
class GroupEnded(AboutGroup):
    """Goodbye and thank you: how often the group met, and for how long."""

    slug = "group-ended"
    label = "The group has said goodbye"
    essential = True
    worst = {"meetings": 120, "months": 60, "met": True}

    def refusal(self, message: Message, group: Group, membership: Membership | None) -> str:
        return first_of(
            (group.state != GroupState.CLOSED, "The group has begun again"),
            (membership is None or membership.has_left, "Not in the group any more"),
        )

    def context(self, message: Message) -> dict[str, Any]:
        meetings, months = message.payload.get("meetings", 0), message.payload.get("months", 0)
        return {**super().context(message), "meetings": meetings, "months": months, "met": meetings > 0}


@register
class GroupRestarted(WithFirstMeeting):
    """The group begins again after it had ended."""

    slug = "group-restarted"
    label = "The group begins again"


@register
class WrongAddress(AboutGroup):
    """To the team: somebody at a number or mailbox says that they are not the person. No names leave the site."""

    slug = "wrong-address"
    label = "A number or email address to check"
    urgent = True
    to_members_only = False
    channels = (Channel.EMAIL,)
    by_hand = False
