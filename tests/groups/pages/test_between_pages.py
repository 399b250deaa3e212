"""The pages between groups: who sees what of whom, in private; and that a name comes only after a yes."""

import pytest

from groups.actions import lifecycle
from groups.actions.between import joining, nearby, regrouping
from groups.actions.meetups import after
from groups.models import Group, InTouch, JoinAsk, Membership, Regrouping
from groups.states import RegroupState
from tests.groups.pages.conftest import place_of


@pytest.fixture
def harbour(stage):
    nearby.show(stage.harbour, on=True, area="HB2", by=stage.rhys)
    return lifecycle.change(stage.harbour, by=stage.rhys, is_open=True)


@pytest.fixture
def in_touch(stage):
    asked = after.ask_in_touch(stage.steppers, other=stage.harbour, by=stage.gwen)
    return after.answer_in_touch(asked, agreed=True, by=stage.rhys)


def text(answer):
    return answer.content.decode()


# Finding and joining ───────────────────────────────────────────────────────────────────────────────────────────────


def test_finding_a_group_shows_area_and_rhythm_alone(stage, harbour, as_):
    page = text(as_(stage.maria).get("/find-a-group/"))

    assert "A group in HB2" in page
    assert "Harbour" not in page
    assert "Rhys" not in page


def test_no_open_group(stage, as_):
    assert "No open groups near you yet." in text(as_(stage.maria).get("/find-a-group/"))


def test_somebody_with_no_group_asks_to_join(stage, harbour, as_):
    client = as_(stage.maria)
    assert "What about your own group?" not in text(client.get(f"/find-a-group/{harbour.code}/"))

    page = text(client.post(f"/find-a-group/{harbour.code}/", follow=True))

    assert "We have asked them." in page
    assert "A group in HB2" in page  # among what one asked: still not by name
    assert "Harbour" not in page
    assert JoinAsk.objects.get().person == stage.maria


def test_moving_asks_which_group_to_leave(stage, harbour, as_):
    client, place = as_(stage.khadija), place_of(stage.khadija, stage.steppers)
    assert "I leave Steady Steppers quietly, once I am in" in text(
        client.get(f"/find-a-group/{harbour.code}/")
    )

    client.post(f"/find-a-group/{harbour.code}/", {"move": place.pk})

    assert JoinAsk.objects.get().leaving == place


def test_somebody_elses_place_cannot_be_left(stage, harbour, as_):
    place = place_of(stage.bill, stage.steppers)

    as_(stage.khadija).post(f"/find-a-group/{harbour.code}/", {"move": place.pk})

    assert not JoinAsk.objects.exists()


def test_the_old_group_sees_nothing_of_it(stage, harbour, as_):
    joining.ask(
        harbour, person=stage.khadija, leaving=place_of(stage.khadija, stage.steppers), by=stage.khadija
    )

    for path in ("", "people/", "joining/", "organising/"):
        page = text(as_(stage.gwen).get(f"/groups/{stage.steppers.code}/{path}"))
        assert "would like to join" not in page.replace("People who would like to join", "")
        assert "moving" not in page


def test_the_organiser_sees_a_first_name_and_answers(stage, harbour, as_):
    joining.ask(harbour, person=stage.khadija, by=stage.khadija)
    path, client = f"/groups/{harbour.code}/joining/", as_(stage.rhys)
    page = text(client.get(path))
    assert "Khadija would like to join" in page
    assert "Noor" not in page
    assert "Steady Steppers" not in page

    client.post(path, {"ask": JoinAsk.objects.get().pk, "answer": "yes"})

    assert Membership.objects.filter(group=harbour, person=stage.khadija).exists()


def test_asking_the_service(stage, as_):
    client = as_(stage.maria)
    client.post("/find-a-group/")

    assert "The pain service knows that you are looking" in text(client.get("/find-a-group/"))
    page = text(as_(stage.nadia).get("/team/groups/joining/"))
    assert "Maria Costa" in page
    assert text(as_(stage.olive).get("/team/groups/joining/")).count("Maria") == 0


def test_the_team_sees_no_surname_of_somebody_who_asked_a_group(stage, harbour, as_):
    joining.ask(harbour, person=stage.khadija, by=stage.khadija)

    page = text(as_(stage.nadia).get("/team/groups/joining/"))

    assert "Khadija" in page
    assert "Noor" not in page
    assert stage.khadija.mobile not in page


def test_the_team_answers_where_a_group_does_not(stage, harbour, as_):
    ask = joining.ask(harbour, person=stage.khadija, by=stage.khadija)

    as_(stage.nadia).post("/team/groups/joining/", {"ask": ask.pk, "answer": "yes"})

    assert Membership.objects.filter(group=harbour, person=stage.khadija).exists()


def test_another_service_answers_nothing(stage, harbour, as_):
    ask = joining.ask(harbour, person=stage.khadija, by=stage.khadija)

    answer = as_(stage.olive).post("/team/groups/joining/", {"ask": ask.pk, "answer": "yes"})

    assert answer.status_code == 404
    assert JoinAsk.objects.get().state == "ASKED"


def test_the_team_passes_a_question_on(stage, harbour, as_):
    ask = joining.ask_service(stage.severn, person=stage.maria, by=stage.maria)

    as_(stage.nadia).post("/team/groups/joining/", {"ask": ask.pk, "to": harbour.code})

    assert JoinAsk.objects.get().group == harbour


def test_staff_alone_find_no_group(stage, as_):
    assert as_(stage.olive).get("/find-a-group/").status_code == 404


# Nearby ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nearby_names_nobody_before_a_yes(stage, harbour, as_):
    client, path = as_(stage.gwen), f"/groups/{stage.steppers.code}/nearby/"
    assert "HB2" not in text(client.get(path))  # we do not show ourselves yet
    client.post(path, {"on": "yes", "area": "LA1"})
    assert "A group in HB2" in text(client.get(path))
    assert "Harbour" not in text(client.get(path))

    asked = text(client.post(path, {"ask": harbour.code}, follow=True))

    assert "A group in HB2: no answer yet" in asked
    assert "Harbour" not in asked

    as_(stage.rhys).post(f"/groups/{harbour.code}/in-touch/", {"group": stage.steppers.pk, "answer": "yes"})
    assert "Harbour Walkers" in text(client.get(f"/groups/{stage.steppers.code}/in-touch/"))


def test_an_area_is_needed(stage, as_):
    path = f"/groups/{stage.steppers.code}/nearby/"

    page = text(as_(stage.gwen).post(path, {"on": "yes", "area": ""}))

    assert "Enter the first half of the postcode where you meet" in page
    assert not Group.objects.get(pk=stage.steppers.pk).is_nearby


def test_a_member_does_not_show_the_group(stage, as_):
    path = f"/groups/{stage.steppers.code}/nearby/"

    assert as_(stage.khadija).post(path, {"on": "yes", "area": "LA1"}).status_code == 403
    assert as_(stage.rhys).get(path).status_code == 404


# Ways on, joining up, splitting ────────────────────────────────────────────────────────────────────────────────────


def test_a_group_of_few_is_offered_ways_on(stage, as_):
    assert "You have become few" in text(as_(stage.rhys).get(f"/groups/{stage.harbour.code}/"))

    page = text(as_(stage.rhys).get(f"/groups/{stage.harbour.code}/quieter/"))

    for way in (
        "Rest as a group",
        "Get to know a group nearby",
        "Join up",
        "pain service",
        "Say goodbye as a group",
    ):
        assert way in page
    assert "Become two groups" not in page


def test_joining_up_from_page_to_page(stage, in_touch, as_):
    gwen, rhys, khadija = as_(stage.gwen), as_(stage.rhys), as_(stage.khadija)
    names = {"other": stage.harbour.code, "name": "Harbour Steppers", "short_name": "Harbour Steppers"}
    gwen.post(f"/groups/{stage.steppers.code}/join-up/", names)
    found = Regrouping.objects.get()
    ours, theirs = (
        f"/groups/{group.code}/new-group/{found.pk}/" for group in (stage.steppers, stage.harbour)
    )
    assert "has been asked" in text(gwen.get(ours))

    rhys.post(theirs, {"do": "agree"})
    gwen.post(ours, {"comes": "yes", "shares": ["share.name"]})
    rhys.post(theirs, {"comes": "yes"})
    khadija.post(ours, {"comes": "no"})
    page = text(gwen.get(ours))
    assert "3 of 6 have answered so far. 2 come along." in page
    assert "Rhys" not in page  # of the other group, counts alone
    gwen.post(ours, {"do": "form"})

    found.refresh_from_db()
    assert found.state == RegroupState.FORMED
    assert sorted(found.becomes.memberships.values_list("person__first_name", flat=True)) == ["Gwen", "Rhys"]


def test_a_member_answers_for_themselves_and_decides_nothing(stage, as_):
    found = regrouping.split(stage.steppers, name="Two", short_name="Two", by=stage.gwen)
    path, client = f"/groups/{stage.steppers.code}/new-group/{found.pk}/", as_(stage.khadija)

    for do in ("form", "off", "write"):
        assert (
            client.post(path, {"do": do, "member": place_of(stage.bill, stage.steppers).pk}).status_code
            == 403
        )
    assert "Bill" not in text(client.get(path))
    assert as_(stage.rhys).get(path).status_code == 404


def test_only_the_other_group_agrees(stage, in_touch, as_):
    found = regrouping.join_up(stage.steppers, other=stage.harbour, name="N", short_name="N", by=stage.gwen)

    answer = as_(stage.gwen).post(f"/groups/{stage.steppers.code}/new-group/{found.pk}/", {"do": "agree"})

    assert answer.status_code == 403
    assert Regrouping.objects.get().state == RegroupState.PROPOSED


def test_what_somebody_said_on_the_phone_is_written_down(stage, as_):
    found = regrouping.split(stage.steppers, name="Two", short_name="Two", by=stage.gwen)
    path, bill = f"/groups/{stage.steppers.code}/new-group/{found.pk}/", place_of(stage.bill, stage.steppers)

    as_(stage.gwen).post(path, {"do": "write", "member": bill.pk, "comes": "yes"})

    said = found.answers.get()
    assert (said.membership, said.comes, said.recorded_by) == (bill, True, stage.gwen)
    assert "Your organiser wrote it down" in text(as_(stage.bill).get(path))


def test_without_being_in_touch_there_is_nobody_to_join_up_with(stage, as_):
    page = text(as_(stage.gwen).get(f"/groups/{stage.steppers.code}/join-up/"))

    assert "First get in touch with another group" in page
    assert not InTouch.objects.exists()
