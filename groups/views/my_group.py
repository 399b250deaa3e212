"""A member: your groups, one group, the people in it, how you look after each other."""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import redirect, render

from followon import clock
from followon.people.http import SignedInRequest
from followon.people.models import User
from followon.prepared import prepared
from followon.web.access import require
from groups import permissions, sharing
from groups.models import (
    Group,
    GroupPurpose,
    JoinAsk,
    Meeting,
    Membership,
    OrganiserTurn,
    Poll,
    Regrouping,
)
from groups.protocol import ESTABLISHED_BY
from groups.rhythm import Rhythm
from groups.states import GroupState, RegroupState
from groups.views.finding import my_answer, my_membership, with_answer_of
from groups.views.no_group import without_group

# A start for the group's own words (R044: what the programme agreed goes on).
USUAL_AGREEMENT = """What is said in the group stays in the group.
Everybody gets a turn to speak. Nobody has to.
We listen. We give advice only when somebody asks for it.
Come late, leave early, stand up or lie down.
We look after each other, but nobody has to carry another person’s crisis. We tell the pain service.
If something hurts, we say so kindly and early."""


def my_groups(request: SignedInRequest) -> HttpResponse:
    mine = Membership.objects.of(request.user).current().select_related("group__service")
    places = list(mine.order_by("group__name", "pk"))
    if len(places) == 1:
        return redirect("groups:my_group", places[0].group.code)
    offered = {} if places else without_group(request.user)
    return render(request, "groups/my_groups.html", {"places": places, **offered})


def my_group(request: SignedInRequest, code: str) -> HttpResponse:
    place = my_membership(request, code)
    group = place.group
    meeting = next(iter(_next_meeting(request.user, group)), None)
    jobs, (active, waiting) = set(_jobs(place)), _around(group)[0]
    context = {
        "place": place,
        "group": group,
        "meeting": meeting,
        "answer": my_answer(meeting, request.user) if meeting else None,
        "jobs": jobs,
        "poll": Poll.objects.undecided().filter(group=group).first(),
        "purposes": [GroupPurpose(purpose).label for purpose in group.purposes],
        "rhythm": Rhythm.of(group).in_words(),
        "is_new": group.state == GroupState.FORMING,
        "is_over": group.state == GroupState.CLOSED,
        "is_small": active < ESTABLISHED_BY,
        "new_group": Regrouping.objects.about(group).exclude(state=RegroupState.OFF).last(),
        "joining": waiting if waiting and permissions.can_see_joining(request.user, group) else 0,
    }
    return render(request, "groups/my_group.html", context)


@prepared
def _next_meeting(person: User, group: Group) -> QuerySet[Meeting]:
    upcoming = Meeting.objects.upcoming(clock.now()).filter(group=group)
    return with_answer_of(person, upcoming).select_related("group", "place")[:1]


@prepared
def _around(group: Group) -> QuerySet[Group, tuple[int, int]]:
    """How many are active in the group, and how many would like to join."""
    active = Membership.objects.active().filter(group=OuterRef("pk")).order_by().values("group")
    waiting = JoinAsk.objects.open().filter(group=OuterRef("pk")).order_by().values("group")
    counts = (
        Coalesce(Subquery(rows.annotate(all=Count("pk")).values("all")), 0) for rows in (active, waiting)
    )
    return Group.objects.filter(pk=group.pk).order_by().values_list(*counts)


@prepared
def _jobs(place: Membership) -> QuerySet[OrganiserTurn, str]:
    return OrganiserTurn.objects.now().filter(membership=place).values_list("job", flat=True)


def my_people(request: SignedInRequest, code: str) -> HttpResponse:
    place = my_membership(request, code)
    require(permissions.can_see_people(request.user, place.group), "Only members see who is in the group.")
    people = sharing.shared_details(place.group, request.user)
    me = next(person for person in people if person.membership.pk == place.pk)
    named = [person for person in people if person.person_name != sharing.NO_NAME and person is not me]
    context = {
        "group": place.group,
        "me": me,
        "people": named,
        "unnamed": len(people) - len(named) - 1,
        "anybody_shares": any(person.ways for person in named),
    }
    return render(request, "groups/my_people.html", context)


def my_agreement(request: SignedInRequest, code: str) -> HttpResponse:
    group = my_membership(request, code).group
    may_edit = permissions.can_edit_group(request.user, group)
    lines = [line for line in (group.agreement or USUAL_AGREEMENT).splitlines() if line.strip()]
    context = {"group": group, "lines": lines, "is_usual": not group.agreement, "may_edit": may_edit}
    return render(request, "groups/my_agreement.html", context)
