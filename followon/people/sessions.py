"""Where sessions are kept: in the database, with a copy in the cache for five minutes.

Django's own `cached_db` stops every signed-in page when the cache is away, and trusts a copy for as long
as the session lasts, so that a session ended while the cache was away would come back with it. Here a lost
cache costs one query, and a session that is gone from the database is gone everywhere within five minutes.
"""

import logging
from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends import cached_db

logger = logging.getLogger(__name__)

COPIES_LAST = int(timedelta(minutes=5).total_seconds())


class _Forgiving:
    """A cache whose absence is a miss."""

    def __init__(self, cache: Any) -> None:
        self._cache = cache

    def _try(self, doing: str, *args: Any, missing: Any = None) -> Any:
        try:
            return getattr(self._cache, doing)(*args)
        except Exception as error:
            logger.warning("sessions go on without the cache: %s", type(error).__name__)
            return missing

    def get(self, key: str) -> Any:
        return self._try("get", key)

    def set(self, key: str, value: Any, timeout: float) -> None:
        self._try("set", key, value, min(timeout, COPIES_LAST))

    def delete(self, key: str) -> None:
        self._try("delete", key)

    def __contains__(self, key: str) -> bool:
        return bool(self._try("has_key", key, missing=False))


class SessionStore(cached_db.SessionStore):
    """Sessions that outlive the cache and end for good."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._cache: Any = _Forgiving(self._cache)

    def _validate_session_key(self, key: str) -> bool:
        """Whether a cookie's value can be a key at all; a quoted cookie may hold what no database takes."""
        return bool(super()._validate_session_key(key)) and key.isascii() and key.isalnum()  # type: ignore[misc]  # private, so not in the stubs
