"""What somebody sees of a season and may answer, the same by private link and signed in."""

from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict

from followon import clock
from followon.audit.actors import Actor
from followon.web.typed import read_number
from groups.actions import which_suit
from groups.actions.meetups import answers, day, needs, programme
from groups.forms.meetups import DatesForm, NeedsForm
from groups.models import Coming, Meetup, MeetupAsked, MeetupReply, MeetupSite, Suits
from groups.states import MeetupState

_WORDS = {Coming.YES: "You’re coming", Coming.SEE: "You’ll see on the day", Coming.NO: "Not this time"}


def page_of(asked: MeetupAsked, data: QueryDict | None = None) -> dict[str, Any]:
    """What the page shows: the dates to answer, or the day and your answer, or what came of it."""
    meetup = asked.meetup
    reply = MeetupReply.objects.filter(asked=asked).select_related("site__place__place").first()
    sites = day.sites_of(meetup) if meetup.state in (MeetupState.INVITING, MeetupState.HELD) else []
    mine = _mine(asked, reply, sites)
    return {
        "meetup": meetup,
        "asked": asked,
        "form": _dates_form(asked, data) if meetup.can_answer_dates else None,
        "sites": sites,
        "mine": mine,
        "others": [site for site in sites if mine and site.pk != mine.pk and site.ends_at > clock.now()],
        "reply": reply,
        "said": _WORDS.get(Coming(reply.coming)) if reply else "",
        "is_stale": bool(reply and mine and reply.site_id == mine.pk and reply.revision != mine.revision),
        "can_reply": bool(mine and mine.ends_at > clock.now() and meetup.state == MeetupState.INVITING),
        "needs_form": _needs_form(asked, reply, data),
        "parts": programme.parts_of(meetup, mine) if mine else [],
    }


def counts(meetup: Meetup) -> dict[int, int]:
    """How many people said yes, or if I have to, to each date."""
    could = Count("answers", filter=Q(answers__suits__in=[Suits.YES, Suits.IF_HAVE_TO]))
    return dict(meetup.slots.annotate(could=could).values_list("pk", "could"))


def take(asked: MeetupAsked, data: QueryDict, *, how: str, by: Actor) -> tuple[str, dict[str, Any] | None]:
    """Act on a form of the page. Gives back what to say, and the page again when something is missing.

    Raises Refused.
    """
    if data.get("coming") in Coming.values:
        site = MeetupSite.objects.filter(meetup=asked.meetup, pk=read_number(data.get("site")) or 0).first()
        if site is None:
            raise day.SiteIsOver
        online = {"yes": True, "no": False}.get(data.get("online", ""))
        day.reply(site, asked=asked, coming=Coming(str(data["coming"])), how=how, by=by, online=online)
        return "answered", None
    if data.get("do") == "needs":
        return _take_needs(asked, data, how=how, by=by)
    page = page_of(asked, data)
    form = page["form"]
    if form is None:
        raise answers.AskingIsOver
    if not form.is_valid():
        return "", page
    try:
        answers.answer(
            asked, suits=form.suits, how=how, by=by, needs=form.cleaned_data["needs"],
            area=form.cleaned_data["area"], none_suit="none" in data,
        )  # fmt: skip
    except which_suit.NothingSaid as refusal:
        form.add_error(None, str(refusal))
        return "", page
    return "answered", None


def _take_needs(
    asked: MeetupAsked, data: QueryDict, *, how: str, by: Actor
) -> tuple[str, dict[str, Any] | None]:
    page = page_of(asked, data)
    form = page["needs_form"]
    if form is None:
        raise day.SiteIsOver
    if not form.is_valid():
        return "", page
    needs.say(asked, how=how, by=by, **form.cleaned_data)
    return "needs", None


def _needs_form(asked: MeetupAsked, reply: MeetupReply | None, data: QueryDict | None) -> NeedsForm | None:
    """For whoever may come, until the day is over."""
    coming = reply is not None and reply.coming != Coming.NO and reply.site.ends_at > clock.now()
    if not coming or asked.meetup.state != MeetupState.INVITING:
        return None
    return NeedsForm(asked, data if data and data.get("do") == "needs" else None)


def _dates_form(asked: MeetupAsked, data: QueryDict | None) -> DatesForm:
    slots = list(asked.meetup.slots.filter(withdrawn_because=""))
    how_many = counts(asked.meetup)
    for slot in slots:
        slot.could = how_many.get(slot.pk, 0)  # type: ignore[attr-defined]  # read by the template
    return DatesForm(asked, slots, data)


def _mine(asked: MeetupAsked, reply: MeetupReply | None, sites: list[MeetupSite]) -> MeetupSite | None:
    wanted = reply.site_id if reply else asked.invited_to_id
    return next((site for site in sites if site.pk == wanted), sites[0] if sites else None)
