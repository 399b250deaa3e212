"""Meeting from home, for all groups of a service at once, and in person again (R091, F33): one notice to each person.

Dates, answers and places are kept: only the way of meeting changes, so no reminder is asked anew, and each says at
the moment it goes how one meets now.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from groups.actions import planning
from groups.events import Event
from groups.messages import remote as messages
from groups.models import Answer, Coming, Group, Meeting, Membership, Mode, TutorVisit
from groups.states import GroupState, MeetingState, MembershipState, VisitState
from notifications import outbox
from notifications.kinds import Channel
from notifications.models import Message
from pmp.actions import services
from pmp.models import Service

RUNNING = (GroupState.FORMING, GroupState.MEETING, GroupState.RESTING)
IN_A_ROOM = (Mode.IN_PERSON, Mode.MIXED)


class AlreadySo(Refused):
    """Somebody switched a moment ago."""

    def __init__(self, on: bool) -> None:
        now = "meet from home" if on else "may meet in person"
        super().__init__(f"All groups {now} already. Nobody was told anything twice.")


@dataclass(frozen=True)
class Totals:
    """What switching would do, in numbers; the team sees no names."""

    groups: int
    meetings: int
    people: int
    texts: int
    emails: int
    to_ring: int
    not_reached: int


@transaction.atomic
def meet_from_home(service: Service, *, by: Actor) -> int:
    """All coming meetings of all groups become meetings from home, and each person is told once.

    The way to join is the meeting's own, else what the group used last, else it is said to follow. Gives back how
    many meetings changed. Raises AlreadySo.
    """
    groups = _lock(service)
    if Service.objects.get(pk=service.pk).remote_only:
        raise AlreadySo(True)
    services.change_settings(service, remote_only=True, by=by)
    last = _last_details(groups)
    meetings = list(_coming(service).filter(mode__in=IN_A_ROOM).select_for_update(of=("self",), no_key=True))
    for meeting in meetings:
        meeting.before_remote = {"mode": meeting.mode, "join_details": meeting.join_details}
        meeting.join_details = meeting.join_details or last.get(meeting.group_id, "")
        meeting.mode, meeting.edited_at = way_of(meeting.join_details), clock.now()
    Meeting.objects.bulk_update(meetings, ["before_remote", "join_details", "mode", "edited_at"])
    people = recipients(service)
    recorder.record(Event.REMOTE_ON, by=by, about=service, meetings=len(meetings), people=len(people))
    _say(messages.RemoteOn, service, people, by=by)
    return len(meetings)


@transaction.atomic
def meet_in_person_again(service: Service, *, by: Actor) -> int:
    """Coming meetings go back to the place and way they had; those who were told of the change are told once.

    Meetings that were planned from home stay so. Gives back how many meetings changed. Raises AlreadySo.
    """
    _lock(service)
    if not Service.objects.get(pk=service.pk).remote_only:
        raise AlreadySo(False)
    services.change_settings(service, remote_only=False, by=by)
    meetings = list(_coming(service).exclude(before_remote=None).select_for_update(of=("self",), no_key=True))
    for meeting in meetings:
        before, meeting.before_remote = meeting.before_remote or {}, None
        meeting.mode, meeting.join_details = before["mode"], before["join_details"] or _kept(meeting, before)
        meeting.edited_at = clock.now()
    Meeting.objects.bulk_update(meetings, ["before_remote", "join_details", "mode", "edited_at"])
    outbox.withdraw(
        about=messages.about_service(service), kinds=[messages.RemoteOn.slug], reason="In person again"
    )
    people = told_of_it(service)
    recorder.record(Event.REMOTE_OFF, by=by, about=service, meetings=len(meetings), people=len(people))
    _say(messages.RemoteOff, service, people, by=by)
    return len(meetings)


def preview(service: Service) -> Totals:
    """What switching now would do: how many meetings change, who would be told and how."""
    off = service.remote_only
    changing = (
        _coming(service).exclude(before_remote=None) if off else _coming(service).filter(mode__in=IN_A_ROOM)
    )
    people = told_of_it(service) if off else recipients(service)
    kind = messages.RemoteOff if off else messages.RemoteOn
    found = outbox.ways(kind, to=people)
    ways = [way.channel for way in found if not way.reason_not]
    return Totals(
        groups=Group.objects.filter(service=service, state__in=RUNNING).count(),
        meetings=changing.count(),
        people=len(found),
        texts=ways.count(Channel.SMS),
        emails=ways.count(Channel.EMAIL),
        to_ring=ways.count(Channel.CALL) + ways.count(Channel.LETTER),
        not_reached=len(found) - len(ways),
    )


def recipients(service: Service) -> list[User]:
    """Members who do not rest, resting ones who might come to a coming meeting, and patient tutors who visit one."""
    running = Q(group__service=service, group__state__in=RUNNING)
    expected = Answer.objects.filter(meeting__in=_coming(service), coming__in=[Coming.YES, Coming.SEE])
    resting = Q(state=MembershipState.PAUSED, pk__in=expected.values("membership"))
    members = Membership.objects.filter(running & (Q(state=MembershipState.ACTIVE) | resting))
    visits = TutorVisit.objects.filter(
        meeting__in=_coming(service), state__in=[VisitState.ASKED, VisitState.COMING]
    )
    wanted = Q(pk__in=members.values("person")) | Q(pk__in=visits.values("tutor__person"))
    return list(User.objects.filter(wanted, is_active=True).order_by("pk"))


def told_of_it(service: Service) -> list[User]:
    """Those whom the latest notice of meeting from home may have reached."""
    rows = Message.objects.concerning(messages.about_service(service)).of_kinds([messages.RemoteOn.slug])
    latest = rows.order_by("-pk").values_list("batch", flat=True).first()
    told = rows.filter(batch=latest).told().values_list("person_id", flat=True) if latest else []
    return list(User.objects.filter(pk__in=told, is_active=True).order_by("pk"))


def way_of(join_details: str) -> Mode:
    """Online where there is an address to open, else by phone."""
    return Mode.ONLINE if "://" in join_details or "www." in join_details else Mode.PHONE


def _lock(service: Service) -> list[Group]:
    """All groups of the service, so that nobody plans a meeting in between; in one order, as everybody takes them."""
    groups = Group.objects.filter(service=service).order_by("pk")
    return list(groups.select_for_update(of=("self",), no_key=True))


def _coming(service: Service) -> QuerySet[Meeting]:
    return Meeting.objects.filter(
        group__service=service, state=MeetingState.PLANNED, starts_at__gt=clock.now()
    ).order_by("pk")


def _kept(meeting: Meeting, before: dict[str, str]) -> str:
    """How to join from home goes with meeting from home, except where the group always offered it."""
    return meeting.join_details if before["mode"] == Mode.MIXED else ""


def _last_details(groups: list[Group]) -> dict[int, str]:
    """By group, how people joined from home last."""
    used = Meeting.objects.filter(group__in=groups).exclude(join_details="").order_by("starts_at", "pk")
    return dict(used.values_list("group_id", "join_details"))


def _say(kind: type[messages.AboutRemote], service: Service, people: list[User], *, by: Actor) -> None:
    about, since = messages.about_service(service), planning.moment(clock.now())
    outbox.queue(
        kind, to=people, about=about, key=f"{kind.slug}:{about}:{since}", payload={"service": service.pk}, by=by,
        service_id=service.pk, batch=f"{kind.slug}:{since}",
    )  # fmt: skip
