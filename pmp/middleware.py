"""Staff sessions: 30 minutes idle, 12 hours at most, second factor required (decision 15)."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from followon import clock
from followon.people import drafts, recent
from followon.people.adapter import has_second_factor
from followon.people.protocol import TEAM_IDLE, TEAM_SESSION
from pmp.permissions import keep_posts

LAST_SEEN = "last_seen_at"
_WRITE_EVERY = 60  # seconds: a session is not stored anew for every page
TEAM_DOOR = "/team/"


class StaffSessions:
    """Lets patients stay signed in for 90 days on their device and holds the team to shorter, stronger
    sessions.

    Who is on the team is read at each request: a post that begins today asks for a second factor today, a
    post that ended yesterday opens nothing today. Nothing typed is lost when a session ends: see
    `people.drafts`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Ask before every page that knows who is there; pages without a session stay without one."""
        if getattr(view, "without_session", False) or not request.user.is_authenticated:
            return None
        if not keep_posts(request.user):
            return None
        if _is_over(request):
            return _sign_out(request)
        _touch(request)
        if request.path_info.startswith(TEAM_DOOR) and not recent.used_second_factor(request):
            return _to_second_factor(request)
        drafts.forget_if_sent(request)
        return None


def _is_over(request: HttpRequest) -> bool:
    now, began = clock.now(), recent.signed_in_at(request)
    if began is None or now - began >= TEAM_SESSION:
        return True
    stamp = request.session.get(LAST_SEEN)
    seen = datetime.fromtimestamp(stamp, UTC) if stamp else began
    return now - seen >= TEAM_IDLE


def _touch(request: HttpRequest) -> None:
    """Write down that somebody is there. A page that asks for its own progress every 3 seconds is nobody."""
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return
    now = clock.now().timestamp()
    if now - request.session.get(LAST_SEEN, 0) >= _WRITE_EVERY:
        request.session[LAST_SEEN] = now


def _sign_out(request: HttpRequest) -> HttpResponse:
    there, kept = request.get_full_path(), drafts.keep(request)
    logout(request)
    request.session.update(kept or {})
    words = "You were signed out, because staff sessions are short."
    messages.warning(request, f"{words} What you had typed is kept for you." if kept else words)
    return HttpResponseRedirect(f"{reverse('people:sign_in')}?{urlencode({'next': there})}")


def _to_second_factor(request: HttpRequest) -> HttpResponse:
    if has_second_factor(request.user):  # set up on another device since this session began
        return recent.ask_again(request)
    messages.warning(request, "Set up a second step first. The team’s pages open after that.")
    return HttpResponseRedirect(reverse("mfa_index"))
