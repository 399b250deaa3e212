"""Somebody signed in: the team with its second step, patients without."""

import pytest
from django.core.cache import cache

from tests.visitors import signed_in


@pytest.fixture
def as_(cast):
    """as_("sam").get("/team/programmes/")"""
    cache.clear()
    return lambda name: signed_in(getattr(cast, name))
