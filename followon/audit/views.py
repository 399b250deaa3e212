"""The history of a person, a cohort or a group, as sentences."""

from functools import partial

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from followon.audit import history, naming
from followon.audit.models import Event

PER_PAGE = 50


@require_safe
def team_history(request: HttpRequest, about: str) -> HttpResponse:
    """What happened to one thing, newest first; only people whom the reader may know by name are named."""
    if naming.split(about) is None or not history.allowed(settings.HISTORY_VISIBLE, request.user, about):
        raise Http404
    may_name = partial(import_string(settings.HISTORY_NAMES), request.user)
    events = Event.objects.filter(about__in=history.keys_about(about)).order_by("-at", "-pk")
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    title, lines = history.tell_of(about, page.object_list, may_name=may_name)
    context = {"title": title, "lines": lines, "page": page}
    return render(request, "audit/team_history.html", context)
