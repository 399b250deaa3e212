"""Django's cache in Redis, asked through one client.

Django makes a new client of redis-py for each question. Making one takes longer than the answer, and every page of
somebody signed in asks for their session; what a client holds, its pool of connections, is kept anyway.
"""

from typing import Any

from django.core.cache.backends import redis


class OneClient(redis.RedisCacheClient):
    """Keeps its client; there is one server, for reading and for writing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: Any = None

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        if self._kept is None:
            self._kept = super().get_client(key, write=write)
        return self._kept


class RedisCache(redis.RedisCache):
    """As Django's, through a kept client."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = OneClient
