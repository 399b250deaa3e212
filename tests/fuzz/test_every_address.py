"""Every address of the site, asked wrongly in every way we could think of. A new address is covered by itself.

The usual run asks each address a few times, always the same way. For more, or for other ways:

FOLLOWON_FUZZ=500 FOLLOWON_FUZZ_SEED=7 python3 manage.py test tests/fuzz
"""

import os
import zlib

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.access.addresses import addresses
from tests.fuzz import asking, pressing
from tests.fuzz.forms import allowed

pytestmark = pytest.mark.django_db
EVERY = {name: pattern for name, _, pattern in addresses()}
TIMES = int(os.environ.get("FOLLOWON_FUZZ", "3"))
SEED = int(os.environ.get("FOLLOWON_FUZZ_SEED", "0"))


def asked(what, times=1):
    """Run the decorated function on made-up requests, the same ones each time for the same name and seed.

    Nothing is made smaller when one fails: it is one request, and can be read as it is.
    """
    how = settings(
        max_examples=TIMES * times, deadline=None, database=None, phases=[Phase.generate],
        report_multiple_bugs=False, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    return lambda strategy: lambda check: seed(zlib.crc32(what.encode()) + SEED)(how(given(strategy)(check)))


@pytest.mark.parametrize("name", EVERY)
def test_no_request_breaks_it_and_none_that_is_refused_leaves_a_trace(name, world, door, forms):
    url = world.url(name, EVERY[name])
    arguments = list(world.arguments(name, EVERY[name]).values())
    may = {method: allowed(name, method) for method in ("GET", "POST")}

    @asked(name)(asking.requests(url=url, arguments=arguments, known=forms.of(url), may=may))
    def survives(request):
        asking.send(door, request)

    survives()


@pytest.mark.parametrize("area", pressing.AREAS)
def test_no_form_breaks_on_what_another_did_meanwhile(area, door, forms):
    """Two people press at once, or one presses on a page from this morning: each is done or refused in words."""

    @asked(area, times=10 if area == "/" else 2)(pressing.presses(forms, area))
    def survives(steps):
        pressing.press(door, steps)

    survives()
