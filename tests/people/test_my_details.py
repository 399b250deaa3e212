"""My details: what I change about myself, what proves itself first, and that nobody else can."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from followon import clock
from followon.audit import recorder
from followon.audit.models import Event as Happened
from followon.people import devices
from followon.people.actions import accounts, consent
from followon.people.models import Consent, Method, SignInCode, User
from notifications.models import Message
from tests.people.signing import by_code, code, give_app, with_app

NEW = "07700 900955"
NEW_E164 = "+447700900955"
PAGES = ["/you/", "/you/name/", "/you/mobile/", "/you/email/", "/you/home-phone/", "/you/agreements/",
         "/you/who-looked/", "/you/copy/", "/you/copy/file/", "/you/devices/", "/you/delete/"]  # fmt: skip


@pytest.fixture
def tom(client, cast):
    by_code(client, cast.tom)
    Message.objects.all().delete()
    return cast.tom


def fresh(person):
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_wants_a_sign_in(client, cast, path):
    assert client.get(path).url.startswith("/sign-in/?next=/you/")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_and_has_one_heading(client, tom, path):
    response = client.get(path)

    assert response.status_code == 200
    if "html" in response["Content-Type"]:
        assert response.content.decode().count("<h1") == 1
    assert response["Cache-Control"] == "no-store, private"


def test_hub_shows_my_own_details_and_nobody_elses(client, tom, cast):
    page = client.get("/you/").content.decode()

    assert "Tom Reed" in page
    assert tom.email in page
    assert cast.rhys.email not in page


def test_hub_costs_the_same_however_much_there_is(client, tom, django_assert_num_queries):
    client.get("/you/")
    with django_assert_num_queries(3):
        client.get("/you/")


def test_name_is_changed(client, tom):
    response = client.post("/you/name/", {"first_name": "Thomas", "last_name": "Reed"})

    assert response.url == "/you/"
    assert fresh(tom).full_name == "Thomas Reed"
    assert Happened.objects.filter(name="people.contact.changed").get().facts == {"fields": ["first_name"]}


def test_name_may_not_be_empty(client, tom):
    page = client.post("/you/name/", {"first_name": " ", "last_name": ""}).content.decode()

    assert "<title>Error: " in page
    assert fresh(tom).first_name == "Tom"


def test_home_phone_is_changed_and_removed(client, tom):
    client.post("/you/home-phone/", {"landline": "01632 960555"})
    assert fresh(tom).landline == "+441632960555"

    client.post("/you/home-phone/", {"landline": ""})
    assert fresh(tom).landline == ""


# ── A new number ────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── What I have agreed to ───────────────────────────────────────────────────────────────────────────────────────


def agree(person, by, given=True, purpose="share.mobile", scope="group:1", method=Method.ROOM):
    write = consent.give if given else consent.withdraw
    return write(person, purpose=purpose, scope=scope, wording="sharing-2026-11", method=method, by=by)


def test_agreements_are_told_as_sentences(client, tom, cast):
    scope = f"group:{cast.steppers.pk}"
    agree(tom, cast.sam, scope=scope)
    agree(tom, tom, purpose="share.email", scope=scope, method=Method.SCREEN)
    agree(tom, tom, given=False, purpose="share.email", scope=scope, method=Method.TEXT)

    page = " ".join(client.get("/you/agreements/").content.decode().split())

    assert (
        "You agreed to sharing the mobile number with Steady Steppers, in the room; Sam Oyelaran wrote it down"
        in page
    )
    assert "Words of sharing-2026-11" in page
    assert "You no longer agree" in page
    assert page.index("You agreed") < page.index("What you said before") < page.index("You no longer agree")


def test_agreements_of_others_are_not_shown(client, tom, cast):
    agree(cast.rhys, cast.rhys, scope=f"group:{cast.harbour.pk}")

    assert "Harbour Walkers" not in client.get("/you/agreements/").content.decode()


def test_agreements_cost_the_same_for_one_and_for_three(client, tom, cast, django_assert_num_queries):
    agree(tom, cast.sam, scope=f"group:{cast.steppers.pk}")
    client.get("/you/agreements/")
    with django_assert_num_queries(7):
        client.get("/you/agreements/")
    agree(tom, cast.nadia, purpose="share.email", scope=f"group:{cast.steppers.pk}")
    agree(tom, cast.ife, purpose="share.landline", scope=f"group:{cast.harbour.pk}")
    with django_assert_num_queries(7):
        client.get("/you/agreements/")


# ── Who looked ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_looked_is_shown_to_the_person(client, tom, cast):
    assert "Nobody has." in client.get("/you/who-looked/").content.decode()
    with clock.moved_to(clock.now() - timedelta(days=1)):
        recorder.record_read(by=cast.nadia, about=tom, what="contact details")
    recorder.record_read(by=cast.sam, about=cast.rhys, what="contact details")

    page = client.get("/you/who-looked/").content.decode()

    assert "Nadia Rahman looked at the contact details of Tom Reed" in page
    assert "Sam Oyelaran" not in page


def test_who_looked_costs_the_same_for_one_and_for_three(client, tom, cast, django_assert_num_queries):
    recorder.record_read(by=cast.nadia, about=tom, what="contact details")
    client.get("/you/who-looked/")
    with django_assert_num_queries(5):
        client.get("/you/who-looked/")
    recorder.record_read(by=cast.sam, about=tom, what="contact details")
    recorder.record_read(by=cast.ife, about=tom, what="a message")
    with django_assert_num_queries(5):
        client.get("/you/who-looked/")


# ── Where I am signed in ────────────────────────────────────────────────────────────────────────────────────────

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


# ── The actions refuse ──────────────────────────────────────────────────────────────────────────────────────────


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


def test_ledger_is_about_the_person(cast):
    assert agree(cast.tom, cast.sam).person == cast.tom
    assert Consent.objects.in_force().count() == 1
