"""/m/<token>/: pause, stop or start again without signing in; shows no more of a number than its last figures."""

from collections.abc import Callable

from django.contrib import messages as flash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from followon.people.models import User
from notifications import outbox
from notifications.actions import contact
from notifications.models import Link, Preference


def _pause(person: User) -> str:
    contact.pause(person, by=person, how="by link")
    return "Your messages are paused. Your place in the group is safe."


def _come_back(person: User) -> str:
    contact.come_back(person, by=person, how="by link")
    return "Welcome back. You will get messages again."


def _stop(person: User) -> str:
    contact.stop_texts(person.mobile, by=person, how="by link")
    return "You will get no more texts from us. Your place in the group is safe."


def _start(person: User) -> str:
    contact.start_texts(person.mobile, by=person, how="by link")
    return "You will get our texts again."


DO: dict[str, Callable[[User], str]] = {"pause": _pause, "back": _come_back, "stop": _stop, "start": _start}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def link_messages(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the person gets now; the POST changes one thing of it."""
    link = Link.objects.find(token, purpose="messages")
    if link is None or link.is_over or not link.person.is_active:
        return render(request, "notifications/link_over.html", status=410)
    if request.method == "POST" and request.POST.get("do") in DO:
        flash.success(request, DO[request.POST["do"]](link.person))
        outbox.poke()
        return redirect("notifications:link_messages", token)
    preference = Preference.objects.filter(person=link.person).first()
    shown = {"link": link, "preference": preference, "stopped": contact.has_stopped(link.person)}
    return render(request, "notifications/link_messages.html", {**shown, "ends": link.person.mobile[-3:]})
