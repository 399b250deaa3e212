"""For machines: is the process up, can it reach what it needs, and is anything sending messages."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache

from followon import clock
from followon.web.access import public

logger = logging.getLogger(__name__)

SENDING_STOPPED_AFTER = timedelta(seconds=90)


@public
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; it asks nothing else, or a broken database would restart healthy processes."""
    return HttpResponse("ok", content_type="text/plain")


@public
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Whether to send visitors here: the database and the cache answer, and no migration is waiting."""
    checks = {"database": _database, "cache": _cache, "migrations": _migrations}
    return _answer({name: _holds(name, check) for name, check in checks.items()})


@public
@never_cache
def pipeline(request: HttpRequest) -> JsonResponse:
    """Whether messages are being sent: `settings.PIPELINE_CHECK` tells the instant of the last pass."""
    return _answer({"sending": _holds("sending", _sending)})


def _answer(results: dict[str, bool]) -> JsonResponse:
    return JsonResponse(results, status=200 if all(results.values()) else 503)


def _holds(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        logger.exception("The health check %s failed.", name)
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _cache() -> bool:
    moment = clock.now().isoformat()
    cache.set("health", moment, timeout=10)
    return cache.get("health") is not None


_migrated = (
    False  # once true it stays true for the life of the process: new migrations come with a new process
)


def _migrations() -> bool:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def _sending() -> bool:
    last_pass: Callable[[], datetime | None] = import_string(settings.PIPELINE_CHECK)
    at = last_pass()
    return at is not None and clock.now() - at <= SENDING_STOPPED_AFTER
