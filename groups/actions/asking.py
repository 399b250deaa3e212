"""What is asked in its own time: who came, whether a pause or a rest is over. Run as often as you like."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from followon import clock
from followon.audit.actors import Actor
from groups.actions import lifecycle, members, organisers, planning, telling
from groups.messages import organisers as messages
from groups.models import Group, Job, Meeting, Membership, PassOn
from groups.protocol import WHO_CAME_AFTER, WHO_CAME_GIVE_UP_AFTER, WHO_CAME_STAND_IN_AFTER
from groups.states import GroupState, MeetingState, MembershipState
from notifications.models import Message

ORGANISER, STAND_IN = "who-came", "who-came-stand-in"


def who_came(*, by: Actor) -> int:
    """Ask who came to meetings that are over and of which nobody has said: whoever looked after it three hours
    after the start, somebody else two days later, nobody after a week. Gives back how many meetings were asked about.

    "Not known" is then what stands, never "nobody came" (ux 9.2).
    """
    now = clock.now()
    recent = Meeting.objects.filter(
        state=MeetingState.PLANNED, starts_at__gt=now - WHO_CAME_GIVE_UP_AFTER, ends_at__lte=now
    )
    first = recent.filter(starts_at__lte=now - WHO_CAME_AFTER).filter(~_asked(ORGANISER))
    second = recent.filter(starts_at__lte=now - WHO_CAME_STAND_IN_AFTER).filter(~_asked(STAND_IN))
    asked = sum(_ask(meeting, ORGANISER, by=by) for meeting in _locked_one_by_one(first))
    return asked + sum(_ask(meeting, STAND_IN, by=by) for meeting in _locked_one_by_one(second))


def hand_on_further(*, by: Actor) -> int:
    """Take the next step for every meeting that nobody has taken over in time. Gives back how many."""
    due = list(PassOn.objects.due(clock.now()).select_related("meeting__group__service"))
    for found in due:
        organisers.go_on(found, by=by)
    return len(due)


def welcome_back(*, by: Actor) -> int:
    """Bring back members whose pause was until today or before. Gives back how many."""
    latest = clock.today()
    over = Membership.objects.filter(state=MembershipState.PAUSED, paused_until__lte=latest)
    for membership in (rested := list(over.select_related("group"))):
        members.come_back(membership, by=by)
    return len(rested)


def rested_groups(*, by: Actor) -> int:
    """Ask the organisers of groups whose rest was until today or before. Gives back how many groups."""
    over = Group.objects.filter(state=GroupState.RESTING, resting_until__lte=clock.today())
    return sum(lifecycle.ask_about_rest(group, by=by) for group in over)


def _asked(step: str) -> Exists:
    """Whether a meeting's question has gone into the outbox for this step."""
    number = Cast(OuterRef("pk"), CharField())
    about = Concat(Value("meeting:"), number, output_field=CharField())
    rows = Message.objects.filter(about=about, kind=messages.WhoCame.slug)
    return Exists(rows.filter(key__startswith=f"{step}:"))


def _locked_one_by_one(meetings: QuerySet[Meeting]) -> Iterable[Meeting]:
    yield from list(meetings.order_by("starts_at", "pk").select_related("group__service"))


@transaction.atomic
def _ask(meeting: Meeting, step: str, *, by: Actor) -> bool:
    """Ask in one step; each meeting by itself, so that one with nobody to ask stops no other."""
    meeting = Meeting.objects.lock(meeting)
    if meeting.state != MeetingState.PLANNED:
        return False
    people = [
        member.person for member in (_first_asked(meeting) if step == ORGANISER else _then_asked(meeting))
    ]
    telling.say(
        messages.WhoCame, meeting, to=people, by=by, key=f"{step}:{planning.about(meeting)}",
        not_after=meeting.starts_at + WHO_CAME_GIVE_UP_AFTER,
    )  # fmt: skip
    return bool(people)


def _first_asked(meeting: Meeting) -> list[Membership]:
    """Whoever looked after the meeting; failing them, the group's organisers, then its stand-ins."""
    if meeting.organiser and meeting.organiser.is_active:
        return [meeting.organiser]
    return _holding(meeting, Job.ORGANISER) or _holding(meeting, Job.STAND_IN)


def _then_asked(meeting: Meeting) -> list[Membership]:
    """The stand-ins, or other organisers, who were not asked before."""
    asked = {member.pk for member in _first_asked(meeting)}
    others = _holding(meeting, Job.STAND_IN) or _holding(meeting, Job.ORGANISER)
    return [member for member in others if member.pk not in asked]


def _holding(meeting: Meeting, job: Job) -> list[Membership]:
    active = Membership.objects.active().filter(group=meeting.group_id)
    return list(active.holding(job).select_related("person"))
