"""Clinicians and coordinators: test messages looked at before they go, what became of them, whom to ring."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from followon import clock
from followon.audit import recorder
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.people.recent import recent_sign_in_required
from followon.web.access import require
from followon.web.once import once
from notifications import outbox
from notifications.kinds import Channel
from pmp import board, permissions
from pmp.actions import reaching
from pmp.board.people import Heard
from pmp.messages.patients import ContactCheck
from pmp.models import Handover
from pmp.views import undo
from pmp.views.finding import the_handover

TESTERS = "Clinicians and coordinators send test messages, until the handover is over."


def _allowed(request: SignedInRequest, pk: int) -> Handover:
    handover = the_handover(request, pk)
    require(permissions.can_see_contacts(request.user, handover.cohort), TESTERS)
    return handover


@once
def team_handover_test(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who would get one, by which way, in how many parts and for how much; then they go."""
    handover = _allowed(request, pk)
    places = reaching.to_test(handover)
    if request.method == "POST":
        try:
            reaching.send_test_messages(handover, by=request.user)
        except Refused as refused:
            messages.warning(request, str(refused))
        return redirect("pmp:team_handover_tested", pk)
    previews = outbox.preview(
        ContactCheck,
        to=[place.person for place in places],
        payload={"cohort": handover.cohort_id},
        about=f"cohort:{handover.cohort_id}",
        service_id=handover.cohort.service_id,
    )
    context = {
        "handover": handover,
        "cohort": handover.cohort,
        "previews": previews,
        "by_machine": [one for one in previews if one.channel in (Channel.SMS, Channel.EMAIL)],
        "by_hand": [one for one in previews if one.channel not in (Channel.SMS, Channel.EMAIL)],
        "pence": sum(one.pence for one in previews if not one.reason_not),
        "sample": next((one for one in previews if one.channel == Channel.SMS), None),
    }
    return render(request, "pmp/team_handover_test.html", context)


def team_handover_tested(request: SignedInRequest, pk: int) -> HttpResponse:
    """What became of them, in words; those not reached first."""
    handover = _allowed(request, pk)
    rows = board.board(handover, clock.today(handover.cohort.service.tz)).rows
    said_yes = [row for row in rows if row.wish_words == "Yes"]
    context = {
        "handover": handover,
        "cohort": handover.cohort,
        "people": len(said_yes),
        "works": [row for row in said_yes if row.heard is Heard.WORKS],
        "failed": [row for row in said_yes if row.heard is Heard.FAILED],
        "waiting": [row for row in said_yes if row.heard in (Heard.WAITING, Heard.TO_SEND)],
        "by_hand": [row for row in said_yes if row.heard in (Heard.TO_CALL, Heard.TO_POST)],
    }
    return render(request, "pmp/team_handover_tested.html", context)


@recent_sign_in_required
def team_handover_calls(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whom to ring and to write to, with their numbers; showing them is written down."""
    handover = _allowed(request, pk)
    rows = board.board(handover, clock.today(handover.cohort.service.tz)).rows
    to_do = [row for row in rows if row.heard in (Heard.TO_CALL, Heard.TO_POST)]
    for row in to_do:
        recorder.record_read(by=request.user, about=row.person, what="phone number")
    context = {
        "handover": handover,
        "cohort": handover.cohort,
        "calls": [row for row in to_do if row.heard is Heard.TO_CALL],
        "letters": [row for row in to_do if row.heard is Heard.TO_POST],
        "undo": undo.take(request),
    }
    return render(request, "pmp/team_handover_calls.html", context)
