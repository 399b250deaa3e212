"""Somebody signed in, and a message of theirs in the state that a page is about."""

from functools import partial

import pytest
from django.urls import reverse

from notifications import outbox
from notifications.models import Message
from tests import cast as stage
from tests.notifications import kinds
from tests.notifications.conftest import ROBOT
from tests.visitors import sign_in


@pytest.fixture
def cast(noon, db):
    return stage.assemble()


@pytest.fixture
def signed_in(client):
    """signed_in(cast.maria).get("/you/contact/"), in the client of the test"""
    return partial(sign_in, client)


def url(name, *args):
    return reverse(f"notifications:{name}", args=args)


def message(cast, person=None, *, state="UNDELIVERED", service=None, key="k", kind=kinds.Note, **more):
    [row] = outbox.queue(
        kind,
        to=[person or cast.maria],
        about="meeting:1",
        key=key,
        payload={"text": "Hello"},
        by=ROBOT,
        service_id=(service or cast.severn).pk,
        **more,
    )
    Message.objects.filter(pk=row.pk).update(state=state, body="Hello", address=row.person.mobile)
    row.refresh_from_db()
    return row
