"""Every page of the pmp side against who may open it: staff, the tutor, another service's staff, a patient, nobody."""

import pytest
from django.urls import reverse

from pmp.actions import lists
from pmp.imports.reading import read_paste
from pmp.models import Role
from pmp.urls import handover_urls, programme_urls, service_urls
from tests.cast import post
from tests.pmp.known import handover_of, place

STAFF, ALL_TEAM, IN_CHARGE = "staff", "all the team", "in charge"
GET = {
    "team_programmes": ALL_TEAM,
    "team_programme_new": STAFF,
    "team_programme_check": STAFF,
    "team_programme": ALL_TEAM,
    "team_programme_change": STAFF,
    "team_programme_team": STAFF,
    "team_invite": STAFF,
    "team_session_add": STAFF,
    "team_session_move": STAFF,
    "team_session_remove": STAFF,
    "team_people_add": STAFF,
    "team_people_template": STAFF,
    "team_enrolment": STAFF,
    "team_enrolment_details": STAFF,
    "team_enrolment_name": STAFF,
    "team_enrolment_withdraw": STAFF,
    "team_enrolment_excuse": STAFF,
    "team_list": STAFF,
    "team_list_row": STAFF,
    "team_handovers": ALL_TEAM,
    "team_not_reached": STAFF,
    "team_handover": ALL_TEAM,
    "team_handover_step": ALL_TEAM,
    "team_handover_plan": ALL_TEAM,
    "team_handover_tutor": STAFF,
    "team_handover_meeting": STAFF,
    "team_handover_end": STAFF,
    "team_handover_reopen": STAFF,
    "team_handover_answers": STAFF,
    "team_handover_answer": STAFF,
    "team_handover_test": STAFF,
    "team_handover_tested": STAFF,
    "team_handover_calls": STAFF,
    "team_handover_slips": STAFF,
    "team_handover_cards": ALL_TEAM,
    "team_staff": ALL_TEAM,
    "team_staff_new": IN_CHARGE,
    "team_staff_stand_down": IN_CHARGE,
    "team_staff_sign_out": IN_CHARGE,
    "team_settings": IN_CHARGE,
    "team_service_new": "coordinators",
}
POST_ONLY = {
    "team_enrolment_put_back": STAFF,
    "team_enrolment_reached": STAFF,
    "team_enrolment_not_reached": STAFF,
    "team_list_add": STAFF,
    "team_list_cancel": STAFF,
    "team_list_row_drop": STAFF,
    "team_list_row_decide": STAFF,
    "team_handover_step_undo": ALL_TEAM,
    "team_handover_tutor_ask": STAFF,
    "team_handover_tutor_answer": ALL_TEAM,
    "team_service_choose": ALL_TEAM,
}
MAY = {
    STAFF: {"sam", "ife", "nadia"},
    ALL_TEAM: {"sam", "ife", "nadia", "ruth"},
    IN_CHARGE: {"ife", "nadia"},
    "coordinators": {"nadia", "olive"},
}
# Pages without a subject: staff of another service see their own.
THEIR_OWN = {
    "team_programmes", "team_programme_new", "team_programme_check", "team_handovers", "team_not_reached",
    "team_staff", "team_staff_new", "team_settings", "team_service_new",
}  # fmt: skip
# What the tutor may not even know of; the rest answers 403.
HIDDEN_FROM_TUTORS = {name for name in (*GET, *POST_ONLY) if name.startswith(("team_enrolment", "team_list"))}


@pytest.fixture
def url(cast):
    handover, maria = handover_of(cast.larkfield), place(cast.larkfield, cast.maria)
    kept = lists.give_in(cast.larkfield, reading=read_paste("Noor\tHaddad\nTom"), source="paste", by=cast.sam)

    def address(name):
        cohort = cast.larkfield.pk
        args = {
            "team_session_move": [cohort, cast.larkfield.sessions.first().pk],
            "team_session_remove": [cohort, cast.larkfield.sessions.first().pk],
            "team_handover_step": [handover.pk, "tutor-story"],
            "team_handover_step_undo": [handover.pk, "tutor-story"],
            "team_handover_answer": [handover.pk, maria.pk],
            "team_staff_stand_down": [cast.posts["sam"].pk],
            "team_staff_sign_out": [cast.posts["sam"].pk],
            "team_service_choose": [cast.severn.pk],
        }
        if name in THEIR_OWN:
            return reverse(f"pmp:{name}")
        if name.startswith("team_enrolment"):
            return reverse(f"pmp:{name}", args=[cohort, maria.pk])
        if name.startswith("team_list_row"):
            return reverse(f"pmp:{name}", args=[cohort, kept.pk, 1])
        if name.startswith("team_list"):
            return reverse(f"pmp:{name}", args=[cohort, kept.pk])
        if name.startswith("team_handover"):
            return reverse(f"pmp:{name}", args=args.get(name, [handover.pk]))
        return reverse(f"pmp:{name}", args=args.get(name, [cohort]))

    return address


def test_every_page_of_the_team_is_in_the_table():
    named = {pattern.name for pattern in (*programme_urls, *handover_urls, *service_urls)}

    assert named == {*GET, *POST_ONLY}


def expected(name, who):
    """The status somebody of a team gets: 200, 302 on to an earlier page, 403 with a sentence, or 404."""
    allowed = MAY[(GET | POST_ONLY)[name]]
    if who in allowed or (who == "olive" and name in THEIR_OWN):
        return 302 if name == "team_programme_check" else 200
    return 404 if who == "olive" or name in HIDDEN_FROM_TUTORS else 403


@pytest.mark.parametrize("who", ["sam", "ife", "nadia", "ruth", "olive"])
def test_pages_of_the_team(as_, url, who):
    client = as_(who)
    answers = {name: client.get(url(name)) for name in GET}

    assert {name: one.status_code for name, one in answers.items()} == {
        name: expected(name, who) for name in GET
    }
    assert [name for name, one in answers.items() if "‼" in one.content.decode()] == []
    assert {one.headers["Cache-Control"] for one in answers.values()} == {"no-store, private"}


@pytest.mark.parametrize("who", ["ruth", "olive"])
def test_buttons_of_the_team(as_, url, who):
    client = as_(who)
    got = {name: client.post(url(name)).status_code for name in POST_ONLY}

    open_to = {name for name in POST_ONLY if who in MAY[POST_ONLY[name]]}
    assert {name: got[name] for name in POST_ONLY if name not in open_to} == {
        name: expected(name, who) for name in POST_ONLY if name not in open_to
    }
    assert {got[name] for name in open_to} <= {302, 404}  # 404: the button sends an answer, and none was sent


def test_buttons_do_nothing_when_they_are_only_looked_at(as_, url):
    client = as_("sam")

    assert {client.get(url(name)).status_code for name in POST_ONLY} == {405}


def test_patients_see_nothing_of_the_team(as_, url):
    client = as_("maria")
    answers = [client.get(url(name)) for name in GET] + [client.post(url(name)) for name in POST_ONLY]

    assert {one.status_code for one in answers} <= {403, 404}


def test_nobody_is_asked_to_sign_in_first(client, url):
    answers = [client.get(url(name)) for name in (*GET, *POST_ONLY)]

    assert {one.status_code for one in answers} == {302}
    assert all(one.url.startswith("/sign-in/") for one in answers)


def test_a_clinician_of_two_services_chooses(as_, cast):
    post(cast.sam, cast.tamar, Role.CLINICIAN)
    client = as_("sam")
    assert "Larkfield Autumn" in client.get("/team/programmes/").content.decode()

    client.post(reverse("pmp:team_service_choose", args=[cast.tamar.pk]))

    page = client.get("/team/programmes/").content.decode()
    assert "Larkfield Autumn" not in page
    assert "Tamar Pain Service" in page
