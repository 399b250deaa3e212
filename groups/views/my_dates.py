"""A member: which dates suit for the group's own next meeting; an organiser: asking about them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from followon.web.once import once
from followon.web.templatetags.dates import clock_time, day
from groups import permissions, sharing
from groups.actions import meetings
from groups.actions.polls import asking, suggesting
from groups.forms.dates import AskDatesForm
from groups.models import Group, How, Mode, Poll
from groups.views.answering_dates import page_of, take
from groups.views.checking import form_or_check, wants_check
from groups.views.finding import as_shown, my_membership, my_poll_of
from notifications.kinds import Channel

_ORGANISERS_ASK = "Organisers and stand-ins ask which dates suit. You can take a turn."
_BY = {
    Channel.SMS: "by text",
    Channel.EMAIL: "by email",
    Channel.CALL: "you ring",
    Channel.LETTER: "by letter",
}


@once
def my_dates(request: SignedInRequest, code: str, poll_id: int) -> HttpResponse:
    poll = my_poll_of(request, code, poll_id)
    me = my_membership(request, code)
    here, page, problem = reverse("groups:my_dates", args=[code, poll_id]), None, ""
    if request.method == "POST":
        try:
            page = take(poll, me, request.POST, how=How.WEB, by=request.user)
        except Refused as refusal:
            problem = str(refusal)
        else:
            if page is None:
                return redirect(f"{here}?said=1#said")
    context = {
        **(page or page_of(poll, me)),
        "problem": problem,
        "just_said": "said" in request.GET,
        "may_choose": permissions.can_ask_about_dates(request.user, poll.group),
    }
    return render(request, "groups/my_dates.html", context)


@once
def my_dates_new(request: SignedInRequest, code: str) -> HttpResponse:
    group = my_membership(request, code).group
    require(permissions.can_ask_about_dates(request.user, group), _ORGANISERS_ASK)
    if there := Poll.objects.undecided().filter(group=group).first():
        messages.warning(request, str(asking.AskingAlready()))
        return redirect("groups:my_dates_choose", code, there.pk)
    form = AskDatesForm(
        request.POST or None, group=group, suggestions=suggesting.suggestions(group), like=meetings.next_plan(group)
    )  # fmt: skip
    check: list[tuple[str, str]] = []
    if wants_check(request, form):
        try:
            if "send" in request.POST:
                poll = asking.ask(group, question=form.to_question(), by=request.user)
                messages.success(request, "We are asking everybody now. You can answer here too.")
                return redirect("groups:my_dates", code, poll.pk)
            asking.refuse(group, form.to_question())
            check = _described(form.to_question())
        except Refused as refusal:
            form.add_refusal(refusal)
    context = {"group": group, "form": form, **(_recipients(group) if check else {})}
    return form_or_check(request, "groups/my_dates_new.html", form, check=check, context=context)


def _described(question: asking.Question) -> list[tuple[str, str]]:
    dates = [f"{day(when.on_date)}, {clock_time(when.start_time)}" for when in question.dates]
    rows = [
        ("Dates", "\n".join(dates)),
        ("How long", f"{int(question.length.total_seconds() // 60)} minutes"),
        ("How", Mode(question.mode).label),
        ("Where", str(question.place) if question.place else "To be agreed"),
        ("Answer by", day(question.closes_on)),
    ]
    return [*rows, ("Joining from home", question.join_details)] if question.join_details else rows


def _recipients(group: Group) -> dict[str, object]:
    """Who would be asked and how, as the group may see them; and whether too few would be reached."""
    names = sharing.shown_names(group)
    by_person = {member.person_id: names[member.pk] for member in suggesting.to_ask(group)}
    by_way: dict[str, list[str]] = {}
    not_reached = []
    for one in asking.preview(group):
        name = by_person[one.person.pk]
        if one.reason_not:
            not_reached.append((name, one.reason_not))
        else:
            by_way.setdefault(_BY[Channel(one.channel)], []).append(name)
    reached = sum(map(len, by_way.values()))
    return {
        "ways": [(way, as_shown(people)) for way, people in by_way.items()],
        "not_reached": not_reached,
        "reached": reached,
        "too_few": reached < asking.FEWEST_REACHED,
    }
