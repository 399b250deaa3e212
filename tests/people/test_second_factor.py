"""The second step: asked of everybody who has one, sealed at rest, counted where no cache can forget."""

import json
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import CommandError, call_command

from followon import clock
from followon.audit.models import Event as Happened
from followon.people import vault
from followon.people.actions import accounts
from followon.people.protocol import WRONG_SECOND_FACTORS
from notifications.models import Message
from tests.people.signing import ask, by_code, code, give_app, numbers, stored_secret, type_in, with_app

PAGE = "/account/2fa/authenticate/"


def test_code_alone_does_not_let_in_who_has_a_second_step(client, cast):
    give_app(cast.tom)

    response = by_code(client, cast.tom)

    assert response.url == PAGE
    assert "_auth_user_id" not in client.session
    assert client.get("/account/2fa/").status_code == 302


def test_second_code_lets_in(client, cast):
    secret = give_app(cast.tom)

    response = with_app(client, cast.tom, secret)

    assert response.url == "/home/"
    assert client.session["_auth_user_id"] == str(cast.tom.pk)
    assert Happened.objects.get(name="people.session.signed_in").facts == {
        "how": "with a code by text and an authenticator app"
    }


@pytest.mark.parametrize("typed", ["{0} {1}", "{0}-{1}", " {0}{1} "])
def test_second_code_may_be_typed_with_spaces(client, cast, typed):
    secret = give_app(cast.tom)
    by_code(client, cast.tom)
    digits = numbers(secret)

    client.post(PAGE, {"code": typed.format(digits[:3], digits[3:])})

    assert client.session["_auth_user_id"] == str(cast.tom.pk)


def test_second_code_works_once(client, cast):
    secret = give_app(cast.tom)
    thief = type(client)()
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as now:
        with_app(client, cast.tom, secret)
        seen = numbers(secret)
        now.shift(31)
        ask(thief, cast.tom.email)
        type_in(thief, code())
        thief.post(PAGE, {"code": seen})

    assert "_auth_user_id" in client.session
    assert "_auth_user_id" not in thief.session


def _now(seconds):
    return clock.now() + timedelta(seconds=seconds)


def test_recovery_code_lets_in_once(client, cast):
    give_app(cast.tom)
    codes = Authenticator.objects.get(user=cast.tom, type="recovery_codes").wrap().get_unused_codes()
    by_code(client, cast.tom)
    client.post(PAGE, {"code": codes[0]})
    assert client.session["_auth_user_id"] == str(cast.tom.pk)

    thief = type(client)()
    ask(thief, cast.tom.email)
    type_in(thief, code())
    thief.post(PAGE, {"code": codes[0]})

    assert "_auth_user_id" not in thief.session


def test_wrong_second_codes_are_written_down_and_end(client, cast):
    secret = give_app(cast.tom)
    by_code(client, cast.tom)
    amount, _ = WRONG_SECOND_FACTORS
    for _ in range(amount):
        assert "not" in client.post(PAGE, {"code": "000000"}).content.decode()
        cache.clear()
        _keep_session(client)

    refused = client.post(PAGE, {"code": numbers(secret)})

    assert "too many wrong codes" in refused.content.decode()
    assert "_auth_user_id" not in client.session
    about = f"person:{cast.tom.pk}"
    assert Happened.objects.filter(name="people.second_factor.refused", about=about).count() == amount


def _keep_session(client):
    """The session outlives the cache: its row is in the database."""
    assert client.session.get("account_login")


def test_secrets_are_sealed_in_the_table(client, cast):
    secret = give_app(cast.tom)

    stored, opened = stored_secret(cast.tom)

    assert secret not in json.dumps(list(Authenticator.objects.values("data")))
    assert opened == secret
    assert stored.startswith("gAAAA")


def test_keys_may_be_changed_one_after_the_other(settings):
    settings.MFA_SECRETS_KEY = "first"
    sealed = vault.seal("words")

    settings.MFA_SECRETS_KEY = "second first"
    assert vault.unseal(sealed) == "words"
    settings.MFA_SECRETS_KEY = "second"
    with pytest.raises(vault.Unreadable):
        vault.unseal(sealed)


# ── Setting it up ──────────────────────────────────────────────────────────────────────────────────────


def set_up_app(client):
    client.get("/account/2fa/totp/activate/")
    return client.post("/account/2fa/totp/activate/", {"code": numbers(client.session["mfa.totp.secret"])})


def test_app_is_set_up_with_a_picture_and_a_key(client, cast):
    by_code(client, cast.sam)

    page = client.get("/account/2fa/totp/activate/").content.decode()
    response = set_up_app(client)

    assert 'src="data:image/svg+xml;base64,' in page
    assert "<script>" not in page
    assert response.url == "/account/2fa/recovery-codes/"
    assert client.get(response.url).content.decode().count("<strong>") == 10
    assert "mfa.totp.secret" not in client.session


def test_setting_up_is_told_and_written_down(client, cast, django_capture_on_commit_callbacks):
    by_code(client, cast.sam)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(client)

    assert Message.objects.get(kind="account-notice").payload == {"what": "second-factor-added"}
    event = Happened.objects.get(name="people.second_factor.changed")
    assert event.facts == {"what": "an authenticator app was added"}


def test_setting_up_wants_a_fresh_sign_in(client, cast):
    by_code(client, cast.tom)
    with time_machine.travel(_now(11 * 60)):
        response = client.get("/account/2fa/totp/activate/")

        assert response.url == "/account/reauthenticate/?next=%2Faccount%2F2fa%2Ftotp%2Factivate%2F"


@pytest.mark.parametrize(
    "path",
    [
        "totp/deactivate/",
        "recovery-codes/",
        "recovery-codes/generate/",
        "recovery-codes/download/",
        "webauthn/add/",
        "webauthn/keys/1/edit/",
        "webauthn/keys/1/remove/",
    ],
)
def test_every_change_of_the_second_step_wants_a_fresh_sign_in(client, cast, path):
    secret = give_app(cast.tom)
    with_app(client, cast.tom, secret)
    with time_machine.travel(_now(11 * 60)):
        for send in (client.get, client.post):
            response = send(f"/account/2fa/{path}")
            assert response.status_code == 302
            assert response.url.startswith("/account/reauthenticate/")


def test_team_cannot_take_away_its_only_second_step(client, cast):
    secret = give_app(cast.sam)
    with_app(client, cast.sam, secret)

    page = client.get("/account/2fa/totp/deactivate/").content.decode()
    client.post("/account/2fa/totp/deactivate/")

    assert "The team must have a second step" in page
    assert Authenticator.objects.filter(user=cast.sam, type="totp").exists()


def test_a_patient_may_take_it_away(client, cast):
    secret = give_app(cast.tom)
    with_app(client, cast.tom, secret)

    client.post("/account/2fa/totp/deactivate/")

    assert not Authenticator.objects.filter(user=cast.tom).exists()
    assert Message.objects.get(kind="account-notice").payload == {"what": "second-factor-removed"}


def test_nobody_touches_another_persons_passkey(client, cast):
    give_app(cast.tom)
    theirs = Authenticator.objects.get(user=cast.tom, type="totp")
    by_code(client, cast.dev)

    assert client.post(f"/account/2fa/webauthn/keys/{theirs.pk}/remove/").status_code == 404
    assert client.post(f"/account/2fa/webauthn/keys/{theirs.pk}/edit/", {"name": "x"}).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_passkey_is_called_after_the_device_it_is_made_on(client, cast):
    by_code(client, cast.gwen)
    phone = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"

    page = client.get("/account/2fa/webauthn/add/", headers={"user-agent": phone}).content.decode()

    assert 'value="Chrome on Android"' in page


def test_passkey_sign_in_asks_for_its_owner(client, cast):
    answer = client.get("/account/2fa/webauthn/login/", headers={"accept": "application/json"}).json()

    assert answer["request_options"]["publicKey"]["userVerification"] == "required"


def test_forged_passkey_signs_nobody_in(client, cast):
    client.get("/account/2fa/webauthn/login/", headers={"accept": "application/json"})
    for sent in ("", "{}", "[]", '{"response": {"userHandle": "Mw"}}', "not json"):
        response = client.post("/account/2fa/webauthn/login/", {"credential": sent})
        assert response.status_code == 302
        assert "_auth_user_id" not in client.session


def a_passkey(person):
    return Authenticator.objects.create(
        user=person, type="webauthn", data={"name": "My phone", "credential": {}}
    )


def test_team_keeps_its_only_passkey(client, cast):
    secret = give_app(cast.sam)
    with_app(client, cast.sam, secret)
    Authenticator.objects.filter(user=cast.sam).delete()
    key = a_passkey(cast.sam)

    page = client.post(f"/account/2fa/webauthn/keys/{key.pk}/remove/", follow=True).content.decode()

    assert "this is your only one" in page
    assert Authenticator.objects.filter(pk=key.pk).exists()


@pytest.mark.parametrize("method", ["delete", "put", "patch", "options"])
def test_no_other_method_goes_round_that(client, cast, method):
    """The library's own views take DELETE as a press of the button."""
    secret = give_app(cast.sam)
    with_app(client, cast.sam, secret)
    Authenticator.objects.filter(user=cast.sam).delete()
    key = a_passkey(cast.sam)

    answer = getattr(client, method)(f"/account/2fa/webauthn/keys/{key.pk}/remove/")

    assert answer.status_code == 405
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_lost_second_step_is_taken_away_by_somebody_else(client, cast):
    secret = give_app(cast.sam)
    with_app(client, cast.sam, secret)

    accounts.reset_second_step(cast.sam, by=cast.nadia)

    assert not Authenticator.objects.filter(user=cast.sam).exists()
    assert client.get("/you/").status_code == 302
    assert Message.objects.get(kind="account-notice").payload == {"what": "second-factor-removed"}
    event = Happened.objects.get(name="people.second_factor.reset")
    assert (event.actor, event.about) == (f"person:{cast.nadia.pk}", f"person:{cast.sam.pk}")


def test_nobody_takes_away_their_own_or_what_is_not_there(cast):
    give_app(cast.sam)
    with pytest.raises(accounts.NotYourOwn):
        accounts.reset_second_step(cast.sam, by=cast.sam)
    with pytest.raises(accounts.NoSecondStep):
        accounts.reset_second_step(cast.tom, by=cast.nadia)


def test_somebody_else_signs_a_person_out_everywhere(client, cast):
    by_code(client, cast.tom)

    accounts.sign_out_everywhere(cast.tom, by=cast.nadia)

    assert client.get("/you/").status_code == 302
    assert Message.objects.get(kind="account-notice").payload == {"what": "signed-out"}
    event = Happened.objects.get(name="people.session.all_ended")
    assert (event.actor, event.about) == (f"person:{cast.nadia.pk}", f"person:{cast.tom.pk}")


def test_signing_out_who_is_signed_in_nowhere_changes_nothing(cast):
    accounts.sign_out_everywhere(cast.tom, by=cast.nadia)

    assert not Happened.objects.filter(name="people.session.all_ended").exists()
    assert not Message.objects.exists()


def test_nobody_signs_themselves_out_everywhere_this_way(cast):
    with pytest.raises(accounts.NotYourOwn):
        accounts.sign_out_everywhere(cast.nadia, by=cast.nadia)


def test_command_takes_a_lost_second_step_away(cast):
    give_app(cast.sam)

    call_command("reset_second_step", cast.sam.email, stdout=StringIO())

    assert not Authenticator.objects.filter(user=cast.sam).exists()


def test_command_signs_anybody_out_everywhere(client, cast):
    by_code(client, cast.tom)

    call_command("sign_out", cast.tom.email, stdout=StringIO())

    assert client.get("/you/").status_code == 302


@pytest.mark.parametrize("command", ["reset_second_step", "sign_out"])
@pytest.mark.parametrize("address", ["nobody@example.org", "+447700900011"])
def test_command_wants_exactly_one_person(cast, address, command):
    with pytest.raises(CommandError, match="give one that is theirs alone"):
        call_command(command, address)


def test_command_says_when_there_is_nothing_to_take_away(cast):
    with pytest.raises(CommandError, match="no second step"):
        call_command("reset_second_step", cast.tom.email)
