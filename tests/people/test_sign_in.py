"""A code by text or email lets one person in, and what comes with being in."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse

from followon import clock
from followon.audit.models import Event as Happened
from followon.people.models import SignInCode
from followon.people.protocol import CODE_LIFE
from notifications import rendering
from notifications.kinds import get
from notifications.models import Message, SenderProfile
from tests.people.signing import ask, by_code, code, signed_in_as, type_in

HOME = "/home/"


@pytest.mark.parametrize(
    "typed", ["{}", " {} ", "+44 7700 900 {tail}", "0044 7700900{tail}", "07700-900-{tail}"]
)
def test_mobile_may_be_typed_as_people_write_it(client, cast, typed):
    tail = cast.tom.mobile[-3:]
    address = typed.format(f"07700 900{tail}", tail=tail)

    ask(client, address)
    response = type_in(client, code())

    assert response.url == HOME
    assert signed_in_as(client) == str(cast.tom.pk)


@pytest.mark.parametrize(
    "typed", ["grace.obi@example.org", "Grace.Obi@Example.ORG", " grace.obi@example.org "]
)
def test_email_signs_in_whatever_its_case(client, cast, typed):
    ask(client, typed)
    response = type_in(client, code())

    assert response.url == HOME
    assert signed_in_as(client) == str(cast.grace.pk)


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1} {2}", "{1}-{2}", "Your code is {0}."])
def test_code_may_be_pasted_with_what_surrounds_it(client, cast, typed):
    ask(client, cast.tom.mobile)
    digits = code()

    type_in(client, typed.format(digits, digits[:3], digits[3:]))

    assert signed_in_as(client) == str(cast.tom.pk)


def test_code_leaves_through_the_outbox_before_everything_else(client, cast, mailoutbox):
    ask(client, cast.tom.mobile)

    [message] = Message.objects.all()
    assert (message.kind, message.person, message.channel, message.priority) == (
        "sign-in-code",
        cast.tom,
        "SMS",
        0,
    )
    assert message.not_after - message.created_at <= CODE_LIFE
    assert mailoutbox == []


def test_code_goes_by_the_way_that_was_asked_for(client, cast):
    ask(client, cast.tom.email)

    assert Message.objects.get().channel == "EMAIL"


def test_text_ends_with_the_line_that_phones_fill_in(cast, client):
    ask(client, cast.tom.mobile)
    message = Message.objects.get()
    kind = get("sign-in-code")

    text = rendering.render(kind, "SMS", kind.context(message), SenderProfile.ordinary()).body

    assert text.splitlines()[-1] == f"@127.0.0.1 #{message.payload['code']}"
    assert text.startswith(f"{message.payload['code']} is your code")


@pytest.mark.parametrize("path", ["/sign-in/", "/account/reauthenticate/", "/you/mobile/", "/account/2fa/"])
def test_where_codes_by_text_are_offered_the_risk_and_the_safer_way_are_told(client, cast, path):
    if path != "/sign-in/":
        by_code(client, cast.tom)

    page = client.get(path).content.decode()

    assert "Somebody who has your phone, or who takes over your number, can read a code that we text." in page
    assert "A passkey is safer" in page
    assert "How you sign in" in page  # where one is added


def test_where_a_code_went_by_email_no_phone_is_spoken_of(client, cast):
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as now:
        by_code(client, cast.grace)
        now.shift(timedelta(minutes=11))
        client.post("/account/reauthenticate/", {"action": "send"})

        assert "has your phone" not in client.get("/account/reauthenticate/").content.decode()


def test_code_is_nowhere_in_the_table_of_codes(client, cast):
    ask(client, cast.tom.mobile)

    row = SignInCode.objects.values().get()
    assert code() not in "".join(map(str, row.values()))
    assert cast.tom.mobile not in map(str, row.values())


def test_signing_in_is_written_down(client, cast):
    by_code(client, cast.tom)

    event = Happened.objects.filter(name="people.session.signed_in").get()
    assert event.about == event.actor == f"person:{cast.tom.pk}"
    assert event.facts == {"how": "with a code by text"}


def test_patients_stay_signed_in_for_90_days(client, cast):
    by_code(client, cast.tom)

    assert client.session.get_expiry_age() == 90 * 24 * 60 * 60
    with time_machine.travel(clock.now() + timedelta(days=89)):
        assert client.get("/account/logout/").status_code == 200


def test_a_code_that_came_back_proves_the_mobile(client, cast):
    by_code(client, cast.tom)

    cast.tom.refresh_from_db()
    assert cast.tom.mobile_verified_at is not None


def test_goes_on_to_the_page_that_was_asked_for(client, cast):
    there = reverse("account_logout")

    response = client.get(reverse("mfa_index"))
    assert response.url == f"/sign-in/?next={reverse('mfa_index')}"
    ask(client, cast.tom.mobile, next=there)

    assert type_in(client, code()).url == there


@pytest.mark.parametrize(
    "there", ["https://example.com/", "//example.com/", "javascript:alert(1)", "\\\\example.com"]
)
def test_never_goes_on_to_another_site(client, cast, there):
    ask(client, cast.tom.mobile, next=there)

    assert type_in(client, code()).url == HOME


@pytest.mark.parametrize(
    "there", [["/you/", "https://example.com/"], ["https://example.com/", "//example.com/"]]
)
def test_never_goes_on_to_another_site_though_it_is_asked_twice(client, cast, there):
    ask(client, cast.tom.mobile, next=there)

    assert type_in(client, code()).url == HOME


def test_two_addresses_in_one_form_are_one(client, cast):
    ask(client, [cast.rhys.mobile, cast.tom.mobile])

    assert Message.objects.get().person == cast.tom
    assert SignInCode.objects.count() == 1


@pytest.mark.parametrize("right_last", [True, False])
def test_two_codes_in_one_form_are_one_try(client, cast, right_last):
    ask(client, cast.tom.mobile)
    wrong = f"{(int(code()) + 1) % 1_000_000:06}"

    type_in(client, [wrong, code()] if right_last else [code(), wrong])

    assert signed_in_as(client) == (str(cast.tom.pk) if right_last else None)
    assert SignInCode.objects.get().tries == 1


def test_session_has_another_key_after_signing_in(client, cast):
    ask(client, cast.tom.mobile)
    before = client.session.session_key

    type_in(client, code())

    assert client.session.session_key != before
    assert not client.session.exists(before)


@pytest.mark.parametrize(
    "value",
    ['"aaaaaaaaaaaa\\000"', "a" * 5000, "../../../etc/passwd", '"\\377\\377\\377\\377\\377"', "' OR 1=1 --"],
)
def test_cookie_that_can_be_no_session_is_nobody(client, cast, value):
    """Browsers quote, and a quoted cookie can hold what no database takes."""
    client.cookies.clear()

    page = client.get(HOME, headers={"cookie": f"session={value}"})

    assert page.url.startswith("/sign-in/")
    assert client.get("/sign-in/", headers={"cookie": f"session={value}"}).status_code == 200


def test_account_that_is_switched_off_is_signed_out_at_once(client, cast):
    by_code(client, cast.tom)
    type(cast.tom).objects.filter(pk=cast.tom.pk).update(is_active=False)

    assert client.get("/you/").status_code == 302


def test_session_that_is_ended_in_the_database_ends_though_the_cache_has_a_copy(client, cast):
    by_code(client, cast.tom)
    Session.objects.all().delete()

    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        cache.clear()  # the copy's five minutes are counted by the cache's own clock
        assert client.get("/you/").status_code == 302


def test_copy_of_a_session_lasts_five_minutes(client, cast):
    by_code(client, cast.tom)

    valkey, key = cache._cache.get_client(), client.session.session_key.encode()
    [copy] = [name for name in valkey.keys("*") if name.endswith(key)]

    assert 0 < valkey.ttl(copy) <= 300
