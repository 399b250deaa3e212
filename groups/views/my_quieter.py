"""A group that meets less: a few ideas, each in one or two steps, and nobody told before the group decides."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from groups import permissions
from groups.actions import fading
from groups.forms.fading import AskForm, WhyQuietForm
from groups.models import Group, Membership, QuietSpell
from groups.rhythm import Rhythm, half_as_often
from groups.states import GroupState
from groups.views.finding import my_membership

_ORGANISERS = "Organisers and stand-ins decide this for the group."


def my_quieter(request: SignedInRequest, code: str) -> HttpResponse:
    """Every member can read the ideas (R060); whoever organises can act on them."""
    group = my_membership(request, code).group
    slower = half_as_often(Rhythm.of(group))
    said = QuietSpell.objects.filter(group=group).order_by("said_at").last()
    context = {
        "group": group,
        "active": Membership.objects.active().filter(group=group).count(),
        "may_regroup": permissions.can_regroup(request.user, group),
        "is_over": group.state == GroupState.CLOSED,
        "may_plan": permissions.can_plan_meeting(request.user, group),
        "may_decide": permissions.can_edit_group(request.user, group),
        "slower": slower.in_words() if slower else "",
        "why": WhyQuietForm(initial={"reasons": said.reasons if said else []}),
        "ask": AskForm(organises=permissions.can_grant(request.user, group)),
    }
    return render(request, "groups/my_quieter.html", context)


@once
@require_POST
def my_quieter_why(request: SignedInRequest, code: str) -> HttpResponse:
    group = _decided_by(request, code)
    form = WhyQuietForm(request.POST)
    if form.is_valid():
        fading.say_why(group, reasons=form.cleaned_data["reasons"], by=request.user)
        messages.success(request, "Thank you. That helps us to help.")
    return redirect("groups:my_quieter", code)


@once
@require_POST
def my_quieter_slower(request: SignedInRequest, code: str) -> HttpResponse:
    """Half as often; dates that are planned stay."""
    group = _decided_by(request, code)
    try:
        group = fading.meet_half_as_often(group, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"You meet {Rhythm.of(group).in_words()} now. Dates that are planned stay.")
    return redirect("groups:my_quieter", code)


@once
@require_POST
def my_quieter_ask(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask the service for a hand; it learns that the group asks, and no names."""
    group = _decided_by(request, code)
    form = AskForm(request.POST, organises=permissions.can_grant(request.user, group))
    if form.is_valid():
        fading.ask_for_a_hand(group, may_ring=form.cleaned_data.get("may_ring", False), by=request.user)
        messages.success(request, "We have told the service. They get in touch in the next few working days.")
    return redirect("groups:my_quieter", code)


def _decided_by(request: SignedInRequest, code: str) -> Group:
    """The group, for whoever may decide for it."""
    group = my_membership(request, code).group
    require(permissions.can_edit_group(request.user, group), _ORGANISERS)
    return group
