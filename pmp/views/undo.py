"""After a change: what was done, and one button that takes it back. Shown once, on the next page.

It names people, so it waits in the session sealed: sessions lie in the database, and a copy in the cache.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from followon.people import vault

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
    offered = {
        "said": said,
        "url": reverse(page, args=args),
        "words": words,
        "fields": {name: str(value) for name, value in (fields or {}).items()},
    }
    request.session[_KEY] = vault.seal(json.dumps(offered))


def take(request: HttpRequest) -> dict[str, Any] | None:
    """What is to be said on this page; gone once it was shown."""
    sealed = request.session.pop(_KEY, None)
    if not sealed:
        return None
    try:
        found: dict[str, Any] = json.loads(vault.unseal(sealed))
    except vault.Unreadable:
        return None  # the key has changed since
    return found
