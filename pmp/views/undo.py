"""After a change: what was done, and one button that takes it back. Shown once, on the next page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

_KEY = "pmp-undo"


def offer(
    request: HttpRequest,
    said: str,
    page: str,
    *args: Any,
    words: str = "Undo",
    fields: Mapping[str, object] | None = None,
) -> None:
    """Say what was done on the next page, with a button that posts `fields` to the page of that name."""
    request.session[_KEY] = {
        "said": said,
        "url": reverse(page, args=args),
        "words": words,
        "fields": {name: str(value) for name, value in (fields or {}).items()},
    }


def take(request: HttpRequest) -> dict[str, Any] | None:
    """What is to be said on this page; gone once it was shown."""
    found: dict[str, Any] | None = request.session.pop(_KEY, None)
    return found
