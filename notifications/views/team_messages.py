"""The delivery log: what needs somebody first; filter, page, download; and how a mass send is coming along."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from followon import clock
from followon.audit import recorder
from followon.people.http import SignedInRequest
from followon.people.recent import recent_sign_in_required
from followon.prepared import prepared
from followon.web.access import require
from followon.web.links import AddressOf
from followon.web.tables import link, small, table, tag, together
from followon.web.templatetags.dates import clock_time, short_day
from notifications import logbook
from notifications.events import Event
from notifications.forms import LogFilterForm
from notifications.models import BigSend, Inbound, Message, SendSwitch
from notifications.models.team import services_of
from notifications.permissions import can_see_messages
from notifications.views.paging import page_of

EXPORTED = 20_000
_COLUMNS = ("To", "What", "When", "State")
_PAGE_OF = AddressOf("notifications:team_message")


@require_safe
def team_messages(request: SignedInRequest) -> HttpResponse:
    """The log of this person's services."""
    require(can_see_messages(request.user), "Only clinicians and coordinators see the messages of a service.")
    form = LogFilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {"show": "", "kind": "", "channel": ""}
    page = page_of(request, logbook.chosen(request.user, **asked), size=logbook.PAGE)
    needs = asked["show"] in ("", "needs")
    return render(
        request,
        "notifications/team_messages.html",
        {
            "form": form,
            "page": page,
            "table": _table(logbook.lines(page.rows, reader=request.user), needs=needs),
            "needs": needs,
            "texts": len(_texts(list(services_of(request.user)))),
            "big_sends": BigSend.objects.visible_to(request.user).waiting()[:20],
            "stopped": bool(_stops()),
        },
    )


def _table(lines: Sequence[logbook.Line], *, needs: bool) -> SafeString | str:
    """The lines of the log; nothing when there are none."""
    caption = "These need somebody" if needs else "Newest first"
    return table(caption, _COLUMNS, map(_cells, lines), row_headers=False) if lines else ""


def _cells(line: logbook.Line) -> tuple[object, ...]:
    message, at = line.message, line.message.next_at
    reason = f"{line.how}. {message.reason}" if message.reason else line.how
    state = together(tag(line.state, line.colour), small(reason))
    return link(_PAGE_OF.of(message.pk), line.who), line.what, f"{short_day(at)}, {clock_time(at)}", state


@prepared
def _texts(services: list[int]) -> QuerySet[Inbound, int]:
    texts = Inbound.objects.filter(service_id__in=services).needing_a_person()
    return texts.values_list("pk", flat=True)[:100]


@prepared
def _stops() -> QuerySet[SendSwitch, int]:
    return SendSwitch.objects.filter(is_off=True).values_list("pk", flat=True)[:1]


@require_POST
@recent_sign_in_required
def team_messages_export(request: SignedInRequest) -> StreamingHttpResponse:
    """The lines of the log as a file; who took it is written down."""
    require(can_see_messages(request.user), "Only clinicians and coordinators see the messages of a service.")
    form = LogFilterForm(request.POST)
    asked = form.cleaned_data if form.is_valid() else {"show": "all", "kind": "", "channel": ""}
    rows = list(logbook.chosen(request.user, **asked)[:EXPORTED])
    with transaction.atomic():
        recorder.record(Event.LOG_EXPORTED, by=request.user, about="messages", rows=len(rows))
    name = f"messages-{clock.today():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(
        logbook.as_csv(rows, reader=request.user), content_type="text/csv; charset=utf-8", headers=headers
    )


@require_safe
def team_batch(request: SignedInRequest, batch: str) -> HttpResponse:
    """How a mass send is coming along, in words; failures first."""
    require(can_see_messages(request.user), "Only clinicians and coordinators see the messages of a service.")
    rows = Message.objects.visible_to(request.user).filter(batch=batch).select_related("person")
    progress = logbook.progress(rows)
    if not progress.total:
        raise Http404
    failed = logbook.lines(rows.not_reached() | rows.by_hand(), reader=request.user)
    return render(
        request,
        "notifications/team_batch.html",
        {"batch": batch, "progress": progress, "lines": failed[:100]},
    )
