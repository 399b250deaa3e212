"""Where a code ends: so many tries, minutes and codes a day, in one browser, from one network."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connections

from followon.audit.models import Event as Happened
from followon.people.actions import sign_in
from followon.people.models import SignInCode
from followon.people.protocol import ASKS_PER_NETWORK, CODE_LIFE, TRIES
from notifications.models import Message
from tests.people.signing import STRANGER, ask, by_code, code, signed_in_as, type_in, wrong


def test_five_tries_then_the_code_is_worth_nothing(client, cast):
    ask(client, cast.tom.mobile)
    digits = code()

    for _ in range(TRIES - 1):
        assert "That code is not right" in type_in(client, wrong(digits)).content.decode()
    last = type_in(client, wrong(digits))
    assert last.url == "/sign-in/"
    type_in(client, digits)

    assert signed_in_as(client) is None
    assert SignInCode.objects.get().tries == TRIES
    assert Happened.objects.filter(name="people.code.refused", about=f"person:{cast.tom.pk}").count() == 1


def test_tries_are_counted_though_the_session_is_copied(client, cast):
    ask(client, cast.tom.mobile)
    digits, cookie = code(), client.cookies["session"].value

    for _ in range(TRIES):
        thief = type(client)()
        thief.cookies["session"] = cookie
        type_in(thief, wrong(digits))
        cache.clear()
    type_in(client, digits)

    assert signed_in_as(client) is None


def test_code_lasts_ten_minutes(client, cast):
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as now:
        ask(client, cast.tom.mobile)
        digits = code()
        now.shift(CODE_LIFE)
        response = type_in(client, digits)

    assert response.url == "/sign-in/"
    assert signed_in_as(client) is None


@pytest.mark.parametrize("moment", ["2026-03-29T00:55:00Z", "2026-10-25T00:55:00Z"], ids=["spring", "autumn"])
def test_ten_minutes_are_ten_minutes_when_clocks_change(client, cast, moment):
    with time_machine.travel(moment, tick=False) as now:
        ask(client, cast.tom.mobile)
        digits = code()
        now.shift(CODE_LIFE - timedelta(seconds=1))
        type_in(client, digits)

    assert signed_in_as(client) == str(cast.tom.pk)


def test_code_works_once(client, cast):
    ask(client, cast.tom.mobile)
    digits, waiting = code(), client.session["waiting_for_code"]
    type_in(client, digits)

    thief = type(client)()
    ask(thief, STRANGER)
    session = thief.session
    session["waiting_for_code"] = waiting
    session.save()
    type_in(thief, digits)

    assert signed_in_as(thief) is None


def test_code_works_only_where_it_was_asked_for(client, cast):
    ask(client, cast.tom.mobile)
    thief = type(client)()

    response = type_in(thief, code())

    assert response.url == "/sign-in/"
    assert signed_in_as(thief) is None


def test_code_of_one_browser_is_not_taken_by_another_wait(client, cast):
    ask(client, cast.tom.mobile)
    thief = type(client)()
    ask(thief, cast.dev.mobile)
    stolen = Message.objects.get(person=cast.tom).payload["code"]

    type_in(thief, stolen)

    assert signed_in_as(thief) is None


def test_new_code_after_thirty_seconds_ends_the_old_one(client, cast):
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as now:
        ask(client, cast.tom.mobile)
        old = code()
        too_soon = client.post("/sign-in/again/", follow=True)
        assert "Wait 30 seconds" in too_soon.content.decode()
        assert Message.objects.count() == 1
        now.shift(30)
        assert "new code" in client.post("/sign-in/again/", follow=True).content.decode()
        new = code()
        if old != new:
            type_in(client, old)
            assert signed_in_as(client) is None
        type_in(client, new)

    assert signed_in_as(client) == str(cast.tom.pk)


@pytest.mark.parametrize("address", ["known", STRANGER])
def test_sixth_code_in_a_quarter_of_an_hour_is_refused_to_anybody(client, cast, address):
    address = cast.tom.mobile if address == "known" else address
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as now:
        for _ in range(5):
            assert ask(type(client)(), address).status_code == 302
            now.shift(31)
        refused = ask(type(client)(), address)
        assert refused.status_code == 429
        now.shift(15 * 60)
        assert ask(type(client)(), address).status_code == 302


@pytest.mark.parametrize("address", ["known", STRANGER])
def test_limits_survive_a_lost_cache(client, cast, address):
    address = cast.tom.mobile if address == "known" else address
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as now:
        for _ in range(5):
            ask(type(client)(), address)
            now.shift(31)
            cache.clear()

        assert ask(type(client)(), address).status_code == 429


def test_fifteen_codes_a_day(client, cast):
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as now:
        for _ in range(15):
            assert ask(type(client)(), cast.tom.mobile).status_code == 302
            now.shift(timedelta(minutes=16))
        assert ask(type(client)(), cast.tom.mobile).status_code == 429
        now.shift(timedelta(hours=24))
        assert ask(type(client)(), cast.tom.mobile).status_code == 302


def test_twenty_wrong_codes_a_day_close_the_address(client, cast):
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as now:
        for _ in range(4):
            browser = type(client)()
            ask(browser, cast.tom.mobile)
            for _ in range(TRIES):
                type_in(browser, wrong(code()))
            now.shift(timedelta(minutes=20))

        assert ask(type(client)(), cast.tom.mobile).status_code == 429


def test_one_network_asks_for_so_many_and_no_more(client, cast):
    amount, _ = ASKS_PER_NETWORK
    for n in range(amount):
        assert ask(type(client)(), f"person{n}@example.org").status_code == 302
        cache.clear()

    assert ask(type(client)(), cast.tom.mobile).status_code == 429
    elsewhere = type(client)(REMOTE_ADDR="198.51.100.7")
    assert ask(elsewhere, cast.tom.mobile).status_code == 302


def test_two_at_the_same_moment_do_not_outrun_the_limit(transactional_db, client):
    def one(_):
        try:
            sign_in.ask("+447700900321", network="")
        except sign_in.TooSoon:
            return "too soon"
        finally:
            connections.close_all()
        return "asked"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(4))) == ["asked"] + ["too soon"] * 3


def test_sign_in_works_without_the_cache(client, cast, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/1"}}

    by_code(client, cast.tom)

    assert signed_in_as(client) == str(cast.tom.pk)
