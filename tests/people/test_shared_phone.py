"""Two people, one mobile: never is the wrong one signed in."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache

from followon import clock
from followon.people.models import SignInCode
from notifications.models import Link, Message
from tests.people.signing import ask, give_app, type_in


def links():
    return {m.person.first_name: m.payload["link"] for m in Message.objects.filter(kind="sign-in-link")}


def path_of(link):
    return "/s/" + link.split("/s/")[1]


@pytest.fixture
def sent(client, cast):
    ask(client, cast.maria.mobile)
    return {name: path_of(link) for name, link in links().items()}


def test_each_gets_a_link_with_their_name_and_nobody_gets_a_code(sent):
    assert set(sent) == {"Maria", "Ana"}
    assert len(set(sent.values())) == 2
    assert not Message.objects.filter(kind="sign-in-code").exists()
    assert {m.channel for m in Message.objects.all()} == {"SMS"}


def test_no_code_can_be_right(client, sent):
    row = SignInCode.objects.get()
    assert row.person is None

    for digits in ("000000", "123456"):
        type_in(client, digits)

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("who", ["Maria", "Ana"])
def test_link_signs_in_the_one_it_names(client, cast, sent, who):
    person = getattr(cast, who.lower())
    page = client.get(sent[who]).content.decode()
    other = {"Maria": "Ana", "Ana": "Maria"}[who]

    assert f"Sign in as {who}" in page
    assert other not in page
    assert client.post(sent[who]).url == "/home/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_looking_changes_nothing(client, sent):
    before = list(Link.objects.order_by("pk").values())

    for _ in range(3):
        client.get(sent["Maria"])
        client.head(sent["Maria"])

    assert list(Link.objects.order_by("pk").values()) == before
    assert "_auth_user_id" not in client.session


def test_link_works_once(client, cast, sent):
    client.post(sent["Maria"])
    thief = type(client)()

    assert thief.post(sent["Maria"]).status_code == 410
    assert thief.get(sent["Maria"]).status_code == 410
    assert "_auth_user_id" not in thief.session


def test_link_lasts_ten_minutes(client, cast):
    with time_machine.travel("2026-03-29T00:55:00Z", tick=False) as now:
        ask(client, cast.maria.mobile)
        path = path_of(links()["Maria"])
        now.shift(timedelta(minutes=10))
        response = client.post(path)

    assert response.status_code == 410
    assert "has stopped working" in response.content.decode()


def test_token_is_nowhere_in_the_table(sent):
    stored = "".join(str(row) for row in Link.objects.values())

    assert not any(path.strip("/").removeprefix("s/") in stored for path in sent.values())


def test_link_of_another_purpose_signs_nobody_in(client, cast):
    _, token = Link.objects.make(
        purpose="answer", person=cast.maria, about="meeting:1", expires_at=clock.now() + timedelta(days=1)
    )

    assert client.post(f"/s/{token}/").status_code == 410
    assert "_auth_user_id" not in client.session


def test_link_takes_the_phone_over_from_the_other(client, cast, sent):
    client.post(sent["Ana"])
    first = client.session.session_key

    client.post(sent["Maria"])

    assert client.session["_auth_user_id"] == str(cast.maria.pk)
    assert client.session.session_key != first


def test_link_does_not_go_round_the_second_step(client, cast, sent):
    give_app(cast.maria)

    response = client.post(sent["Maria"])

    assert response.url == "/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session


def test_link_of_a_closed_account_is_over(client, cast, sent):
    type(cast.maria).objects.filter(pk=cast.maria.pk).update(is_active=False)

    assert client.post(sent["Maria"]).status_code == 410


def test_page_after_asking_is_that_of_anybody(client, cast):
    shared = ask(type(client)(), cast.maria.mobile)
    cache.clear()
    alone = ask(type(client)(), cast.tom.mobile)

    assert (shared.status_code, shared.url) == (alone.status_code, alone.url)


def test_either_may_still_sign_in_by_email(client, cast):
    ask(client, cast.maria.email)
    code = Message.objects.get(kind="sign-in-code")

    assert (code.person, code.channel) == (cast.maria, "EMAIL")
