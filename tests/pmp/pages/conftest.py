"""Somebody signed in: the team with its second step, patients without."""

import pytest
from django.core.cache import cache
from django.test import Client

from followon import clock
from followon.people import recent


def signed_in(person):
    """A browser in which somebody has signed in just now."""
    client = Client()
    client.force_login(person)
    session = client.session
    at = clock.now().timestamp()
    session[recent.SIGNED_IN_AT] = at
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": at}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


@pytest.fixture
def as_(cast):
    """as_("sam").get("/team/programmes/")"""
    cache.clear()
    return lambda name: signed_in(getattr(cast, name))
