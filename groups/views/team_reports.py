"""The four standing reports: as pages to read and print, and each as a file for a spreadsheet."""

import csv

from django.http import Http404, HttpResponse
from django.shortcuts import render

from followon import clock
from followon.people.http import SignedInRequest
from groups.insights import disclosure, reports
from groups.views.team_insights import figures_of


def team_reports(request: SignedInRequest) -> HttpResponse:
    """All four on one page, one after the other, so that they can be printed together."""
    service = figures_of(request)
    context = {"service": service, "reports": reports.reports(service), "today": clock.today(service.tz),
               "smallest": disclosure.SMALLEST}  # fmt: skip
    return render(request, "groups/team_reports.html", context)


def team_report_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    """One report, a line for each figure; nothing a spreadsheet takes for a formula."""
    service = figures_of(request)
    found = next((report for report in reports.reports(service) if report.slug == slug), None)
    if found is None:
        raise Http404
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = f"{found.slug}-{clock.today(service.tz):%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    writer.writerow(("Report", "Part", "What", "Figure"))
    for part in found.parts:
        for words, figure in part.rows or ((part.note, ""),):
            writer.writerow(disclosure.safe_row((found.heading, part.title, words, figure)))
    return response
