"""The handover's board: the one next thing, its steps, the tutor, and how it ends."""

import pytest
from django.urls import reverse

from followon.people.models import Method
from pmp.actions import choices, handovers, tutors
from pmp.models import BestTimes, Enrolment, Outcome, Role
from pmp.states import Wish
from tests.cast import post
from tests.pmp.known import handover_of, place, queued
from tests.pmp.pages.handover.conftest import says_yes
from tests.pmp.pages.reading import errors, forms, send, words


def test_the_board_says_what_to_do_next_and_who_is_to_sort_out(as_, cast, board):
    says_yes(cast, "maria", "colin")
    choices.record(place(cast.larkfield, cast.lena), wish=Wish.NOT_FOR_ME, method=Method.ROOM, by=cast.sam)

    said = words(as_("sam").get(board))

    assert "Do next: patient tutor’s story Session 10 was on Friday 20 November. Open this step" in said
    assert "Session 11: talk it through Friday 27 November. In 4 days." in said
    assert "8 people to sort out" in said
    assert "1 person is all set" in said
    assert "Please do not contact" in said
    assert "3 of 9 asked" in said


def test_the_boards_button_asks_the_tutor(as_, cast, board):
    handovers.mark_step(handover_of(cast.larkfield), key="tutor-story", outcome=Outcome.DONE, by=cast.sam)
    handovers.mark_step(handover_of(cast.larkfield), key="leaflet", outcome=Outcome.DONE, by=cast.sam)
    for one in Enrolment.objects.all():
        choices.record(one, wish=Wish.THINKING, method=Method.ROOM, by=cast.sam)
    client = as_("sam")

    shown = client.get(board)
    assert "Do next: ask Ruth about Friday" in words(shown)
    answer = client.get(send(client, shown, number=0).url)

    assert queued() == [("tutor-session", "Ruth", "SMS")]
    assert "We are asking now." in words(answer)
    again = client.post(
        reverse("pmp:team_handover_tutor_ask", args=[handover_of(cast.larkfield).pk]), follow=True
    )
    assert "They were asked today already." in words(again)
    assert len(queued()) == 1


def test_the_tutor_sees_names_of_those_who_said_yes_and_no_numbers(as_, cast, board):
    says_yes(cast, "maria", "colin")
    choices.record(place(cast.larkfield, cast.lena), wish=Wish.NOT_FOR_ME, method=Method.ROOM, by=cast.sam)

    page = as_("ruth").get(board)

    said, html = words(page), page.content.decode()
    assert "Colin Price Maria Costa" in said
    assert not {"Lena", "Tom", "Grace"} & set(said.split())
    assert "for 1 it is not for them, and 6 have not been asked" in said
    assert "Do next" not in said
    assert "Leaflet" not in said
    assert not [end for end in ("900011", "960333") if end in html.replace(" ", "")]
    assert "@example.org" not in html


def test_the_tutor_answers_on_the_board(as_, cast, board):
    tutors.ask(handover_of(cast.larkfield), by=cast.sam)
    client = as_("ruth")
    page = client.get(board)
    assert "Can you come to the session in which things are talked through?" in words(page)

    answer = client.get(send(client, page, {"coming": "no"}, number=0).url)

    assert "That is fine. The group can go ahead." in words(answer)
    assert handover_of(cast.larkfield).tutor_coming is False


def test_a_tutor_does_not_mark_what_is_the_clinicians(as_, cast):
    handover = handover_of(cast.larkfield)
    client = as_("ruth")

    assert (
        client.post(
            reverse("pmp:team_handover_step", args=[handover.pk, "leaflet"]), {"outcome": "DONE"}
        ).status_code
        == 403
    )
    assert (
        client.post(
            reverse("pmp:team_handover_step", args=[handover.pk, "tutor-story"]), {"outcome": "DONE"}
        ).status_code
        == 302
    )
    assert list(handover.steps.values_list("key", flat=True)) == ["tutor-story"]


def test_a_step_is_marked_shown_folded_and_taken_back(as_, cast, board):
    client, step = as_("sam"), f"{board}steps/leaflet/"

    shown = client.get(send(client, client.get(step), {"outcome": "DONE"}).url)
    assert "“Leaflet given out” is marked as done." in words(shown)
    assert "1 thing done Leaflet given out , by Sam Oyelaran" in words(shown)
    back = client.get(send(client, shown, number=0).url)

    assert "“Leaflet given out” is open again." in words(back)
    assert not handover_of(cast.larkfield).steps.exists()


def test_not_needed_wants_a_reason_and_shows_it(as_, cast, board):
    client, step = as_("sam"), f"{board}steps/tutor-story/"

    assert errors(client.post(step, {"outcome": "NOT_NEEDED"})) == ["Say why it is not needed"]
    assert errors(client.post(step, {})) == ["Choose done or not needed"]
    client.post(step, {"outcome": "NOT_NEEDED", "reason": "Tutor was ill"})

    assert "Why: Tutor was ill." in words(client.get(step))


@pytest.mark.parametrize("key", ["ask-choice", "ask-sharing", "test-messages", "swap-details"])
def test_a_step_that_ticks_itself_has_no_form(as_, cast, board, key):
    client = as_("sam")
    page = client.get(f"{board}steps/{key}/")

    assert "This ticks itself." in words(page)
    assert "outcome" not in {name for form in forms(page) for name in form["fields"]}
    answer = client.post(f"{board}steps/{key}/", {"outcome": "DONE"}, follow=True)
    assert "ticks itself" in words(answer)


def test_an_unknown_step_is_not_there(as_, board):
    client = as_("sam")

    assert client.get(f"{board}steps/nothing/").status_code == 404
    assert client.post(f"{board}steps/nothing/undo/").status_code == 404


def test_undoing_what_is_open_says_so(as_, board):
    answer = as_("sam").post(f"{board}steps/leaflet/undo/", follow=True)

    assert "This step is open already." in words(answer)


def test_the_plan_is_written_down_with_best_times_counted(as_, cast, board):
    says_yes(cast, "maria", "tom")
    BestTimes.objects.create(person=cast.maria, parts=["MORNING"])
    BestTimes.objects.create(person=cast.tom, parts=["MORNING", "EVENING"])
    client = as_("sam")

    said = words(client.get(f"{board}steps/practicalities/"))
    assert "Morning (before midday): 2 Evening (after 6pm): 1" in said
    assert "Maria" not in said
    send(client, client.get(f"{board}plan/"), {"day": "Thursdays", "time": "11am"})

    assert "Thursdays, 11am" in words(client.get(board))


def test_another_tutor_is_chosen_or_none(as_, cast, board):
    gwen = post(cast.gwen, cast.severn, Role.PATIENT_TUTOR)
    client = as_("nadia")

    send(client, client.get(f"{board}tutor/"), {"tutor": gwen.pk})
    assert handover_of(cast.larkfield).tutor == gwen
    send(client, client.get(f"{board}tutor/"), {"tutor": "nobody"})
    assert handover_of(cast.larkfield).tutor is None
    assert "The group runs it" in words(client.get(board))
    assert errors(client.post(f"{board}tutor/", {"tutor": cast.posts["olive"].pk})) == [
        "Choose one of the answers shown"
    ]
    refused = client.post(f"{board}tutor/ask/", follow=True)
    assert "There is nobody to ask" in words(refused)


def test_they_are_meeting_already(as_, cast, board):
    client = as_("sam")

    answer = client.get(send(client, client.get(f"{board}meeting-already/")).url)

    assert "Good to hear." in words(answer)
    assert handover_of(cast.larkfield).already_meeting


def test_no_group_this_time_and_open_again(as_, cast, board):
    client = as_("sam")
    assert errors(client.post(f"{board}end/", {})) == ["Say why, in a few words"]

    ended = client.get(
        send(client, client.get(f"{board}end/"), {"because": "They keep in touch as friends"}).url
    )
    assert "No group this time They keep in touch as friends." in words(ended)
    assert "Maria" not in words(ended)
    assert "After the programme" not in words(ended)

    again = client.get(send(client, client.get(f"{board}open-again/"), {"because": "Three people asked"}).url)
    assert "The handover is open again" in words(again)
    assert "Maria" in words(again)


def test_ending_twice_says_so(as_, cast, board):
    handovers.end_without_group(handover_of(cast.larkfield), because="They said no", by=cast.sam)

    answer = as_("sam").post(f"{board}end/", {"because": "Again"}, follow=True)

    assert "This handover is over." in words(answer)


def test_a_handed_over_board_shows_no_people_and_leads_to_the_group(as_, cast, board):
    for one in Enrolment.objects.all():
        choices.record(one, wish=Wish.THINKING, method=Method.ROOM, by=cast.sam)
    handovers.hand_over(handover_of(cast.larkfield), by=cast.sam)

    page = as_("sam").get(board)

    assert "Handed over on Monday 23 November" in words(page)
    assert "Maria" not in words(page)
    assert reverse("groups:team_group_new", args=[handover_of(cast.larkfield).pk]) in page.content.decode()


def test_the_list_of_handovers_says_what_is_next(as_, cast):
    said = words(as_("sam").get("/team/handovers/"))

    assert "Larkfield Autumn 3 overdue Next: patient tutor’s story. 0 want a group, 9 not asked yet." in said
