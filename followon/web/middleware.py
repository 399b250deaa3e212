"""Sign-in is required unless a page says otherwise; public pages read no session; nothing personal is kept.

Order matters: `PersonalPages` stands outside the session, so that it sees the finished response.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from followon.errors import Refused
from followon.web import errors, nhsuk

_PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        *(
            "accelerometer",
            "autoplay",
            "camera",
            "display-capture",
            "encrypted-media",
            "fullscreen",
            "geolocation",
        ),
        *("gyroscope", "magnetometer", "microphone", "midi", "payment", "usb", "xr-spatial-tracking"),
    )
)

# What the database's driver says of a text that no column can hold. Forms take such characters out; in an address
# or in a field that no form reads, somebody put it there by hand.
_NO_TEXT = "cannot contain NUL (0x00)"


class SignInRequired(LoginRequiredMiddleware):
    """Every page asks for sign-in, except those marked `public` or `login_not_required`."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if getattr(view_func, "without_session", False):
            request.without_session = True  # type: ignore[attr-defined]  # read by followon.web.context
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class Refusals:
    """A refusal that the page did not expect, as when two people press at once, is a page too, never an error.

    So is what no text can hold, wherever in a request it comes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say what the action said; it has changed nothing. What a page refuses is written down."""
        if isinstance(exception, Refused):
            return errors.refused(request, exception)
        if isinstance(exception, PermissionDenied | Http404) and not getattr(
            request, "without_session", False
        ):
            errors.write_down(request, exception)
        if isinstance(exception, ValueError) and _NO_TEXT in str(exception):
            return errors.bad_request(request, exception)
        return None


class PersonalPages:
    """Headers: no browser or proxy keeps a personal page, no search engine lists one, no feature is on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        nhsuk.warm_up()  # middleware is made once per web process, before the first visitor

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        public = getattr(request, "without_session", False) and response.status_code == 200
        response.headers.setdefault("Cache-Control", "public, max-age=300" if public else "no-store, private")
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS_POLICY)
        # Not "no-referrer": browsers then send "Origin: null" with forms, which the CSRF check refuses.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        if request.method == "POST" and request.path == reverse("account_logout"):
            response.headers["Clear-Site-Data"] = '"cache"'  # not "storage": the help page stays on the phone
        return response
