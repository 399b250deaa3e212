"""Somebody signed in, and a message of theirs in the state that a page is about."""

import pytest
from django.urls import reverse

from followon import clock
from followon.people import recent
from notifications import outbox
from notifications.models import Message
from tests import cast as stage
from tests.notifications import kinds
from tests.notifications.conftest import ROBOT


@pytest.fixture
def cast(noon, db):
    return stage.assemble()


@pytest.fixture
def signed_in(client):
    def sign_in(person):
        """The test client with somebody signed in; the team with its second step."""
        client.force_login(person)
        session, at = client.session, clock.now().timestamp()
        session[recent.SIGNED_IN_AT] = at
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": at}]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
        return client

    return sign_in


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
