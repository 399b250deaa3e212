"""Asking a group's members which dates suit, each in their own channel; once more two days before the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from groups.actions import meetings, planning
from groups.actions.meetings.dates import refuse_unfit
from groups.actions.polls.suggesting import to_ask
from groups.events import Event
from groups.messages import polls as messages
from groups.models import Group, Meeting, Membership, Mode, Place, Poll, PollAsked, PollOption
from groups.poll_dates import MOST_OPTIONS, When
from groups.protocol import USUAL_LENGTH
from groups.reminders import NUDGE_AFTER_ASKING
from groups.states import GroupState
from notifications import outbox
from notifications.outbox import Preview

NUDGE_BEFORE_END = timedelta(days=2)
ANSWER_WITHIN = timedelta(days=7)
FEWEST_REACHED = 3  # three people is a group; fewer answers choose nothing


class AskingAlready(Refused):
    """The group has a question about dates that is not decided."""

    def __init__(self) -> None:
        super().__init__("You are asking about dates already. Book one of them, or stop asking, first.")


class NotTheseDates(Refused):
    """Too few, too many, or the same twice."""

    def __init__(self) -> None:
        super().__init__(f"Choose 2 to {MOST_OPTIONS} different dates.")


class EndsTooLate(Refused):
    """People could still answer when the first date has come."""

    def __init__(self) -> None:
        super().__init__("Choose a day to answer by that is still to come, and before the first date.")


class NobodyToAsk(Refused):
    """Everybody rests, or only stays in touch."""

    def __init__(self) -> None:
        super().__init__("There is nobody to ask: everybody rests or stays in touch only.")


@dataclass(frozen=True)
class Question:
    """The dates to ask about, until when, and how the group would meet."""

    dates: tuple[When, ...]
    closes_on: date
    length: timedelta = USUAL_LENGTH
    mode: str = Mode.IN_PERSON
    place: Place | None = None
    join_details: str = ""

    def plan_for(self, when: When) -> meetings.Plan:
        """The meeting that one of the dates would become."""
        return meetings.Plan(
            when.on_date, when.start_time, self.length, self.mode, self.place, self.join_details
        )


@transaction.atomic
def ask(group: Group, *, question: Question, by: Actor) -> Poll:
    """Ask everybody who comes to meetings which of these dates suit.

    Raises AskingAlready, NotTheseDates, EndsTooLate, NobodyToAsk, and as `meetings.plan` does for each date.
    """
    group = Group.objects.lock(group)
    refuse(group, question)
    people = to_ask(group)
    if not people:
        raise NobodyToAsk
    poll = _store(group, question, by=by)
    PollAsked.objects.bulk_create(PollAsked(poll=poll, membership=member) for member in people)
    recorder.record(Event.POLL_ASKED, by=by, about=poll, group=group, people=len(people))
    _send(poll, [member.person for member in people], by=by)
    return poll


def refuse(group: Group, question: Question) -> None:
    """Say why a question can't be asked; nothing when it can. Raises as `ask` does."""
    if group.state not in (GroupState.FORMING, GroupState.MEETING):
        raise meetings.GroupHasEnded(group.state)
    if Poll.objects.undecided().filter(group=group).exists():
        raise AskingAlready
    if not 2 <= len(set(question.dates)) == len(question.dates) <= MOST_OPTIONS:
        raise NotTheseDates
    for when in question.dates:
        refuse_unfit(group, question.plan_for(when), Meeting(group=group, tz=group.tz))
    if not clock.today(group.tz) < question.closes_on < min(question.dates).on_date:
        raise EndsTooLate


def preview(group: Group) -> list[Preview]:
    """How each of those who would be asked is reached, and why somebody would not be."""
    people = [member.person for member in to_ask(group)]
    return outbox.preview(
        messages.PollAsk, to=people, payload={"poll": 0}, about=f"group:{group.pk}", service_id=group.service_id
    )  # fmt: skip


def _store(group: Group, question: Question, *, by: Actor) -> Poll:
    me = Membership.objects.current().filter(group=group, person=by).first() if isinstance(by, User) else None
    poll = Poll.objects.create(
        group=group, asked_by=me, tz=group.tz, length=question.length, mode=question.mode, place=question.place,
        join_details=question.join_details, closes_on=question.closes_on,
        closes_at=clock.at_local(_midnight_after(question.closes_on), group.tz),
    )  # fmt: skip
    PollOption.objects.bulk_create(
        PollOption(
            poll=poll, number=number, on_date=when.on_date, start_time=when.start_time,
            starts_at=clock.at_local(when.local, group.tz),
        )
        for number, when in enumerate(sorted(question.dates), 1)
    )  # fmt: skip
    return poll


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time())


def _send(poll: Poll, people: Sequence[User], *, by: Actor) -> None:
    about = messages.about_poll(poll)
    for kind, send_at in ((messages.PollAsk, None), (messages.PollNudge, _nudge_at(poll))):
        if kind is messages.PollNudge and send_at is None:
            continue
        outbox.queue(
            kind, to=people, about=about, key=f"{kind.slug}:{about}", payload={"poll": poll.pk}, by=by,
            service_id=poll.group.service_id, group_id=poll.group_id, send_at=send_at, not_after=poll.closes_at,
        )  # fmt: skip


def _nudge_at(poll: Poll) -> datetime | None:
    """Two days before the end at the time of day at which they were asked; None if that is too soon after."""
    quiet = planning.quiet_hours(poll.group.service)
    asked = clock.to_local(poll.opened_at, poll.tz)
    local = quiet.fit(datetime.combine(poll.closes_on - NUDGE_BEFORE_END, asked.time()))
    instant = clock.at_local(local, poll.tz)
    return instant if instant >= poll.opened_at + NUDGE_AFTER_ASKING else None
