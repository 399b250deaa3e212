"""What the suggestions for a group's next date rest on: when its members manage best, its rhythm, who was left out."""

from datetime import date, time, timedelta

from followon import clock
from groups import rhythm
from groups.models import Attendance, Group, Meeting, Membership, Mode, Poll, PollAnswer, PollAsked, Suits
from groups.models import TakesPart as Takes
from groups.poll_dates import DOUBLE_AFTER, Person, Suggestion, candidates, suggest
from groups.states import MeetingState, PollState
from pmp.models import BestTimes

NOTICE = timedelta(days=14)  # a week to answer, then the question a week before, as for every meeting
EITHER_WAY = timedelta(days=10)


def suggestions(group: Group) -> list[Suggestion]:
    """Three times to ask about."""
    met = Meeting.objects.filter(group=group).exclude(state=MeetingState.CANCELLED)
    days = sorted(met.values_list("on_date", flat=True))
    wanted = _wanted(group, days)
    earliest = clock.today(group.tz) + NOTICE
    usual = group.usual_time or _usual_time(group)
    not_free = {*days, *clock.bank_holidays(group.service.nation)}  # cafés are shut, families are at home
    times = candidates(
        first=max(earliest, wanted - EITHER_WAY), last=wanted + EITHER_WAY, tz=group.tz, usual=usual, taken=not_free
    )  # fmt: skip
    return suggest(people_of(group), times, wanted=wanted, usual=usual)


def people_of(group: Group) -> list[Person]:
    """The members who come to meetings and do not rest, with what is known about when they manage."""
    members = to_ask(group)
    told = _manage_best(members)
    running = left_out_running(group)
    return [
        Person(member.pk, *told.get(member.person_id, (frozenset(), frozenset())), running.get(member.pk, 0))
        for member in members
    ]


def _manage_best(members: list[Membership]) -> dict[int, tuple[frozenset[str], frozenset[int]]]:
    """By person, the parts of the day and the weekdays they named last: for all groups, or when no date suited."""
    rows = BestTimes.objects.filter(person__in=[member.person_id for member in members])
    said = [(best.told_at, best.person_id, best.parts, best.weekdays) for best in rows]
    better = PollAsked.objects.filter(membership__in=members, none_suit=True, answered_at__isnull=False)
    said += [
        (one.answered_at, one.membership.person_id, one.better_parts, one.better_weekdays)
        for one in better.select_related("membership")
        if one.answered_at and (one.better_parts or one.better_weekdays)
    ]
    return {person: (frozenset(parts), frozenset(weekdays)) for _, person, parts, weekdays in sorted(said)}


def to_ask(group: Group) -> list[Membership]:
    """Whom a group asks which dates suit: those who come to meetings and do not rest."""
    members = Membership.objects.active().filter(group=group, takes_part=Takes.MEETS, person__is_active=True)
    return list(members.select_related("person").order_by("pk"))


def left_out_running(group: Group) -> dict[int, int]:
    """By membership, how many of the latest booked dates left them out without a break, up to two.

    Left out is who said no to the date that was booked, had no way to join from home, and did not come all the same.
    """
    booked = Poll.objects.filter(group=group, state=PollState.BOOKED).order_by("-decided_at", "-pk")
    running: dict[int, int] = {}
    for times, poll in enumerate(booked[:DOUBLE_AFTER]):
        out = _left_out_by(poll)
        running |= {member: times + 1 for member in out if running.get(member, 0) == times}
    return running


def _left_out_by(poll: Poll) -> set[int]:
    if poll.mode == Mode.MIXED:
        return set()
    said_no = PollAnswer.objects.filter(option=poll.booked_id, suits=Suits.NO)
    came = Attendance.objects.filter(meeting=poll.meeting_id, came=True).values("membership")
    return set(said_no.exclude(asked__membership__in=came).values_list("asked__membership", flat=True))


def _wanted(group: Group, met_on: list[date]) -> date:
    """The day the group's rhythm wants next, or its usual gap after the last one; with notice enough to ask."""
    earliest = clock.today(group.tz) + NOTICE
    latest = met_on[-1] if met_on else clock.today(group.tz)
    weeks = rhythm.usual_gap(met_on)
    wanted = latest
    while wanted < earliest:
        wanted = rhythm.next_date(rhythm.Rhythm.of(group), wanted) or wanted + timedelta(weeks=weeks)
    return wanted


def _usual_time(group: Group) -> time | None:
    last = Meeting.objects.filter(group=group).exclude(state=MeetingState.CANCELLED).order_by("-starts_at")
    return last.values_list("start_time", flat=True).first()
