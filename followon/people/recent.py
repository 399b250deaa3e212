"""How fresh and how strong a session's sign-in is, and the decorator for pages that want a fresh one.

    @recent_sign_in_required
    def team_people_export(request): ...

asks somebody whose last proof is older than ten minutes to show that it is still them: with their second
factor when they have one, else with a code. A GET comes back to the page; a POST's words are kept and
offered again (`followon.people.drafts`). Use it for exports, role changes and revealing contact details
(ASVS 5.0, 7.5.1).
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from followon import clock
from followon.people import devices, drafts
from followon.people.protocol import RECENT

SIGNED_IN_AT = "signed_in_at"
_PROOFS, _WHOSE = (
    "account_authentication_methods",
    "account_authentication_methods_user",
)  # where allauth keeps them


def signed_in_at(request: HttpRequest) -> datetime | None:
    """When this session began, in UTC; None for one from before we wrote it down."""
    stamp = request.session.get(SIGNED_IN_AT)
    return datetime.fromtimestamp(stamp, UTC) if isinstance(stamp, int | float) else None


def begin(request: HttpRequest) -> None:
    """Write down that a session begins now."""
    request.session[SIGNED_IN_AT] = clock.now().timestamp()


def proofs(request: HttpRequest) -> list[dict[str, Any]]:
    """What this session's person has shown so far: codes, links, second factors; each with its time `at`."""
    found = request.session.get(_PROOFS)
    if not isinstance(found, list) or request.session.get(_WHOSE) != str(request.user.pk):
        return []
    return found


def used_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed since, with a second factor or a passkey."""
    return any(proof.get("method") == "mfa" for proof in proofs(request))


def recently_signed_in(request: HttpRequest) -> bool:
    """Whether the person has shown within ten minutes that it is them."""
    if not request.user.is_authenticated:
        return False
    shown = proofs(request)
    strong = [
        proof for proof in shown if proof.get("method") == "mfa"
    ]  # where there is one, nothing less will do
    newest = max((proof["at"] for proof in strong or shown), default=0)
    return clock.now().timestamp() - newest < RECENT.total_seconds()


def recent_sign_in_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let only somebody through who has just shown that it is them."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if recently_signed_in(request):
            drafts.forget_if_sent(request)
            return view(request, *args, **kwargs)
        return ask_again(request)

    return guarded


def new_key_with_new_proof(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give the session another key once a page has taken a proof, so that a key somebody saw before is worth nothing
    (ASVS 5.0, 7.2.4). Signing in does so by itself."""

    @wraps(view)
    def renewing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        old, shown = request.session.session_key, proofs(request)
        response = view(request, *args, **kwargs)
        if old and request.session.session_key == old and proofs(request) != shown:
            request.session.cycle_key()
            devices.moved(old, to=request.session.session_key or "")
        return response

    return renewing


def ask_again(request: HttpRequest) -> HttpResponseRedirect:
    """Send somebody to the page that asks for a fresh proof, and back here by GET."""
    there = reverse("people:carry_on") if drafts.keep(request) else request.get_full_path()
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': there})}")
