"""The error pages, each with a phone number and a next step; none asks the database."""

import logging

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.views.decorators.csrf import requires_csrf_token

from followon.web.context import Site

logger = logging.getLogger(__name__)

_BARE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Sorry, something went wrong</title></head>
<body><h1>Sorry, something went wrong</h1>
<p>Your last change may not be saved. Try again in a few minutes. You can phone {phone}, {hours}.</p>
<p>In danger now? Call <a href="tel:999">999</a>. To talk, call <a href="tel:111">111</a> and choose option 2,
or Samaritans on <a href="tel:116123">116 123</a>.</p></body></html>"""


def _page(template: str, status: int, **context: object) -> HttpResponse:
    """Render without a request, so that no context processor, session or database is asked."""
    site = Site()
    try:
        html = render_to_string(template, {"site": site, **context})
    except Exception:
        logger.exception("The error page %s could not be rendered.", template)
        phone, hours = site.organisation.phone, site.organisation.hours
        html = format_html(_BARE, phone=phone, hours=hours)
    return HttpResponse(html, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent could not be understood. A BadRequest's own sentence is shown."""
    sentence = str(exception) if isinstance(exception, BadRequest) else ""
    if isinstance(exception, SuspiciousOperation):
        logger.warning("Refused a suspicious request: %s", type(exception).__name__)
    return _page("400.html", 400, sentence=sentence)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An action said no where its page did not expect it, as when two people press at once. Nothing was changed."""
    logger.warning("%s was refused by an action: %s", request.path, type(exception).__name__)
    return _page("400.html", 409, sentence=str(exception))


def write_down(request: HttpRequest, exception: Exception) -> None:
    """Log that somebody who is signed in was refused a page (ASVS 5.0, 16.3.2): which account, which page, which thing.

    The page by its name and the thing by its number: an address can hold a private link, and what somebody typed.
    """
    page = request.resolver_match
    if page is None or not request.user.is_authenticated:
        return
    status = 403 if isinstance(exception, PermissionDenied) else 404
    things = " ".join(f"{name}={number}" for name, number in page.kwargs.items() if isinstance(number, int))
    said = (request.method, page.view_name, f" ({things})" if things else "", status, request.user.pk)
    logger.warning("%s %s%s was refused with %s to person:%s", *said)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Known, but not allowed; `require`'s sentence says why."""
    return _page("403.html", 403, sentence=str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page, or none that this person may know of: both look the same."""
    return _page("404.html", 404)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Tried too often; says how long to wait and offers the phone."""
    return _page("429.html", 429)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault. Says that the answer was not saved."""
    return _page("500.html", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open so long that its form has lost its key; the words are still in the browser."""
    logger.warning("A form was refused for its key: %s", reason)
    return _page("csrf_failure.html", 403)
