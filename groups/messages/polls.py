"""A group's own dates: which suit, once more, the answers are in, this one it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse

from followon.web.templatetags.dates import day
from groups.messages import base
from groups.messages.base import KnowsFacts, SaysBack, first_of, link_to
from groups.messages.meetings import AsksToCome
from groups.messages.meetups import slots_in_words
from groups.messages.meetups.facts import WORST as WORST_OF_DATES
from groups.models import Membership, Mode, Poll, PollAnswer, PollAsked, PollOption, Suits
from groups.states import GroupState, PollState
from notifications.kinds import Expects, register
from notifications.models import Message

LINK_LIVES_ON = timedelta(days=30)
ROOMY = 4  # so many dates, each with its own time, leave room in a text to ask in full
WORST: dict[str, Any] = {
    **base.WORST,
    "slots": WORST_OF_DATES["slots"],
    "slot_lines": WORST_OF_DATES["slot_lines"],
    "same_time": "11:30am",
    "is_crowded": False,
    "numbers": "1, 2, 3, 4 and 5",
    "until": "Wednesday 30 September",
    "left_out": True,
}


@dataclass(frozen=True)
class Facts:
    """What a message about a question of dates is about."""

    poll: Poll
    membership: Membership | None
    asked: PollAsked | None
    options: tuple[PollOption, ...]


def about_poll(poll: Poll) -> str:
    """The outbox's name for a question of dates."""
    return f"poll:{poll.pk}"


def load_facts(messages: Sequence[Message]) -> None:
    """Put the Facts of each message on `message.loaded`, in four queries for all of them."""
    numbers = {message.payload["poll"] for message in messages}
    people = {message.person_id for message in messages}
    polls = Poll.objects.select_related("group__service").in_bulk(numbers)
    members = {
        (member.group_id, member.person_id): member
        for member in Membership.objects.filter(
            group__in=[poll.group_id for poll in polls.values()], person__in=people
        )
    }
    asked = {
        (row.poll_id, row.membership_id): row
        for row in PollAsked.objects.filter(poll__in=numbers, membership__person__in=people)
    }
    options: dict[int, list[PollOption]] = {}
    for option in PollOption.objects.filter(poll__in=numbers).order_by("number"):
        options.setdefault(option.poll_id, []).append(option)
    for message in messages:
        poll = polls.get(message.payload["poll"])
        if poll is None:
            continue
        member = members.get((poll.group_id, message.person_id))
        row = asked.get((poll.pk, member.pk)) if member else None
        message.loaded = Facts(poll, member, row, tuple(options.get(poll.pk, ())))


class AboutPoll(KnowsFacts[Facts]):
    """Something about one question of dates; the payload is {"poll": its number}."""

    load_facts = staticmethod(load_facts)
    gone = "The question is gone"
    worst: ClassVar[dict[str, Any]] = {}

    def sample(self) -> dict[str, Any]:
        return {**WORST, **self.worst}

    def refusal(self, message: Message, facts: Facts) -> str:
        running = facts.poll.group.state in (GroupState.FORMING, GroupState.MEETING)
        return first_of(
            (not facts.poll.is_undecided, "A date is booked, or the group stopped asking"),
            (not running, "The group is resting or has ended"),
            (facts.membership is None or facts.membership.has_left, "Not in the group any more"),
            (facts.membership is not None and not facts.membership.is_active, "Resting from the group"),
        )

    def context(self, message: Message) -> dict[str, Any]:
        facts = self.facts(message)
        if facts is None:
            return dict(WORST)
        poll, group = facts.poll, facts.poll.group
        path = reverse("groups:my_dates_choose", args=[group.code, poll.pk])
        return {
            "first": message.person.first_for_texts,
            "group": group.short_name,
            "group_name": group.name,
            "until": day(poll.closes_on),
            "numbers": message.payload.get("numbers", ""),
            "site_link": f"{settings.PUBLIC_BASE_URL}{path}",
            "link": link_to("group-dates", message, poll.closes_at + LINK_LIVES_ON, about=about_poll(poll)),
            **(_offered(facts.options) if facts.options else {}),
        }

    def question(self, message: Message) -> str:
        return "which dates suit you"


def _offered(options: Sequence[PollOption]) -> dict[str, Any]:
    """The dates as a text offers them, and if they take so much of it that little else has room."""
    words = slots_in_words(options)
    return {**words, "is_crowded": len(options) > ROOMY and not words["same_time"]}


class AsksForDates(AboutPoll):
    """A question that numbers of dates answer, or 0 for none."""

    expects = Expects.NUMBERS
    answered_by = "groups.actions.polls.by_text.dates"

    def refusal(self, message: Message, facts: Facts) -> str:
        answered = facts.asked is not None and facts.asked.answered_at is not None
        return first_of((answered, "Has answered already")) or super().refusal(message, facts)

    def is_open(self, message: Message) -> bool:
        facts = self.facts(message)
        return facts is not None and facts.poll.is_undecided


@register
class PollAsk(AsksForDates):
    """Which of these dates suit? Answered by numbers, by link, on the site, or by phone through the organiser."""

    slug = "poll-ask"
    label = "Which dates suit?"


@register
class PollNudge(AsksForDates):
    """Two days before the end, once, to those who have not answered; nobody is rung about it."""

    slug = "poll-nudge"
    label = "Which dates suit? Two days left"
    by_hand = False


@register
class PollReady(AboutPoll):
    """To whoever asked: the answers are in; to a stand-in three days later, when no date is booked."""

    slug = "poll-ready"
    label = "The answers about dates are in"
    urgent = True
    by_hand = False

    def refusal(self, message: Message, facts: Facts) -> str:
        return first_of((facts.poll.state != PollState.CLOSED, "A date is booked, or asking goes on")) or (
            super().refusal(message, facts)
        )


class AckPoll(SaysBack, AboutPoll):
    """Said back to somebody who texted numbers."""

    def refusal(self, message: Message, facts: Facts) -> str:
        return ""


@register
class AckPollDates(AckPoll):
    """Which dates we noted, and where to change it."""

    slug = "ack-poll-dates"
    label = "Thank you: which dates suit"


@register
class AckPollNumbers(AckPoll):
    """There is no date with that number."""

    slug = "ack-poll-numbers"
    label = "No date has that number"


@register
class AckPollOver(AckPoll):
    """It has been decided."""

    slug = "ack-poll-over"
    label = "The date has been decided"


@register
class PollResult(AsksToCome):
    """The date that was booked, to those who were asked: can you come? Payload: the meeting, and {"poll": …}."""

    slug = "poll-result"
    label = "This date it is"
    worst: ClassVar[dict[str, Any]] = {"left_out": True, "can_join_from_home": True}

    def context(self, message: Message) -> dict[str, Any]:
        facts = self.facts(message)
        if facts is None or facts.membership is None:
            return {**super().context(message), "left_out": False}
        said_no = PollAnswer.objects.filter(
            asked__poll=message.payload.get("poll"), asked__membership=facts.membership, suits=Suits.NO,
            option__on_date=facts.meeting.on_date, option__start_time=facts.meeting.start_time,
        )  # fmt: skip
        return {
            **super().context(message),
            "left_out": said_no.exists(),
            "can_join_from_home": facts.meeting.mode == Mode.MIXED,
        }

    def refusal(self, message: Message, facts: base.Facts) -> str:
        return first_of((facts.answer is not None, "Has answered already")) or super().refusal(message, facts)
