"""The figures as pages and as a file for spreadsheets: compare groups, why people do not join."""

import csv
from datetime import date
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render

from followon import clock
from followon.people.http import SignedInRequest
from followon.web.access import require
from groups.insights import disclosure, measures
from groups.insights.disclosure import SMALLEST
from groups.insights.words import duration_sentence
from groups.permissions import can_see_figures, can_take_research
from groups.views.tables import compared_table
from groups.views.working_for import the_service
from pmp.models import PrivateReason, Reason, Service

_PAGE = 40  # fifty of these wide rows would be more than a page should weigh
_COLUMNS = (
    "Group", "Programme ended", "Began", "Most people at once", "People now", "Men", "Women", "Other",
    "How often", "Where", "Ages", "Ages told", "Keeps in touch by", "Months so far", "What it is for", "Now",
    "Times met", "Organisers",
)  # fmt: skip


def team_compare_groups(request: SignedInRequest) -> HttpResponse:
    """Table 2 of the paper, kept up to date."""
    service = figures_of(request)
    asked = request.GET.get("sort", "")
    sort = asked if asked in measures.IN_ORDER else "name"
    page = measures.IN_ORDER[sort].paged(service).page(request.GET.get("page"), _PAGE)
    lines = measures.lines(list(page.object_list))
    context = {
        "page": page,
        "lines": lines,
        "table": compared_table(lines),
        "keep": f"sort={sort}" if asked == sort else "",
        "sort": sort,
        "today": clock.today(service.tz),
        "may_take_research": can_take_research(request.user, service),
        "summary": duration_sentence([line.months for line in lines if line.months is not None]),
    }
    return render(request, "groups/team_compare_groups.html", context)


def team_how_we_count(request: SignedInRequest) -> HttpResponse:
    figures_of(request)
    return render(request, "groups/team_how_we_count.html", {"smallest": SMALLEST})


def team_compare_groups_csv(request: SignedInRequest) -> HttpResponse:
    """The same for a spreadsheet: groups by letter, small counts hidden, nothing a spreadsheet takes for a formula."""
    service = figures_of(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="groups-{clock.today(service.tz):%Y-%m-%d}.csv"'
    )
    response.write("\ufeff")  # so that a spreadsheet reads "café" as it is
    writer = csv.writer(response)
    writer.writerow(_COLUMNS)
    for number, line in enumerate(measures.lines(measures.IN_ORDER["formed"](service))):
        writer.writerow(disclosure.safe_row(_cells(number, line)))
    return response


def _cells(number: int, line: measures.Line) -> list[object]:
    genders = disclosure.parts_of_a_whole(line.genders)
    men, women, other = (
        "" if genders is None else sum(int(genders.get(word, 0)) for word in words)
        for words in (("man", "men"), ("woman", "women"), ("other",))
    )
    told = line.ages_told >= SMALLEST
    return [
        letter(number), _month(line.group.programme_ended_on), _month(line.group.established_on),
        disclosure.shown(line.most) if line.most is not None else "",
        disclosure.shown(line.now) if line.now is not None else "",
        men if line.genders else "", women if line.genders else "", other if line.genders else "",
        line.how_often, line.where, line.ages_in_words if told else "", disclosure.shown(line.ages_told),
        "; ".join(line.keeps_in_touch_by), line.months if line.months is not None else "",
        "; ".join(line.purposes), line.group.get_state_display(), line.times_met, line.organisers,
    ]  # fmt: skip


def letter(number: int) -> str:
    """A, B … Z, AA, AB …: a group's name in a file, as the paper has it."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _month(day: date | None) -> str:
    return f"{day:%Y-%m}" if day else ""


def team_why_not(request: SignedInRequest) -> HttpResponse:
    """Why people do not join: what they told in private, counted, five or more at a time (F2)."""
    service = figures_of(request)
    this_year = clock.today(service.tz).year
    years = [this_year, this_year - 1, this_year - 2]
    year = next((one for one in years if str(one) == request.GET.get("year")), this_year)
    counts = _reasons(service, year)
    context = {
        "year": year,
        "years": years,
        "reasons": [
            (Reason(reason).label, number) for reason, number in disclosure.large_enough(counts).items()
        ],
        "hidden": any(0 < number < SMALLEST for number in counts.values()),
        "smallest": SMALLEST,
    }
    return render(request, "groups/team_why_not.html", context)


def _reasons(service: Service, year: int) -> dict[str, int]:
    told: Any = PrivateReason.objects.filter(cohort__service=service, cohort__ends_on__year=year).order_by()
    return dict(told.values_list("reason").annotate(people=Count("person", distinct=True)))


def figures_of(request: SignedInRequest) -> Service:
    """The service whose figures the reader sees. Raises Http404 and PermissionDenied for everybody else."""
    service = the_service(request)
    require(
        can_see_figures(request.user, service),
        "Clinicians and coordinators see the figures of their service.",
    )
    return service
