"""The handover's pages: the board and its one next thing, steps, the tutor, the room, test messages, calls, paper."""

from datetime import timedelta

import pytest
from django.urls import reverse

from followon import clock
from followon.audit import recorder
from followon.audit.models import Event as Written
from followon.people.models import Consent, Method
from notifications.models import Message, Preference
from pmp.actions import choices, contact, handovers, reaching, tutors
from pmp.models import BestTimes, Choice, Enrolment, Outcome, Role
from pmp.protocol import Purpose
from pmp.states import Wish
from tests.cast import cohort, post
from tests.pmp.known import events, handover_of, place, queued
from tests.pmp.pages.reading import errors, forms, heading, send, words


@pytest.fixture
def board(cast):
    return reverse("pmp:team_handover", args=[handover_of(cast.larkfield).pk])


def says_yes(cast, *names):
    for name in names:
        one = place(cast.larkfield, getattr(cast, name))
        choices.record(one, wish=Wish.YES, method=Method.ROOM, by=cast.sam)
        choices.share(one, purposes={Purpose.SHARE_NAME}, method=Method.ROOM, by=cast.sam)


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


# ── In the room ─────────────────────────────────────────────────────────────────────────────────────────────────


def room(cast, who):
    return reverse(
        "pmp:team_handover_answer", args=[handover_of(cast.larkfield).pk, place(cast.larkfield, who).pk]
    )


def test_answers_in_the_room_go_from_person_to_person(as_, cast, board):
    client = as_("sam")
    start = client.get(f"{board}answers/")
    assert "0 of 9 have answered." in words(start)
    assert "Start with Aisha Begum" in words(start)

    page = client.get(room(cast, cast.aisha))
    assert heading(page) == "Aisha Begum"
    assert "Ana" not in words(page)
    answers = {
        "wish": "YES",
        "with_group": [Purpose.SHARE_NAME, Purpose.SHARE_MOBILE],
        "channel": "SMS",
        "parts": ["MORNING"],
    }
    following = send(client, page, answers)

    assert following.url == room(cast, cast.ana)
    choice = Choice.objects.get()
    assert (choice.wish, choice.method, choice.recorded_by) == ("YES", "ROOM", f"person:{cast.sam.pk}")
    assert set(Consent.objects.filter(person=cast.aisha).in_force().values_list("purpose", flat=True)) == {
        Purpose.SHARE_NAME,
        Purpose.SHARE_MOBILE,
    }
    assert Preference.objects.get(person=cast.aisha).channel == "SMS"
    assert BestTimes.objects.get(person=cast.aisha).parts == ["MORNING"]
    assert "Go on with Ana Costa" in words(client.get(f"{board}answers/"))


def test_skipping_goes_on_and_comes_round_again(as_, cast, board):
    client = as_("sam")
    people = [one.person.first_name for one in Enrolment.objects.filter(cohort=cast.larkfield)]
    last = Enrolment.objects.get(cohort=cast.larkfield, person=cast.tom)
    page = client.get(reverse("pmp:team_handover_answer", args=[handover_of(cast.larkfield).pk, last.pk]))

    assert people[-1] == "Tom"
    assert f'href="{room(cast, cast.aisha)}"' in page.content.decode()


def test_the_last_answer_leads_back_to_the_list(as_, cast, board):
    for one in Enrolment.objects.exclude(person=cast.tom):
        choices.record(one, wish=Wish.THINKING, method=Method.ROOM, by=cast.sam)
    client = as_("sam")

    following = send(client, client.get(room(cast, cast.tom)), {"wish": "NOT_FOR_ME"})

    assert following.url == f"{board}answers/"
    assert "Everybody has answered." in words(client.get(following.url))


def test_not_for_me_in_the_room_shares_nothing(as_, cast):
    client = as_("sam")
    answers = {
        "wish": "NOT_FOR_ME",
        "with_group": [Purpose.SHARE_NAME],
        "with_service": [Purpose.MEETUP_NEWS],
        "parts": ["EVENING"],
    }

    send(client, client.get(room(cast, cast.tom)), answers)

    agreed = Consent.objects.filter(person=cast.tom).in_force().values_list("purpose", flat=True)
    assert list(agreed) == [Purpose.MEETUP_NEWS]
    assert not BestTimes.objects.exists()


def test_an_answer_without_a_wish_is_asked_for_and_the_rest_is_kept(as_, cast):
    client = as_("sam")

    answer = send(client, client.get(room(cast, cast.tom)), {"with_group": [Purpose.SHARE_NAME]})

    assert errors(answer) == ["Choose one of the three answers, or skip this person"]
    assert forms(answer)[-1]["fields"]["with_group"] == [Purpose.SHARE_NAME]


def test_only_what_somebody_has_can_be_shared(as_, cast):
    page = as_("sam").get(room(cast, cast.colin))

    assert "My home phone number" in words(page)
    assert "My mobile number" not in words(page)
    assert "My email address" not in words(page)


def test_pressing_save_twice_writes_it_down_once(as_, cast):
    client = as_("sam")
    [form] = [one for one in forms(client.get(room(cast, cast.tom))) if one["method"] == "post"]
    fields = {**form["fields"], "wish": "YES"}

    client.post(room(cast, cast.tom), fields)
    client.post(room(cast, cast.tom), fields)

    assert events().count("pmp.choice.recorded") == 1


def test_reasons_are_never_asked_in_the_room(as_, cast):
    assert "reason" not in as_("sam").get(room(cast, cast.tom)).content.decode().casefold()


def test_somebody_of_another_programme_is_not_in_this_room(as_, cast):
    other = cohort(cast.severn, "Northgate", first=clock.today())
    stranger = Enrolment.objects.create(cohort=other, person=cast.rhys)

    address = reverse("pmp:team_handover_answer", args=[handover_of(cast.larkfield).pk, stranger.pk])

    assert as_("sam").get(address).status_code == 404


# ── Test messages, calls, one person ────────────────────────────────────────────────────────────────────────────


def test_test_messages_are_looked_at_before_they_go(as_, cast, board):
    says_yes(cast, "maria", "colin", "grace")
    client = as_("sam")

    page = client.get(f"{board}test-messages/")
    said = words(page)
    assert "Maria Costa By Text What happens 1 text, 4 pence" in said
    assert "Grace Obi By Email What happens Email" in said
    assert "Colin Price By Phone call What happens You ring them" in said
    assert "Hi Maria, this is a test from your follow-on group service." in said
    assert "The texts cost 4 pence in all." in said
    assert not Message.objects.exists()

    done = client.get(send(client, page).url)
    assert "0 of 3 who said yes have heard from us." in words(done)
    assert len(queued()) == 3
    client.post(f"{board}test-messages/")
    assert len(queued()) == 3


def test_what_became_of_them_is_said_in_words_failures_first(as_, cast, board):
    says_yes(cast, "maria", "colin", "grace", "joan", "dev")
    reaching.send_test_messages(handover_of(cast.larkfield), by=cast.sam)
    Message.objects.filter(person=cast.maria).update(state="UNDELIVERED", address=cast.maria.mobile)
    Message.objects.filter(person=cast.joan).update(state="DELIVERED", address=cast.joan.mobile)

    said = words(as_("sam").get(f"{board}test-messages/sent/"))

    assert "1 of 5 who said yes has heard from us." in said
    assert said.index("Not delivered Maria Costa") < said.index("To ring or write to Colin Price")
    assert "Grace Obi Sent by email." in said
    assert "Heard from us Joan Millar" in said


def test_calls_are_ticked_with_numbers_to_ring_and_taken_back(as_, cast, board):
    says_yes(cast, "colin", "tom")
    contact.choose(cast.tom, channel="LETTER", by=cast.sam)
    reaching.send_test_messages(handover_of(cast.larkfield), by=cast.sam)
    client = as_("sam")

    page = client.get(f"{board}calls/")
    assert "01632 960333" in words(page)
    assert 'href="tel:+441632960333"' in page.content.decode()
    assert "I wrote to Tom" in words(page)
    ticked = client.get(send(client, page, number=0).url)
    assert "Thank you. Colin Price has heard from us." in words(ticked)
    assert Message.objects.get(person=cast.colin).state == "DONE_BY_HAND"

    back = client.get(send(client, ticked, number=0).url)
    assert "Colin Price is on the list again." in words(back)


def test_showing_numbers_is_written_down(as_, cast, board):
    says_yes(cast, "colin")

    as_("sam").get(f"{board}calls/")

    read = Written.objects.get(name=recorder.READ)
    assert (read.actor, read.about) == (f"person:{cast.sam.pk}", f"person:{cast.colin.pk}")


def test_going_on_without_somebody_needs_a_reason(as_, cast, board):
    says_yes(cast, "colin")
    client = as_("sam")
    address = reverse(
        "pmp:team_enrolment_excuse", args=[cast.larkfield.pk, place(cast.larkfield, cast.colin).pk]
    )
    assert errors(client.post(address, {"because": ""})) == ["Enter the why?"] or errors(
        client.post(address, {})
    )

    shown = client.get(send(client, client.get(address), {"because": "His sister tells him"}).url)

    assert "The group can start without reaching Colin Price." in words(shown)
    assert place(cast.larkfield, cast.colin).unreached_because == "His sister tells him"
    client.get(send(client, shown, number=0).url)
    assert place(cast.larkfield, cast.colin).unreached_because == ""


def person_page(cast, who, more=""):
    return reverse("pmp:team_enrolment", args=[cast.larkfield.pk, place(cast.larkfield, who).pk]) + more


def test_one_person_shows_numbers_only_by_their_ends(as_, cast):
    page = as_("sam").get(person_page(cast, cast.maria))

    assert "Mobile ending 011" in words(page)
    assert "900011" not in page.content.decode().replace(" ", "")
    assert cast.maria.email not in page.content.decode()


def test_contact_details_are_seen_changed_and_the_look_written_down(as_, cast):
    client = as_("sam")
    page = client.get(person_page(cast, cast.maria, "details/"))
    assert forms(page)[-1]["fields"]["mobile"] == ["07700 900011"]
    assert Written.objects.filter(name=recorder.READ, about=f"person:{cast.maria.pk}").count() == 1

    answer = send(
        client, page, {"mobile": "07700 900012", "channel": "SMS", "interpreter": "BSL", "large_print": "on"}
    )

    assert answer.status_code == 302
    cast.maria.refresh_from_db()
    assert cast.maria.mobile == "+447700900012"
    kept = Preference.objects.get(person=cast.maria)
    assert (kept.interpreter, kept.large_print) == ("BSL", True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"mobile": "0770090011"}, "Check the mobile number. UK mobiles have 11 digits and start with 07."),
        ({"email": "nonsense"}, "Enter an email address in the right form, like name@example.org"),
        ({"mobile": "", "channel": "SMS"}, "To be reached by text, a mobile number is needed."),
        ({"email": "tom.reed@example.org"},
         "That email address is already used by somebody else here. Use another one, or leave it out."),
    ],
)  # fmt: skip
def test_details_that_do_not_do_are_said_so(as_, cast, changes, sentence):
    client = as_("sam")

    answer = send(client, client.get(person_page(cast, cast.maria, "details/")), changes)

    assert errors(answer) == [sentence]
    cast.maria.refresh_from_db()
    assert cast.maria.mobile == "+447700900011"


def test_after_the_handover_only_who_agreed_can_be_looked_up(as_, cast):
    says_yes(cast, "maria", "tom")
    choices.share(
        place(cast.larkfield, cast.tom),
        purposes={Purpose.SERVICE_MAY_CONTACT},
        method=Method.ROOM,
        by=cast.sam,
    )
    handovers.end_without_group(handover_of(cast.larkfield), because="They said no", by=cast.sam)
    client = as_("sam")

    assert client.get(person_page(cast, cast.maria)).status_code == 403
    assert client.get(person_page(cast, cast.tom)).status_code == 200


def test_somebody_is_taken_off_and_put_back(as_, cast):
    client = as_("sam")
    asked = client.get(person_page(cast, cast.maria, "withdraw/"))
    assert heading(asked) == "Take Maria Costa off the programme?"

    shown = client.get(send(client, asked).url)
    assert "Maria Costa is off the programme." in words(shown)
    assert place(cast.larkfield, cast.maria).withdrawn_at
    client.get(send(client, shown, number=0).url)

    assert place(cast.larkfield, cast.maria).withdrawn_at is None
    again = client.post(person_page(cast, cast.maria, "put-back/"), follow=True)
    assert "is on this programme already" in words(again)


def test_a_name_is_corrected(as_, cast):
    client = as_("sam")

    send(client, client.get(person_page(cast, cast.maria, "name/")), {"first_name": "Mariana"})

    cast.maria.refresh_from_db()
    assert cast.maria.first_name == "Mariana"


def test_who_has_not_heard_from_us(as_, cast):
    says_yes(cast, "maria", "colin")
    reaching.mark_reached(place(cast.larkfield, cast.colin), by=cast.sam)
    client = as_("nadia")
    assert "Everybody who said yes has heard from us." in words(client.get("/team/handovers/not-reached/"))

    with clock.moved_to(clock.now() + timedelta(days=20)):
        said = words(as_("nadia").get("/team/handovers/not-reached/"))

    assert "Maria Costa Larkfield Autumn, ended Friday 4 December, 9 days ago." in said
    assert "Colin" not in said


def test_the_list_of_handovers_says_what_is_next(as_, cast):
    said = words(as_("sam").get("/team/handovers/"))

    assert "Larkfield Autumn 3 overdue Next: patient tutor’s story. 0 want a group, 9 not asked yet." in said


# ── Paper ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_slips_are_for_those_who_have_not_answered_or_for_everybody(as_, cast, board):
    says_yes(cast, "maria")
    client = as_("sam")

    assert client.get(f"{board}slips/").content.decode().count("app-page") == 8
    everybody = client.get(f"{board}slips/?all&large")
    assert everybody.content.decode().count("app-page") == 9
    assert "app-large-print" in everybody.content.decode()
    assert "900011" not in everybody.content.decode().replace(" ", "")


def test_session_cards_have_the_steps_and_whom_to_call(as_, cast, board):
    said = words(as_("ruth").get(f"{board}cards/"))

    assert "Session 10: share the idea Larkfield Autumn, Friday 20 November, 1pm" in said
    assert (
        "Who to call in a crisis In danger: 999. Call 111 and choose option 2. Samaritans: 116 123." in said
    )


# ── What pages cost ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize(
    ("more", "queries"),
    [
        ("", 9),
        ("answers/", 7),
        ("slips/?all", 7),
        ("test-messages/", 16),
        ("test-messages/sent/", 11),
        ("cards/", 9),
    ],
)
def test_pages_take_as_many_queries_for_any_number_of_people(
    as_, cast, board, people, more, queries, django_assert_num_queries
):
    keep = list(Enrolment.objects.filter(cohort=cast.larkfield).values_list("pk", flat=True)[:people])
    Enrolment.objects.filter(cohort=cast.larkfield).exclude(pk__in=keep).delete()
    for one in Enrolment.objects.filter(cohort=cast.larkfield):
        choices.record(one, wish=Wish.YES, method=Method.ROOM, by=cast.sam)
    client = as_("sam")
    client.get(board + more)

    with django_assert_num_queries(queries):
        client.get(board + more)


@pytest.mark.parametrize("programmes", [1, 3])
def test_the_list_of_handovers_takes_as_many_queries_for_any_number(
    as_, cast, programmes, django_assert_num_queries
):
    for number in range(programmes - 1):
        made = cohort(cast.severn, f"Northgate {number}", first=clock.today())
        Enrolment.objects.create(cohort=made, person=cast.rhys)
    client = as_("sam")
    client.get("/team/handovers/")

    with django_assert_num_queries(9):
        client.get("/team/handovers/")
