"""Before a meeting: can you come, tomorrow, a reminder now, a change, off, on after all."""

from typing import Any

from followon import clock
from groups.messages.base import AboutMeeting, Facts, first_of
from groups.models import Coming, Meeting, Membership
from notifications.kinds import Expects, register
from notifications.models import Message

ANSWER_HANDLER = "groups.actions.replying.answer_meeting"


class AsksToCome(AboutMeeting):
    """A question that Y, N and MAYBE answer."""

    expects = Expects.ANSWER
    understands_pass = True
    answered_by = ANSWER_HANDLER


@register
class MeetingAsk(AsksToCome):
    """Seven days before: can you come?"""

    slug = "meeting-ask"
    label = "Can you come?"

    def refusal(self, message: Message, facts: Facts) -> str:
        answered = facts.answer is not None and facts.answer.is_of(facts.meeting)
        return first_of((answered, "Has answered already")) or super().refusal(message, facts)


@register
class MeetingCountedIn(AsksToCome):
    """Seven days before, to those who said: count me in unless I say no."""

    slug = "meeting-counted-in"
    label = "We have counted you in"

    def refusal(self, message: Message, facts: Facts) -> str:
        out = facts.answer is None or facts.answer.coming != Coming.YES
        return first_of((out, "Is not counted in any more")) or super().refusal(message, facts)


@register
class MeetingNudge(AsksToCome):
    """Three days before, once, to those who have not answered; nobody is rung about it."""

    slug = "meeting-nudge"
    label = "Are you free?"
    by_hand = False

    def refusal(self, message: Message, facts: Facts) -> str:
        return first_of((facts.answer is not None, "Has answered already")) or super().refusal(message, facts)


@register
class MeetingTomorrow(AsksToCome):
    """The day before at 4pm, to yes and "I'll see on the day": time, place, way in."""

    slug = "meeting-tomorrow"
    label = "See you tomorrow"
    urgent = True  # held back until the morning it would say "tomorrow" on the day itself
    worst = {"is_sure": True, "when": "tomorrow"}

    def refusal(self, message: Message, facts: Facts) -> str:
        out = facts.answer is None or not facts.answer.is_expecting
        return first_of((out, "Is not coming")) or super().refusal(message, facts)

    def context(self, message: Message) -> dict[str, Any]:
        facts = self.facts(message)
        sure = facts is not None and facts.answer is not None and facts.answer.coming == Coming.YES
        today = facts is not None and facts.meeting.on_date <= clock.today(facts.meeting.tz)
        return {**super().context(message), "is_sure": sure, "when": "today" if today else "tomorrow"}


@register
class MeetingReminder(AsksToCome):
    """A reminder that an organiser or coordinator sends now; nobody who said no gets one."""

    slug = "meeting-reminder"
    label = "A reminder"
    urgent = True  # asked for by a person who looked at the preview; the hours still hold

    def refusal(self, message: Message, facts: Facts) -> str:
        out = facts.answer is not None and facts.answer.coming == Coming.NO
        return first_of((out, "Is not coming")) or super().refusal(message, facts)


class Changes(AsksToCome):
    """News that reaches a resting person too, if they had said they might come (ux 10.4, rule 11)."""

    essential = True
    urgent = True
    priority = 2

    def refusal(self, message: Message, facts: Facts) -> str:
        return self.stale(message, facts.meeting) or first_of(
            (facts.membership is None or facts.membership.has_left, "Not in the group any more"),
            (not concerns(facts.membership, facts), "Resting from the group"),
        )

    def stale(self, message: Message, meeting: Meeting) -> str:
        """Why the news is old."""
        return first_of(
            (meeting.revision != message.revision, "The meeting has changed since"),
            (not meeting.is_planned, "The meeting is off, or over"),
            (meeting.ends_at <= clock.now(), "The meeting is over"),
        )


def concerns(membership: Membership | None, facts: Facts) -> bool:
    """Members who are not resting; of those resting, the ones who had said they might come."""
    if membership is None or membership.is_active:
        return membership is not None
    return facts.answer is not None and facts.answer.is_expecting


@register
class MeetingChanged(Changes):
    """At once, to everybody who had been told: another day, time, place or way of meeting."""

    slug = "meeting-changed"
    label = "The meeting has changed"
    worst = {"was": "Wednesday 30 September, 11:30am, Larkfield Community Café and Garden"}

    def context(self, message: Message) -> dict[str, Any]:
        return {**super().context(message), "was": message.payload.get("was", "")}


@register
class MeetingChangedSoon(MeetingChanged):
    """The same within twelve hours of the meeting: goes at any hour, or somebody would travel for nothing."""

    slug = "meeting-changed-soon"
    label = "The meeting has changed, at short notice"
    any_hour = True


@register
class MeetingCancelled(Changes):
    """At once, to everybody who had been told, and to nobody else."""

    slug = "meeting-cancelled"
    label = "The meeting is off"
    expects = Expects.NOTHING
    understands_pass = False
    answered_by = ""
    worst = {"why": "The café is closed for repairs", "why_short": ""}

    def stale(self, message: Message, meeting: Meeting) -> str:
        return first_of(
            (meeting.is_planned, "The meeting is on after all"),
            (meeting.revision != message.revision, "The meeting has changed since"),
            (meeting.ends_at <= clock.now(), "The meeting would be over"),
        )

    def context(self, message: Message) -> dict[str, Any]:
        facts = self.facts(message)
        return {**super().context(message), "why": facts.meeting.cancelled_because if facts else ""}


@register
class MeetingCancelledSoon(MeetingCancelled):
    """The same within twelve hours of the meeting: goes at any hour."""

    slug = "meeting-cancelled-soon"
    label = "The meeting is off, at short notice"
    any_hour = True


@register
class MeetingBackOn(Changes):
    """On after all, to everybody who had been told of it or that it was off."""

    slug = "meeting-back-on"
    label = "The meeting is on after all"
