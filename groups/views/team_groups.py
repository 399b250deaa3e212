"""The team: every group and how it is going, by counts; one group; a reminder for it without seeing anybody."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from followon import clock
from followon.audit import recorder
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.people.models import Consent, User
from followon.people.recent import recent_sign_in_required
from followon.prepared import prepared
from followon.web.access import require
from followon.web.once import once
from groups import permissions, sharing
from groups.actions import reminding
from groups.insights.fading import quiet_since
from groups.insights.health import how_is_it_going
from groups.insights.keeping import Keeping
from groups.insights.lives import ByNeed, for_lives, lives
from groups.models import (
    Grant,
    GrantScope,
    Group,
    GroupPurpose,
    Job,
    JoinAsk,
    Meeting,
    Membership,
    QuietSpell,
    TutorVisit,
)
from groups.rhythm import Rhythm
from groups.views.my_reminding import watch
from groups.views.tables import groups_table
from groups.views.working_for import the_service
from pmp import organisation
from pmp.models import Service
from pmp.protocol import Purpose

_PAGE = 50
_LAST = 6


def team_groups(request: SignedInRequest) -> HttpResponse:
    service = the_service(request)
    needing = request.GET.get("needs") == "help"
    groups: Any = ByNeed(request.user, service, Keeping(), only_needing=needing)
    page = Paginator(groups, _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "table": groups_table("How they are going", page.object_list),
        "needing": needing,
        "keep": "needs=help" if needing else "",
        "may_see_places": permissions.can_see_shared_places(request.user, service),
        "may_switch_to_home": permissions.can_switch_to_home(request.user, service),
    }
    if permissions.can_see_joining_as_team(request.user, service):
        context |= {"is_staff": True, "joining": sum(_joining(service))}
    return render(request, "groups/team_groups.html", context)


@prepared
def _joining(service: Service) -> QuerySet[JoinAsk, int]:
    """How many people look for a group; no row when nobody does."""
    open_asks = JoinAsk.objects.open().filter(service=service).order_by().values("service")
    return open_asks.annotate(all=Count("pk")).values_list("all", flat=True)


def team_group(request: SignedInRequest, code: str) -> HttpResponse:
    group = _group(request, code)
    life = lives([group])[group.pk]
    grants = list(Grant.objects.in_force(clock.today(group.tz)).filter(group=group).order_by("until", "pk"))
    dated = Meeting.objects.upcoming(clock.now()).filter(group=group)
    upcoming = dated.select_related("group", "place", "organiser").first()
    visits = (
        TutorVisit.objects.filter(meeting__group=group).select_related("meeting").order_by("number", "pk")
    )
    context = {
        "group": group,
        "health": how_is_it_going(life, clock.today(group.tz)),
        "last": [str(met.came) if met.came is not None else "not known" for met in life.met[-_LAST:]],
        "times_met": len(life.met),
        "quiet": QuietSpell.objects.filter(group=group, since=quiet_since(life)).first(),
        "grants": grants,
        "upcoming": upcoming,
        "may_see_meetings": permissions.can_see_meetings_as_team(request.user, group),
        "is_staff": permissions.can_see_figures(request.user, group.service),
        "may_remind": upcoming is not None and permissions.can_remind(request.user, upcoming),
        "visits": visits,
        "purposes": [GroupPurpose(purpose).label for purpose in group.purposes],
        "rhythm": Rhythm.of(group).in_words(),
        **_granted(request, group, {grant.scope for grant in grants}),
    }
    return render(request, "groups/team_group.html", context)


def _granted(request: SignedInRequest, group: Group, scopes: set[str]) -> dict[str, object]:
    """What the group lets its service see again; nothing is looked up, or written down, unless it does."""
    person, shown = request.user, dict[str, object]()
    if GrantScope.NAMES in scopes and permissions.can_see_names_as_team(person, group):
        shown["names"] = _names(request, group)
    if GrantScope.CONTACT_ORGANISER in scopes and permissions.can_reach_organiser_as_team(person, group):
        shown["organisers"] = _organisers(request, group)
    return shown


def _group(request: SignedInRequest, code: str) -> Group:
    """A group the reader may know of. Raises Http404 for everybody else."""
    known = for_lives(Group.objects.overseen_by(request.user)).select_related(
        "service", "tutor__person", "cohort"
    )
    group = get_object_or_404(known, code=code)
    organisation.speak_for(request, group.service)
    return group


def _names(request: SignedInRequest, group: Group) -> list[str]:
    """First names, because the group lets its service see them; that somebody looked is written down."""
    recorder.record_read(by=request.user, about=group, what="names")
    return sorted(name for name in sharing.shown_names(group).values() if name != sharing.NO_NAME)


def _organisers(request: SignedInRequest, group: Group) -> list[Membership]:
    """How to reach the organisers, because the group lets its service; each look is written down for each person."""
    organisers = list(Membership.objects.filter(group=group).holding(Job.ORGANISER).select_related("person"))
    for organiser in organisers:
        recorder.record_read(by=request.user, about=organiser.person, what="contact details")
    return organisers


@recent_sign_in_required
def team_group_contacts(request: SignedInRequest, code: str) -> HttpResponse:
    """Members who agreed that the service may contact them; each look is written down, and they can see it."""
    group = _group(request, code)
    require(
        permissions.can_see_figures(request.user, group.service),
        "Clinicians and coordinators contact people.",
    )
    agreed = Consent.objects.in_force().filter(
        purpose=Purpose.SERVICE_MAY_CONTACT,
        scope=f"service:{group.service_id}",
        person__in=Membership.objects.current().filter(group=group).values("person"),
    )
    people = list(
        User.objects.filter(pk__in=agreed.values("person")).order_by("first_name", "last_name", "pk")
    )
    for person in people:
        recorder.record_read(by=request.user, about=person, what="contact details")
    return render(request, "groups/team_group_contacts.html", {"group": group, "people": people})


@once
def team_group_remind(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    """A coordinator sends a reminder: how many people, by which way, at what cost; nobody's name or number."""
    meeting = _meeting(request, code, meeting_id)
    require(permissions.can_remind(request.user, meeting), "Coordinators of the service send reminders.")
    if request.method == "POST":
        try:
            batch = reminding.remind_now(meeting, by=request.user, wait=reminding.STOP_WITHIN)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("groups:team_group_remind", code, meeting_id)
        return redirect(f"{reverse('groups:team_group_reminded', args=[code, meeting_id])}?batch={batch}")
    totals = reminding.totals(reminding.preview(meeting))
    context = {"group": meeting.group, "meeting": meeting, "totals": totals}
    return render(request, "groups/team_group_remind.html", context)


@once
def team_group_reminded(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    """How the reminder is getting on; for a minute it can be stopped."""
    meeting = _meeting(request, code, meeting_id)
    require(permissions.can_remind(request.user, meeting), "Coordinators of the service send reminders.")
    here = reverse("groups:team_group_reminded", args=[code, meeting_id])
    return watch(request, meeting, here, "groups/team_group_reminded.html")


def _meeting(request: SignedInRequest, code: str, meeting_id: int) -> Meeting:
    overseen = Group.objects.overseen_by(request.user)
    meetings = Meeting.objects.filter(group__in=overseen).select_related(
        "group__service", "place", "organiser"
    )
    meeting = get_object_or_404(meetings, group__code=code, pk=meeting_id)
    organisation.speak_for(request, meeting.group.service)
    return meeting
