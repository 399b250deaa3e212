"""Who a session is of, asked at each page."""

import pytest

from followon.people.models import User

pytestmark = pytest.mark.django_db


def test_a_session_of_an_account_that_was_closed_since_opens_nothing(client, cast):
    client.force_login(cast.tom)
    assert client.get("/you/").status_code == 200

    User.objects.filter(pk=cast.tom.pk).update(is_active=False)

    assert client.get("/you/").status_code == 302


def test_a_session_of_nobody_opens_nothing(client, cast):
    client.force_login(cast.tom)
    session = client.session
    session["_auth_user_id"] = str(User.objects.order_by("-pk").first().pk + 1)
    session.save()

    assert client.get("/you/").status_code == 302
