"""The cast on stage, and the clock at a Tuesday noon."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, settings

from followon import clock
from tests import cast

# A busy machine is no mistake in the code: how long an example takes says nothing here.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")

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


def wall(*parts):
    """A time on the wall, in no zone."""
    return datetime(*parts)  # noqa: DTZ001 - that is the point of it
