"""Celery: look now. Tasks carry no message, so losing one costs seconds and never a message."""

import logging
import time

from celery import shared_task
from django.db import connection, transaction
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)

BROKER_REST = 30.0  # seconds without a poke after the broker did not answer; the interval task looks anyway
_resting_until = 0.0


@shared_task
def look_now(**kwargs: object) -> None:
    """Send what is due; asked for by a poke and every ten seconds."""
    import_string("notifications.delivery.passes.dispatch_once")()


@shared_task
def keep_house(**kwargs: object) -> None:
    """Calls nobody made in time, texts a crash left unread, long pauses, providers' copies."""
    import_string("notifications.housekeeping.keep_house")()


def poke_on_commit() -> None:
    """Publish one poke when the current transaction commits, however often it is asked for."""
    if not any(
        getattr(waiting[1], "__name__", "") == _publish.__name__ for waiting in connection.run_on_commit
    ):
        transaction.on_commit(_publish)


def _publish() -> None:
    global _resting_until
    if time.monotonic() < _resting_until:
        return
    try:
        look_now.apply_async(retry=False, expires=60)
    except Exception as error:
        _resting_until = time.monotonic() + BROKER_REST
        log.warning("could not poke the workers (%s); the next pass finds the rows", type(error).__name__)
