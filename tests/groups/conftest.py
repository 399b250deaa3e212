"""The cast on stage, and the clock at a Tuesday noon."""

from datetime import UTC, datetime

import pytest

from followon import clock
from tests import cast

TUESDAY_NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def now():
    """Tuesday 24 November 2026 at midday; the clock stands still there."""
    with clock.moved_to(TUESDAY_NOON):
        yield TUESDAY_NOON


@pytest.fixture
def stage(db, now):
    """Everybody, by first name."""
    return cast.assemble()
