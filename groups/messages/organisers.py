"""To organisers and stand-ins: who came, could you look after it, and what became of that."""

from typing import Any

from followon import clock
from groups import sharing
from groups.messages.base import WORST, AboutMeeting, Facts, SaysBack, first_of
from groups.models import Group, Meeting, OrganiserTurn, PassOn
from groups.protocol import WHO_CAME_GIVE_UP_AFTER
from groups.states import MeetingState, PassOnState
from notifications.kinds import Channel, Expects, MessageKind, register
from notifications.models import Message

WHO_CAME_HANDLER = "groups.actions.replying.who_came"
ANSWERS_TAKING_OVER = "groups.actions.replying.pass_on"


@register
class WhoCame(AboutMeeting):
    """Three hours after the start, to whoever looked after the meeting; two days later to a stand-in; then never."""

    slug = "who-came"
    label = "Who came?"
    expects = Expects.NUMBER
    answered_by = WHO_CAME_HANDLER
    link_purpose = "who-came"

    def refusal(self, message: Message, facts: Facts) -> str:
        return first_of(
            (facts.meeting.state != MeetingState.PLANNED, "Somebody has said, or the meeting was off"),
            (facts.membership is None or facts.membership.has_left, "Not in the group any more"),
            (clock.now() > facts.meeting.starts_at + WHO_CAME_GIVE_UP_AFTER, "Too long ago"),
        )

    def is_open(self, message: Message) -> bool:
        facts = self.facts(message)
        return facts is not None and facts.meeting.starts_at <= clock.now() and not facts.meeting.cancelled_at


class AckReport(SaysBack, AboutMeeting):
    """Thank you for saying who came; the next date can be booked from the same page."""

    link_purpose = "who-came"

    def refusal(self, message: Message, facts: Facts) -> str:
        return ""

    def context(self, message: Message) -> dict[str, Any]:
        next_meeting = self._next(message)
        return {
            **super().context(message),
            "number": message.payload.get("number", 0),
            "has_next": next_meeting is not None,
        }

    def _next(self, message: Message) -> Meeting | None:
        facts = self.facts(message)
        return (
            Meeting.objects.upcoming(clock.now()).filter(group=facts.meeting.group).first() if facts else None
        )


@register
class AckCame(AckReport):
    """So many came; same time next time?"""

    slug = "ack-came"
    label = "Thank you: how many came"
    worst = {"number": 60, "has_next": False}


@register
class AckNotMet(AckReport):
    """We have written down that you did not meet."""

    slug = "ack-not-met"
    label = "Thank you: you did not meet"
    worst = {"number": 0, "has_next": False}


@register
class AckBadNumber(AckReport):
    """The number could not be meant."""

    slug = "ack-bad-number"
    label = "That number can’t be right"


class AboutPassOn(AboutMeeting):
    """Something about a meeting that is being handed on; the payload also holds {"pass_on": …}."""

    urgent = True
    priority = 3
    link_purpose = "organise"

    def pass_on(self, message: Message) -> PassOn | None:
        """What became of handing the meeting on."""
        rows = PassOn.objects.select_related("taken_by__person", "given_by__person")
        return rows.filter(pk=message.payload.get("pass_on")).first()

    def refusal(self, message: Message, facts: Facts) -> str:
        return first_of(
            (not facts.meeting.is_planned, "The meeting is off, or over"),
            (facts.meeting.starts_at <= clock.now(), "The meeting has begun"),
            (facts.membership is None or facts.membership.has_left, "Not in the group any more"),
        )

    def context(self, message: Message) -> dict[str, Any]:
        found = self.pass_on(message)
        taker = sharing.shown_name(found.taken_by)[:12] if found and found.taken_by else ""
        return {**super().context(message), "who": taker}


@register
class PassOnAsk(AboutPassOn):
    """Can you look after this meeting? The place is booked, and no is fine."""

    slug = "pass-on-ask"
    label = "Could you look after a meeting?"
    expects = Expects.YES_NO
    answered_by = ANSWERS_TAKING_OVER

    def refusal(self, message: Message, facts: Facts) -> str:
        found = self.pass_on(message)
        over = found is None or found.state in (PassOnState.TAKEN, PassOnState.OVER)
        resting = facts.membership is not None and not facts.membership.is_active
        return first_of(
            (over, "Somebody else looks after it"), (resting, "Resting from the group")
        ) or super().refusal(message, facts)

    def is_open(self, message: Message) -> bool:
        facts = self.facts(message)
        return facts is not None and facts.meeting.is_planned and facts.meeting.starts_at > clock.now()

    def question(self, message: Message) -> str:
        return f"organising {super().question(message)}"


@register
class PassOnYes(SaysBack, AboutPassOn):
    """Thank you, you look after it now: what to do, in three steps."""

    slug = "pass-on-yes"
    label = "Thank you: you look after the meeting"


@register
class PassOnNo(SaysBack, AboutPassOn):
    """No is fine."""

    slug = "pass-on-no"
    label = "Thank you: somebody else will be asked"

    def refusal(self, message: Message, facts: Facts) -> str:
        return ""


@register
class PassOnTaken(PassOnNo):
    """Thank you, but somebody was quicker."""

    slug = "pass-on-taken"
    label = "Thank you: somebody looks after it already"


@register
class PassOnBegun(PassOnNo):
    """To whoever hands a meeting on by text: we are asking, nothing more to do."""

    slug = "pass-on-begun"
    label = "We are asking for you"


@register
class PassOnDone(AboutPassOn):
    """To whoever handed it on: somebody has taken it."""

    slug = "pass-on-done"
    label = "Somebody looks after your meeting"


@register
class PassOnStuck(AboutPassOn):
    """To whoever handed it on: nobody is free yet, the service knows, nothing to do."""

    slug = "pass-on-stuck"
    label = "Nobody is free yet; the service will help"

    def refusal(self, message: Message, facts: Facts) -> str:
        found = self.pass_on(message)
        taken = found is None or found.state != PassOnState.STUCK
        return first_of((taken, "Somebody looks after it")) or super().refusal(message, facts)


@register
class PassOnService(MessageKind):
    """To the service's coordinators: a group needs somebody to look after one meeting. No names."""

    slug = "pass-on-service"
    label = "A meeting needs somebody to look after it"
    channels = (Channel.EMAIL,)
    by_hand = False
    urgent = True
    priority = 3

    def sample(self) -> dict[str, Any]:
        return {**WORST}

    def still_wanted(self, message: Message) -> bool | str:
        found = PassOn.objects.filter(pk=message.payload["pass_on"], state=PassOnState.STUCK).exists()
        return found or "Somebody looks after it"

    def context(self, message: Message) -> dict[str, Any]:
        return {
            "group": message.payload.get("group", ""),
            "group_name": message.payload.get("group_name", ""),
            "days": message.payload.get("days", ""),
            "first": message.person.first_name,
        }


@register
class NobodyOrganises(MessageKind):
    """To the service's coordinators: nobody organises a group any more. The group goes on; no names."""

    slug = "group-without-organiser"
    label = "Nobody organises a group any more"
    channels = (Channel.EMAIL,)
    by_hand = False

    def sample(self) -> dict[str, Any]:
        return {**WORST}

    def still_wanted(self, message: Message) -> bool | str:
        group = Group.objects.filter(pk=message.payload["group"]).running().first()
        if group is None:
            return "The group has ended"
        taken = OrganiserTurn.objects.now().filter(group=group).exists()
        return "Somebody organises it again" if taken else True

    def context(self, message: Message) -> dict[str, Any]:
        group = Group.objects.get(pk=message.payload["group"])
        return {"group": group.short_name, "group_name": group.name, "first": message.person.first_name}
