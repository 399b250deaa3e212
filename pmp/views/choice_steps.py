"""The choice in small steps, the same through the private link and signed in. Each step is kept as it is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from followon import clock
from followon.errors import Refused
from followon.people.models import Consent, Method, User
from notifications.kinds import Channel
from notifications.models import Preference
from pmp.actions import choices
from pmp.board.facts import channel_of
from pmp.forms.choices import (
    WITH_SERVICE,
    AboutMeForm,
    ReachMeForm,
    ReasonsForm,
    ShareForm,
    TimesForm,
    WishForm,
    fields_of,
)
from pmp.models import AboutMe, BestTimes, Choice, Enrolment, PartOfDay, PrivateReason
from pmp.states import HandoverState, Wish
from pmp.views.finding import sent

_PARTIALS = {
    "wish": "pmp/_choice_wish.html",
    "reasons": "pmp/_choice_reasons.html",
    "share": "pmp/_choice_share.html",
    "reach": "pmp/_choice_reach.html",
    "times": "pmp/_choice_times.html",
    "about": "pmp/_choice_about.html",
    "check": "pmp/_choice_check.html",
    "done": "pmp/_choice_done.html",
}


@dataclass(frozen=True)
class Door:
    """How the person came in, and so: what we may show them, and where the next step is."""

    place: Enrolment
    method: Method
    template: str
    url: Callable[[str], str]
    back: str = ""

    @property
    def person(self) -> User:
        return self.place.person

    @property
    def choice(self) -> Choice | None:
        return self.place.answer

    @property
    def wish(self) -> str:
        return str(self.choice.wish) if self.choice else ""

    @property
    def is_link(self) -> bool:
        """Through a link anybody may be reading the phone: numbers only by their ends, and never a reason."""
        return self.method == Method.LINK

    @property
    def has_group(self) -> bool:
        """The group exists: what it sees of its members is changed in the group, not here."""
        return bool(self.place.cohort.handover.state == HandoverState.HANDED_OVER)

    @property
    def asks_about_me(self) -> bool:
        return bool(self.place.cohort.service.asks_age_and_gender)

    def after(self, step: str) -> str:
        """The step that follows this one."""
        return self.url(_after(step, self.wish, with_group=self.has_group, about=self.asks_about_me))


def _after(step: str, wish: str, *, with_group: bool, about: bool) -> str:
    declined = wish == Wish.NOT_FOR_ME
    match step:
        case "wish":
            return (
                "share" if wish == Wish.YES and not with_group else "reach" if wish == Wish.YES else "reasons"
            )
        case "reasons":
            return "done" if declined and with_group else "reach" if with_group else "share"
        case "share":
            return "done" if declined else "reach"
        case "reach":
            return "times"
        case "times":
            return "about" if about else "check"
        case _:
            return "check"


def show(request: HttpRequest, door: Door, step: str) -> HttpResponse:
    """One step: shown on GET, kept on POST. Without a step, wherever the person got to."""
    if (
        step not in _STEPS
        or (step == "share" and door.has_group)
        or (step == "about" and not door.asks_about_me)
    ):
        raise Http404
    if not step:
        return redirect(door.url(_resume(door))) if door.choice else _wish(request, door)
    if door.choice is None and step != "wish":
        return redirect(door.url("wish"))
    return _STEPS[step](request, door)


def _resume(door: Door) -> str:
    """All answers on one page; before that, the one question that matters most to the others."""
    assert door.choice is not None
    unasked = door.choice.sharing_asked_at is None and door.wish == Wish.YES and not door.has_group
    return "share" if unasked else "check"


def _page(request: HttpRequest, door: Door, step: str, heading: str, **context: Any) -> HttpResponse:
    context |= {
        "door": door,
        "step": step,
        "partial": _PARTIALS[step],
        "heading": heading,
        "place": door.place,
        "cohort": door.place.cohort,
        "service": door.place.cohort.service,
        "first": door.person.first_for_texts,
        "urls": {name: door.url(name) for name in _STEPS if name},
        "is_ended": door.place.cohort.ends_on < clock.today(door.place.cohort.service.tz),
        "skip_to": door.url("check") if "change" in request.GET else door.after(step),
    }
    return render(request, door.template, context)


def _keep(
    request: HttpRequest, door: Door, step: str, form: Any, act: Callable[[], object]
) -> HttpResponse | None:
    """Do it, and go on; None when it was refused, with the reason on the form."""
    try:
        act()
    except Refused as refused:
        form.add_refusal(refused)
        return None
    return redirect(door.url("check") if "change" in request.GET else door.after(step))


def _wish(request: HttpRequest, door: Door) -> HttpResponse:
    form = WishForm(sent(request), initial={"wish": door.wish})
    if form.is_valid():
        wish = Wish(form.cleaned_data["wish"])
        choice = choices.record(door.place, wish=wish, method=door.method, by=door.person)
        door.place.choice = choice
        return redirect(door.after("wish"))
    heading = "Would you like to keep meeting after the programme?"
    return _page(request, door, "wish", heading, form=form)


def _reasons(request: HttpRequest, door: Door) -> HttpResponse:
    """Private: kept for the person alone. Through a link what was ticked before is not shown."""
    mine = PrivateReason.objects.filter(person=door.person, cohort=door.place.cohort_id)
    told = [] if door.is_link else list(mine.values_list("reason", flat=True))
    other = door.choice.wants_other_group if door.choice else False
    form = ReasonsForm(sent(request), initial={"reasons": told, "wants_other_group": other})
    if form.is_valid():
        facts = form.cleaned_data
        answer = _keep(
            request, door, "reasons", form,
            lambda: choices.give_reasons(
                door.place, reasons=facts["reasons"], wants_other_group=facts["wants_other_group"], by=door.person
            ),
        )  # fmt: skip
        if answer:
            return answer
    heading = "Would you like to tell us why?"
    return _page(request, door, "reasons", heading, form=form, told_before=door.is_link and mine.exists())


def _share(request: HttpRequest, door: Door) -> HttpResponse:
    given = _agreed(door)
    initial = (
        {"with_group": given, "with_service": given} if door.choice and door.choice.sharing_asked_at else {}
    )
    form = ShareForm(sent(request), person=door.person, wish=door.wish, initial=initial)
    if form.is_valid():
        answer = _keep(
            request, door, "share", form,
            lambda: choices.share(door.place, purposes=form.purposes(), method=door.method, by=door.person),
        )  # fmt: skip
        if answer:
            return answer
    heading = "May we stay in touch?" if door.wish == Wish.NOT_FOR_ME else "What you would share"
    return _page(request, door, "share", heading, form=form)


def _agreed(door: Door) -> list[str]:
    scopes = [f"cohort:{door.place.cohort_id}", f"service:{door.place.cohort.service_id}"]
    given = Consent.objects.filter(person=door.person, scope__in=scopes).in_force()
    return list(given.values_list("purpose", flat=True))


def _reach(request: HttpRequest, door: Door) -> HttpResponse:
    chosen = Preference.objects.filter(person=door.person).first()
    names = ("channel", "language", "interpreter", "large_print")
    initial = {name: getattr(chosen, name) for name in names} if chosen else {}
    form = ReachMeForm(sent(request), person=door.person, initial=initial)
    if form.is_valid():
        facts = {name: form.cleaned_data[name] for name in names}
        answer = _keep(
            request, door, "reach", form,
            lambda: choices.reach_by(door.place, **facts, addresses=form.addresses(), by=door.person),
        )  # fmt: skip
        if answer:
            return answer
    return _page(request, door, "reach", "How we reach you", form=form)


def _times(request: HttpRequest, door: Door) -> HttpResponse:
    told = BestTimes.objects.filter(person=door.person).first()
    names = ("parts", "weekdays", "travel", "online_is_fine", "area")
    initial = {name: getattr(told, name) for name in names} if told else {}
    form = TimesForm(sent(request), initial=initial)
    if form.is_valid():
        facts = {**form.cleaned_data, "weekdays": [int(one) for one in form.cleaned_data["weekdays"]]}
        answer = _keep(
            request, door, "times", form, lambda: choices.best_times(door.person, **facts, by=door.person)
        )
        if answer:
            return answer
    return _page(request, door, "times", "When you manage best", form=form)


def _about(request: HttpRequest, door: Door) -> HttpResponse:
    told = AboutMe.objects.filter(person=door.person).first()
    initial = {"age_band": told.age_band, "gender": told.gender} if told else {}
    form = AboutMeForm(sent(request), initial=initial)
    if form.is_valid():
        service = door.place.cohort.service
        answer = _keep(
            request, door, "about", form,
            lambda: choices.about_me(door.person, service=service, **form.cleaned_data, by=door.person),
        )  # fmt: skip
        if answer:
            return answer
    return _page(request, door, "about", "About you", form=form)


def _check(request: HttpRequest, door: Door) -> HttpResponse:
    """Every answer on one page, each with a way to change it."""
    if request.method == "POST":
        choices.check(door.place, by=door.person)
        return redirect(door.url("done"))
    given = set(_agreed(door))
    chosen = Preference.objects.filter(person=door.person).first()
    told = BestTimes.objects.filter(person=door.person).first()
    context = {
        "wish_words": Wish(door.wish).label,
        "is_no": door.wish == Wish.NOT_FOR_ME,
        "sharing": [words for purpose, words in fields_of(door.person) if purpose in given],
        "agreed": [words for purpose, words in WITH_SERVICE if purpose in given],
        "channel": Channel(channel_of(door.person, chosen.channel if chosen else None)).label,
        "parts": [PartOfDay(part).label for part in told.parts] if told else [],
        "about": AboutMe.objects.filter(person=door.person).exists() if door.asks_about_me else False,
    }
    return _page(request, door, "check", "Check your answers", **context)


def _done(request: HttpRequest, door: Door) -> HttpResponse:
    """What happens next, and when."""
    headings = {
        Wish.YES: "Thank you. You would like to keep meeting",
        Wish.THINKING: "Thank you. Take your time",
        Wish.NOT_FOR_ME: "Thank you for telling us",
    }
    return _page(request, door, "done", headings[Wish(door.wish)])


_STEPS: dict[str, Callable[[HttpRequest, Door], HttpResponse]] = {
    "": _wish,
    "wish": _wish,
    "reasons": _reasons,
    "share": _share,
    "reach": _reach,
    "times": _times,
    "about": _about,
    "check": _check,
    "done": _done,
}
