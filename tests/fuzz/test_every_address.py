"""Every address of the site, asked wrongly in every way we could think of. A new address is covered by itself.

The usual run asks each address a few times, always the same way. For more, or for other ways:

FOLLOWON_FUZZ=500 FOLLOWON_FUZZ_SEED=7 python3 manage.py test tests/fuzz
"""

import os
import zlib

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.access.world import addresses
from tests.fuzz import asking
from tests.fuzz.forms import allowed

pytestmark = pytest.mark.django_db
EVERY = {name: pattern for name, _, pattern in addresses()}
TIMES = int(os.environ.get("FOLLOWON_FUZZ", "5"))
SEED = int(os.environ.get("FOLLOWON_FUZZ_SEED", "0"))


@pytest.mark.parametrize("name", EVERY)
def test_no_request_breaks_it_and_none_that_is_refused_leaves_a_trace(name, world, door, forms):
    url = world.url(name, EVERY[name])
    arguments = list(world.arguments(name, EVERY[name]).values())
    may = {method: allowed(name, method) for method in ("GET", "POST")}

    @seed(zlib.crc32(name.encode()) + SEED)
    @settings(
        max_examples=TIMES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(asking.requests(url=url, arguments=arguments, known=forms.of(url), may=may))
    def survives(asked):
        asking.send(door, asked)

    survives()
