"""Where I am signed in, by name; signing out elsewhere, and what signing out leaves."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from followon.audit.models import Event as Happened
from followon.people import devices
from followon.people.models import SignInCode
from tests.people.signing import by_code, give_app, with_app

PHONE = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
)
WORK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"


def on(client, device, person):
    browser = type(client)(headers={"user-agent": device})

    SignInCode.objects.all().delete()
    cache.clear()
    by_code(browser, person)
    return browser


def test_devices_are_listed_this_one_first(client, cast):
    phone, work = on(client, PHONE, cast.tom), on(client, WORK, cast.tom)

    page = phone.get("/you/devices/").content.decode()

    assert page.index("Chrome on Android") < page.index("Edge on Windows")
    assert page.count("Sign out there") == 2  # the button, and the advice
    assert work.get("/you/").status_code == 200


def test_another_device_is_signed_out_at_once(client, cast):
    phone, work = on(client, PHONE, cast.tom), on(client, WORK, cast.tom)
    [other] = [d for d in devices.devices_of(cast.tom, current=phone.session.session_key) if not d.is_this]
    phone.post(f"/you/devices/{other.pk}/end/")

    assert work.get("/you/").status_code == 302
    assert phone.get("/you/").status_code == 200
    assert Happened.objects.filter(name="people.session.ended", about=f"person:{cast.tom.pk}").exists()


def test_everywhere_else_is_signed_out(client, cast):
    phone, work = on(client, PHONE, cast.tom), on(client, WORK, cast.tom)

    phone.post("/you/devices/end-others/")

    assert work.get("/you/").status_code == 302
    assert phone.get("/you/").status_code == 200


def test_nobody_signs_another_person_out(client, cast):
    theirs = on(client, PHONE, cast.tom)
    [device] = devices.devices_of(cast.tom, current="")
    stranger = on(client, WORK, cast.rhys)

    assert stranger.post(f"/you/devices/{device.pk}/end/").status_code == 404
    assert theirs.get("/you/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (PHONE, "Chrome on Android"),
        (WORK, "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", "Firefox on Linux"),
        ("", "A device we do not know"),
    ],
)  # fmt: skip
def test_devices_have_names(agent, name):
    assert devices.name_of(agent) == name


def test_signing_out_leaves_nothing_behind(client, tom):
    assert client.get("/account/logout/").status_code == 200
    assert client.get("/you/").status_code == 200

    response = client.post("/account/logout/")

    assert response["Clear-Site-Data"] == '"cache"'
    assert client.get("/you/").status_code == 302
    assert Happened.objects.filter(name="people.session.signed_out").exists()


def test_second_step_page_tells_what_there_is(client, cast):
    secret = give_app(cast.tom)
    with_app(client, cast.tom, secret)

    page = client.get(reverse("mfa_index")).content.decode()

    assert "Stop using the app" in page
    assert "You have 10 left" in page
