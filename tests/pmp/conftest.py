"""The pmp side's tests: the cast on a Monday in November, three days after session 10 of 12."""

from datetime import UTC, datetime

import pytest

from followon import clock
from tests.cast import assemble

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def monday():
    """The clock stands still at ten on a Monday morning."""
    with clock.moved_to(MONDAY):
        yield MONDAY


@pytest.fixture
def cast(db, monday):
    """Everybody, with Larkfield Autumn between its tenth and its eleventh session."""
    return assemble()
