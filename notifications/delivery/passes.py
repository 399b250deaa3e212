"""One pass over everything that is due; plain Python, that runs under Celery, in a loop, or in a test."""

import logging
import threading
import time
from datetime import datetime

from django.db import close_old_connections

from followon import clock
from notifications.channels import provider_of
from notifications.delivery import claiming, doubts, restored
from notifications.delivery.sending import Line
from notifications.models import SendSwitch
from notifications.states import MACHINE_CHANNELS, SwitchScope

log = logging.getLogger(__name__)

PASS_SECONDS = 20.0  # a pass ends after this long and the next one begins, so that heartbeats keep coming
IDLE_SECONDS = 1.0
TROUBLE_SECONDS = 3.0


def dispatch_once(now: datetime | None = None, *, seconds: float = PASS_SECONDS) -> int:
    """Sweep, settle doubts and send what is due; gives back how many messages were tried.

    `now` moves the clock for this pass. Safe to run twice at once, or never to finish.
    """
    if now is not None:
        with clock.moved_to(now):
            return dispatch_once(seconds=seconds)
    until = time.monotonic() + seconds
    where = restored.check(clock.now())
    work = claiming.look(MACHINE_CHANNELS, clock.now())
    if work.leases_over:
        doubts.sweep(clock.now())
    if work.doubts_due:
        doubts.reconcile(clock.now())
    if work.leases_over or work.doubts_due:
        work = claiming.look(MACHINE_CHANNELS, clock.now())
    tried = _send(work.channels, until)
    restored.passed(where, clock.now())
    return tried


def _send(channels: list[str], until: float) -> int:
    """Send by each channel; and look again, because what failed by one may be due by the next."""
    tried = 0
    channels = _not_switched_off(channels)
    while channels and time.monotonic() < until:
        lines = [Line(channel, until) for channel in _in_order(channels)]
        tried += sum(line.run() for line in lines)
        moved = any(line.decided for line in lines)
        channels = _not_switched_off(claiming.look(MACHINE_CHANNELS, clock.now()).channels) if moved else []
    return tried


def _not_switched_off(channels: list[str]) -> list[str]:
    """Channels that are stopped as a whole are not even claimed; narrower switches are the gate's."""
    whole = (SwitchScope.GLOBAL, SwitchScope.CHANNEL, SwitchScope.PROVIDER)
    off = (
        set(SendSwitch.objects.filter(is_off=True, scope__in=whole).values_list("value", flat=True))
        if channels
        else set()
    )
    return [] if "" in off else [one for one in channels if one not in off and provider_of(one) not in off]


def _in_order(channels: list[str]) -> list[str]:
    return [channel for channel in MACHINE_CHANNELS if channel in channels]


def loop(stopping: threading.Event) -> None:
    """Pass after pass until asked to stop; trouble with the database ends a pass, not the loop."""
    while not stopping.is_set():
        try:
            tried = dispatch_once()
            pause = 0.0 if tried else IDLE_SECONDS
        except Exception:
            log.exception("a dispatch pass failed")
            close_old_connections()
            pause = TROUBLE_SECONDS
        stopping.wait(pause)
