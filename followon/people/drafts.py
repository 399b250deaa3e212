"""What somebody had typed when their session ended is kept for them, sealed, and offered when they are back.

The words stay in the browser's session on the server for at most twelve hours, readable only after the same
person signed in again in the same browser. Nothing is sent by itself: the page "You had not finished" shows
what was typed and has a button that sends it to where it was going. Files and secrets are not kept.
"""

import json
from typing import Any

from django.http import HttpRequest

from followon import clock
from followon.people import vault
from followon.people.protocol import KEEP_DRAFT

_KEY = "draft"
_NEVER = ("csrfmiddlewaretoken", "code", "credential", "form-key")
_TOO_LONG = 50_000  # characters, as JSON


def keep(request: HttpRequest) -> dict[str, str] | None:
    """Keep the fields of a POST in the session; gives back what to carry into the next one."""
    if request.method != "POST" or not request.user.is_authenticated:
        return None
    fields = {name: values for name, values in request.POST.lists() if name not in _NEVER}
    draft = json.dumps(
        {
            "person": request.user.pk,
            "path": request.get_full_path(),
            "fields": fields,
            "at": clock.now().timestamp(),
            "had_files": bool(request.FILES),
        }
    )
    if not fields or len(draft) > _TOO_LONG:
        return None
    kept = {_KEY: vault.seal(draft)}
    request.session.update(kept)
    return kept


def kept_for(request: HttpRequest) -> dict[str, Any] | None:
    """This person's own unfinished form: `path`, `fields` (name → values), `had_files`; None when there is
    none."""
    sealed = request.session.get(_KEY)
    if not sealed or not request.user.is_authenticated:
        return None
    try:
        draft: dict[str, Any] = json.loads(vault.unseal(sealed))
    except (vault.Unreadable, ValueError):
        return None
    fresh = clock.now().timestamp() - draft["at"] < KEEP_DRAFT.total_seconds()
    return draft if fresh and draft["person"] == request.user.pk else None


def forget(request: HttpRequest) -> None:
    """Throw the unfinished form away."""
    request.session.pop(_KEY, None)


def forget_if_sent(request: HttpRequest) -> None:
    """Throw the unfinished form away when this request is it, sent at last."""
    if request.method == "POST" and _KEY in request.session:
        draft = kept_for(request)
        if draft is None or draft["path"] == request.get_full_path():
            forget(request)
