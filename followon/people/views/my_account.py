"""My account: where I am signed in, and deleting everything with seven days to change my mind."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followon.audit import recorder
from followon.errors import Refused
from followon.people import devices
from followon.people.actions import accounts
from followon.people.events import Event
from followon.people.http import SignedInRequest
from followon.people.protocol import CHANGE_OF_MIND
from followon.people.recent import recent_sign_in_required


@require_safe
def my_devices(request: SignedInRequest) -> HttpResponse:
    """Where I am signed in."""
    found = devices.devices_of(request.user, current=_current(request))
    return render(request, "people/my_devices.html", {"devices": found})


@require_POST
def my_device_ended(request: SignedInRequest, device: int) -> HttpResponse:
    """Sign me out on another device."""
    if not devices.end(request.user, pk=device, current=_current(request)):
        raise Http404
    _write_down(request)
    messages.success(request, "You are signed out there.")
    return redirect("people:my_devices")


@require_POST
def my_devices_ended(request: SignedInRequest) -> HttpResponse:
    """Sign me out everywhere else."""
    if devices.end_others(request.user, current=_current(request)):
        _write_down(request)
    messages.success(request, "You are signed out everywhere but here.")
    return redirect("people:my_devices")


def _write_down(request: SignedInRequest) -> None:
    with transaction.atomic():
        recorder.record(Event.SESSION_ENDED, by=request.user, about=request.user)


def _current(request: SignedInRequest) -> str:
    return request.session.session_key or ""


@recent_sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_deletion(request: SignedInRequest) -> HttpResponse:
    """Ask for everything about me to be deleted."""
    if request.method == "POST":
        try:
            accounts.ask_to_erase(request.user, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("people:my_details")
    return render(request, "people/my_deletion.html", {"days": CHANGE_OF_MIND.days})


@require_POST
def my_account_kept(request: SignedInRequest) -> HttpResponse:
    """Change my mind."""
    accounts.keep_account(request.user, by=request.user)
    messages.success(request, "Good to have you. Nothing will be deleted.")
    return redirect("people:my_details")
