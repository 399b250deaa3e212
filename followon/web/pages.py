"""The public pages: start, help now, privacy, cookies, accessibility, contact, and what a phone keeps.

None reads the session or asks the database: they stand when the database does not.
"""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from followon.web.access import public
from followon.web.context import PRODUCT
from followon.web.crisis import lines_for


@public
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What this is, for people who were invited; sign in."""
    return render(request, "web/start.html")


@public
@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """Numbers for a crisis, each one tap away."""
    return render(request, "web/help_now.html", {"lines": lines_for(settings.SERVICE_NATION)})


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What we keep about people, why, for how long, and who sees it."""
    return render(request, "web/privacy.html")


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How far the site meets WCAG 2.2 AA, and what to do when something does not work."""
    return render(request, "web/accessibility.html")


@public
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """The two cookies, both essential."""
    return render(request, "web/cookies.html")


@public
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """The phone line and its hours."""
    return render(request, "web/contact.html")


@public
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What a phone without a connection shows, with the crisis numbers."""
    return render(request, "web/offline.html", {"lines": lines_for(settings.SERVICE_NATION)})


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines stay out."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@public
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """So that the site can sit on a phone's home screen."""
    icons = [
        {"src": static(f"images/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    return JsonResponse(
        {
            "name": PRODUCT,
            "short_name": "My group",
            "start_url": settings.LOGIN_REDIRECT_URL,
            "display": "minimal-ui",
            "background_color": "#f0f4f5",
            "theme_color": "#005eb8",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


@public
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the help page on the phone; its version changes when what it keeps does."""
    pages = [reverse("web:help_now"), reverse("web:offline")]
    files = [static(path) for path in ("css/site.css", "js/site.js", "images/icon.svg")]
    texts = [
        render_to_string(f"web/{name}.html", {"lines": lines_for(settings.SERVICE_NATION)}, request)
        for name in ("help_now", "offline")
    ]
    version = hashlib.sha256("".join([*files, *texts]).encode()).hexdigest()[:12]
    context = {"kept": {"version": version, "help": pages[0], "offline": pages[1], "files": files}}
    return render(request, "web/service_worker.js", context, content_type="text/javascript")
