"""Clinicians, coordinators and tutors: programmes, a new one with every date to check, one and who runs it."""

from datetime import date, time
from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import redirect, render

from followon import clock
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.people.models import User
from followon.prepared import prepared
from followon.web.access import require
from followon.web.once import once
from pmp import permissions
from pmp.actions import cohorts
from pmp.forms.cohorts import CohortForm, DatesForm, ProgrammeForm, TeamForm
from pmp.models import Cohort, Enrolment, Import, Post, Service
from pmp.protocol import HANDOVER_SESSIONS
from pmp.views import undo
from pmp.views.finding import is_tutor_only, sent, the_cohort, the_other_services, the_service

_PAGE = 20
_DRAFT = "pmp-new-programme"
EDITORS = "Clinicians and coordinators of the service change its programmes."


def team_programmes(request: SignedInRequest) -> HttpResponse:
    """Newest first, twenty on a page."""
    service = the_service(request)
    context = {
        "page": _programmes.paged(request.user, service).page(request.GET.get("page"), _PAGE),
        "may_open": permissions.can_open_cohort(request.user, service),
        "today": clock.today(service.tz),
        "others": the_other_services(request, service),
        "service": service,
    }
    return render(request, "pmp/team_programmes.html", context)


@prepared
def _programmes(person: User, service: Service) -> QuerySet[Cohort]:
    people = Enrolment.objects.current().filter(cohort=OuterRef("pk")).order_by().values("cohort")
    mine = Cohort.objects.visible_to(person).filter(service=service).newest_first()
    counted = people.annotate(number=Count("pk")).values("number")
    return mine.select_related("handover").annotate(people=Coalesce(Subquery(counted), 0))


def team_programme_new(request: SignedInRequest) -> HttpResponse:
    """The facts from which the dates are proposed; nothing is saved yet."""
    service = the_service(request)
    require(permissions.can_open_cohort(request.user, service), EDITORS)
    form = ProgrammeForm(sent(request), service=service, initial=_typed(request))
    if form.is_valid():
        facts = form.cleaned_data
        request.session[_DRAFT] = {
            "service": service.pk,
            "name": facts["name"],
            "where": facts["where"],
            "place": facts["place"] if facts["where"] == "place" else "",
            "first_date": facts["first_date"].isoformat(),
            "count": facts["count"],
            "time": facts["time"].isoformat() if facts["time"] else "",
            "clinicians": [post.pk for post in facts["clinicians"]],
            "tutors": [post.pk for post in facts["tutors"]],
            "dates": [on.isoformat() for on in form.dates()],
        }
        return redirect("pmp:team_programme_check")
    return render(request, "pmp/team_programme_new.html", {"form": form})


def _typed(request: SignedInRequest) -> dict[str, Any]:
    """What was typed before, for somebody who comes back from the next page."""
    draft = request.session.get(_DRAFT)
    if not draft:
        return {}
    at = time.fromisoformat(draft["time"]) if draft["time"] else None
    return {**draft, "first_date": date.fromisoformat(draft["first_date"]), "time": at}


@once
def team_programme_check(request: SignedInRequest) -> HttpResponse:
    """Every date to check and change; then the programme is opened."""
    service = the_service(request)
    require(permissions.can_open_cohort(request.user, service), EDITORS)
    draft = request.session.get(_DRAFT)
    if not draft or draft["service"] != service.pk:
        return redirect("pmp:team_programme_new")
    dates = [date.fromisoformat(on) for on in draft["dates"]]
    form = DatesForm(sent(request), dates=dates, nation=service.nation)
    team = {job: list(Post.objects.held().filter(pk__in=draft[job])) for job in ("clinicians", "tutors")}
    if form.is_valid():
        try:
            cohort = _open(request, service, draft, form.dates(), team)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            del request.session[_DRAFT]
            messages.success(request, f"{cohort.name} is set up. Add the people next.")
            return redirect("pmp:team_programme", cohort.pk)
    at = time.fromisoformat(draft["time"]) if draft["time"] else None
    return render(
        request, "pmp/team_programme_check.html", {"form": form, "draft": draft, "time": at, "team": team}
    )


def _open(
    request: SignedInRequest,
    service: Service,
    draft: dict[str, Any],
    dates: list[date],
    team: dict[str, list[Post]],
) -> Cohort:
    return cohorts.open_cohort(
        service,
        name=draft["name"],
        place=draft["place"],
        is_online=draft["where"] == "online",
        dates=dates,
        time=time.fromisoformat(draft["time"]) if draft["time"] else None,
        clinicians=team["clinicians"],
        tutors=team["tutors"],
        by=request.user,
    )


def team_programme(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its sessions, its people, who runs it, its handover."""
    cohort = the_cohort(request, pk)
    may_edit = permissions.can_edit_cohort(request.user, cohort)
    sees_people = may_edit and not cohort.handover.is_over
    places = Enrolment.objects.filter(cohort=cohort).select_related("person", "choice")
    sessions = list(cohort.sessions.order_by("on_date"))
    context = {
        "cohort": cohort,
        "sessions": sessions,
        "last_three": [session.pk for session in sessions[-HANDOVER_SESSIONS:]],
        "begins": sessions[-1].starts_at_local if sessions else None,
        "clinicians": cohort.clinicians.held().select_related("person"),
        "tutors": cohort.tutors.held().select_related("person"),
        "people": [place for place in places if not place.withdrawn_at] if sees_people else [],
        "withdrawn": [place for place in places if place.withdrawn_at] if sees_people else [],
        "count": places.current().count() if not sees_people else 0,
        "lists": Import.objects.waiting().filter(cohort=cohort).exclude(rows=[]) if may_edit else [],
        "may_edit": may_edit,
        "sees_people": sees_people,
        "is_tutor": is_tutor_only(request, cohort.service_id),
        "today": clock.today(cohort.service.tz),
        "undo": undo.take(request),
    }
    return render(request, "pmp/team_programme.html", context)


def team_programme_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its name and place."""
    cohort = the_cohort(request, pk)
    require(permissions.can_edit_cohort(request.user, cohort), EDITORS)
    now = {"name": cohort.name, "place": cohort.place, "where": "online" if cohort.is_online else "place"}
    form = CohortForm(sent(request), initial=now)
    if form.is_valid():
        facts = form.cleaned_data
        online = facts["where"] == "online"
        try:
            cohorts.change(
                cohort,
                name=facts["name"],
                place="" if online else facts["place"],
                is_online=online,
                by=request.user,
            )
        except Refused as refused:
            form.add_refusal(refused, "name")
        else:
            messages.success(request, "Saved.")
            return redirect("pmp:team_programme", pk)
    return render(request, "pmp/team_programme_change.html", {"form": form, "cohort": cohort})


def team_programme_team(request: SignedInRequest, pk: int) -> HttpResponse:
    """Which clinicians and patient tutors run it."""
    cohort = the_cohort(request, pk)
    require(permissions.can_edit_cohort(request.user, cohort), EDITORS)
    now = {"clinicians": list(cohort.clinicians.held()), "tutors": list(cohort.tutors.held())}
    form = TeamForm(sent(request), service=cohort.service, initial=now)
    if form.is_valid():
        cohorts.set_team(cohort, **form.cleaned_data, by=request.user)
        messages.success(
            request, "Saved. The handover passes to a stand-in if its patient tutor is no longer here."
        )
        return redirect("pmp:team_programme", pk)
    return render(request, "pmp/team_programme_team.html", {"form": form, "cohort": cohort})
