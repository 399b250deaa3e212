"""An even pace: answers that take the same time whatever they mean, so that a stopwatch learns nothing."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


@contextmanager
def even_pace() -> Iterator[None]:
    """Make the block last at least `settings.SIGN_IN_PACE` seconds; its own work is far below that."""
    began = time.monotonic()
    try:
        yield
    finally:
        time.sleep(max(0.0, began + settings.SIGN_IN_PACE - time.monotonic()))
