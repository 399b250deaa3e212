"""An organiser: how the dates stand, people to ring about them, booking one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.states import MoveNotAllowed
from followon.web.access import require
from followon.web.once import once
from followon.web.templatetags.dates import day
from groups import permissions, sharing
from groups.actions.polls import closing, results
from groups.forms.dates import BookForm
from groups.forms.groups import WEEKDAYS
from groups.messages.polls import about_poll
from groups.models import How, Membership, Mode, Poll, PollAsked, PollOption
from groups.poll_dates import Standing, why_first
from groups.states import MembershipState
from groups.views.answering_dates import page_of, take
from groups.views.finding import as_shown, my_poll_of
from groups.views.ringing import to_ring
from pmp.models import PartOfDay

_ONLY_ORGANISERS = "Organisers and stand-ins choose the date. You can take a turn."


@dataclass(frozen=True)
class DateRow:
    """One date with who can come, for whoever chooses."""

    option: PollOption
    standing: Standing
    left_out: str
    silent: str


@once
def my_dates_choose(request: SignedInRequest, code: str, poll_id: int) -> HttpResponse:
    poll = my_poll_of(request, code, poll_id)
    require(permissions.can_ask_about_dates(request.user, poll.group), _ONLY_ORGANISERS)
    if request.method == "POST":
        return _close_or_drop(request, poll)
    ranked, names = results.standings(poll), sharing.shown_names(poll.group)
    options = {option.pk: option for option in poll.options.all()}
    rows = [_row(options[one.option.key], one, names) for one in ranked]
    context = {
        "poll": poll,
        "group": poll.group,
        "rows": [row for row in rows if row.standing.anybody_can],
        "impossible": [row for row in rows if not row.standing.anybody_can],
        "why": why_first(ranked),
        "silent": _named(_silent(poll), names),
        "none_suit": _none_suit(poll, names),
        "may_keep_in": poll.mode == Mode.IN_PERSON,
    }
    return render(request, "groups/my_dates_choose.html", context)


def _row(option: PollOption, standing: Standing, names: Mapping[int, str]) -> DateRow:
    return DateRow(option, standing, _named(standing.left_out, names), _named(standing.silent, names))


def _close_or_drop(request: SignedInRequest, poll: Poll) -> HttpResponse:
    code = poll.group.code
    try:
        if "drop" in request.POST:
            closing.drop(poll, by=request.user)
            messages.success(request, "We have stopped asking. No date is booked.")
            return redirect("groups:my_group", code)
        if "close" in request.POST:
            closing.close(poll, by=request.user)
    except (Refused, MoveNotAllowed) as refusal:
        messages.warning(request, str(refusal))
    return redirect("groups:my_dates_choose", code, poll.pk)


@once
def my_dates_book(request: SignedInRequest, code: str, poll_id: int, number: int) -> HttpResponse:
    """Place and way of one of the dates, looked at once more; then it is a meeting like any other."""
    poll = my_poll_of(request, code, poll_id)
    require(permissions.can_ask_about_dates(request.user, poll.group), _ONLY_ORGANISERS)
    option = get_object_or_404(poll.options.select_related("poll__group__service"), number=number)
    standing = results.standing_of(option)
    from_home = "from-home" in request.GET
    form = BookForm(request.POST or None, poll=poll, from_home=from_home)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = closing.book(option, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(
                request, f"The next meeting is on {day(meeting.on_date)}. Everybody hears of it."
            )
            return redirect("groups:my_meeting", code, meeting.pk)
    if not poll.is_undecided:
        return redirect("groups:my_dates_choose", code, poll_id)
    row = _row(option, standing, sharing.shown_names(poll.group))
    context = {"poll": poll, "group": poll.group, "form": form, "row": row, "from_home": from_home}
    return render(request, "groups/my_dates_book.html", context)


def my_dates_calls(request: SignedInRequest, code: str, poll_id: int) -> HttpResponse:
    poll = my_poll_of(request, code, poll_id)
    require(permissions.can_ask_about_dates(request.user, poll.group), _ONLY_ORGANISERS)
    people = list(Membership.objects.current().filter(group=poll.group).select_related("person"))
    answered = PollAsked.objects.filter(poll=poll).exclude(answered_at=None)
    said = dict.fromkeys(answered.values_list("membership", flat=True), "said")
    shared = {row.membership.pk: row for row in sharing.shared_details(poll.group, request.user)}
    calls = to_ring(about_poll(poll), people, sharing.shown_names(poll.group), said)
    context = {
        "poll": poll,
        "group": poll.group,
        "calls": [(call, shared[call.membership.pk]) for call in calls],
    }
    return render(request, "groups/my_dates_calls.html", context)


@once
def my_dates_for(request: SignedInRequest, code: str, poll_id: int, member_id: int) -> HttpResponse:
    """What somebody said on the phone, marked as written down by the reader."""
    poll = my_poll_of(request, code, poll_id)
    require(permissions.can_ask_about_dates(request.user, poll.group), _ONLY_ORGANISERS)
    members = Membership.objects.current().filter(group=poll.group).select_related("person", "group")
    member, page = get_object_or_404(members, pk=member_id), None
    if request.method == "POST":
        may = permissions.can_answer_dates_for(request.user, poll, member)
        require(may, "This can’t be written down any more.")
        try:
            page = take(poll, member, request.POST, how=How.PHONE, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("groups:my_dates_choose", code, poll_id)
        if page is None:
            messages.success(request, "Written down. Thank you for ringing.")
            return redirect("groups:my_dates_calls", code, poll_id)
    context = {**(page or page_of(poll, member)), "name": sharing.shown_name(member)}
    return render(request, "groups/my_dates_for.html", context)


def _silent(poll: Poll) -> list[int]:
    asked = PollAsked.objects.filter(poll=poll, answered_at=None, membership__state=MembershipState.ACTIVE)
    return list(asked.values_list("membership", flat=True))


def _none_suit(poll: Poll, names: Mapping[int, str]) -> list[tuple[str, str]]:
    """Whom none of the dates suits, and what would be better if they said so."""
    asked = PollAsked.objects.filter(poll=poll, none_suit=True).exclude(
        membership__state=MembershipState.LEFT
    )
    return [(names[one.membership_id], _better(one)) for one in asked]


def _better(asked: PollAsked) -> str:
    parts = [PartOfDay(part).label.partition(" (")[0].lower() for part in asked.better_parts]
    return ", ".join([WEEKDAYS[weekday][1] for weekday in asked.better_weekdays] + parts)


def _named(members: Iterable[int], names: Mapping[int, str]) -> str:
    return as_shown(names[member] for member in members)
