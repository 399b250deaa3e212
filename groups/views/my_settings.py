"""An organiser: the group's own name, rhythm and words; a rest for everybody, goodbye; what the service may see."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from followon import clock
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from followon.web.templatetags.dates import day
from groups import permissions
from groups.actions import lifecycle
from groups.forms.groups import AgreementForm, CloseForm, GrantForm, GroupSettingsForm, RestForm
from groups.models import Grant, Group
from groups.rhythm import Rhythm
from groups.states import GroupState
from groups.views.finding import my_membership
from groups.views.my_group import USUAL_AGREEMENT

_ORGANISERS = "Organisers and stand-ins change the settings of a group."


@once
def my_group_settings(request: SignedInRequest, code: str) -> HttpResponse:
    group = my_membership(request, code).group
    require(permissions.can_edit_group(request.user, group), _ORGANISERS)
    form = GroupSettingsForm(request.POST or None, group=group)
    if request.method == "POST" and form.is_valid():
        try:
            lifecycle.change(group, by=request.user, **form.changes)
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("groups:my_group", code)
    context = {
        "group": group,
        "form": form,
        "stored": _stored(group),
        "is_over": group.state == GroupState.CLOSED,
    }
    return render(request, "groups/my_group_settings.html", context)


def _stored(group: Group) -> list[dict[str, dict[str, str]]]:
    rows = (
        ("Name", group.name),
        ("Short name", group.short_name),
        ("How often", Rhythm.of(group).in_words()),
    )
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in rows]


@once
def my_agreement_change(request: SignedInRequest, code: str) -> HttpResponse:
    group = my_membership(request, code).group
    require(permissions.can_edit_group(request.user, group), "The organiser writes down what you agreed.")
    written = {"agreement": group.agreement or USUAL_AGREEMENT}
    form = AgreementForm(request.POST or None, initial=written, version=group.edited_at)
    if request.method == "POST" and form.is_valid():
        lifecycle.change(group, by=request.user, agreement=form.cleaned_data["agreement"])
        messages.success(request, "Saved. Everybody in your group can read it.")
        return redirect("groups:my_agreement", code)
    stored = [{"key": {"text": "What is saved"}, "value": {"text": group.agreement or "Nothing yet"}}]
    return render(
        request, "groups/my_agreement_change.html", {"group": group, "form": form, "stored": stored}
    )


@once
def my_group_rest(request: SignedInRequest, code: str) -> HttpResponse:
    """A rest for the whole group, with a day to ask again; and the end of the rest."""
    group = my_membership(request, code).group
    require(permissions.can_rest_group(request.user, group), _ORGANISERS)
    form = RestForm(request.POST if request.method == "POST" and "wake" not in request.POST else None)
    try:
        if "wake" in request.POST:
            lifecycle.wake(group, by=request.user)
            messages.success(request, "Your group meets again. Pick the next date.")
            return redirect("groups:my_group", code)
        if form.is_bound and form.is_valid():
            lifecycle.rest(group, until=form.until_day, by=request.user)
            messages.success(request, f"Your group is resting. We ask again on {day(form.until_day)}.")
            return redirect("groups:my_group", code)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("groups:my_group", code)
    return render(request, "groups/my_group_rest.html", {"group": group, "form": form})


@once
def my_group_close(request: SignedInRequest, code: str) -> HttpResponse:
    """Say goodbye as a group; it can be begun again."""
    group = my_membership(request, code).group
    require(permissions.can_close_group(request.user, group), _ORGANISERS)
    data = request.POST if request.method == "POST" and "restart" not in request.POST else None
    form = CloseForm(data, initial={"because": request.GET.get("because", "")})
    try:
        if "restart" in request.POST:
            lifecycle.restart(group, by=request.user)
            messages.success(request, "Your group has begun again.")
            return redirect("groups:my_group", code)
        if form.is_bound and form.is_valid():
            lifecycle.close(group, because=form.cleaned_data["because"], by=request.user)
            messages.success(request, "Your group has ended. Thank you for looking after each other.")
            return redirect("groups:my_group", code)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("groups:my_group", code)
    return render(request, "groups/my_group_close.html", {"group": group, "form": form})


@once
def my_grants(request: SignedInRequest, code: str) -> HttpResponse:
    """What the group lets its service see again, and until when (decision 7)."""
    group = my_membership(request, code).group
    require(permissions.can_grant(request.user, group), "Organisers decide what the service may see.")
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lifecycle.grant(group, scope=form.cleaned_data["scope"], until=form.until_day, by=request.user)
        messages.success(request, f"The pain service can see this until {day(form.until_day)}.")
        return redirect("groups:my_grants", code)
    grants = Grant.objects.in_force(clock.today(group.tz)).filter(group=group).order_by("until", "pk")
    return render(request, "groups/my_grants.html", {"group": group, "form": form, "grants": grants})


@once
def my_grant_withdraw(request: SignedInRequest, code: str, grant_id: int) -> HttpResponse:
    group = my_membership(request, code).group
    require(permissions.can_grant(request.user, group), "Organisers decide what the service may see.")
    grant = get_object_or_404(Grant.objects.filter(group=group), pk=grant_id)
    if request.method == "POST":
        lifecycle.withdraw_grant(grant, by=request.user)
        messages.success(request, "The pain service no longer sees this.")
    return redirect("groups:my_grants", code)
