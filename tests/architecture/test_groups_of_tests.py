"""Tests that share one machine's ports, or one running product, go to one worker, or they get in each other's way."""

import os

import pytest

pytestmark = pytest.mark.xdist_group("kept together")


def test_the_runner_knows_the_groups(request):
    is_alone = "PYTEST_XDIST_WORKER" not in os.environ  # then all tests are in one process
    assert is_alone or request.node.nodeid.endswith("@kept together")
