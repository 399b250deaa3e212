"""One set of machinery for the run, one world for each case."""

from pathlib import Path

import pytest

from followon import clock
from tests.faults.machinery import Machinery
from tests.faults.world import World

HERE = Path(__file__).parent
SEED = 20261128


def pytest_collection_modifyitems(config, items):
    """The cases share their machinery, so they go to one process; those of full size only when asked for."""
    full = config.getoption("faults") == "full"
    ours = [item for item in items if HERE in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.xdist_group("faults"))
    left_out = [item for item in ours if item.get_closest_marker("full") and not full]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_generate_tests(metafunc):
    """At full size each case that draws lots is repeated with five seeds."""
    if "seed" in metafunc.fixturenames:
        given = metafunc.config.getoption("fault_seed")
        times = 5 if metafunc.config.getoption("faults") == "full" else 1
        metafunc.parametrize("seed", [given] if given is not None else [SEED + n for n in range(times)])


@pytest.fixture(scope="session")
def machinery(tmp_path_factory, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        made = Machinery(tmp_path_factory.mktemp("faults"))
    yield made
    made.stop()


@pytest.fixture
def world(transactional_db, machinery, request, monkeypatch):
    """An empty outbox, a provider that behaves, no worker yet; the clock is the shared one."""
    monkeypatch.setattr(clock, "now", machinery.clock.now)
    seed = request.getfixturevalue("seed") if "seed" in request.fixturenames else given_seed(request.config)
    made = World(machinery, request.node, seed=seed, full=request.config.getoption("faults") == "full")
    yield made
    made.end()


def given_seed(config):
    given = config.getoption("fault_seed")
    return SEED if given is None else given
