"""The Phone page of the demo: each person's phone and mailbox, to read and to answer texts from."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from followon.people.models import User
from notifications.channels.base import is_loopback

NO_ANSWER = "The stand-ins are not running. Start the demo with: python3 manage.py up"


@dataclass(frozen=True)
class Box:
    """One phone or mailbox in the list."""

    who: str
    kind: str
    names: str
    new: int
    at: datetime | None


def _in_the_demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """No such page anywhere but in the demo, with stand-ins on this very machine."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (settings.FOLLOWON_DEMO and is_loopback(settings.TWILIO_BASE_URL)):
            raise Http404
        try:
            return view(request, *args, **kwargs)
        except (urllib.error.URLError, TimeoutError):
            return render(request, "notifications/phone_off.html", {"why": NO_ANSWER}, status=503)

    return login_not_required(guarded)


@_in_the_demo_only
@require_safe
def phones(request: HttpRequest) -> HttpResponse:
    """Everybody with a phone or a mailbox, who heard something last first."""
    told = {box["who"]: box for box in _ask("boxes")}
    found = [_box(who, kind, names, told.get(who)) for (who, kind), names in _people().items()]
    heard = sorted((box for box in found if box.at), key=lambda box: str(box.at), reverse=True)
    return render(
        request, "notifications/phones.html", {"heard": heard, "others": [box for box in found if not box.at]}
    )


@_in_the_demo_only
@require_safe
def phone(request: HttpRequest, who: str) -> HttpResponse:
    """One phone as a conversation, or one mailbox."""
    is_mail = "@" in who
    rows = _ask("mailbox", address=who) if is_mail else _ask("thread", phone=who)
    for row in rows:
        row["at"] = datetime.fromisoformat(row["at"])
    names = _people().get((who.lower() if is_mail else who, "mail" if is_mail else "phone"), [])
    page = "notifications/phone_mail.html" if is_mail else "notifications/phone.html"
    return render(request, page, {"rows": rows, "who": who, "names": _joined(names)})


@_in_the_demo_only
@require_POST
def phone_answer(request: HttpRequest, who: str) -> HttpResponse:
    """Text the service from this phone."""
    if body := request.POST.get("body", "").strip()[:1600]:
        _post("inbound", {"from": who, "body": body})
    return redirect("standin:phone", who)


def _people() -> dict[tuple[str, str], list[str]]:
    """Whose phone or mailbox each address is; couples may share one."""
    found: dict[tuple[str, str], list[str]] = {}
    people = User.objects.filter(is_active=True, erased_at=None).order_by("first_name", "last_name")
    for first, last, mobile, email in people.values_list("first_name", "last_name", "mobile", "email"):
        for address, kind in ((mobile, "phone"), (email.lower(), "mail")):
            if address:
                found.setdefault((address, kind), []).append(f"{first} {last}".strip())
    return found


def _box(who: str, kind: str, names: list[str], told: dict[str, Any] | None) -> Box:
    at = datetime.fromisoformat(told["at"]) if told and told["at"] else None
    return Box(who, kind, _joined(names), told["new"] if told else 0, at)


def _joined(names: list[str]) -> str:
    return " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} and {names[-1]}"


def _ask(what: str, **query: str) -> Any:
    with urllib.request.urlopen(  # noqa: S310 - always http on this machine, checked above
        f"{settings.TWILIO_BASE_URL}/standin/{what}?{urlencode(query)}", timeout=3
    ) as answer:
        return json.load(answer)


def _post(what: str, told: dict[str, str]) -> None:
    request = urllib.request.Request(  # noqa: S310 - as above
        f"{settings.TWILIO_BASE_URL}/standin/{what}",
        data=json.dumps(told).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=3):  # noqa: S310 - as above
        pass
