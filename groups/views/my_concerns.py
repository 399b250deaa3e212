"""Anybody signed in: "I'm worried about someone", one question a page, and what became of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.datastructures import MultiValueDict

from followon import clock
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.crisis import lines_for
from followon.web.once import once
from followon.web.phones import show_phone
from groups import duty
from groups.actions import concerns
from groups.forms.concerns import WorryForm
from groups.models import Group
from groups.models.concern import AboutWhom, Concern
from pmp.models import Service
from pmp.organisation import of_person

CHECK = len(WorryForm.PAGES)  # the page after the questions


@once
def my_worried(request: SignedInRequest) -> HttpResponse:
    """Danger first, then who, what, how to reach you, a look at it all, and sent.

    The answers so far travel in the page itself; nothing is kept until "Send". With nobody on the rota the page
    shows whom to ring instead, and no form.
    """
    service = of_person(request.user)
    now = clock.now()
    if service is None or not duty.can_answer(service, now):
        return render(request, "groups/my_worried_ring.html", {"service": service, "lines": _lines(service)})
    page = _page(request)
    form = WorryForm(request.POST or None, page=page, initial={"reach_on": _usual(request)})
    if request.method == "POST" and "back" not in request.POST and form.is_valid():
        if page == CHECK:
            return _send(request, service, form.cleaned_data)
        page += 1
        form = WorryForm(_so_far(request, form), page=page)
        form._errors = {}  # type: ignore[assignment]  # a new page has not been answered wrongly yet
    return _show(request, service, form, page)


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


def _show(request: HttpRequest, service: Service, form: WorryForm, page: int) -> HttpResponse:
    now = clock.now()
    context: dict[str, Any] = {
        "form": form, "page": page, "checking": page == CHECK, "service": service,
        "read_from": duty.read_from(service, now), "open_now": duty.read_from(service, now) <= now,
        "danger": page > 0 and form["in_danger"].value() in ("yes", True, "True"),
        "lines": _lines(service), "about": dict(AboutWhom.choices).get(form["about"].value() or ""),
    }  # fmt: skip
    return render(request, "groups/my_worried.html", context)


def _send(request: SignedInRequest, service: Service, answers: dict[str, Any]) -> HttpResponse:
    require(bool(answers), "Start again from the first question.")
    group = Group.objects.visible_to(request.user).filter(service=service).first()
    worry = concerns.Worry(**answers)
    concern = concerns.raise_concern(service, worry, person=request.user, by=request.user, group=group)
    return redirect("groups:my_worried_sent", concern.pk)


def _page(request: HttpRequest) -> int:
    asked = request.POST.get("page", "0")
    page = min(int(asked), CHECK) if asked.isdecimal() and len(asked) < 3 else 0
    back = request.POST.get("back", "")
    return min(int(back), page) if back.isdecimal() and len(back) < 3 else page


def _so_far(request: HttpRequest, form: WorryForm) -> MultiValueDict[str, Any]:
    """Everything answered so far, with the person's usual number offered when it is asked."""
    data = request.POST.copy()
    if not data.get("reach_on"):
        data["reach_on"] = str(form.initial.get("reach_on", ""))
    return data


def _usual(request: SignedInRequest) -> str:


    number = request.user.mobile or request.user.landline
    return show_phone(number) if number else request.user.email


def _lines(service: Service | None) -> Any:
    return lines_for(service.nation if service else "england")
