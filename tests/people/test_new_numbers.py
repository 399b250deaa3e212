"""A new number or address proves itself before the old one goes; the old one is told."""

from datetime import timedelta

import pytest
import time_machine

from followon import clock
from followon.audit.models import Event as Happened
from followon.people.actions import accounts
from followon.people.models import SignInCode, User
from notifications.models import Message
from tests.people.conftest import fresh
from tests.people.signing import by_code, code

NEW = "07700 900955"
NEW_E164 = "+447700900955"


# A new number ───────────────────────────────────────────────────────────────────────────────────────────────


def test_old_mobile_stays_until_the_new_one_has_worked(client, tom):
    old = tom.mobile

    response = client.post("/you/mobile/", {"address": NEW})
    assert response.url == "/you/new-address/"
    assert fresh(tom).mobile == old
    message = Message.objects.get(kind="sign-in-code")
    assert message.payload["address"] == NEW_E164

    client.post("/you/new-address/", {"code": code()})
    assert fresh(tom).mobile == NEW_E164
    assert fresh(tom).mobile_verified_at is not None


def test_old_mobile_is_told(client, tom):
    old = tom.mobile
    client.post("/you/mobile/", {"address": NEW})
    client.post("/you/new-address/", {"code": code()})

    notice = Message.objects.get(kind="account-notice")
    assert notice.payload == {"what": "contact-changed", "address": old}
    assert notice.channel == "SMS"


def test_wrong_code_changes_nothing(client, tom):
    old = tom.mobile
    client.post("/you/mobile/", {"address": NEW})
    wrong = f"{(int(code()) + 1) % 1_000_000:06}"

    for _ in range(4):
        assert "not right" in client.post("/you/new-address/", {"code": wrong}).content.decode()
    assert client.post("/you/new-address/", {"code": wrong}).url == "/you/"
    client.post("/you/new-address/", {"code": code()})

    assert fresh(tom).mobile == old


def test_new_number_is_kept_only_while_it_waits(client, tom):
    client.post("/you/mobile/", {"address": NEW})
    assert SignInCode.objects.get(purpose="NEW_ADDRESS").address == NEW_E164

    client.post("/you/new-address/", {"code": code()})
    assert SignInCode.objects.get(purpose="NEW_ADDRESS").address == ""


def test_code_for_a_new_number_signs_nobody_in(client, tom):
    client.post("/you/mobile/", {"address": NEW})
    digits, waiting = code(), client.session["waiting_for_code"]
    thief = type(client)()
    thief.post("/sign-in/", {"address": "07700 900998"})
    session = thief.session
    session["waiting_for_code"] = {**waiting, "purpose": "SIGN_IN"}
    session.save()

    thief.post("/sign-in/code/", {"code": digits})

    assert "_auth_user_id" not in thief.session


def test_code_sent_to_one_person_changes_nothing_for_another(client, tom, cast):
    client.post("/you/mobile/", {"address": NEW})
    digits, waiting = code(), client.session["waiting_for_code"]
    other = type(client)()
    by_code(other, cast.rhys)
    session = other.session
    session["waiting_for_code"] = waiting
    session.save()

    other.post("/you/new-address/", {"code": digits})

    assert fresh(cast.rhys).mobile == cast.rhys.mobile
    assert fresh(tom).mobile == tom.mobile


def test_whose_email_it_is_shows_only_to_who_can_read_it(client, tom, cast):
    response = client.post("/you/email/", {"address": cast.rhys.email.upper()})
    assert response.url == "/you/new-address/"

    response = client.post("/you/new-address/", {"code": code()}, follow=True)

    assert "already used by somebody else" in response.content.decode()
    assert fresh(tom).email == tom.email


def test_changing_an_address_wants_a_fresh_sign_in(client, cast):
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as now:
        by_code(client, cast.tom)
        now.shift(timedelta(minutes=11))
        for path in ("/you/mobile/", "/you/email/", "/you/copy/", "/you/copy/file/", "/you/delete/"):
            assert client.get(path).url.startswith("/account/reauthenticate/"), path
            assert client.post(path, {"address": NEW}).url.startswith("/account/reauthenticate/"), path
        assert client.post("/you/mobile/remove/").url.startswith("/account/reauthenticate/")


def test_address_is_removed_and_told(client, tom):
    client.post("/you/mobile/remove/")

    assert fresh(tom).mobile == ""
    assert Message.objects.get(kind="account-notice").payload["address"] == tom.mobile


def test_last_way_to_reach_somebody_is_not_removed(client, cast):
    by_code(client, cast.aisha)

    page = client.post("/you/mobile/remove/", follow=True).content.decode()

    assert "could not reach you at all" in page
    assert fresh(cast.aisha).mobile == cast.aisha.mobile


@pytest.mark.parametrize(
    "path", ["/you/mobile/remove/", "/you/devices/end-others/", "/you/delete/keep/", "/sign-in/again/"]
)
def test_looking_removes_nothing(client, tom, path):
    assert client.get(path).status_code == 405


# The actions refuse ─────────────────────────────────────────────────────────────────────────────────────────


def test_account_with_a_taken_email_is_not_opened(cast):
    with pytest.raises(accounts.EmailTaken):
        accounts.open_account(first_name="Second", email=cast.tom.email.upper(), by=cast.nadia)


def test_shared_mobile_opens_two_accounts(cast):
    twin = accounts.open_account(first_name="Second", mobile=cast.tom.mobile, by=cast.nadia)

    assert twin.mobile == cast.tom.mobile
    assert not twin.has_usable_password()


def test_changing_to_the_same_writes_nothing(cast):
    accounts.change_contact(cast.tom, by=cast.tom, mobile=cast.tom.mobile)

    assert not Happened.objects.exists()


def test_changing_what_is_no_contact_is_a_mistake_of_ours(cast):
    with pytest.raises(TypeError):
        accounts.change_contact(cast.tom, by=cast.tom, is_active="")


def test_new_mobile_from_staff_is_not_verified(cast):
    User.objects.filter(pk=cast.tom.pk).update(mobile_verified_at=clock.now())

    accounts.change_contact(cast.tom, by=cast.nadia, mobile=NEW_E164)

    assert fresh(cast.tom).mobile_verified_at is None
