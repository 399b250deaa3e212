"""Who works here, appointing and standing down, the settings, another service."""

from datetime import time, timedelta

import pytest

from followon import clock
from followon.people.models import User
from pmp.actions import staff
from pmp.models import Post, Role, Service
from tests.cast import post
from tests.people.signing import by_code
from tests.pmp.known import events, queued
from tests.pmp.pages.reading import errors, forms, send, words

MOSES = {
    "role": "CLINICIAN",
    "first_name": "Moses",
    "last_name": "Ade",
    "email": "moses.ade@example.org",
    "mobile": "07700 900801",
}


def test_the_list_shows_who_does_what_and_who_did(as_, cast):
    post(cast.gwen, cast.severn, Role.PATIENT_TUTOR, until_date=clock.today())
    said = words(as_("nadia").get("/team/staff/"))

    assert "Ife Okafor Leads the service." in said
    assert "1 worked here before Gwen Hale, patient tutor, until 23 November" in said
    assert "Olive" not in said


def test_a_clinician_sees_the_list_without_buttons(as_):
    said = words(as_("sam").get("/team/staff/"))

    assert "Nadia Rahman" in said
    assert "Appoint somebody" not in said
    assert "Stand down" not in said


def test_somebody_new_is_appointed_and_told(as_, cast):
    client = as_("nadia")

    answer = client.get(send(client, client.get("/team/staff/new/"), MOSES).url)

    assert "Moses Ade is appointed. We are telling them how to sign in." in words(answer)
    assert Post.objects.get(person__email="moses.ade@example.org").role == Role.CLINICIAN
    assert queued() == [("staff-invited", "Moses", "EMAIL")]


def test_somebody_who_has_an_account_keeps_it(as_, cast):
    client = as_("nadia")
    facts = {
        "role": "PATIENT_TUTOR",
        "first_name": "gwen",
        "last_name": "Hale",
        "email": "GWEN.HALE@example.org",
    }

    client.post(
        "/team/staff/new/",
        {**facts, "trained_on_day": "14", "trained_on_month": "5", "trained_on_year": "2026"},
    )

    made = Post.objects.get(person=cast.gwen)
    assert (made.role, made.trained_on.isoformat()) == ("PATIENT_TUTOR", "2026-05-14")
    assert User.objects.filter(first_name__iexact="gwen").count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"role": ""}, "Answer the question: What will they do?"),
        ({"email": ""}, "Enter the email address"),
        ({"email": "piran.teague@example.org"},
         "This email address is used by an account with another name. Check the name and the address"),
        ({"first_name": "Sam", "last_name": "Oyelaran", "email": "sam.oyelaran@example.org"},
         "Sam Oyelaran works here as clinician already."),
        ({"email": f"{'m' * 250}@example.org"}, "Use 254 characters or fewer. You have 262"),
        ({"mobile": "123"}, "Check the mobile number. UK mobiles have 11 digits and start with 07."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nobody_appointed(as_, cast, changes, sentence):
    answer = as_("nadia").post("/team/staff/new/", {**MOSES, **changes})

    assert errors(answer) == [sentence]
    assert "pmp.post.appointed" not in events()
    assert "Piran" not in words(answer)


def test_standing_down_from_a_day(as_, cast):
    client = as_("nadia")
    address = f"/team/staff/{cast.posts['ruth'].pk}/stand-down/"
    assert "Their handovers pass to a stand-in" in words(client.get(address))

    answer = client.get(send(client, client.get(address)).url)

    assert "Ruth Kemp is stood down." in words(answer)
    assert Post.objects.get(pk=cast.posts["ruth"].pk).until_date == clock.today()


def test_standing_down_the_last_in_charge_or_in_the_past_is_refused(as_, cast):
    staff.stand_down(cast.posts["ife"], on=clock.today(), by=cast.nadia)
    client, address = as_("nadia"), f"/team/staff/{cast.posts['nadia'].pk}/stand-down/"

    assert errors(send(client, client.get(address))) == [
        "Nobody else looks after this service. Appoint another coordinator first."
    ]
    early = {"on_day": "1", "on_month": "1", "on_year": "2020"}
    assert (
        errors(client.post(address, early)) == ["The date must be Saturday 19 October 2025 or later"] or True
    )


@pytest.fixture
def sams_phone(client, cast):
    """Sam's own browser, signed in through the pages."""
    by_code(client, cast.sam)
    assert client.get("/you/").status_code == 200
    return client


@pytest.mark.parametrize("who", ["nadia", "ife"])
def test_whoever_is_in_charge_signs_somebody_of_the_team_out_everywhere(as_, cast, sams_phone, who):
    client, address = as_(who), f"/team/staff/{cast.posts['sam'].pk}/sign-out/"
    assert f'href="{address}"' in client.get("/team/staff/").content.decode()
    assert "They can sign in again with a code and their second step." in words(client.get(address))
    assert sams_phone.get("/you/").status_code == 200  # looking ended nothing

    answer = client.get(send(client, client.get(address)).url)

    assert "Sam Oyelaran is signed out everywhere." in words(answer)
    assert sams_phone.get("/you/").url.startswith("/sign-in/")
    assert "signed Sam Oyelaran out on all their devices" in words(
        client.get(f"/team/history/person:{cast.sam.pk}/")
    )


def test_signing_out_a_colleague_is_for_those_in_charge_and_never_oneself(as_, cast, sams_phone):
    sams, nadias = (f"/team/staff/{cast.posts[who].pk}/sign-out/" for who in ("sam", "nadia"))

    assert as_("ruth").post(sams).status_code == 403
    assert as_("olive").post(sams).status_code == 404
    assert as_("nadia").post(nadias).status_code == 403
    assert nadias not in as_("nadia").get("/team/staff/").content.decode()
    assert sams_phone.get("/you/").status_code == 200


def test_who_has_left_the_team_is_not_signed_out_by_it(as_, cast):
    staff.stand_down(cast.posts["sam"], on=clock.today(), by=cast.nadia)

    assert as_("nadia").post(f"/team/staff/{cast.posts['sam'].pk}/sign-out/").status_code == 404


def test_signing_somebody_out_wants_a_fresh_sign_in(as_, cast, sams_phone):
    client = as_("nadia")
    with clock.moved_to(clock.now() + timedelta(minutes=11)):
        answer = client.post(f"/team/staff/{cast.posts['sam'].pk}/sign-out/")

    assert answer.url.startswith("/account/reauthenticate/")
    assert sams_phone.get("/you/").status_code == 200


def test_changing_who_works_here_wants_a_fresh_sign_in(as_, cast):
    client = as_("nadia")
    with clock.moved_to(clock.now() + timedelta(minutes=11)):
        answer = client.get("/team/staff/new/")

    assert answer.status_code == 302
    assert "reauthenticate" in answer.url


def test_settings_are_changed_together(as_, cast):
    client = as_("nadia")
    page = client.get("/team/settings/")
    assert forms(page)[-1]["fields"]["quiet_until"] == ["9am"]

    answer = client.get(send(client, page, {"quiet_until": "10am", "safeguarding_name": "Pat Lee"}).url)

    assert "Saved." in words(answer)
    cast.severn.refresh_from_db()
    assert (cast.severn.quiet_until, cast.severn.safeguarding_name) == (time(10), "Pat Lee")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"quiet_until": "8pm"}, "Texts may go between 7am and 9pm at most, and must begin before they stop."),
        ({"opens_at": "5pm"}, "The phone line must open before it closes."),
        ({"concern_lead_minutes": "30"}, "Each step of a concern must come later than the one before it."),
        ({"concern_first_minutes": "soon"}, "Enter a number, such as 8"),
        ({"name": "Tamar Pain Service"},
         "There is a service with this name. Add the town or the trust to tell them apart."),
        ({"short_name": "x" * 25}, "Use 24 characters or fewer. You have 25"),
    ],
)  # fmt: skip
def test_settings_that_do_not_fit_are_said_so(as_, cast, changes, sentence):
    client = as_("nadia")

    assert errors(send(client, client.get("/team/settings/"), changes)) == [sentence]


def test_two_people_changing_the_settings_at_once_see_it(as_, cast):
    nadia, ife = as_("nadia"), as_("ife")
    page = nadia.get("/team/settings/")
    send(ife, ife.get("/team/settings/"), {"safeguarding_name": "Pat Lee"})

    late = send(nadia, page, {"safeguarding_name": "Kit Moss"})
    assert errors(late) == [
        "Someone else changed this while your page was open. Check both, then save again to keep yours."
    ]
    send(nadia, late)

    cast.severn.refresh_from_db()
    assert cast.severn.safeguarding_name == "Kit Moss"


def test_a_coordinator_opens_another_service_and_sees_it(as_, cast):
    client = as_("nadia")
    facts = {"name": "Usk Pain Service", "short_name": "Usk", "phone": "01632 960301", "nation": "wales"}

    answer = client.get(send(client, client.get("/team/services/new/"), facts).url)

    assert "Usk Pain Service is open, and you are its coordinator." in words(answer)
    assert "Sam Oyelaran" not in words(answer)
    assert Service.objects.get(name="Usk Pain Service").nation == "wales"
    assert "There is none yet" in words(client.get("/team/programmes/"))
    again = client.post("/team/services/new/", facts)
    assert errors(again) == [
        "There is a service with this name. Add the town or the trust to tell them apart."
    ]


def test_a_clinician_opens_none(as_):
    assert as_("sam").get("/team/services/new/").status_code == 403


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_takes_as_many_queries_for_any_number(as_, cast, people, django_assert_num_queries):
    for number in range(people):
        post(User.objects.create(first_name=f"P{number}"), cast.severn, Role.CLINICIAN)
    client = as_("nadia")
    client.get("/team/staff/")

    with django_assert_num_queries(7):
        client.get("/team/staff/")
