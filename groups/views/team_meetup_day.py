"""The team: the day of the meetup: who comes and what they need, the programme, badges, who came, notes."""

from collections import Counter

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from followon import clock
from followon.audit import recorder
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.once import once
from followon.web.typed import read_number
from groups.actions.meetups import after, day, programme, sites
from groups.forms.meetups import NotesForm, PartForm, SiteForm, WhyForm
from groups.models import Coming, Meetup, MeetupReply, MeetupSite, Need
from groups.views.team_meetups import the_meetup


def _coming(meetup: Meetup) -> list[MeetupReply]:
    """Who comes or may come: they were told that the service sees first name, group and needs."""
    rows = MeetupReply.objects.filter(asked__meetup=meetup, site__cancelled_at=None).exclude(coming=Coming.NO)
    rows = rows.select_related("asked__person", "asked__group", "site", "recorded_by")
    return list(rows.order_by("site", "asked__person__first_name", "pk"))


def team_meetup_day(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who comes, group by group, what they need, and what is to be done for the day."""
    meetup = the_meetup(request, pk)
    rows = _coming(meetup)
    if rows:
        recorder.record_read(by=request.user, about=meetup, what="names")
    needs = Counter(need for row in rows for need in row.asked.needs)
    by_site = [
        (site, [row for row in rows if row.site_id == site.pk], day.seats_left(site))
        for site in day.sites_of(meetup)
    ]
    context = {
        "meetup": meetup,
        "by_site": by_site,
        "needs": [(Need(need).label, count) for need, count in sorted(needs.items())],
        "groups": len({row.asked.group_id for row in rows if row.asked.group_id}),
        "begun": any(site.starts_at <= clock.now() for site, _, _ in by_site),
        "form": NotesForm(initial={"notes": meetup.notes}),
    }
    return render(request, "groups/team_meetup_day.html", context)


@once
def team_meetup_came(request: SignedInRequest, pk: int) -> HttpResponse:
    """Save who came: everybody expected is ticked beforehand."""
    meetup = the_meetup(request, pk)
    if request.method == "POST":
        ticked = {read_number(value) for value in request.POST.getlist("came")}
        try:
            with transaction.atomic():
                for site in day.sites_of(meetup):
                    mine = {
                        row.asked_id: row.asked_id in ticked
                        for row in _coming(meetup)
                        if row.site_id == site.pk
                    }
                    after.attendance(site, came=mine, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
    return redirect("groups:team_meetup_day", pk)


@once
def team_meetup_notes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the notes; they go to everybody with the thank-you."""
    meetup = the_meetup(request, pk)
    form = NotesForm(request.POST or None, initial={"notes": meetup.notes})
    if request.method == "POST" and form.is_valid():
        after.write_notes(meetup, notes=form.cleaned_data["notes"], by=request.user)
        return redirect("groups:team_meetup_day", pk)
    return render(request, "groups/team_meetup_notes.html", {"meetup": meetup, "form": form})


@once
def team_meetup_site(request: SignedInRequest, pk: int, site_id: int) -> HttpResponse:
    """Move a chosen day and place."""
    meetup = the_meetup(request, pk)
    site = get_object_or_404(MeetupSite.objects.filter(meetup=meetup, cancelled_at=None), pk=site_id)
    now = {"on_date": site.on_date, "start_time": site.start_time, "place": site.place_id}
    form = SiteForm(meetup, request.POST or None, initial={**now, "join_details": site.join_details})
    if request.method == "POST" and form.is_valid():
        try:
            sites.move_site(site, by=request.user, **form.cleaned_data)
            return redirect("groups:team_meetup_day", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"meetup": meetup, "chosen": site, "form": form, "told": len(sites.knowing(site))}
    return render(request, "groups/team_meetup_site.html", context)


@once
def team_meetup_site_cancel(request: SignedInRequest, pk: int, site_id: int) -> HttpResponse:
    """Call one day and place off: says how many will be told first."""
    meetup = the_meetup(request, pk)
    site = get_object_or_404(MeetupSite.objects.filter(meetup=meetup, cancelled_at=None), pk=site_id)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sites.cancel_site(site, why=form.cleaned_data["why"], by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect("groups:team_meetup", pk)
    context = {"meetup": meetup, "chosen": site, "form": form, "told": len(sites.knowing(site))}
    return render(request, "groups/team_meetup_site_cancel.html", context)


@once
def team_meetup_programme(request: SignedInRequest, pk: int) -> HttpResponse:
    """The programme of the day: add, move up and down, take away."""
    meetup = the_meetup(request, pk)
    parts = programme.parts_of(meetup, next(iter(day.sites_of(meetup)), None))
    form = PartForm(request.POST if "minutes" in request.POST else None)
    if request.method == "POST" and ("minutes" not in request.POST or form.is_valid()):
        added = [programme.Part(**form.cleaned_data)] if form.is_bound else []
        try:
            changed = _moved(parts, request.POST.get("move", "")) + added
            programme.set_parts(meetup, parts=changed, by=request.user, seen=request.POST.get("seen", ""))
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect("groups:team_meetup_programme", pk)
    context = {
        "meetup": meetup, "parts": parts, "form": form, "seen": programme.mark(meetup),
        "warnings": programme.warnings(parts, meetup.length),
    }  # fmt: skip
    return render(request, "groups/team_meetup_programme.html", context)


def _moved(parts: list[programme.Part], move: str) -> list[programme.Part]:
    """ "up-2", "down-0" or "out-3": a part moved, by its place in the row."""
    what, _, number = move.partition("-")
    at, rows = read_number(number), list(parts)
    if at is None or at >= len(rows):
        return rows
    if what == "out":
        del rows[at]
    to = {"up": at - 1, "down": at + 1}.get(what, at)
    if what != "out" and 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    return rows


def team_meetup_badges(request: SignedInRequest, pk: int) -> HttpResponse:
    """Badges to print: first name and group."""
    meetup = the_meetup(request, pk)
    rows = _coming(meetup)
    recorder.record_read(by=request.user, about=meetup, what="names")
    return render(request, "groups/team_meetup_badges.html", {"meetup": meetup, "rows": rows})


def team_meetup_print(request: SignedInRequest, pk: int) -> HttpResponse:
    """The programme in large print, one page for each place."""
    meetup = the_meetup(request, pk)
    pages = [(site, programme.parts_of(meetup, site)) for site in day.sites_of(meetup)]
    return render(request, "groups/team_meetup_print.html", {"meetup": meetup, "pages": pages})
