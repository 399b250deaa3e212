"""Larkfield's handover, three days after session 10 of 12."""

import pytest

from tests.pmp.known import handover_of


@pytest.fixture
def handover(cast):
    return handover_of(cast.larkfield)
