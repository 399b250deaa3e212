"""What takes long to work out for many groups, such as their order, kept for two minutes.

Where there are few it is worked out again as soon as anything has happened to anybody: every action writes a line
of the audit trail, and the number of the last one is kept beside the answer. Only numbers are ever kept.
"""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.functional import cached_property

from followon.audit.models import Event
from followon.prepared import prepared

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")

_FEW, _SECONDS = 200, 120


class Keeping:
    """What is kept, for one request."""

    @cached_property
    def _last_event(self) -> int:
        return next(iter(_last_events()), 0)

    def kept(self, name: str, work_out: Callable[[], Answer], *, size: Callable[[Answer], int]) -> Answer:
        """The answer under this name, worked out now unless it was a moment ago; `size` says of how many groups."""
        known = _forgiving(cache.get, f"groups:{name}")
        if known is not None and (known[0] == self._last_event or size(known[1]) > _FEW):
            answer: Answer = known[1]
            return answer
        before = self._last_event  # read before the groups are: what happens meanwhile counts as later
        answer = work_out()
        _forgiving(cache.set, f"groups:{name}", (before, answer), _SECONDS)
        return answer


def _forgiving(use: Callable[..., Any], *args: Any) -> Any:
    """A cache that is away only makes a page slower."""
    try:
        return use(*args)
    except Exception as error:
        logger.warning("insights go on without the cache: %s", type(error).__name__)
        return None


@prepared
def _last_events() -> QuerySet[Event, int]:
    return Event.objects.order_by("-pk").values_list("pk", flat=True)[:1]
