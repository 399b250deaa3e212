"""A clinician or coordinator: a handover becomes a group; one thing a page, checked before anything happens."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from followon import clock
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.people.models import User
from followon.web.access import require
from followon.web.forms import Form
from followon.web.once import FIELD, once
from followon.web.templatetags.dates import clock_time, day
from followon.web.typed import read_number
from groups import permissions, rhythm
from groups.actions import formation
from groups.forms.formation import PAGES, FirstMeetingPage, JobsPage
from groups.models import Group, GroupPurpose
from pmp import organisation
from pmp.actions import handovers
from pmp.actions.handovers import Blocker
from pmp.models import BestTimes, Enrolment, Handover, PartOfDay
from pmp.states import Wish

CHECK = len(PAGES)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYTIME = [PartOfDay.MORNING, PartOfDay.EARLY_AFTERNOON, PartOfDay.LATE_AFTERNOON, PartOfDay.EVENING]


@once
def team_group_new(request: SignedInRequest, handover_id: int) -> HttpResponse:
    """The answers so far travel in the page itself; nothing happens until "Form the group"."""
    handover = _handover(request, handover_id)
    require(
        permissions.can_form_group(request.user, handover), "Clinicians and coordinators finish a handover."
    )
    if there := Group.objects.filter(cohort=handover.cohort).first():
        return redirect("groups:team_group", there.code)
    if handover.is_over:
        return redirect("pmp:team_handover", handover.pk)
    blockers, people = handovers.blockers(handover), _people(handover)
    if blockers:
        return _show_blockers(request, handover, blockers)
    page, judged = _page(request), False
    forms = [
        _form(kind, request.POST if request.method == "POST" else None, handover, people) for kind in PAGES
    ]
    if request.method == "POST" and "back" not in request.POST:
        wrong = next((n for n, form in enumerate(forms[: page + 1]) if not form.is_valid()), None)
        if wrong is None and page == CHECK:
            return _form_group(request, handover, forms)
        page, judged = (page + 1, False) if wrong is None else (wrong, True)
    return _show(request, handover, forms, page, people, judged=judged)


def _handover(request: SignedInRequest, handover_id: int) -> Handover:
    mine = Handover.objects.visible_to(request.user).select_related("cohort__service", "tutor__person")
    handover = get_object_or_404(mine, pk=handover_id)
    organisation.speak_for(request, handover.cohort.service)
    return handover


def _people(handover: Handover) -> list[User]:
    """Those who said yes, by name."""
    rows = (
        Enrolment.objects.current()
        .filter(cohort=handover.cohort, choice__wish=Wish.YES)
        .select_related("person")
    )
    return [row.person for row in rows.order_by("person__first_name", "person__last_name", "pk")]


def _form(kind: type[Form], data: Any, handover: Handover, people: Sequence[User]) -> Any:
    if kind is JobsPage:
        return JobsPage(data, people=people)
    if kind is FirstMeetingPage:
        return FirstMeetingPage(data, service=handover.cohort.service)
    return kind(data)


def _page(request: SignedInRequest) -> int:
    """The page that was sent, or the one to go back to; 0 for the first visit and for nonsense."""
    asked = read_number(request.POST.get("back") or request.POST.get("page"))
    return min(asked or 0, CHECK)


def _show(
    request: SignedInRequest,
    handover: Handover,
    forms: list[Any],
    page: int,
    people: Sequence[User],
    *,
    judged: bool,
) -> HttpResponse:
    form = forms[page] if page < CHECK else None
    if form is not None and form.is_bound and not judged:
        form = _unjudged(form, request, handover, people)
    context = {
        "handover": handover,
        "page": page,
        "pages": CHECK,
        "form": form,
        "title": form.title if form else "Check, then form the group",
        "typed": list(_typed(request, form)),
        "people": people,
        "check": _described(forms) if form is None else [],
        "ideas": _ideas(people) if page == PAGES.index(FirstMeetingPage) else [],
    }
    return render(request, "groups/team_group_new.html", context)


def _unjudged(form: Any, request: SignedInRequest, handover: Handover, people: Sequence[User]) -> Any:
    """A page that has not been sent yet has not been answered wrongly; what was typed there before is shown."""
    answered = any(
        form.add_prefix(name) in request.POST or f"{name}_day" in request.POST for name in form.fields
    )
    fresh = _form(type(form), request.POST if answered else None, handover, people)
    if answered:
        fresh.begin_again()
    return fresh


def _typed(request: SignedInRequest, form: Any) -> Iterable[tuple[str, str]]:
    """What was typed on the other pages, to travel along."""
    here = {name for field in (form.fields if form else ()) for name in (field, *_parts(field))}
    ours = {"csrfmiddlewaretoken", FIELD, "page", "back", *here}
    for name, values in request.POST.lists():
        yield from ((name, str(value)) for value in values if name not in ours)


def _parts(field: str) -> list[str]:
    return [f"{field}_{part}" for part in ("day", "month", "year")]


def _described(forms: list[Any]) -> list[tuple[int, str, str]]:
    """Everything that was filled in: the page it is on, a label, the words."""
    names, often, jobs, first = (form.cleaned_data for form in forms)
    rhythm_words = forms[1].to_rhythm().in_words()
    plan = forms[3].to_plan()
    when = f"{day(plan.on_date)}, {clock_time(plan.start_time)}" if plan else "No date yet"
    where = str(plan.place) if plan and plan.place else "To be agreed"
    purposes = ", ".join(GroupPurpose(purpose).label for purpose in names["purposes"]) or "Not said yet"
    organiser, stand_in = forms[2].person("organiser"), forms[2].person("stand_in")
    return [
        (0, "Name", names["name"]),
        (0, "Name in texts", names["short_name"]),
        (0, "What it is for", purposes),
        (1, "How often", rhythm_words[:1].upper() + rhythm_words[1:]),
        (2, "Organiser", organiser.full_name if organiser else "Nobody yet"),
        (2, "Stand-in", stand_in.full_name if stand_in else "Nobody yet"),
        (3, "First meeting", when),
        *([(3, "Where", where)] if plan else []),
    ]


def _ideas(people: Sequence[User]) -> list[str]:
    """Days and times that suit most of those who told us when they manage best; never who said what (R058)."""
    told = list(BestTimes.objects.filter(person__in=people))
    if len(told) < 3:
        return []
    found = rhythm.suggestions(told, parts=_DAYTIME, weekdays=range(7))
    return [
        f"{_DAYS[one.weekday]}, {PartOfDay(one.part).label.lower()}: {one.in_words().lower()}"
        for one in found
    ]


def _form_group(request: SignedInRequest, handover: Handover, forms: list[Any]) -> HttpResponse:
    names, often, jobs, first = forms
    try:
        group = formation.form(
            handover,
            name=names.cleaned_data["name"],
            short_name=names.cleaned_data["short_name"],
            purposes=names.cleaned_data["purposes"],
            rhythm=often.to_rhythm(),
            organiser=jobs.person("organiser"),
            stand_in=jobs.person("stand_in"),
            first_meeting=first.to_plan(),
            by=request.user,
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return _show(request, handover, forms, CHECK, _people(handover), judged=True)
    messages.success(request, f"{group.name} is a group of its own now. Everybody in it is being told.")
    return redirect("groups:team_group_formed", group.code)


def _show_blockers(request: SignedInRequest, handover: Handover, blockers: list[Blocker]) -> HttpResponse:
    """Who is still to sort out, each with the way to do it."""
    places = dict(Enrolment.objects.filter(cohort=handover.cohort).values_list("person", "pk"))
    rows = [(blocker, places[blocker.person.pk]) for blocker in blockers]
    return render(request, "groups/team_group_new_blocked.html", {"handover": handover, "rows": rows})


def team_group_formed(request: SignedInRequest, code: str) -> HttpResponse:
    """What happens next, and when."""
    overseen = Group.objects.overseen_by(request.user).select_related("service", "tutor__person")
    group = get_object_or_404(overseen, code=code)
    organisation.speak_for(request, group.service)
    upcoming = group.meetings.upcoming(clock.now()).first()
    return render(request, "groups/team_group_formed.html", {"group": group, "upcoming": upcoming})
