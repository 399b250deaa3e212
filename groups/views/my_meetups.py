"""The meetup of all groups, for whoever was asked: answering, our news, the news of others, being in touch."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.people.models import User
from followon.web.access import require
from followon.web.once import once
from followon.web.typed import read_number
from groups import calendars, permissions
from groups.actions.meetups import after, news
from groups.forms.meetups import NewsForm, ThemeForm
from groups.models import Group, GroupNews, How, InTouch, MeetupAsked, Theme
from groups.views.answering_meetups import page_of, take
from groups.views.finding import my_membership
from pmp import organisation


def _asked(request: SignedInRequest, pk: int) -> MeetupAsked:
    """The reader's own place in a season. Raises Http404 for everybody else."""
    rows = MeetupAsked.objects.select_related("meetup__service", "person", "group")
    asked = get_object_or_404(rows, meetup=pk, person=request.user)
    organisation.speak_for(request, asked.meetup.service)
    return asked


@once
def my_meetup(request: SignedInRequest, pk: int) -> HttpResponse:
    """Which dates suit; later, can you come; after the day, the notes."""
    asked = _asked(request, pk)
    here, page, problem = reverse("groups:my_meetup", args=[pk]), None, ""
    if request.method == "POST":
        require(permissions.can_answer_meetup(request.user, asked), "Everybody answers for themselves.")
        try:
            said, page = take(asked, request.POST, how=How.WEB, by=request.user)
        except Refused as refusal:
            said, problem = "", str(refusal)
        if said:
            return redirect(f"{here}?said=1#said")
    context = {
        **(page or page_of(asked)),
        "problem": problem,
        "here": here,
        "just_said": "said" in request.GET,
    }
    return render(request, "groups/my_meetup.html", context)


def my_meetup_calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    """The reader's day of the meetup for their calendar."""
    site = page_of(_asked(request, pk))["mine"]
    if site is None:
        return redirect("groups:my_meetup", pk)
    response = HttpResponse(calendars.file_of_meetup(site), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{site.on_date:%Y-%m-%d}.ics"'
    return response


@once
def my_meetup_news(request: SignedInRequest, pk: int) -> HttpResponse:
    """Three lines for the other groups; anybody in the group writes them, and the last words stand."""
    asked = _asked(request, pk)
    if asked.group is None:
        return redirect("groups:my_meetup_exchange", pk)
    group = asked.group
    require(permissions.can_write_news(request.user, group), "Members of the group write its news.")
    there = GroupNews.objects.filter(meetup=asked.meetup, group=group).first()
    words = {name: getattr(there, name) for name in NewsForm.base_fields} if there else {}
    form = NewsForm(request.POST or None, initial=words)
    if request.method == "POST" and form.is_valid():
        try:
            news.write_news(asked.meetup, group=group, by=request.user, **form.cleaned_data)
            return redirect("groups:my_meetup_exchange", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(
        request, "groups/my_meetup_news.html", {"meetup": asked.meetup, "group": group, "form": form}
    )


@once
def my_meetup_exchange(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the groups wrote, and what to talk about: one vote each."""
    asked = _asked(request, pk)
    form = ThemeForm(request.POST if "words" in request.POST else None)
    if request.method == "POST":
        try:
            if _take_vote(request, asked, form):
                return redirect("groups:my_meetup_exchange", pk)
        except Refused as refusal:
            messages.warning(request, str(refusal))
    themes = Theme.objects.filter(meetup=asked.meetup)
    context = {
        "meetup": asked.meetup,
        "asked": asked,
        "all_news": GroupNews.objects.filter(meetup=asked.meetup).select_related("group"),
        "themes": themes.annotate(count=Count("votes")).order_by("-count", "words"),
        "voted": themes.filter(votes=asked).first(),
        "form": form,
    }
    return render(request, "groups/my_meetup_exchange.html", context)


def _take_vote(request: SignedInRequest, asked: MeetupAsked, form: ThemeForm) -> bool:
    if "theme" in request.POST:
        themes = Theme.objects.filter(meetup=asked.meetup)
        theme = get_object_or_404(themes, pk=read_number(request.POST["theme"]))
        news.vote(asked, theme=theme, by=request.user)
        return True
    if form.is_valid():
        news.suggest_theme(asked, words=form.cleaned_data["words"], by=request.user)
        return True
    return False


@once
def my_in_touch(request: SignedInRequest, code: str) -> HttpResponse:
    """Groups that would like to be in touch: both sides say yes before anything is passed on."""
    group = my_membership(request, code).group
    may = permissions.can_ask_in_touch(request.user, group)
    if request.method == "POST":
        require(may, "Organisers and stand-ins ask and answer for the group.")
        try:
            _take_in_touch(request, group)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect("groups:my_in_touch", code)
    asked = InTouch.objects.filter(Q(asking=group) | Q(other=group)).select_related(
        "asking", "other", "asked_by", "answered_by"
    )
    agreed = [one for one in asked if one.agreed]
    context = {
        "group": group,
        "may": may,
        "could_ask": after.may_be_asked(group) if may else [],
        "waiting": [one for one in asked if one.agreed is None and one.other_id == group.pk],
        "asked": [one for one in asked if one.agreed is None and one.asking_id == group.pk],
        "in_touch": [_contact(one, group) for one in agreed] if may else [],
    }
    return render(request, "groups/my_in_touch.html", context)


def _take_in_touch(request: SignedInRequest, group: Group) -> None:
    number = read_number(request.POST.get("group"))
    if "ask" in request.POST:
        other = get_object_or_404(Group, pk=number, pk__in=[one.pk for one in after.may_be_asked(group)])
        after.ask_in_touch(group, other=other, by=request.user)
    else:
        asked = get_object_or_404(InTouch, asking=number, other=group)
        require(permissions.can_answer_in_touch(request.user, asked), "Organisers and stand-ins answer.")
        after.answer_in_touch(asked, agreed=request.POST.get("answer") == "yes", by=request.user)


def _contact(asked: InTouch, group: Group) -> tuple[Group, User | None]:
    """The other group, and whoever spoke for it: they were told that a yes shows how to reach them."""
    return (asked.other, asked.answered_by) if asked.asking_id == group.pk else (asked.asking, asked.asked_by)
