"""Anybody signed in: "I'm worried about someone", one question a page, and what became of it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from followon import clock
from followon.people.http import SignedInRequest
from followon.people.models import User
from followon.web.crisis import CrisisLines, lines_for
from followon.web.once import once
from followon.web.phones import show_phone
from followon.web.typed import read_number
from groups import duty
from groups.actions import concerns
from groups.forms.worry import CHECK, SoFar, WorryForm
from groups.models import Group
from groups.models.concern import AboutWhom, Concern
from pmp import organisation
from pmp.models import Service


@once
def my_worried(request: SignedInRequest) -> HttpResponse:
    """Danger first, then who, what, how to reach you, a look at it all, and sent.

    With nobody on the rota the page shows whom to ring instead, and no form.
    """
    groups = list(Group.objects.visible_to(request.user).select_related("service"))
    service = _service(request.user, groups)
    if service is None or not duty.can_answer(service, clock.now()):
        return render(request, "groups/my_worried_ring.html", {"service": service, "lines": _lines(service)})
    so_far = SoFar.opened(request.GET.get("so-far", ""), request.user)
    page = min(read_number(request.GET.get("page")) or 0, so_far.first_open(groups))
    if page == CHECK:
        return _check_and_send(request, service, groups, so_far)
    offered = {"reach_on": _usual(request.user)} | so_far.answers
    sent = request.POST if request.method == "POST" else None
    form = WorryForm(sent, page=page, groups=groups, initial=offered)
    if request.method == "POST" and form.is_valid():
        more = so_far.plus(form)
        return redirect(request.path + more.address(more.first_open(groups), request.user))
    context = {"form": form, "page": page, "back": so_far.address(page - 1, request.user) if page else ""}
    return _show(request, service, so_far, context)


def _check_and_send(
    request: SignedInRequest, service: Service, groups: Sequence[Group], so_far: SoFar
) -> HttpResponse:
    answers = so_far.cleaned(groups)
    code = answers.pop("group", "")
    about = {group.code: group for group in groups if group.service_id == service.pk}
    group = about.get(code) if code else next(iter(about.values())) if len(about) == 1 else None
    if request.method == "POST":
        try:
            concern = concerns.raise_concern(
                service, concerns.Worry(**answers), person=request.user, by=request.user, group=group
            )
        except concerns.NobodyOnDuty as refusal:
            flash.warning(request, str(refusal))
            return redirect("groups:my_worried")
        return redirect("groups:my_worried_sent", concern.pk)
    context = {
        "answers": answers, "group": group, "about": AboutWhom(answers["about"]).label, "key": so_far.key,
        "changes": [so_far.address(page, request.user) for page in range(CHECK)], "page": CHECK,
    }  # fmt: skip
    return _show(request, service, so_far, context)


def my_worried_sent(request: SignedInRequest, pk: int) -> HttpResponse:
    """What happens next, with the real time at which somebody reads it; later, that somebody has."""
    concern = get_object_or_404(Concern.objects.raised_by(request.user).select_related("service"), pk=pk)
    context = {
        "concern": concern,
        "read_from": duty.read_from(concern.service, concern.raised_at),
        "open_now": duty.read_from(concern.service, clock.now()) <= clock.now(),
        "lines": _lines(concern.service),
    }
    return render(request, "groups/my_worried_sent.html", context)


def _show(request: SignedInRequest, service: Service, so_far: SoFar, more: dict[str, Any]) -> HttpResponse:
    now = clock.now()
    read_from = duty.read_from(service, now)
    context = {
        "service": service, "read_from": read_from, "open_now": read_from <= now,
        "danger": so_far.answers.get("in_danger") == "yes", "lines": _lines(service), **more,
    }  # fmt: skip
    template = "groups/my_worried_check.html" if more["page"] == CHECK else "groups/my_worried.html"
    return render(request, template, context)


def _service(person: User, groups: Sequence[Group]) -> Service | None:
    """The service of the group somebody is in, else the one that speaks to them."""
    return groups[0].service if groups else organisation.of_person(person)


def _usual(person: User) -> str:
    number = person.mobile or person.landline
    return show_phone(number) if number else person.email


def _lines(service: Service | None) -> CrisisLines:
    return lines_for(service.nation if service else "england")
