"""A stranger gets the same answer as anybody, at the same speed, and nothing else."""

import re
import statistics
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followon.people.models import SignInCode
from followon.web.fields import show_phone
from notifications.models import Message
from tests.people.signing import STRANGER, ask, signed_in_as, type_in


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
        words = [query["sql"].split()[:2] for query in seen if "notifications" not in query["sql"]]
        return [[verb, what[:20]] for verb, what in words if "SAVEPOINT" not in (verb, what)]

    for _ in range(2):  # until PostgreSQL keeps what is asked again
        work("07700 900998")
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
