"""A member: a plan for a flare-up, written when well; read in big letters; shared with chosen fellow members."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.people.models import User
from followon.web.access import require
from followon.web.once import once
from groups import permissions, sharing
from groups.actions.plans import flare_up
from groups.forms.plans import HEADINGS, ListForm, PlanSharingForm
from groups.models import FlareUpPlan, FlareUpShare, Group, Membership
from groups.states import MembershipState


@dataclass(frozen=True)
class Section:
    """One list of the plan, with its heading."""

    part: str
    heading: str
    lines: list[str]


def my_flare_up(request: SignedInRequest) -> HttpResponse:
    plan = _mine(request)
    context = {
        "plan": plan,
        "sections": _sections(plan),
        "written": [section for section in _sections(plan) if section.lines],
        "friends": _friends(plan, request.user),
        "readers": plan.shares.count() if plan else 0,
    }
    return render(request, "groups/my_flare_up.html", context)


@once
def my_flare_up_change(request: SignedInRequest, part: str) -> HttpResponse:
    """One list on one page; saving leads to the next one that is empty, else back to the plan."""
    if part not in FlareUpPlan.PARTS:
        raise Http404
    fellows = _fellows(request.user) if part == "people" else []
    form = ListForm(_sent(request), part=part, plan=_mine(request), fellows=fellows)
    if request.method == "POST" and form.is_valid():
        try:
            plan = flare_up.write(request.user, part=part, lines=form.lines, friends=form.friends)
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            return _go_on(request, plan, part)
    number = FlareUpPlan.PARTS.index(part) + 1
    context = {"form": form, "heading": HEADINGS[part], "number": number, "of": len(FlareUpPlan.PARTS)}
    return render(request, "groups/my_flare_up_change.html", context)


def _go_on(request: SignedInRequest, plan: FlareUpPlan, part: str) -> HttpResponse:
    later = FlareUpPlan.PARTS[FlareUpPlan.PARTS.index(part) + 1 :]
    empty = next((one for one in later if not getattr(plan, one)), None)
    if empty and "next" in request.POST:
        return redirect("groups:my_flare_up_change", empty)
    return redirect("groups:my_flare_up")


def my_flare_up_now(request: SignedInRequest) -> HttpResponse:
    """The plan in big letters, with the two things that help at once: a rest from messages, somebody to text."""
    plan = _mine(request)
    if plan is None:
        return redirect("groups:my_flare_up")
    active = Membership.objects.of(request.user).filter(state=MembershipState.ACTIVE).select_related("group")
    context = {"sections": _sections(plan), "friends": _friends(plan, request.user), "places": active}
    return render(request, "groups/my_flare_up_now.html", context)


def my_flare_up_card(request: SignedInRequest) -> HttpResponse:
    plan = _mine(request)
    if plan is None:
        return redirect("groups:my_flare_up")
    context = {"sections": _sections(plan), "friends": _friends(plan, request.user)}
    return render(request, "groups/my_flare_up_card.html", context)


@once
def my_flare_up_sharing(request: SignedInRequest) -> HttpResponse:
    plan = _mine(request)
    if plan is None:
        return redirect("groups:my_flare_up")
    now = list(plan.shares.values_list("membership", flat=True))
    fellows = _fellows(request.user, also=now)
    form = PlanSharingForm(_sent(request), fellows=fellows, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            flare_up.share(request.user, with_=form.chosen)
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, "Saved. It counts at once.")
            return redirect("groups:my_flare_up")
    return render(request, "groups/my_flare_up_sharing.html", {"form": form, "fellows": fellows})


def my_flare_up_shared(request: SignedInRequest, share_id: int) -> HttpResponse:
    """The plan of a fellow member who chose to show it to the reader."""
    shares = FlareUpShare.objects.readable_by(request.user).select_related(
        "plan__person", "membership__group"
    )
    share = get_object_or_404(shares, pk=share_id)
    require(permissions.can_read_plan(request.user, share), "This plan is not shared with you.")
    context = {"name": share.plan.person.first_name, "sections": _sections(share.plan)}
    return render(request, "groups/my_flare_up_shared.html", context)


@once
def my_flare_up_throw_away(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        flare_up.throw_away(request.user)
        messages.success(request, "Your plan is gone, and nobody else can read it.")
        return redirect("groups:my_plans")
    return render(request, "groups/my_flare_up_throw_away.html")


def _sent(request: SignedInRequest) -> QueryDict | None:
    """What was sent; nothing ticked is something sent."""
    return request.POST if request.method == "POST" else None


def _mine(request: SignedInRequest) -> FlareUpPlan | None:
    return FlareUpPlan.objects.of(request.user).first()


def _sections(plan: FlareUpPlan | None) -> list[Section]:
    return [Section(part, words, getattr(plan, part) if plan else []) for part, words in HEADINGS.items()]


def _fellows(person: User, *, also: list[int] | None = None) -> list[tuple[int, str]]:
    """Fellow members who show the group their first name; `also` those chosen before who do not any more."""
    members = list(flare_up.fellows(person))
    named = sharing.sharing_their_name(members)
    return [
        (member.pk, member.person.first_name if member.pk in named else sharing.NO_NAME)
        for member in members
        if member.pk in named or member.pk in (also or [])
    ]


def _friends(plan: FlareUpPlan | None, person: User) -> list[sharing.Shared]:
    """The fellow members to text, as they show themselves to the reader now."""
    if plan is None or not (chosen := set(plan.friends.values_list("pk", flat=True))):
        return []
    groups = Group.objects.visible_to(person)
    shown = [row for group in groups for row in sharing.shared_details(group, person)]
    return [row for row in shown if row.membership.pk in chosen and row.person_name != sharing.NO_NAME]
