"""From the sign-in page to the phone: what really arrives, by the real clients, at night as by day."""

from datetime import UTC, datetime

import pytest
import time_machine

from followon import clock
from notifications.delivery.passes import dispatch_once
from notifications.models import Attempt, Message
from tests.notifications.conftest import running_standin, standin  # noqa: F401 - fixtures
from tests.people.signing import ask, by_code, code, type_in

pytestmark = pytest.mark.django_db(transaction=True)
NIGHT = datetime(2026, 3, 3, 2, 30, tzinfo=UTC)


@pytest.fixture
def phone(standin, transactional_db, cast):  # noqa: F811
    """The stand-in's phones and mailboxes, in the middle of the night."""
    with time_machine.travel(NIGHT, tick=False) as now:
        standin.store.now = clock.now
        standin.store.travel = now
        yield standin.store


def test_code_arrives_by_text_at_night_and_signs_in(client, cast, phone):
    ask(client, cast.tom.mobile)
    digits = code()
    assert dispatch_once() == 1

    [text] = phone.taken()
    assert text.to == cast.tom.mobile
    assert text.body.splitlines()[-1] == f"@127.0.0.1 #{digits}"
    assert type_in(client, digits).status_code == 302
    assert client.session["_auth_user_id"] == str(cast.tom.pk)


def test_code_leaves_no_copy_behind(client, cast, phone):
    ask(client, cast.tom.mobile)
    digits = code()
    dispatch_once()

    kept = str(list(Message.objects.values())) + str(list(Attempt.objects.values()))
    assert digits not in kept


def test_code_arrives_by_email(client, cast, phone):
    ask(client, cast.grace.email)
    digits = code()
    dispatch_once()

    [mail] = phone.mails
    assert mail.to == [cast.grace.email]
    assert digits in mail.raw
    assert digits not in [line for line in mail.raw.splitlines() if line.startswith("Subject:")][0]


def test_those_who_share_a_phone_get_a_text_each(client, cast, phone):
    ask(client, cast.maria.mobile)
    dispatch_once()

    bodies = sorted(text.body.split(",")[0] for text in phone.taken())
    assert bodies == ["Ana", "Maria"]
    assert all("http" in text.body and "/s/" in text.body for text in phone.taken())


def test_code_for_a_new_number_goes_there_and_the_notice_to_the_old(client, cast, phone):
    by_code(client, cast.tom)
    dispatch_once()
    phone.taken().clear()
    client.post("/you/mobile/", {"address": "07700 900955"})
    digits = code()
    dispatch_once()
    assert phone.taken()[-1].to == "+447700900955"

    client.post("/you/new-address/", {"code": digits})
    phone.travel.shift(9 * 60 * 60)  # the notice waits for the morning
    dispatch_once()
    last = phone.taken()[-1]
    assert last.to == cast.tom.mobile
    assert "was changed" in last.body


def test_code_that_came_too_late_is_not_sent(client, cast, phone):
    ask(client, cast.tom.mobile)
    phone.travel.shift(11 * 60)
    dispatch_once()

    assert phone.taken() == []
