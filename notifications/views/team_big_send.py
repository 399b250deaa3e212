"""A send to many: what it says and to how many, and the second person's yes or no."""

from collections import Counter

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.people.recent import recent_sign_in_required
from followon.web.access import require
from followon.web.once import once
from notifications import kinds, outbox
from notifications.actions import big_sends
from notifications.models import BigSend
from notifications.permissions import can_confirm_send, can_drop_send
from notifications.states import MACHINE_CHANNELS, Channel

_ANOTHER = "Another coordinator, or the lead, has to confirm this."


@recent_sign_in_required
@once
@require_http_methods(["GET", "HEAD", "POST"])
def team_big_send(request: SignedInRequest, send_id: int) -> HttpResponse:
    """What waits, with one text and one email as examples; confirming it sends it."""
    send = _the_send(request, send_id)
    may_confirm = can_confirm_send(request.user, send)
    if request.method == "POST":
        require(may_confirm, _ANOTHER)
        try:
            big_sends.confirm(send, by=request.user)
        except Refused as refusal:
            flash.warning(request, str(refusal))
        else:
            flash.success(request, f"Confirmed. It goes to {send.people} people now.")
        return redirect("notifications:team_messages")
    may = {"may_confirm": may_confirm, "may_drop": can_drop_send(request.user, send)}
    return render(request, "notifications/team_big_send.html", {**may, **_shown(send)})


@once
@require_POST
def team_big_send_drop(request: SignedInRequest, send_id: int) -> HttpResponse:
    """Turn it down; whoever asked for it may also think better of it."""
    send = _the_send(request, send_id)
    require(can_drop_send(request.user, send), "Coordinators and the lead decide about this.")
    try:
        big_sends.drop(send, by=request.user)
    except Refused as refusal:
        flash.warning(request, str(refusal))
    else:
        flash.success(request, "Turned down. Nothing of it was sent.")
    return redirect("notifications:team_messages")


def _the_send(request: SignedInRequest, send_id: int) -> BigSend:
    visible = BigSend.objects.visible_to(request.user).select_related("asked_by", "decided_by")
    return get_object_or_404(visible, pk=send_id)


def _shown(send: BigSend) -> dict[str, object]:
    ways = Counter(send.messages.values_list("channel", flat=True))
    examples = [send.messages.filter(channel=channel).order_by("pk").first() for channel in MACHINE_CHANNELS]
    previews = [
        outbox.preview(
            send.kind, to=[one.person], payload=one.payload, about=one.about, service_id=one.service_id,
            group_id=one.group_id, revision=one.revision,
        )[0]
        for one in examples if one
    ]  # fmt: skip
    return {
        "send": send,
        "label": kinds.get(send.kind).label,
        "ways": [(Channel(way).label.lower(), number) for way, number in sorted(ways.items())],
        "previews": previews,
    }
