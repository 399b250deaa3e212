"""/s/<token>/: a private link from a text; looking changes nothing, the button signs one named person in,
once."""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from followon.people import adapter
from followon.people.actions import sign_in
from followon.people.models import User
from notifications.models import Link


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def link_sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Show "Sign in as Maria"; the POST signs Maria in."""
    link = Link.objects.find(token, purpose="sign-in")
    if link is None or link.is_over or not link.person.is_active:
        return render(request, "notifications/link_sign_in_over.html", status=410)
    if request.method == "POST" and (person := _use_up(link)):
        return adapter.sign_in(request, person, how="LINK")
    if request.method == "POST":
        return render(request, "notifications/link_sign_in_over.html", status=410)
    return render(request, "notifications/link_sign_in.html", {"link": link})


@transaction.atomic
def _use_up(link: Link) -> User | None:
    """The person the link is for; None when another press came first."""
    used, _ = Link.objects.filter(pk=link.pk, token_hash=link.token_hash).delete()
    if not used:
        return None
    sign_in.address_works(link.person, link.person.mobile)
    return link.person
