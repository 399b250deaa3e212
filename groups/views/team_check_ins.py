"""The team: what people answered some months on, in figures; how many groups still met; a file for research."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.shortcuts import render

from followon import clock
from followon.people.http import SignedInRequest
from groups.insights import checkins, disclosure, survival
from groups.models import Group
from groups.views.team_insights import figures_of


def team_check_ins(request: SignedInRequest) -> HttpResponse:
    service = figures_of(request)
    groups = Group.objects.filter(service=service)
    context = {
        "marks": checkins.marks(service),
        "survival": survival.marks(groups, clock.today(service.tz)),
        "smallest": disclosure.SMALLEST,
    }
    return render(request, "groups/team_check_ins.html", context)


def team_check_ins_csv(request: SignedInRequest) -> HttpResponse:
    """The figures of those who agreed to research; nobody's answers by themselves."""
    service = figures_of(request)
    return _file("check-ins.csv", checkins.COLUMNS, checkins.research_rows(service))


def team_check_ins_dictionary(request: SignedInRequest) -> HttpResponse:
    """What each column of that file means."""
    figures_of(request)
    return _file("check-ins-dictionary.csv", ("column", "meaning", "values"), checkins.dictionary())


def _file(name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    writer.writerow(columns)
    writer.writerows(map(disclosure.safe_row, rows))
    return response
