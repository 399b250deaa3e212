"""An organiser: groups nearby, joining up, splitting; a member: coming along or staying."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from groups import permissions, sharing
from groups.actions.between import nearby, regrouping
from groups.forms.between import ComeAlongForm, JoinUpForm, NearbyForm, NewGroupForm
from groups.models import Group, InTouch, Membership, RegroupAnswer, Regrouping
from groups.states import GroupState, RegroupState
from groups.views.finding import my_membership

_SPEAK = "Organisers and stand-ins speak for the group."


@once
def my_nearby(request: SignedInRequest, code: str) -> HttpResponse:
    """Whether groups nearby may know of this one, and those that may be known."""
    group = my_membership(request, code).group
    require(permissions.can_show_nearby(request.user, group), _SPEAK)
    stored = {"on": NearbyForm.ON if group.is_nearby else NearbyForm.OFF, "area": group.area}
    form = NearbyForm(request.POST if "on" in request.POST else None, initial=stored)
    try:
        if "ask" in request.POST:
            nearby.ask_in_touch(group, code=request.POST["ask"], by=request.user)
            messages.success(request, "We have asked them. You hear from us if they say yes.")
            return redirect("groups:my_in_touch", code)
        if form.is_bound and form.is_valid():
            on, area = form.cleaned_data["on"] == NearbyForm.ON, form.cleaned_data["area"]
            nearby.show(group, on=on, area=area, by=request.user)
            messages.success(request, "Saved.")
            return redirect("groups:my_nearby", code)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("groups:my_nearby", code)
    context = {"group": group, "form": form, "near": nearby.near(group)}
    return render(request, "groups/my_nearby.html", context)


@once
def my_join_up(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask a group one is in touch with to become one group."""
    group = my_membership(request, code).group
    require(permissions.can_regroup(request.user, group), _SPEAK)
    if there := Regrouping.objects.about(group).under_way().first():
        return redirect("groups:my_regrouping", code, there.pk)
    known = _in_touch(group)
    form = JoinUpForm(known, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("name", "short_name")}
        try:
            made = regrouping.join_up(group, other=form.chosen, by=request.user, **said)
            return redirect("groups:my_regrouping", code, made.pk)
        except Refused as refusal:
            form.add_refusal(refusal)
    return render(request, "groups/my_join_up.html", {"group": group, "form": form, "known": known})


@once
def my_split(request: SignedInRequest, code: str) -> HttpResponse:
    """Begin a second group out of this one."""
    group = my_membership(request, code).group
    require(permissions.can_regroup(request.user, group), _SPEAK)
    if there := Regrouping.objects.about(group).under_way().first():
        return redirect("groups:my_regrouping", code, there.pk)
    form = NewGroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("name", "short_name")}
        try:
            made = regrouping.split(group, by=request.user, **said)
            return redirect("groups:my_regrouping", code, made.pk)
        except Refused as refusal:
            form.add_refusal(refusal)
    return render(request, "groups/my_split.html", {"group": group, "form": form})


@once
def my_regrouping(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """A new group in the making: each member's own answer; for whoever speaks for a group, how far it is."""
    place = my_membership(request, code)
    rows = Regrouping.objects.about(place.group).select_related("group", "other", "becomes")
    found = get_object_or_404(rows, pk=pk)
    may = permissions.can_regroup(request.user, place.group)
    form = _form(request, found, place)
    if request.method == "POST":
        try:
            if _act(request, found, place, form, may):
                return (
                    redirect("groups:my_regrouping", code, pk)
                    if _still_in(place)
                    else redirect("groups:my_home")
                )
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("groups:my_regrouping", code, pk)
    context = {
        "regrouping": found,
        "group": place.group,
        "form": form,
        "may": may,
        **_how_far(found, place, may),
    }
    return render(request, "groups/my_regrouping.html", context)


def _act(
    request: SignedInRequest, found: Regrouping, place: Membership, form: ComeAlongForm, may: bool
) -> bool:
    """What was pressed; False when the form is to be shown again."""
    match request.POST.get("do", ""):
        case "agree" | "off" | "form" | "write" as do:
            require(may, _SPEAK)
            _decide(request, found, place, do)
        case _:
            if not form.is_valid():
                return False
            comes = form.cleaned_data["comes"] == ComeAlongForm.YES
            shares = form.cleaned_data["shares"]
            regrouping.answer(found, membership=place, comes=comes, shares=shares, by=request.user)
            messages.success(request, "Thank you. We have your answer.")
    return True


def _decide(request: SignedInRequest, found: Regrouping, place: Membership, do: str) -> None:
    by = request.user
    if do == "agree":
        require(found.other_id == place.group_id, "The other group says whether it would like to.")
        regrouping.agree(found, by=by)
    elif do == "off":
        regrouping.call_off(found, by=by)
    elif do == "form":
        made = regrouping.form(found, by=by)
        messages.success(request, f"{made.name} has begun.")
    else:
        number = request.POST.get("member", "")
        rows = Membership.objects.current().filter(group=place.group).select_related("person", "group")
        member = get_object_or_404(rows, pk=int(number) if number.isdigit() else 0)
        require(permissions.can_answer_regrouping(by, member), _SPEAK)
        regrouping.answer(found, membership=member, comes=request.POST.get("comes") == "yes", by=by)


def _form(request: SignedInRequest, found: Regrouping, place: Membership) -> ComeAlongForm:
    said = RegroupAnswer.objects.filter(regrouping=found, membership=place).first()
    stored = (
        {"comes": ComeAlongForm.YES if said.comes else ComeAlongForm.NO, "shares": said.shares}
        if said
        else {}
    )
    answering = request.method == "POST" and "do" not in request.POST
    return ComeAlongForm(request.POST if answering else None, initial=stored)


def _how_far(found: Regrouping, place: Membership, may: bool) -> dict[str, Any]:
    """Counts for everybody; names of one's own group alone, for whoever speaks for it."""
    people = regrouping.asked_people(found)
    said = {answer.membership_id: answer for answer in found.answers.all()}
    names = sharing.shown_names(place.group) if may else {}
    mine = [one for one in people if one.group_id == place.group_id]
    return {
        "nobody": sharing.NO_NAME,
        "yes": sum(answer.comes for answer in said.values()),
        "answered": sum(one.pk in said for one in people),
        "people": len(people),
        "mine": said.get(place.pk),
        "own": [(one, names.get(one.pk, ""), said.get(one.pk)) for one in mine] if may else [],
        "is_asked": found.state == RegroupState.PROPOSED and found.other_id == place.group_id,
        "can_answer": found.state in (RegroupState.ASKING, RegroupState.FORMED),
    }


def _still_in(place: Membership) -> bool:
    return Membership.objects.current().filter(pk=place.pk).exists()


def _in_touch(group: Group) -> list[Group]:
    """Running groups that both said yes to being in touch."""
    rows = InTouch.objects.filter(Q(asking=group) | Q(other=group), agreed=True).values_list(
        "asking", "other"
    )
    numbers = {number for pair in rows for number in pair} - {group.pk}
    return list(Group.objects.exclude(state=GroupState.CLOSED).filter(pk__in=numbers))
