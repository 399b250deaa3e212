"""A member: the next thing only, what is asked of you, and a rest when you need one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from followon import clock
from followon.people.http import SignedInRequest
from followon.people.models import User
from followon.prepared import prepared
from followon.web.templatetags.dates import clock_time, day, relative
from groups import sharing
from groups.actions.plans import goals
from groups.models import (
    FlareUpPlan,
    Goal,
    Job,
    Meeting,
    MeetupAsked,
    Membership,
    OrganiserTurn,
    PassOnAsk,
    Poll,
    PollAsked,
    PollOption,
)
from groups.states import GroupState, MeetupState, MembershipState, PassOnState, PollState
from groups.views.answering_dates import month_of
from groups.views.finding import my_answer, with_answer_of
from groups.views.no_group import without_group
from groups.views.team_visits import coming_up
from pmp import organisation

_MOST_GOALS = 2
_MOST_TO_DOS = 2  # one thing at a time; a third waits its turn
_ASKED_WHO_CAME_FOR = timedelta(days=7)


class Asked(TypedDict):
    """What is asked of the reader in one of their groups, as the database tells it beside their membership."""

    organises: bool
    stands_in: bool
    has_date: bool
    unreported: int | None  # a meeting of which nobody has said who came
    unreported_on: date
    asked_meeting: int | None  # a meeting that they could look after
    asked_on: date
    dates: dict[str, Any] | None  # a question of dates that is not decided


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    MyPlace = WithAnnotations[Membership, Asked]


@dataclass(frozen=True)
class ToDo:
    """One thing asked of the reader: what, how long it takes, where."""

    title: str
    more: str
    url: str


def my_home(request: SignedInRequest) -> HttpResponse:
    places = _places(request.user)
    meetings = _next_meetings(request.user, places)
    if places:
        organisation.speak_for(request, places[0].group.service)
    lead = meetings[0] if meetings else None
    answer = my_answer(lead, request.user) if lead else None
    without_date = _without_date(places, meetings)
    context = {
        "places": places,
        "lead": lead,
        "answer": answer,
        "asking": answer is None or answer.is_stale or "change" in request.GET,
        "just_said": request.GET.get("said") == str(lead.pk) if lead else False,
        "later": meetings[1:],
        "without_date": without_date,
        "looked_after_by": _holder(without_date[0]) if without_date and not meetings else "",
        "to_dos": [*_to_dos(places), *_about_the_meetup(request.user)][:_MOST_TO_DOS],
        "paused": [place for place in places if place.state == MembershipState.PAUSED],
        "active": [place for place in places if place.state == MembershipState.ACTIVE],
        "visits": coming_up(request),
        **_own_plans(request.user),
        **({} if places else without_group(request.user)),
    }
    return render(request, "groups/my_home.html", context)


@prepared
def _places(person: User) -> "QuerySet[MyPlace]":
    """The reader's groups, with what is asked of them in each: one query."""
    now = clock.now()
    jobs = OrganiserTurn.objects.now().filter(membership=OuterRef("pk"))
    unreported = Meeting.objects.unreported(now).filter(
        group=OuterRef("group"), ends_at__gt=now - _ASKED_WHO_CAME_FOR
    )
    asked = PassOnAsk.objects.filter(
        membership=OuterRef("pk"),
        said_yes=None,
        pass_on__state__in=[PassOnState.STAND_IN, PassOnState.EVERYBODY, PassOnState.STUCK],
        pass_on__meeting__starts_at__gt=now,
    ).order_by("pass_on__meeting__starts_at", "pk")
    upcoming = Meeting.objects.upcoming(now).filter(group=OuterRef("group"))
    return (
        Membership.objects.of(person)
        .current()
        .exclude(group__state=GroupState.CLOSED)
        .select_related("group__service")
        .annotate(
            organises=Exists(jobs.filter(job=Job.ORGANISER)),
            stands_in=Exists(jobs.filter(job=Job.STAND_IN)),
            has_date=Exists(upcoming),
            unreported=Subquery(unreported.values("pk")[:1]),
            unreported_on=Subquery(unreported.values("on_date")[:1]),
            asked_meeting=Subquery(asked.values("pass_on__meeting")[:1]),
            asked_on=Subquery(asked.values("pass_on__meeting__on_date")[:1]),
            dates=_dates_asked(),
        )
        .order_by("group__name", "pk")
    )


def _dates_asked() -> Subquery:
    """Of each membership, the question of dates that is not decided: its days, and whether the reader answered."""
    answered = PollAsked.objects.filter(poll=OuterRef("pk"), membership=OuterRef(OuterRef("pk")))
    days = PollOption.objects.filter(poll=OuterRef("pk")).values_list("on_date")
    polls = Poll.objects.undecided().filter(group=OuterRef("group")).order_by("pk")
    facts = JSONObject(
        poll="pk", state="state", until="closes_on", days=ArraySubquery(days),
        answered=Exists(answered.exclude(answered_at=None)),
    )  # fmt: skip
    return Subquery(polls.values_list(facts)[:1])


def _next_meetings(person: User, places: "Sequence[MyPlace]") -> list[Meeting]:
    """The next meeting of each group, the soonest first."""
    if not places:
        return []
    nearest = _nearest(person, [place.group_id for place in places])
    return sorted(nearest, key=lambda meeting: (meeting.starts_at, meeting.pk))


@prepared
def _nearest(person: User, groups: list[int]) -> QuerySet[Meeting]:
    upcoming = Meeting.objects.upcoming(clock.now()).filter(group__in=groups)
    mine = with_answer_of(person, upcoming).select_related("group", "place")
    return mine.order_by("group_id", "starts_at", "pk").distinct("group_id")


def _without_date(places: "Sequence[MyPlace]", meetings: Sequence[Meeting]) -> "list[MyPlace]":
    """Groups that meet and have no date yet."""
    dated = {meeting.group_id for meeting in meetings}
    return [
        place for place in places if place.group_id not in dated and place.group.state != GroupState.RESTING
    ]


def _holder(place: Membership) -> str:
    """Who looks after the next meeting of a group, as they share their name; empty for nobody."""
    holders = Membership.objects.filter(group=place.group).holding(Job.ORGANISER)
    first = holders.select_related("person", "group").first()
    return sharing.shown_name(first) if first else ""


def _to_dos(places: "Sequence[MyPlace]") -> list[ToDo]:
    """What is asked of the reader, the most pressing first; each says how long it takes."""
    found = [todo for place in places for todo in _asked_of(place)]
    return [todo for _, todo in sorted(found, key=lambda pair: pair[0])]


def _asked_of(place: "MyPlace") -> list[tuple[int, ToDo]]:
    code, todos = place.group.code, []
    if place.asked_meeting:
        when = f"{day(place.asked_on)}, {relative(place.asked_on)}"
        url = reverse("groups:my_meeting_take_on", args=[code, place.asked_meeting])
        todos.append(
            (0, ToDo("Can you look after a meeting?", f"{when}. The place is booked. No is fine.", url))
        )
    if place.unreported and (place.organises or place.stands_in):
        title = f"Say who came on {day(place.unreported_on)}"
        url = reverse("groups:my_meeting_who_came", args=[code, place.unreported])
        todos.append((1, ToDo(title, "2 taps. Less than 1 minute.", url)))
    if place.dates:
        return [*todos, *_about_dates(place, place.dates)]
    if place.organises and not place.has_date and place.group.state != GroupState.RESTING:
        url = reverse("groups:my_meeting_new", args=[code])
        todos.append(
            (2, ToDo("Pick the next date", f"{place.group.name} has no date yet. About 2 minutes.", url))
        )
    return todos


def _about_dates(place: "MyPlace", asked: dict[str, Any]) -> list[tuple[int, ToDo]]:
    """Which dates suit the reader, until they have answered; once the answers are in, choosing one."""
    code = place.group.code
    if asked["state"] == PollState.CLOSED and (place.organises or place.stands_in):
        url = reverse("groups:my_dates_choose", args=[code, asked["poll"]])
        return [(2, ToDo("Choose the date", "The answers are in. About 1 minute.", url))]
    if asked["answered"] or place.state != MembershipState.ACTIVE:
        return []
    days = [date.fromisoformat(on) for on in asked["days"]]
    url = reverse("groups:my_dates", args=[code, asked["poll"]])
    more = f"{len(days)} dates. About 1 minute. Answer by {day(date.fromisoformat(asked['until']))}."
    return [(2, ToDo(f"Say which {month_of(days)}dates suit you", more, url))]


def _about_the_meetup(person: User) -> list[ToDo]:
    """The meetup of all groups: which dates suit, then whether one comes; until there is an answer."""
    return [_meetup_to_do(one) for one in _asked_to_a_meetup(person)]


@prepared
def _asked_to_a_meetup(person: User) -> QuerySet[MeetupAsked]:
    dates = Q(meetup__state__in=[MeetupState.ASKING, MeetupState.CHOOSING], answered_at=None)
    invited = Q(meetup__state=MeetupState.INVITING, invited_to__isnull=False, reply=None)
    asked = MeetupAsked.objects.filter(dates | invited, person=person, meetup__paused_at=None)
    return asked.select_related("meetup", "invited_to").order_by("meetup__aim_on", "pk")[:1]


def _meetup_to_do(asked: MeetupAsked) -> ToDo:
    url = reverse("groups:my_meetup", args=[asked.meetup_id])
    if asked.invited_to:
        when = f"{day(asked.invited_to.on_date)}, {clock_time(asked.invited_to.start_time)}."
        return ToDo("Can you come to the meetup of all groups?", when, url)
    more = f"About 1 minute. Answer by {day(asked.meetup.choose_on)}."
    return ToDo("Say which dates suit you for the meetup", more, url)


def _own_plans(person: User) -> dict[str, object]:
    """The reader's newest goal or two, and whether they have a plan for a flare-up: one query, and one more where
    there are goals, which are not shown when they are off."""
    [(newest, has_plan)] = _goals_and_plan(person)
    shown = newest if newest and goals.are_on(person) else []
    today = clock.today().isoformat()
    return {
        "goals": [{**goal, "is_done_today": goal["done"] == today} for goal in shown],
        "has_plan": has_plan,
    }


@prepared
def _goals_and_plan(person: User) -> QuerySet[User, tuple[list[dict[str, Any]], bool]]:
    newest = Goal.objects.open().filter(person=OuterRef("pk")).order_by("-made_at", "-pk")[:_MOST_GOALS]
    facts = newest.values_list(JSONObject(pk="pk", what="what", done="last_done_on"))
    plan = FlareUpPlan.objects.filter(person=OuterRef("pk"))
    return User.objects.filter(pk=person.pk).values_list(ArraySubquery(facts), Exists(plan))
