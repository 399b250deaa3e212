"""My details: what I change about myself, what I agreed to, who looked; and that nobody else can."""

from datetime import timedelta

import pytest

from followon import clock
from followon.audit import recorder
from followon.audit.models import Event as Happened
from followon.people.actions import consent
from followon.people.models import Consent, Method
from tests.people.conftest import fresh

PAGES = ["/you/", "/you/name/", "/you/mobile/", "/you/email/", "/you/home-phone/", "/you/agreements/",
         "/you/who-looked/", "/you/copy/", "/you/copy/file/", "/you/devices/", "/you/delete/"]  # fmt: skip


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


# What I have agreed to ──────────────────────────────────────────────────────────────────────────────────────


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
    assert "In the words of November 2026" in page
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


def test_ledger_is_about_the_person(cast):
    assert agree(cast.tom, cast.sam).person == cast.tom
    assert Consent.objects.in_force().count() == 1


# Who looked ─────────────────────────────────────────────────────────────────────────────────────────────────


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
    recorder.record_read(by=cast.ife, about=tom, what="message")
    with django_assert_num_queries(5):
        client.get("/you/who-looked/")
