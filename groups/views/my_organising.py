"""A member: who does what, taking a turn, stepping back, passing a meeting on, taking one over."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.prepared import prepared
from followon.web.access import require
from followon.web.once import once
from groups import permissions, sharing
from groups.actions import organisers
from groups.forms.organising import StepBackForm, TurnForm
from groups.models import Group, Job, Meeting, Membership, OrganiserTurn, PassOn, PassOnAsk
from groups.states import MembershipState, PassOnState
from groups.views.finding import my_meeting_of, my_membership, named
from groups.views.planned import next_meetings


def my_organising(request: SignedInRequest, code: str) -> HttpResponse:
    place = my_membership(request, code)
    names = sharing.shown_names(place.group)
    turns = _turns(place.group)
    mine = {turn.job for turn in turns if turn.membership_id == place.pk}
    context = {
        "group": place.group,
        "place": place,
        "organisers": [_name(turn, place, names) for turn in turns if turn.job == Job.ORGANISER],
        "stand_ins": [_name(turn, place, names) for turn in turns if turn.job == Job.STAND_IN],
        "mine": mine,
        "offered": _offered(mine),
        "upcoming": [(m, _looks_after(m, place, names)) for m in next_meetings(place.group)],
    }
    return render(request, "groups/my_organising.html", context)


def _offered(mine: set[str]) -> list[tuple[Job, str]]:
    """The jobs one press may take on. Standing in would end organising: that is for "Step back", which asks."""
    return [] if Job.ORGANISER in mine else [(job, words) for job, words in TurnForm.JOBS if job not in mine]


@prepared
def _turns(group: Group) -> QuerySet[OrganiserTurn]:
    turns = OrganiserTurn.objects.now().filter(group=group).exclude(membership__state=MembershipState.LEFT)
    return turns.select_related("membership").order_by("job", "since", "pk")


def _name(turn: OrganiserTurn, me: Membership, names: dict[int, str]) -> str:
    name = "You" if turn.membership_id == me.pk else names[turn.membership_id]
    return f"{name} (resting)" if turn.membership.state == MembershipState.PAUSED else name


def _looks_after(meeting: Meeting, me: Membership, names: dict[int, str]) -> str:
    if meeting.organiser_id is None:
        return "Nobody yet"
    return "You" if meeting.organiser_id == me.pk else names.get(meeting.organiser_id, sharing.NO_NAME)


@once
def my_turn_take(request: SignedInRequest, code: str) -> HttpResponse:
    place = my_membership(request, code)
    require(permissions.can_take_turn(request.user, place.group), "Only members take a turn.")
    form = TurnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            organisers.take_turn(place, job=Job(form.cleaned_data["job"]), by=request.user)
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, "Thank you. You can pass it on whenever you like.")
            return redirect("groups:my_organising", code)
    return render(request, "groups/my_turn_take.html", {"group": place.group, "form": form})


@once
def my_offer(request: SignedInRequest, code: str) -> HttpResponse:
    """Willing to look after a meeting now and then, or not any more."""
    place = my_membership(request, code)
    require(permissions.can_take_turn(request.user, place.group), "Only members take a turn.")
    if request.method == "POST":
        willing = request.POST.get("willing") == "yes"
        organisers.offer(place, willing=willing, by=request.user)
        told = (
            "Thank you. We ask you only when somebody passes a meeting on."
            if willing
            else "Fine. We do not ask you."
        )
        messages.success(request, told)
    return redirect("groups:my_organising", code)


@once
def my_step_back(request: SignedInRequest, code: str) -> HttpResponse:
    place = my_membership(request, code)
    require(
        permissions.is_organising(request.user, place.group),
        "You do not have a job in this group at the moment.",
    )
    form = StepBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            organisers.step_back(
                place, for_good=form.cleaned_data["how"] == StepBackForm.GOOD, by=request.user
            )
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, "Done. Thank you for what you did. The group carries on.")
            return redirect("groups:my_group", code)
    context = {"group": place.group, "form": form, "is_last": _is_last(place)}
    return render(request, "groups/my_step_back.html", context)


def _is_last(place: Membership) -> bool:
    others = OrganiserTurn.objects.now().filter(group=place.group).exclude(membership=place)
    return not others.exists()


@once
def my_meeting_pass_on(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    meeting = my_meeting_of(request, code, meeting_id)
    require(
        permissions.can_organise_meeting(request.user, meeting), "Only its organiser passes a meeting on."
    )
    if request.method == "POST":
        require(
            permissions.can_hand_on_meeting(request.user, meeting),
            "This meeting can’t be passed on any more.",
        )
        try:
            organisers.hand_on(meeting, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect("groups:my_meeting_pass_on", code, meeting_id)
    context = {"meeting": meeting, "group": meeting.group, **_passing(meeting, request)}
    return render(request, "groups/my_meeting_pass_on.html", context)


def _passing(meeting: Meeting, request: SignedInRequest) -> dict[str, object]:
    """Where handing on stands: who is asked now, and who would be."""
    names = sharing.shown_names(meeting.group)
    latest = PassOn.objects.filter(meeting=meeting).order_by("-began_at", "-pk").first()
    me = Membership.objects.of(request.user).get(group=meeting.group)
    others = (
        Membership.objects.active().filter(group=meeting.group).exclude(pk__in=[me.pk, meeting.organiser_id])
    )
    return {
        "stand_in": _named(others.holding(Job.STAND_IN).exclude(pk=me.pk), names),
        "willing": _named(
            others.filter(could_organise=True).exclude(pk__in=_stand_ins(meeting.group)), names
        ),
        "passing": latest if latest and latest.state not in (PassOnState.TAKEN, PassOnState.OVER) else None,
        "taken_by": names.get(latest.taken_by_id or 0, "")
        if latest and latest.state == PassOnState.TAKEN
        else "",
        "asked": named([names[pk] for pk in latest.asks.values_list("membership", flat=True)])
        if latest
        else "",
    }


def _stand_ins(group: Group) -> list[int]:
    turns = OrganiserTurn.objects.now().filter(group=group, job=Job.STAND_IN)
    return list(turns.values_list("membership", flat=True))


def _named(members: Iterable[Membership], names: dict[int, str]) -> str:
    return named([names[member.pk] for member in members])


@once
def my_meeting_take_on(request: SignedInRequest, code: str, meeting_id: int) -> HttpResponse:
    meeting = my_meeting_of(request, code, meeting_id)
    place = Membership.objects.of(request.user).current().select_related("group").get(group=meeting.group)
    asked = PassOnAsk.objects.filter(
        pass_on__in=PassOn.objects.open().filter(meeting=meeting), membership=place
    )
    if request.method == "POST":
        require(
            permissions.can_take_meeting(request.user, meeting),
            "Somebody else is looking after this meeting already. Thank you.",
        )
        try:
            if request.POST.get("take") == "yes":
                organisers.accept(meeting, place, by=request.user)
                messages.success(request, "Thank you. You are looking after this meeting.")
                return redirect("groups:my_meeting_organise", code, meeting_id)
            organisers.decline(meeting, place, by=request.user)
            messages.success(request, "That is fine. We ask somebody else.")
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect("groups:my_home")
    is_open = permissions.can_take_meeting(request.user, meeting)
    context = {"meeting": meeting, "group": meeting.group, "is_open": is_open, "was_asked": asked.exists()}
    return render(request, "groups/my_meeting_take_on.html", context)
