"""Texts that only a person can answer: read, ring, done."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from followon.audit import recorder
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from notifications.actions import inbound as texts
from notifications.models import Inbound
from notifications.permissions import can_see_messages
from notifications.views.paging import page_of


@require_safe
def team_inbox(request: SignedInRequest) -> HttpResponse:
    """The queue, the oldest first; reading a person's words is written down."""
    require(can_see_messages(request.user), "Only clinicians and coordinators read what people text.")
    waiting = Inbound.objects.visible_to(request.user).needing_a_person().select_related("person")
    page = page_of(request, waiting, size=20)
    for person in {text.person for text in page.rows if text.person}:
        recorder.record_read(by=request.user, about=person, what="a text they sent")
    return render(request, "notifications/team_inbox.html", {"page": page})


@require_POST
def team_inbox_done(request: SignedInRequest, inbound_id: int) -> HttpResponse:
    """Somebody has rung or written."""
    text = get_object_or_404(Inbound.objects.visible_to(request.user), pk=inbound_id)
    try:
        texts.look_after(text, by=request.user)
    except Refused as refusal:
        flash.warning(request, str(refusal))
    else:
        flash.success(request, "Taken off the list.")
    return redirect("notifications:team_inbox")
