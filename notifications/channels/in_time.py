"""The last look at the time: what is not on its way by a moment does not leave at all.

A process can be stopped anywhere, for as long as it likes (a frozen machine, a paused container), and goes on where it
was. Others have taken its messages over meanwhile. Milliseconds of work lie between giving a message to a provider's
client and its bytes leaving, so the last look is taken as they leave: see `wire`.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_own = threading.local()


class TooLate(Exception):
    """The moment has passed; the provider has nothing, or not enough to make anything of."""


@contextmanager
def begun_by(moment: float) -> Iterator[None]:
    """Within the block this thread hands nothing over after that moment of the monotonic clock, in seconds."""
    _own.moment = moment
    try:
        yield
    finally:
        del _own.moment


def look() -> None:
    """Go on if there is time. Raises TooLate."""
    moment: float | None = getattr(_own, "moment", None)
    if moment is not None and time.monotonic() > moment:
        raise TooLate
