"""Table 2 of the paper, kept up to date: what kinds of groups form, how long they last, what they are for.

Farr et al. 2021, "Results", Table 2. One line per group; a page of lines costs the same few queries whatever is
on it. Ages and gender come only from what people chose to tell us, and are never shown with a name.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any, NamedTuple

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from followon import clock
from followon.prepared import Prepared, prepared
from groups.insights.health import usual_gap
from groups.insights.lives import rhythm_days
from groups.insights.words import every, months_between, place_words, plural
from groups.models import (
    Answer,
    Attendance,
    Channel,
    Group,
    GroupPurpose,
    Meeting,
    Membership,
    Mode,
    OrganiserTurn,
)
from groups.models.membership import organises
from groups.states import GroupState, MeetingState, MembershipState
from notifications.models import Preference
from pmp.models import AboutMe, Gender, Service

_NOW_DIFFERS_BY = 2
_WAYS = {"SMS": "text", "EMAIL": "email", "CALL": "phone", "LETTER": "letter"}
_TICKED = {
    Channel.PHONE: "phone", Channel.SMS: "text", Channel.EMAIL: "email",
    Channel.WHATSAPP: "WhatsApp", Channel.FACEBOOK: "Facebook",
}  # fmt: skip
_NEEDED = (
    *("code", "name", "state", "established_on", "programme_ended_on", "formed_at", "tz", "rhythm"),
    *("every_weeks", "channels", "purposes"),
)
_GENDERS = ((Gender.MAN, "man", "men"), (Gender.WOMAN, "woman", "women"), (Gender.OTHER, "other", "other"))
_PURPOSES = {
    GroupPurpose.SOCIAL: "Social", GroupPurpose.TECHNIQUES: "Pain skills", GroupPurpose.GOALS: "Goals",
    GroupPurpose.HOBBIES: "Hobbies", GroupPurpose.EXERCISE: "Exercise", GroupPurpose.OUTINGS: "Outings",
    GroupPurpose.NO_GOALS: "No goal setting",
}  # fmt: skip


class HeldMeeting(NamedTuple):
    """A meeting that took place: its number and day, how many came, and where it was."""

    number: int
    on: date
    came: int | None
    where: str


@dataclass(frozen=True)
class Line:
    """One group as Table 2 has it. Counts are bare numbers; the page and the download say them in their own ways."""

    group: Group
    most: int | None
    now: int | None
    genders: dict[str, int]  # empty unless everybody who was there has told us
    how_often: str
    where: str
    ages: tuple[str, ...]  # youngest decade first
    ages_told: int
    members: int
    keeps_in_touch_by: tuple[str, ...]
    months: int | None
    purposes: tuple[str, ...]
    organisers: int
    times_met: int

    @property
    def ages_in_words(self) -> str:
        """40s to 70s."""
        if not self.ages:
            return "Not told"
        return self.ages[0] if len(self.ages) == 1 else f"{self.ages[0]} to {self.ages[-1]}"

    @property
    def how_often_and_where(self) -> str:
        return ", ".join(filter(None, [self.how_often, self.where])) or "Not yet"

    @property
    def touch_in_words(self) -> str:
        """Text, phone."""
        words = ", ".join(self.keeps_in_touch_by)
        return words[:1].upper() + words[1:] or "Not known"

    @property
    def is_meeting(self) -> bool:
        return self.group.state == GroupState.MEETING

    @property
    def months_in_words(self) -> str:
        return plural(self.months, "month", "months") if self.months is not None else "Not met yet"

    @property
    def has_shrunk(self) -> bool:
        """Whether today's number is worth saying beside the largest."""
        return self.most is not None and self.now is not None and self.most - self.now >= _NOW_DIFFERS_BY

    @property
    def most_in_words(self) -> str:
        """9 (2 men, 7 women); 6 women; 8, now 3."""
        if self.most is None:
            return "Not known"
        if self.has_shrunk:
            return f"{self.most}, now {self.now:g}"
        if len(self.genders) == 1:
            return next(f"{count} {name}" for name, count in self.genders.items())
        told = ", ".join(f"{count} {name}" for name, count in self.genders.items())
        return f"{self.most} ({told})" if told else str(self.most)


def _in_order(*by: str) -> Prepared[[Service], Group]:
    """The groups of a service in this order, with what the table needs of each."""

    @prepared
    def groups(service: Service) -> QuerySet[Group]:
        # Who answered for a meeting that was held did so before its end, which is a later sign of life by itself.
        answers = Answer.objects.filter(meeting__group=OuterRef("pk")).exclude(
            meeting__state=MeetingState.HELD
        )
        last = answers.order_by().values("meeting__group").annotate(at=Max("answered_at")).values("at")
        held = OrganiserTurn.objects.filter(organises(), group=OuterRef("pk")).order_by().values("group")
        rows = Group.objects.filter(service=service).annotate(
            last_answer_at=Subquery(last),
            organisers=Coalesce(Subquery(held.annotate(all=Count("pk")).values("all")), 0),
        )
        return rows.only(*_NEEDED).order_by(*by)

    return groups


IN_ORDER = {
    "name": _in_order("name", "pk"),
    "began": _in_order("-established_on", "name", "pk"),
    "state": _in_order("state", "name", "pk"),
    "formed": _in_order("formed_at", "pk"),
}


def lines(groups: Sequence[Group]) -> list[Line]:
    """The table's lines for these groups (found by `IN_ORDER`), in their order; three more queries."""
    numbers = [group.pk for group in groups]
    held, people = _held(numbers), _people(numbers)
    genders = _genders_at_most(held, people)
    return [_line(group, held[group.pk], people[group.pk], genders.get(group.pk, {})) for group in groups]


def _line(
    group: Group, met: list[HeldMeeting], everybody: dict[int, "_Member"], genders: dict[str, int]
) -> Line:
    counts = [meeting.came for meeting in met if meeting.came is not None]
    people = [member for member in everybody.values() if not member.has_left]
    ages = Counter(person.age for person in people if person.age)
    return Line(
        group=group,
        most=max(counts, default=None),
        now=int(median(counts[-3:])) if counts else None,
        genders=genders,
        how_often=_how_often(group, met),
        where=Counter(m.where for m in met if m.where).most_common(1)[0][0]
        if any(m.where for m in met)
        else "",
        ages=tuple(sorted(ages)),
        ages_told=sum(ages.values()),
        members=len(people),
        keeps_in_touch_by=_ways(group, people),
        months=_months(group, met),
        purposes=tuple(_PURPOSES[GroupPurpose(purpose)] for purpose in group.purposes),
        organisers=group.organisers,  # type: ignore[attr-defined]  # IN_ORDER put it there
        times_met=len(met),
    )


def _how_often(group: Group, met: list[HeldMeeting]) -> str:
    if not met:
        return ""
    if len(met) == 1 and group.state == GroupState.CLOSED:
        return "Once only"
    gap = usual_gap([meeting.on for meeting in met], rhythm_days(group))
    words = every(gap) if gap else "met once"
    return words[:1].upper() + words[1:]


def _months(group: Group, met: list[HeldMeeting]) -> int | None:
    """Months from the last session of the programme to the last meeting held or answer given, as the paper counts."""
    began = group.programme_ended_on or clock.to_local(group.formed_at, group.tz).date()
    answered = group.last_answer_at  # type: ignore[attr-defined]  # IN_ORDER put it there
    signs = [meeting.on for meeting in met[-1:]] + (
        [clock.to_local(answered, group.tz).date()] if answered else []
    )
    return months_between(began, max(signs)) if signs else None


def _ways(group: Group, people: Iterable["_Member"]) -> tuple[str, ...]:
    """How its members are reached, the most common way first, then what the group ticked beside that."""
    reached = Counter(_WAYS[person.channel] for person in people if person.channel in _WAYS)
    ways = [way for way, _ in reached.most_common()]
    return tuple(dict.fromkeys([*ways, *(_TICKED[Channel(ticked)] for ticked in group.channels)]))


def _held(groups: list[int]) -> dict[int, list[HeldMeeting]]:
    found: dict[int, list[HeldMeeting]] = defaultdict(list)
    for group, number, on, came, mode, kind in _held_meetings(groups):
        away = {Mode.ONLINE: "online", Mode.PHONE: "by phone"}.get(mode)
        found[group].append(HeldMeeting(number, on, came, away or place_words(kind)))
    return found


@prepared
def _held_meetings(groups: list[int]) -> QuerySet[Meeting, Any]:
    held = Meeting.objects.filter(group__in=groups, state=MeetingState.HELD).order_by("starts_at", "pk")
    return held.values_list("group_id", "pk", "on_date", "came", "mode", "place__kind")


def _named_at(meetings: list[int]) -> dict[int, list[int]]:
    """The memberships of those who were named at each of these meetings."""
    found: dict[int, list[int]] = defaultdict(list)
    for meeting, membership in _attendances(meetings):
        found[meeting].append(membership)
    return found


@prepared
def _attendances(meetings: list[int]) -> QuerySet[Attendance, tuple[int, int]]:
    return Attendance.objects.filter(meeting__in=meetings, came=True).values_list(
        "meeting_id", "membership_id"
    )


class _Member(NamedTuple):
    has_left: bool
    age: str
    gender: str
    channel: str


def _people(groups: list[int]) -> dict[int, dict[int, _Member]]:
    """Who is or was in each group, without names: the decade and gender they told, the way they are reached."""
    found: dict[int, dict[int, _Member]] = defaultdict(dict)
    for group, pk, state, age, gender, chosen, mobile, email in _memberships(groups):
        way = chosen or ("SMS" if mobile else "EMAIL" if email else "CALL")
        found[group][pk] = _Member(state == MembershipState.LEFT, age or "", gender or "", way)
    return found


@prepared
def _memberships(groups: list[int]) -> QuerySet[Membership, Any]:
    told = AboutMe.objects.filter(person=OuterRef("person"))
    channel = Preference.objects.filter(person=OuterRef("person"))
    rows = Membership.objects.filter(group__in=groups).order_by()
    rows = rows.annotate(
        age=Subquery(told.values("age_band")[:1]),
        gender=Subquery(told.values("gender")[:1]),
        channel=Subquery(channel.values("channel")[:1]),
    )
    columns = ("group_id", "pk", "state", "age", "gender", "channel", "person__mobile", "person__email")
    return rows.values_list(*columns)


def _genders_at_most(
    held: dict[int, list[HeldMeeting]], people: dict[int, dict[int, _Member]]
) -> dict[int, dict[str, int]]:
    """Men and women at the meeting of each group to which most people came, the first of several."""
    largest = {group: max(met, key=lambda one: one.came or 0) for group, met in held.items()}
    named = _named_at([meeting.number for meeting in largest.values()])
    return {
        group: _genders(named[meeting.number], meeting.came, people[group])
        for group, meeting in largest.items()
    }


def _genders(named: list[int], came: int | None, everybody: dict[int, _Member]) -> dict[str, int]:
    """Men and women at a meeting, if everybody who was there was named and has told us; else nothing."""
    counts = Counter(everybody[pk].gender for pk in named)
    if len(named) != came or counts[""]:
        return {}
    return {
        one if counts[gender] == 1 else many: counts[gender]
        for gender, one, many in _GENDERS
        if counts[gender]
    }
