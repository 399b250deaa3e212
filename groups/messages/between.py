"""Between groups: somebody would like to join, an answer to them, joining up, a new group to come along to."""

from typing import Any, ClassVar

from followon.web.links import absolute_to
from groups.messages.base import WORST, first_of
from groups.models import JoinAsk, Membership, RegroupAnswer, Regrouping
from groups.states import GroupState, JoinAskState, RegroupState
from notifications.kinds import MessageKind, register
from notifications.models import Message

WORST_NEW = {
    "new_group": "Harbour Steppers 9",
    "new_name": "Harbour Walkers and Steady Steppers of Larkfield and Northgate",
    "other": "Harbour Walkers 18",
    "other_name": "Harbour Walkers of Larkfield, Northgate and the Harbourside",
    "joins_up": True,
    "waits": False,
    "site_link": "https://follow-on.example.nhs.uk/groups/bcdfghjk/new-group/123/",
}


def about_join(ask: JoinAsk) -> str:
    """The outbox's name for somebody's wish to join."""
    return f"joinask:{ask.pk}"


def about_regrouping(regrouping: Regrouping) -> str:
    """The outbox's name for a new group in the making."""
    return f"regrouping:{regrouping.pk}"


class AboutJoining(MessageKind):
    """Something about somebody who asks to join a group; the payload is {"ask": its number}."""

    worst: ClassVar[dict[str, Any]] = {}

    def sample(self) -> dict[str, Any]:
        return {**WORST, **WORST_NEW, **self.worst}

    def of(self, message: Message) -> JoinAsk | None:
        """What was asked, with the group."""
        return JoinAsk.objects.select_related("group", "service").filter(pk=message.payload["ask"]).first()

    def context(self, message: Message) -> dict[str, Any]:
        ask = self.of(message)
        if ask is None:
            return self.sample()
        words = {"first": message.person.first_for_texts, "waits": ask.state == JoinAskState.WAITING}
        if ask.group:
            words |= {"group": ask.group.short_name, "group_name": ask.group.name}
        return {**words, "site_link": self.page(ask)}

    def page(self, ask: JoinAsk) -> str:
        """The page for it."""
        return absolute_to("groups:my_find_group")


@register
class JoinAsked(AboutJoining):
    """To those who speak for a group: somebody would like to join. Who it is stands on the page alone."""

    slug = "join-ask"
    label = "Somebody would like to join your group"

    def still_wanted(self, message: Message) -> bool | str:
        ask = self.of(message)
        return first_of(
            (ask is None or ask.state != JoinAskState.ASKED, "Has been answered"),
            (ask is not None and ask.group_id != message.group_id, "Another group was asked"),
            (ask is not None and ask.group is not None and ask.group.state == GroupState.CLOSED, "It has ended"),
            (not _is_in(message), "Not in the group any more"),
        ) or True  # fmt: skip

    def page(self, ask: JoinAsk) -> str:
        return absolute_to("groups:my_joining", ask.group.code if ask.group else "")


@register
class JoinAnswered(AboutJoining):
    """To somebody who asked: the group is full and they keep their turn, or it can't take anybody now."""

    slug = "join-answer"
    label = "An answer from the group you asked"

    def still_wanted(self, message: Message) -> bool | str:
        ask = self.of(message)
        if ask is None or ask.state not in (JoinAskState.WAITING, JoinAskState.NO):
            return "It has changed since"
        return True


class AboutRegrouping(MessageKind):
    """Something about a new group in the making; the payload is {"regrouping": its number}."""

    wanted_in: ClassVar[tuple[RegroupState, ...]] = ()

    def sample(self) -> dict[str, Any]:
        return {**WORST, **WORST_NEW}

    def of(self, message: Message) -> Regrouping | None:
        """The regrouping, with its groups."""
        rows = Regrouping.objects.select_related("group", "other")
        return rows.filter(pk=message.payload["regrouping"]).first()

    def still_wanted(self, message: Message) -> bool | str:
        found = self.of(message)
        if found is None or found.state not in self.wanted_in:
            return "It has been decided since"
        return self.refusal(message, found) or True

    def refusal(self, message: Message, regrouping: Regrouping) -> str:
        """Why this should not be said any more; empty when it should."""
        return first_of((not _is_in(message), "Not in the group any more"))

    def context(self, message: Message) -> dict[str, Any]:
        found = self.of(message)
        if found is None:
            return self.sample()
        is_asked = message.group_id == found.other_id and found.other is not None
        mine, theirs = (found.other, found.group) if is_asked else (found.group, found.other)
        assert mine is not None
        return {
            "first": message.person.first_for_texts,
            "group": mine.short_name,
            "group_name": mine.name,
            "other": theirs.short_name if theirs else "",
            "other_name": theirs.name if theirs else "",
            "joins_up": found.is_join_up,
            "new_group": found.short_name,
            "new_name": found.name,
            "site_link": absolute_to("groups:my_regrouping", mine.code, found.pk),
        }


@register
class JoinUpAsked(AboutRegrouping):
    """To those who speak for the other group: shall our two groups become one?"""

    slug = "join-up-ask"
    label = "Another group would like to join up"
    wanted_in = (RegroupState.PROPOSED,)


@register
class RegroupAsk(AboutRegrouping):
    """To each person: would you like to come along, and what would you share with the new group?"""

    slug = "regroup-ask"
    label = "Would you like to come along to a new group?"
    wanted_in = (RegroupState.ASKING, RegroupState.FORMED)

    def refusal(self, message: Message, regrouping: Regrouping) -> str:
        said = RegroupAnswer.objects.filter(regrouping=regrouping, membership__person=message.person)
        return super().refusal(message, regrouping) or first_of((said.exists(), "Has answered already"))


@register
class RegroupOff(AboutRegrouping):
    """It does not happen, and everything stays as it is: to those who had been asked."""

    slug = "regroup-off"
    label = "The new group is not happening"
    wanted_in = (RegroupState.OFF,)

    def refusal(self, message: Message, regrouping: Regrouping) -> str:
        return ""


def _is_in(message: Message) -> bool:
    return Membership.objects.current().filter(group=message.group_id, person=message.person_id).exists()
