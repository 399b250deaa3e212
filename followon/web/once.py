"""A form sent twice counts once: the second press goes where the first one went.

Tired hands press twice, phones on a bad line send twice. A view that changes something says

    @once
    def my_meeting_cancel(request, ...): ...

and its template puts `{% form_key %}` beside `{% csrf_token %}`. The first POST with a key runs the view; a
second one with the same key waits for the first to finish and is redirected to the same place. A POST that
did not end in a redirect (the form had errors) frees its key. Without a key, or when the cache cannot be
reached, the view runs as it would have: actions carry keys of their own where doing something twice matters.
"""

import hashlib
import logging
import secrets
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

logger = logging.getLogger(__name__)

FIELD = "form-key"
_REMEMBERED = 24 * 60 * 60  # seconds: longer than anybody leaves a page open and then presses twice
_WORKING = "working"
_WAIT_AT_MOST = 8.0  # seconds
_LOOK_EVERY = 0.1


def new_key() -> str:
    """A key for one showing of a form."""
    return secrets.token_urlsafe(16)


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Run the view once per form key."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sent = request.POST.get(FIELD, "")[:64] if request.method == "POST" else ""
        if not sent:
            return view(request, *args, **kwargs)
        key = _key(request, sent)
        if not _claim(key):
            return HttpResponseRedirect(_where_the_first_went(key) or request.path)
        return _run(view, key, request, *args, **kwargs)

    return guarded


def _key(request: HttpRequest, sent: str) -> str:
    """The cache's name for it: hashed, as it came from outside, and of this session alone. Whoever signs in next on the
    same device and presses the same button is another person, and is told nothing of where the first one went."""
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return f"once:{hashlib.sha256(f'{request.path}:{session}:{sent}'.encode()).hexdigest()}"


def _run(
    view: Callable[..., HttpResponse], key: str, request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    went_to = ""
    try:
        response = view(request, *args, **kwargs)
        if response.status_code in (302, 303):
            went_to = response.headers["Location"]
        return response
    finally:
        _settle(key, went_to)


def _claim(key: str) -> bool:
    try:
        return cache.add(key, _WORKING, timeout=_REMEMBERED)
    except Exception:
        logger.exception("The cache could not be asked about a form key; the form is taken as new.")
        return True


def _settle(key: str, went_to: str) -> None:
    try:
        if went_to:
            cache.set(key, went_to, timeout=_REMEMBERED)
        else:
            cache.delete(key)
    except Exception:
        logger.exception("The cache could not be told about a form key.")


def _where_the_first_went(key: str) -> str:
    deadline = time.monotonic() + _WAIT_AT_MOST
    while time.monotonic() < deadline:
        found = cache.get(key)
        if found != _WORKING:
            return found or ""
        time.sleep(_LOOK_EVERY)
    return ""
