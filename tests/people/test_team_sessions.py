"""The team's sessions: half an hour idle, twelve hours at most, a second step before any of their pages."""

from datetime import timedelta

import pytest
import time_machine
from allauth.core import context
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied

from followon import clock
from followon.people import adapter, devices
from pmp.models import Post, Role
from tests.cast import post
from tests.people.signing import ask, by_code, code, give_app, numbers, type_in, with_app

pytestmark = pytest.mark.urls("tests.people.team_urls")
TEAM = "/team/page/"
START = "2026-03-02T09:00:00Z"


@pytest.fixture
def secret(cast):
    return give_app(cast.sam)


def sign_in_sam(client, cast, secret):
    ask(client, cast.sam.mobile)
    type_in(client, code())
    return client.post("/account/2fa/authenticate/", {"code": numbers(secret)})


def test_second_step_must_be_set_up_before_any_team_page(client, cast):
    by_code(client, cast.nadia)

    response = client.get(TEAM, follow=True)

    assert response.redirect_chain == [("/account/2fa/", 302)]
    assert "Set up a second step first" in response.content.decode()
    assert client.post(TEAM, {"words": "x"}).url == "/account/2fa/"


def test_setting_it_up_opens_the_team_pages_at_once(transactional_db, client, cast):
    by_code(client, cast.nadia)
    client.get("/account/2fa/totp/activate/")
    client.post("/account/2fa/totp/activate/", {"code": numbers(client.session["mfa.totp.secret"])})

    assert client.get(TEAM).content == b"team GET "


def test_signed_in_with_both_steps_the_pages_are_open(client, cast, secret):
    sign_in_sam(client, cast, secret)

    assert client.get(TEAM).content == b"team GET "


def test_second_step_set_up_elsewhere_is_asked_for_here(client, cast):
    by_code(client, cast.sam)
    secret = give_app(cast.sam)

    response = client.get(TEAM)
    assert response.url == "/account/reauthenticate/?next=%2Fteam%2Fpage%2F"
    asked = client.get(response.url)
    assert asked.url == "/account/2fa/reauthenticate/?next=%2Fteam%2Fpage%2F"
    assert client.get(asked.url).status_code == 200
    back = client.post(asked.url, {"code": numbers(secret), "next": TEAM})

    assert back.url == TEAM
    assert client.get(TEAM).content == b"team GET "


def test_thirty_minutes_idle_end_a_team_session(client, cast, secret):
    with time_machine.travel(START, tick=False) as now:
        sign_in_sam(client, cast, secret)
        now.shift(timedelta(minutes=29))
        assert client.get(TEAM).status_code == 200
        now.shift(timedelta(minutes=30))
        response = client.get(TEAM + "?page=2")

    assert response.url == "/sign-in/?next=%2Fteam%2Fpage%2F%3Fpage%3D2"
    assert "_auth_user_id" not in client.session


def test_working_on_keeps_a_team_session_until_twelve_hours(client, cast, secret):
    with time_machine.travel(START, tick=False) as now:
        sign_in_sam(client, cast, secret)
        for _ in range(35):
            now.shift(timedelta(minutes=20))
            assert client.get(TEAM).status_code == 200
        now.shift(timedelta(minutes=20))
        assert client.get(TEAM).status_code == 302


@pytest.mark.parametrize("start", ["2026-03-29T00:50:00Z", "2026-10-25T00:50:00Z"], ids=["spring", "autumn"])
def test_both_clocks_run_on_when_clocks_change(client, cast, secret, start):
    with time_machine.travel(start, tick=False) as now:
        sign_in_sam(client, cast, secret)
        now.shift(timedelta(minutes=29))
        assert client.get(TEAM).status_code == 200
        now.shift(timedelta(minutes=30))
        assert client.get(TEAM).status_code == 302


def test_a_page_that_asks_for_its_own_progress_is_nobody(client, cast, secret):
    with time_machine.travel(START, tick=False) as now:
        sign_in_sam(client, cast, secret)
        for _ in range(3):
            now.shift(timedelta(minutes=10))
            last = client.get(TEAM, headers={"sec-fetch-mode": "cors"})

    assert last.status_code == 302


def test_own_pages_of_the_team_are_held_to_the_same_clock(client, cast, secret):
    with time_machine.travel(START, tick=False) as now:
        sign_in_sam(client, cast, secret)
        now.shift(timedelta(minutes=31))
        assert client.get("/you/page/").url == "/sign-in/?next=%2Fyou%2Fpage%2F"


def test_patients_are_not(client, cast):
    with time_machine.travel(START, tick=False) as now:
        by_code(client, cast.tom)
        now.shift(timedelta(days=80))
        assert client.get("/you/page/").content == b"mine GET "


def test_post_that_begins_today_asks_today(client, cast):
    with time_machine.travel(START, tick=False) as now:
        by_code(client, cast.tom)
        now.shift(timedelta(days=3))
        post(cast.tom, cast.severn, Role.PATIENT_TUTOR)
        assert client.get("/you/page/").url.startswith("/sign-in/")


def test_post_that_ended_lets_the_session_be(client, cast, secret):
    with time_machine.travel(START, tick=False) as now:
        sign_in_sam(client, cast, secret)
        Post.objects.filter(person=cast.sam).update(until_date=clock.today())
        now.shift(timedelta(hours=2))
        assert client.get("/you/page/").status_code == 200


def test_session_of_the_team_expires_by_itself_too(client, cast, secret):
    sign_in_sam(client, cast, secret)

    assert client.session.get_expiry_age() == 12 * 60 * 60


def test_what_was_typed_is_kept_and_offered_again(client, cast, secret):
    with time_machine.travel(START, tick=False) as now:
        sign_in_sam(client, cast, secret)
        now.shift(timedelta(minutes=31))
        out = client.post(
            TEAM + "?a=1", {"words": "long and careful", "csrfmiddlewaretoken": "x"}, follow=True
        )
        assert "What you had typed is kept for you" in out.content.decode()
        assert "long and careful" not in str(dict(client.session))
        back = sign_in_sam(client, cast, secret)
        assert back.url == "/sign-in/carry-on/"
        page = client.get(back.url).content.decode()
        assert 'action="/team/page/?a=1"' in page
        assert page.count("long and careful") == 2
        assert "csrfmiddlewaretoken</dt>" not in page.lower()
        assert (
            client.post(TEAM + "?a=1", {"words": "long and careful"}).content == b"team POST long and careful"
        )
        assert "draft" not in client.session


def test_kept_words_are_for_the_same_person_only(client, cast, secret):
    other = give_app(cast.ife)
    with time_machine.travel(START, tick=False) as now:
        sign_in_sam(client, cast, secret)
        now.shift(timedelta(minutes=31))
        client.post(TEAM, {"words": "only for Sam"})
        response = with_app(client, cast.ife, other)

        assert response.url != "/sign-in/carry-on/"
        assert client.get("/sign-in/carry-on/").status_code == 302


def test_kept_words_may_be_thrown_away(client, cast, secret):
    with time_machine.travel(START, tick=False) as now:
        sign_in_sam(client, cast, secret)
        now.shift(timedelta(minutes=31))
        client.post(TEAM, {"words": "never mind"})
        sign_in_sam(client, cast, secret)

        assert client.post("/sign-in/carry-on/").url == TEAM
        assert "draft" not in client.session


def test_stranger_to_the_team_passes_the_middleware_and_meets_the_view(client, cast):
    by_code(client, cast.rhys)

    assert client.get(TEAM).status_code == 200  # the view's own permission answers; see the access table


# ── A fresh sign-in ────────────────────────────────────────────────────────────────────────────────────


def test_private_page_opens_after_signing_in(client, cast):
    by_code(client, cast.tom)

    assert client.get("/you/private/").content == b"mine GET "


def test_private_page_asks_again_after_ten_minutes(client, cast):
    with time_machine.travel(START, tick=False) as now:
        by_code(client, cast.tom)
        now.shift(timedelta(minutes=10))
        asked = client.get("/you/private/")
        assert asked.url == "/account/reauthenticate/?next=%2Fyou%2Fprivate%2F"
        client.post("/account/reauthenticate/", {"action": "send", "next": "/you/private/"})
        wrong = client.post("/account/reauthenticate/", {"code": "000000", "next": "/you/private/"})
        assert "That code is not right" in wrong.content.decode()
        back = client.post("/account/reauthenticate/", {"code": code(), "next": "/you/private/"})
        assert back.url == "/you/private/"
        assert client.get("/you/private/").content == b"mine GET "


def test_code_for_signing_in_does_not_confirm(client, cast):
    with time_machine.travel(START, tick=False) as now:
        by_code(client, cast.tom)
        now.shift(timedelta(minutes=11))
        ask(type(client)(), cast.tom.email)
        client.post("/account/reauthenticate/", {"action": "send"})
        now.shift(timedelta(minutes=1))
        elsewhere = type(client)()
        ask(elsewhere, cast.tom.email)
        client.post("/account/reauthenticate/", {"code": code()})

        assert client.get("/you/private/").status_code == 302


def test_who_has_a_second_step_confirms_with_it_and_with_nothing_less(client, cast):
    secret = give_app(cast.tom)
    with time_machine.travel(START, tick=False) as now:
        with_app(client, cast.tom, secret)
        now.shift(timedelta(minutes=11))
        response = client.post("/account/reauthenticate/", {"action": "send", "next": "/you/private/"})
        assert response.url == "/account/2fa/reauthenticate/?next=%2Fyou%2Fprivate%2F"
        client.post(response.url, {"code": numbers(secret), "next": "/you/private/"})

        assert client.get("/you/private/").status_code == 200


def copy_of(client):
    """Somebody else's browser, with the cookie of this one."""
    thief = type(client)()
    thief.cookies["session"] = client.session.session_key
    return thief


def shows_a_code(client, secret):
    client.post("/account/reauthenticate/", {"action": "send", "next": "/you/page/"})
    return client.post("/account/reauthenticate/", {"code": code(), "next": "/you/page/"})


def shows_the_app(client, secret):
    return client.post("/account/2fa/reauthenticate/", {"code": numbers(secret), "next": "/you/page/"})


@pytest.mark.parametrize(("proof", "has_app"), [(shows_a_code, False), (shows_the_app, True)])
def test_session_has_another_key_after_a_renewed_proof(client, cast, proof, has_app):
    secret = give_app(cast.tom) if has_app else ""
    with time_machine.travel(START, tick=False) as now:
        with_app(client, cast.tom, secret) if has_app else by_code(client, cast.tom)
        now.shift(timedelta(minutes=11))
        thief = copy_of(client)
        assert thief.get("/you/page/").status_code == 200

        assert proof(client, secret).url == "/you/page/"

        assert client.get("/you/private/").content == b"mine GET "
        assert thief.get("/you/page/").url.startswith("/sign-in/")
        [device] = devices.devices_of(cast.tom, current=client.session.session_key)
        assert device.is_this  # it can still be ended


def test_session_has_another_key_after_a_second_step_was_set_up(transactional_db, client, cast):
    by_code(client, cast.nadia)
    thief = copy_of(client)
    client.get("/account/2fa/totp/activate/")

    client.post("/account/2fa/totp/activate/", {"code": numbers(client.session["mfa.totp.secret"])})

    assert client.get(TEAM).status_code == 200
    assert thief.get(TEAM).url.startswith("/sign-in/")


def test_session_keeps_its_key_after_a_wrong_proof(client, cast):
    with time_machine.travel(START, tick=False) as now:
        by_code(client, cast.tom)
        before = client.session.session_key
        now.shift(timedelta(minutes=11))

        client.post("/account/reauthenticate/", {"action": "send"})
        wrong = client.post("/account/reauthenticate/", {"code": "000000"})

    assert "That code is not right" in wrong.content.decode()
    assert client.session.session_key == before


def test_private_words_are_kept_while_it_asks(client, cast):
    with time_machine.travel(START, tick=False) as now:
        by_code(client, cast.tom)
        now.shift(timedelta(minutes=11))
        asked = client.post("/you/private/", {"words": "mine"})
        assert asked.url == "/account/reauthenticate/?next=%2Fsign-in%2Fcarry-on%2F"
        client.post("/account/reauthenticate/", {"action": "send", "next": "/sign-in/carry-on/"})
        back = client.post("/account/reauthenticate/", {"code": code(), "next": "/sign-in/carry-on/"})

        assert "mine" in client.get(back.url).content.decode()


# ── The demo's list ────────────────────────────────────────────────────────────────────────────────────


def test_demo_sign_in_counts_as_both_steps(rf, client, cast, settings):
    settings.FOLLOWON_DEMO = True
    request = request_of(client, rf)

    adapter.sign_in_for_demo(request, cast.nadia)
    request.session.save()
    client.cookies["session"] = request.session.session_key

    assert client.get(TEAM).content == b"team GET "


def test_demo_sign_in_exists_only_in_the_demo(rf, client, cast, settings):
    assert settings.FOLLOWON_DEMO is False
    with pytest.raises(PermissionDenied):
        adapter.sign_in_for_demo(request_of(client, rf), cast.nadia)


def request_of(client, rf):
    request = rf.post("/be/")
    request.session, request.user = client.session, AnonymousUser()
    request._messages = CookieStorage(request)
    context._request_var.set(request)
    return request
