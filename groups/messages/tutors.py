"""To the patient tutor about the first three meetings, and to the team when a tutor needs them."""

from collections.abc import Sequence
from typing import Any

from followon import clock
from followon.web.templatetags.dates import short_day
from groups.messages.base import LINK_LIVES_ON, WORST, SaysBack, first_of, link_to, when_and_where
from groups.models import TutorVisit
from groups.states import VisitState
from notifications.kinds import Channel, Expects, MessageKind, register
from notifications.models import Message

ANSWER_HANDLER = "groups.actions.replying.answer_visit"


class AboutVisit(MessageKind):
    """Something about one visit; the payload is {"meeting": …, "visit": …}."""

    def sample(self) -> dict[str, Any]:
        return {**WORST}

    def load(self, messages: Sequence[Message]) -> None:
        rows = TutorVisit.objects.filter(pk__in={message.payload["visit"] for message in messages})
        visits = {
            visit.pk: visit
            for visit in rows.select_related("meeting__group", "meeting__place", "tutor__person")
        }
        for message in messages:
            message.loaded = visits.get(message.payload["visit"])

    def visit(self, message: Message) -> TutorVisit | None:
        """The visit, fetched now unless `load` did."""
        if message.loaded is None:
            self.load([message])
        return message.loaded if isinstance(message.loaded, TutorVisit) else None

    def still_wanted(self, message: Message) -> bool | str:
        visit = self.visit(message)
        return "The meeting is gone" if visit is None else self.refusal(message, visit) or True

    def refusal(self, message: Message, visit: TutorVisit) -> str:
        """Why this should not be said any more; empty when it should."""
        return first_of(
            (visit.meeting.revision != message.revision, "The meeting has changed since"),
            (not visit.meeting.is_planned, "The meeting is off, or over"),
            (visit.meeting.starts_at <= clock.now(), "The meeting has begun"),
            (visit.tutor.person_id != message.person_id, "Somebody else is the patient tutor now"),
            (visit.state == VisitState.NOT_NEEDED, "No tutor is needed at this meeting"),
        )

    def context(self, message: Message) -> dict[str, Any]:
        visit = self.visit(message)
        if visit is None:
            return dict(WORST)
        return {
            **when_and_where(visit.meeting),
            "first": message.person.first_for_texts,
            "number": visit.number,
            "tutor": visit.tutor.person.first_name,
            "link": link_to(
                "organise", message, visit.meeting.ends_at + LINK_LIVES_ON, about=f"visit:{visit.pk}"
            ),
        }

    def is_open(self, message: Message) -> bool:
        visit = self.visit(message)
        return visit is not None and visit.meeting.is_planned and visit.meeting.starts_at > clock.now()

    def question(self, message: Message) -> str:
        visit = self.visit(message)
        return f"joining on {short_day(visit.meeting.local)}" if visit else self.label


@register
class TutorMeeting(AboutVisit):
    """A week before one of the first three meetings: can you join them?"""

    slug = "tutor-meeting"
    label = "Can you join the group?"
    expects = Expects.YES_NO
    answered_by = ANSWER_HANDLER

    def refusal(self, message: Message, visit: TutorVisit) -> str:
        answered = visit.state != VisitState.ASKED
        return first_of((answered, "Has answered already")) or super().refusal(message, visit)


@register
class TutorChanged(AboutVisit):
    """The meeting a tutor knows of has moved."""

    slug = "tutor-changed"
    label = "The group’s meeting has changed"
    essential = True
    urgent = True
    priority = 2
    expects = Expects.YES_NO
    answered_by = ANSWER_HANDLER


@register
class TutorCancelled(AboutVisit):
    """The meeting a tutor knows of is off."""

    slug = "tutor-cancelled"
    label = "The group’s meeting is off"
    essential = True
    urgent = True
    priority = 2

    def refusal(self, message: Message, visit: TutorVisit) -> str:
        return first_of(
            (visit.meeting.is_planned, "The meeting is on after all"),
            (visit.meeting.ends_at <= clock.now(), "The meeting would be over"),
        )


@register
class TutorLast(AboutVisit):
    """The day before the third meeting: thank you, and how to say goodbye."""

    slug = "tutor-last"
    label = "Your last meeting with the group"

    def refusal(self, message: Message, visit: TutorVisit) -> str:
        not_coming = visit.state != VisitState.COMING
        return first_of((not_coming, "Is not coming")) or super().refusal(message, visit)


@register
class TutorCannot(AboutVisit):
    """To the team, only about the first meeting: the patient tutor can't come; the group can go ahead."""

    slug = "tutor-cannot"
    label = "The patient tutor can’t come to the first meeting"
    channels = (Channel.EMAIL,)
    by_hand = False

    def refusal(self, message: Message, visit: TutorVisit) -> str:
        coming = visit.state != VisitState.CANNOT
        return first_of(
            (coming, "The patient tutor can come"), (not visit.meeting.is_planned, "The meeting is off")
        )


@register
class TutorWorried(AboutVisit):
    """To the team: the patient tutor is worried about how a group is doing. No details leave the site."""

    slug = "tutor-worried"
    label = "The patient tutor is worried about a group"
    urgent = True
    priority = 1
    channels = (Channel.EMAIL,)
    by_hand = False

    def refusal(self, message: Message, visit: TutorVisit) -> str:
        return ""


@register
class AckTutorYes(SaysBack, AboutVisit):
    """Thank you, you are down as coming."""

    slug = "ack-tutor-yes"
    label = "Thank you: joining the group"

    def refusal(self, message: Message, visit: TutorVisit) -> str:
        return ""


@register
class AckTutorNo(AckTutorYes):
    """That is fine, the group can go ahead without you."""

    slug = "ack-tutor-no"
    label = "Thank you: the group can go ahead"
