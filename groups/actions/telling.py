"""Telling people what has happened to a meeting: exactly those who had been told of it, at once, and nobody else."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from followon import clock
from followon.audit.actors import Actor
from followon.people.models import User
from followon.web.templatetags.dates import clock_time, day
from groups.actions import planning
from groups.messages import base
from groups.messages import meetings as messages
from groups.models import Answer, Coming, How, Meeting, Membership
from groups.states import MembershipState
from notifications import outbox
from notifications.kinds import MessageKind
from notifications.models import Message
from notifications.states import MessageState

SHORT_NOTICE = timedelta(hours=12)  # reliability 4.3: then quiet hours would do more harm than the text
ASK_AGAIN_AFTER = timedelta(
    days=3
)  # somebody told of a change nearer to the question than this is not asked twice


WITHDRAWN = (MessageState.CANCELLED, MessageState.SUPERSEDED)
QUESTIONS = (messages.MeetingAsk.slug, messages.MeetingCountedIn.slug)
NEWS = (messages.MeetingChanged.slug, messages.MeetingChangedSoon.slug, messages.MeetingBackOn.slug)


def say(
    kind: type[MessageKind],
    meeting: Meeting,
    *,
    to: Iterable[User],
    by: Actor,
    key: str = "",
    about: str = "",
    **more: Any,
) -> None:
    """Queue one message about a meeting as it is now; once per person, kind and revision unless a key is given.

    `about` names another subject than the meeting itself, for a question that has its own answers.
    """
    payload = {"meeting": meeting.pk, **more.pop("payload", {})}
    outbox.queue(
        kind,
        to=to,
        about=about or planning.about(meeting),
        key=key or f"{kind.slug}:{planning.about(meeting)}:r{meeting.revision}",
        payload=payload,
        by=by,
        service_id=meeting.group.service_id,
        group_id=meeting.group_id,
        revision=meeting.revision,
        **more,
    )


def knowing(meeting: Meeting) -> list[Membership]:
    """Members who know of a meeting: they were told, or they answered. Resting ones only if they might come.

    Ask after `outbox.withdraw`: a message may leave at any moment until then.
    """
    told = outbox.told(planning.about(meeting))
    answered = Answer.objects.filter(meeting=meeting).exclude(how=How.STANDING)
    expecting = Answer.objects.filter(meeting=meeting, coming__in=[Coming.YES, Coming.SEE])
    members = Membership.objects.current().filter(group=meeting.group_id)
    members = members.filter(Q(person__in=told) | Q(pk__in=answered.values("membership")))
    resting_but_coming = Q(state=MembershipState.PAUSED, pk__in=expecting.values("membership"))
    return list(members.filter(Q(state=MembershipState.ACTIVE) | resting_but_coming).select_related("person"))


def changed(meeting: Meeting, *, was: str, was_at: datetime, by: Actor) -> None:
    """Withdraw what spoke of the old time or place, tell those who knew of it, and plan the reminders anew."""
    outbox.withdraw(
        about=planning.about(meeting), below_revision=meeting.revision, reason="The meeting has changed"
    )
    know = knowing(meeting)
    kind = messages.MeetingChangedSoon if _is_soon(was_at, meeting.starts_at) else messages.MeetingChanged
    _tell_and_plan(kind, meeting, know, by=by, payload={"was": was})


def cancelled(meeting: Meeting, *, by: Actor) -> None:
    """Withdraw everything about a meeting that is off, and tell exactly those who knew of it."""
    outbox.withdraw(about=planning.about(meeting), reason="The meeting is off")
    know = knowing(meeting)
    kind = messages.MeetingCancelledSoon if _is_soon(meeting.starts_at) else messages.MeetingCancelled
    say(kind, meeting, to=[member.person for member in know], by=by, not_after=meeting.ends_at)


def back_on(meeting: Meeting, *, by: Actor) -> None:
    """Tell those who knew of a meeting that it is on after all, and plan its reminders anew."""
    outbox.withdraw(
        about=planning.about(meeting), below_revision=meeting.revision, reason="The meeting is on after all"
    )
    know = knowing(meeting)
    _tell_and_plan(messages.MeetingBackOn, meeting, know, by=by)


def in_words(meeting: Meeting) -> str:
    """When and where a meeting is, for "was …" in the email about a change."""
    return f"{day(meeting.local)}, {clock_time(meeting.start_time)}, {base.where(meeting, short=False)}"


def _tell_and_plan(
    kind: type[MessageKind],
    meeting: Meeting,
    know: list[Membership],
    *,
    by: Actor,
    payload: dict[str, Any] | None = None,
) -> None:
    """The news is itself the question, so nobody who gets it now is asked again within three days of it.

    It then takes the question's place in the outbox: under its key, which the planner leaves alone.
    """
    is_the_question = _comes_near_the_question(meeting)
    standing = set(
        Answer.objects.filter(meeting=meeting, how=How.STANDING).values_list("membership_id", flat=True)
    )
    for asked, replaced in ((False, messages.MeetingAsk), (True, messages.MeetingCountedIn)):
        people = [member.person for member in know if (member.pk in standing) == asked]
        key = planning.key_of(replaced, meeting, meeting.planned_at) if is_the_question else ""
        say(kind, meeting, to=people, by=by, key=key, payload=payload or {}, not_after=meeting.ends_at)
    planning.plan(Meeting.objects.filter(pk=meeting.pk), by=by)


def news_is_the_question(meeting: Meeting, person: User) -> bool:
    """Whether somebody has heard of the meeting as it is now, or is about to, near enough to the question for it."""
    news = Message.objects.concerning(planning.about(meeting)).of_kinds(NEWS)
    heard = news.filter(person=person, revision=meeting.revision).exclude(state__in=WITHDRAWN)
    return _comes_near_the_question(meeting) and heard.exists()


def _comes_near_the_question(meeting: Meeting) -> bool:
    return meeting.ask_at is not None and meeting.ask_at < meeting.planned_at + ASK_AGAIN_AFTER


def _is_soon(*starts: datetime) -> bool:
    """Whether somebody may be about to leave home: for the time as it was, or as it is now."""
    return min(starts) - clock.now() < SHORT_NOTICE
