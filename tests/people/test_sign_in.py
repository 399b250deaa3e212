"""A code by text or email lets one person in; a stranger gets the same answer and nothing else."""

import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from followon import clock
from followon.audit.models import Event as Happened
from followon.people.actions import sign_in
from followon.people.models import SignInCode
from followon.people.protocol import ASKS_PER_NETWORK, CODE_LIFE, TRIES
from followon.web.fields import show_phone
from notifications import rendering
from notifications.kinds import get
from notifications.models import Message, SenderProfile
from tests.people.signing import ask, by_code, code, type_in

HOME = "/home/"
STRANGER = "07700 900999"


def signed_in_as(client):
    return client.session.get("_auth_user_id")


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


# ── Strangers ──────────────────────────────────────────────────────────────────────────────────────────


def shown(response, address):
    """A page without what differs from visit to visit."""
    text = response.content.decode().replace(address, "ADDRESS")
    return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", text)


def test_stranger_gets_the_same_answers(client, cast, django_user_model):
    pages = {}
    for who, number in {"known": "07700 900011", "alone": None, "stranger": STRANGER}.items():
        number = number or "0" + cast.tom.mobile[3:]
        browser = type(client)()
        asked = ask(browser, number)
        page = browser.get("/sign-in/code/")
        wrong = type_in(browser, "000000" if code_or(None) != "000000" else "000001")
        spaced = show_phone("+44" + number.replace(" ", "")[1:])
        pages[who] = (
            asked.status_code,
            asked.url,
            shown(page, spaced),
            wrong.status_code,
            shown(wrong, spaced),
        )

    assert pages["stranger"] == pages["alone"] == pages["known"]


def code_or(default):
    newest = Message.objects.filter(kind="sign-in-code").order_by("pk").last()
    return newest.payload["code"] if newest else default


def test_stranger_is_sent_nothing(client, cast):
    ask(client, STRANGER)
    ask(client, "nobody@example.org")

    assert not Message.objects.exists()


def test_stranger_costs_the_same_queries_up_to_the_sending(client, cast):
    def work(address):
        with CaptureQueriesContext(connection) as seen:
            ask(type(client)(), address)
        words = [query["sql"].split()[:2] for query in seen if "notifications_" not in query["sql"]]
        return [[verb, what[:20]] for verb, what in words if "SAVEPOINT" not in (verb, what)]

    known, stranger = work(cast.tom.mobile), work(STRANGER)

    assert known == stranger != []


def test_answers_take_the_same_time_whoever_asks(client, cast, settings):
    settings.SIGN_IN_PACE = 0.25
    took = {"known": [], "stranger": []}
    ask(type(client)(), "07700 900998")  # the first visit loads what the others share
    for n in range(6):
        for who, address in (
            ("known", [cast.tom, cast.dev, cast.joan, cast.lena, cast.gwen, cast.ellis][n].mobile),
            ("stranger", f"07700 9009{n:02}"),
        ):
            began = time.perf_counter()
            ask(type(client)(), address)
            took[who].append(time.perf_counter() - began)

    assert min(took["known"] + took["stranger"]) >= 0.25
    assert abs(statistics.median(took["known"]) - statistics.median(took["stranger"])) < 0.05


def test_nobody_can_guess_in_without_an_account(client, cast):
    ask(client, STRANGER)
    row = SignInCode.objects.get()
    for guess in range(1000):
        if row.is_right(f"{guess:06}"):
            break  # pragma: no cover - one in a thousand

    type_in(client, "000000")

    assert signed_in_as(client) is None


def test_somebody_without_mobile_and_email_is_told_to_phone(client, cast):
    page = client.get("/sign-in/").content.decode()

    assert "I can’t get texts or emails" in page
    assert "tel:01632960118" in page


def test_closed_and_erased_accounts_are_strangers(client, cast):
    type(cast.tom).objects.filter(pk=cast.tom.pk).update(is_active=False)

    ask(client, cast.tom.mobile)

    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter"),
        ("12345", "Check the mobile number"),
        ("01632 960333", "Check the mobile number"),
        ("somebody@", "like name@example.org"),
        ("tom", "Check the mobile number"),
    ],
)
def test_what_is_neither_is_refused_kindly(client, cast, typed, says):
    response = ask(client, typed)

    assert response.status_code == 200
    assert says in response.content.decode()
    assert not SignInCode.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/account/signup/",
        "/account/password/reset/",
        "/account/password/change/",
        "/account/email/",
        "/account/login/code/",
        "/account/phone/change/",
    ],
)
def test_no_other_door_is_open(client, cast, path):
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


# ── Limits ────────────────────────────────────────────────────────────────────────────────────────────


def wrong(digits):
    return f"{(int(digits) + 1) % 1_000_000:06}"


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
