"""What the team's overview says: four figures in words, and what needs somebody today; counts, never people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Aggregate, Count, DurationField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import NoReverseMatch, reverse

from followon import clock
from followon.prepared import prepared
from followon.web.templatetags.dates import clock_time, day, relative
from groups.insights.handovers import HandoverLine
from groups.insights.health import Going
from groups.insights.keeping import Keeping
from groups.insights.lives import NOT_REACHED_WITHIN, Row
from groups.insights.words import plural
from groups.models import (
    Attendance,
    Coming,
    Group,
    GroupNews,
    HowWasIt,
    Meeting,
    Meetup,
    MeetupAsked,
    MeetupReply,
    MeetupSite,
    PassOn,
    SeasonName,
    TutorVisit,
)
from groups.models.concern import Concern
from groups.states import GroupState, MeetingState, MeetupState, PassOnState
from notifications.models import Message
from pmp.models import Cohort, Service

_LATELY, _A_YEAR = timedelta(days=92), timedelta(days=365)
_MONTH_DAYS = 30.44
_WORRY_SHOWN_FOR = timedelta(days=7)
_QUIET = (Going.QUIET, Going.NOT_STARTED, Going.MET_ONCE)
_PRESSING = ("Urgent", "Overdue", "To do")


class _Middle(Aggregate):
    """The median, by PostgreSQL."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class ToDo:
    """One line of "Needs you today": what, where it is done, how pressing."""

    title: str
    more: str
    url: str
    tag: str = "To do"
    colour: str = "blue"

    @property
    def is_urgent(self) -> bool:
        return self.tag == "Urgent"


@dataclass(frozen=True)
class Glance:
    """The headline figures of a service and the next meetup; numbers only, so they may be kept for a moment."""

    groups_meeting: int
    people_came: int
    programmes_ended: int
    programmes_led: int
    middle_life: timedelta | None
    next_meetup: dict[str, Any] | None


@dataclass(frozen=True)
class Stuck:
    """What of a service has got stuck, read at each visit."""

    meetings_stuck: int
    tutors_worried: list[dict[str, str]]
    people_not_reached: int


def glance(service: Service, keeping: Keeping) -> Glance:
    """The figures of this service, one query for all of them, kept as `keeping` says."""
    name = f"glance:{service.pk}:{clock.today()}"
    return keeping.kept(name, lambda: Glance(**_figures(service)[0]), size=lambda one: one.groups_meeting)


def stuck(service: Service) -> Stuck:
    """What has got stuck in this service, one query for all of it."""
    return Stuck(**_got_stuck(service)[0])


@prepared
def _figures(service: Service) -> QuerySet[Service, Any]:
    now = clock.now()
    groups = Group.objects.filter(service=OuterRef("pk"))
    meeting = groups.filter(state__in=[GroupState.FORMING, GroupState.MEETING])
    came = Attendance.objects.filter(
        came=True, meeting__group__service=OuterRef("pk"), meeting__starts_at__gt=now - _LATELY
    )
    ended = Cohort.objects.filter(
        service=OuterRef("pk"), ends_on__gt=(now - _A_YEAR).date(), ends_on__lte=now.date()
    )
    led = ended.filter(Exists(Group.objects.filter(cohort=OuterRef("pk"))))
    return Service.objects.filter(pk=service.pk).values(
        groups_meeting=_count(meeting, "service"),
        people_came=_count(came, "meeting__group__service", "membership__person"),
        programmes_ended=_count(ended, "service"),
        programmes_led=_count(led, "service"),
        middle_life=Subquery(_lifetimes(), output_field=DurationField()),
        next_meetup=Subquery(_next_meetup()[:1]),
    )


@prepared
def _got_stuck(service: Service) -> QuerySet[Service, Any]:
    now = clock.now()
    handed_on = PassOn.objects.filter(
        state=PassOnState.STUCK, meeting__group__service=OuterRef("pk"), meeting__starts_at__gt=now
    )
    worried = TutorVisit.objects.filter(
        how_was_it=HowWasIt.WORRIED,
        meeting__group__service=OuterRef("pk"),
        meeting__starts_at__gt=now - _WORRY_SHOWN_FOR,
    ).order_by("meeting__starts_at", "pk")
    named = JSONObject(name="meeting__group__name", code="meeting__group__code")
    missed = Message.objects.not_reached().filter(
        service_id=OuterRef("pk"), send_at__gt=now - NOT_REACHED_WITHIN
    )
    return Service.objects.filter(pk=service.pk).values(
        meetings_stuck=_count(handed_on, "meeting__group__service"),
        tutors_worried=ArraySubquery(worried.values_list(named)),
        people_not_reached=_count(missed, "service_id", "person"),
    )


def _count(rows: QuerySet[Any], by: str, what: str = "pk") -> Coalesce:
    counted = rows.order_by().values(by).annotate(number=Count(what, distinct=True)).values("number")
    return Coalesce(Subquery(counted), 0)


def _lifetimes() -> QuerySet[Group, Any]:
    last = Meeting.objects.filter(group=OuterRef("pk"), state=MeetingState.HELD).order_by("-on_date")
    lived = Group.objects.filter(service=OuterRef("pk"), programme_ended_on__isnull=False)
    lived = lived.alias(last=Subquery(last.values("on_date")[:1])).filter(last__isnull=False)
    middles = lived.order_by().values("service").annotate(middle=_Middle(F("last") - F("programme_ended_on")))
    found: QuerySet[Group, Any] = middles.values("middle")
    return found


def _next_meetup() -> QuerySet[Meetup, Any]:
    """The season under way, with its day and place if they are chosen, and how far the answers are."""
    sites = MeetupSite.objects.filter(meetup=OuterRef("pk"), cancelled_at=None).order_by("starts_at", "pk")
    asked = MeetupAsked.objects.filter(meetup=OuterRef("pk"))
    heard = asked.filter(Q(answered_at__isnull=False) | Q(reply__isnull=False)).filter(group__isnull=False)
    coming = MeetupReply.objects.filter(asked__meetup=OuterRef("pk"), coming=Coming.YES)
    facts = JSONObject(
        number="pk",
        season="season",
        year="year",
        state="state",
        on=Subquery(sites.values("on_date")[:1]),
        at=Subquery(sites.values("start_time")[:1]),
        place=Subquery(sites.values("place__place__name")[:1]),
        groups_asked=_count(asked.filter(group__isnull=False), "meetup", "group"),
        groups_heard=_count(heard, "meetup", "group"),
        coming=_count(coming, "asked__meetup"),
        news=_count(GroupNews.objects.filter(meetup=OuterRef("pk")), "meetup"),
    )
    rows = Meetup.objects.under_way().filter(service=OuterRef("pk")).order_by("aim_on", "pk")
    found: QuerySet[Meetup, Any] = rows.values_list(facts)
    return found


@dataclass(frozen=True)
class MeetupCard:
    """The next meetup of all groups, on the overview."""

    title: str
    when: str
    answers: str
    url: str


def meetup_card(figures: Glance) -> MeetupCard | None:
    """The season under way in words; None when there is none."""
    told = figures.next_meetup
    if told is None:
        return None
    season = f"{SeasonName(told['season']).label} {told['year']}"
    when = MeetupState(told["state"]).label
    if told["on"]:
        start = clock_time(time.fromisoformat(told["at"]))
        when = f"{day(date.fromisoformat(told['on']))}, {start}, {told['place']}"
    answers = f"{told['groups_heard']} of {told['groups_asked']} groups have answered."
    if told["coming"]:
        answers += f" {plural(told['coming'], 'person is', 'people are')} coming."
    if told["news"]:
        answers += f" {plural(told['news'], 'group has', 'groups have')} sent news."
    return MeetupCard(season, when, answers, _address("groups:team_meetup", told["number"]))


def in_words(figures: Glance) -> list[tuple[str, str]]:
    """The four figures with their words; a figure that has nothing to count says so."""
    months = round(figures.middle_life.days / _MONTH_DAYS) if figures.middle_life else None
    ended, led = figures.programmes_ended, figures.programmes_led
    return [
        (
            str(figures.groups_meeting),
            "group meeting now" if figures.groups_meeting == 1 else "groups meeting now",
        ),
        (str(figures.people_came), "people came in the last 3 months"),
        (f"{led} of {ended}" if ended else "None yet", "programmes led to a group this year"),
        (
            plural(months, "month", "months") if months is not None else "Not yet",
            "Half of our groups last longer than this",
        ),
    ]


def needs_today(
    got_stuck: Stuck, concerns: Iterable[Concern], handovers: Sequence[HandoverLine], groups: Sequence[Row]
) -> list[ToDo]:
    """What needs somebody today, the most pressing first: concerns, late handovers, groups, messages."""
    found = [_concern(concern) for concern in concerns]
    found += [_late_handover(line) for line in handovers if line.overdue]
    found += [_worried(one) for one in got_stuck.tutors_worried]
    if got_stuck.meetings_stuck:
        title = f"Nobody is free to look after {plural(got_stuck.meetings_stuck, 'meeting', 'meetings')}"
        url = f"{reverse('groups:team_groups')}?needs=help"
        found.append(
            ToDo(title, "A group has asked for help. Find an organiser with them.", url, "Urgent", "red")
        )
    found += [_quiet(row) for row in groups if row.health.going in _QUIET]
    if got_stuck.people_not_reached:
        title = f"{plural(got_stuck.people_not_reached, 'person', 'people')} did not get our messages"
        found.append(
            ToDo(title, "Find another way to reach them, or ring.", _address("notifications:team_messages"))
        )
    return sorted(found, key=lambda todo: _PRESSING.index(todo.tag))


def _concern(concern: Concern) -> ToDo:
    sent = f"Sent {_when(concern.raised_at, concern.service.tz)}."
    url = _address("groups:team_concern", concern.pk)
    return ToDo("A concern is waiting for a reply", sent, url, "Urgent", "red")


def _when(at: datetime, tz: str) -> str:
    return f"{relative(at, tz)} at {clock_time(at, tz)}"


def _late_handover(line: HandoverLine) -> ToDo:
    cohort = line.handover.cohort
    late = plural(len(line.overdue), "step is overdue", "steps are overdue")
    when = (
        f"Next: {day(line.session_on)}"
        if line.session_on
        else f"Their last session was on {day(cohort.ends_on)}"
    )
    title = f"{cohort.name}: {line.overdue[0].title.lower()}"
    return ToDo(title, f"{late}. {when}.", _address("pmp:team_handover", line.handover.pk), "Overdue", "red")


def _quiet(row: Row) -> ToDo:
    title = {
        Going.QUIET: f"{row.group.name} have gone quiet",
        Going.MET_ONCE: f"{row.group.name} met once",
        Going.NOT_STARTED: f"{row.group.name} have not met yet",
    }[row.health.going]
    more = " ".join([row.health.facts[0], *row.health.needs[:1]])
    return ToDo(title, more, reverse("groups:team_group", args=[row.group.code]))


def _worried(group: dict[str, str]) -> ToDo:
    title = f"The patient tutor is worried about {group['name']}"
    return ToDo(title, "Ring them and ask.", reverse("groups:team_group", args=[group["code"]]))


def _address(name: str, *args: object) -> str:
    """Where something is done; a line without a link is better than no overview."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
