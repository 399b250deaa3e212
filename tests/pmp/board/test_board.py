"""The board: three columns from the last three sessions, what to do next, and who is still to sort out."""

from datetime import timedelta

import pytest

from followon import clock
from followon.people.models import Method
from notifications import outbox
from notifications.kinds import Channel
from notifications.models import Message, Preference
from notifications.states import MessageState
from pmp import board
from pmp.actions import choices, cohorts, enrolments, handovers, reaching, tutors
from pmp.board.people import Heard
from pmp.board.steps import Status
from pmp.messages.patients import ContactCheck
from pmp.models import Enrolment, Outcome
from pmp.protocol import Purpose, Stage
from pmp.states import Wish
from tests.cast import cohort
from tests.pmp.known import handover_of, place

TODAY = clock.today


def look(cast, *, later=0):
    return board.board(handover_of(cast.larkfield), clock.today() + timedelta(days=later))


def status(shown, key):
    return next(row.status for column in shown.stages for row in column.steps if row.key == key)


def hint(shown, key):
    return next(row.hint for column in shown.stages for row in column.steps if row.key == key)


def row_of(shown, person):
    return next(row for row in shown.rows if row.person == person)


def answer(cast, who, wish=Wish.YES, purposes=None):
    one = place(cast.larkfield, who)
    choices.record(one, wish=wish, method=Method.ROOM, by=cast.sam)
    if purposes is not None:
        choices.share(one, purposes=set(purposes), method=Method.ROOM, by=cast.sam)
    return one


# ── Columns
# ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_columns_are_the_last_three_sessions(cast):
    shown = look(cast)

    assert [column.title for column in shown.stages] == [
        "Session 10: share the idea",
        "Session 11: talk it through",
        "Session 12: hand over",
    ]
    assert [(column.is_past, column.is_now) for column in shown.stages] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def test_steps_are_overdue_in_the_past_to_do_now_and_later_after(cast):
    shown = look(cast)

    assert status(shown, "leaflet") is Status.OVERDUE
    assert status(shown, "practicalities") is Status.TO_DO
    assert status(shown, "agreement") is Status.LATER
    assert shown.overdue == 3


def test_on_the_day_itself_a_step_is_not_overdue(cast):
    shown = look(cast, later=4)  # the day of session 11

    assert status(shown, "practicalities") is Status.TO_DO


def test_after_the_last_session_nothing_is_now(cast):
    shown = look(cast, later=30)

    assert not any(column.is_now for column in shown.stages)
    assert status(shown, "agreement") is Status.OVERDUE


def test_changing_10_sessions_to_9_moves_the_steps_and_loses_nothing(cast):
    programme = cohort(cast.severn, "Harbourside", first=clock.today() - timedelta(weeks=8), sessions=10)
    handovers.mark_step(handover_of(programme), key="leaflet", outcome=Outcome.DONE, by=cast.sam)
    before = board.board(handover_of(programme), clock.today())
    assert [column.session.number for column in before.stages] == [8, 9, 10]

    cohorts.remove_session(programme.sessions.get(number=10), by=cast.sam)

    after = board.board(handover_of(programme), clock.today())
    assert [column.session.number for column in after.stages] == [7, 8, 9]
    assert status(after, "leaflet") is Status.DONE


def test_a_programme_with_two_dates_has_the_last_two_columns(cast):
    cast.larkfield.sessions.filter(number__lte=10).delete()

    shown = look(cast)

    assert [column.stage for column in shown.stages] == [Stage.TALK, Stage.HAND_OVER]
    assert (shown.do_next.heading, shown.do_next.page) == ("add the last 3 dates", "pmp:team_session_add")


# ── Steps that tick themselves
# ──────────────────────────────────────────────────────────────────────────────────


def test_asking_everybody_ticks_itself(cast):
    assert hint(look(cast), "ask-choice") == "0 of 9 asked"
    answer(cast, cast.maria)
    assert status(look(cast), "ask-choice") is Status.STARTED
    for one in Enrolment.objects.filter(choice=None):
        choices.record(one, wish=Wish.NOT_FOR_ME, method=Method.ROOM, by=cast.sam)
    assert (status(look(cast), "ask-choice"), hint(look(cast), "ask-choice")) == (Status.DONE, "9 of 9 asked")


def test_asking_about_sharing_ticks_itself(cast):
    answer(cast, cast.maria, purposes=[Purpose.SHARE_NAME])
    shown = look(cast)
    assert (status(shown, "ask-sharing"), hint(shown, "ask-sharing")) == (Status.STARTED, "1 of 9 said yes")
    for one in Enrolment.objects.filter(choice=None):
        choices.record(one, wish=Wish.NOT_FOR_ME, method=Method.ROOM, by=cast.sam)
    assert status(look(cast), "ask-sharing") is Status.DONE


def test_test_messages_tick_themselves(cast):
    maria = answer(cast, cast.maria, purposes=[])
    reaching.send_test_messages(handover_of(cast.larkfield), by=cast.sam)
    assert hint(look(cast), "test-messages") == "0 of 1 work"
    assert status(look(cast), "test-messages") is Status.STARTED
    reaching.mark_reached(maria, by=cast.maria)
    for one in Enrolment.objects.filter(choice=None):
        choices.record(one, wish=Wish.THINKING, method=Method.ROOM, by=cast.sam)
    assert status(look(cast), "test-messages") is Status.DONE


def test_details_are_swapped_when_the_group_is_formed(cast):
    for one in Enrolment.objects.all():
        choices.record(one, wish=Wish.NOT_FOR_ME, method=Method.ROOM, by=cast.sam)
    assert status(look(cast), "swap-details") is Status.LATER

    handovers.hand_over(handover_of(cast.larkfield), by=cast.sam)

    assert status(look(cast), "swap-details") is Status.DONE


def test_marked_steps_say_who_and_the_plan_says_what(cast):
    handover = handover_of(cast.larkfield)
    handovers.mark_step(handover, key="leaflet", outcome=Outcome.NOT_NEEDED, reason="Had it", by=cast.sam)
    handovers.note_plan(handover, day="Thursdays", time="11am", by=cast.sam)

    shown = look(cast)

    [leaflet] = [row for row in shown.stages[0].finished if row.key == "leaflet"]
    assert (leaflet.status, leaflet.by_whom, leaflet.record.reason) == (
        Status.NOT_NEEDED,
        "Sam Oyelaran",
        "Had it",
    )
    assert hint(shown, "practicalities") == "Thursdays, 11am"


# ── Do next
# ─────────────────────────────────────────────────────────────────────────────────────────────────────


def mark_all(cast, keys):
    for key in keys:
        handovers.mark_step(handover_of(cast.larkfield), key=key, outcome=Outcome.DONE, by=cast.sam)


def test_do_next_begins_with_what_is_overdue(cast):
    shown = look(cast).do_next

    assert shown.heading == "patient tutor’s story"
    assert shown.sentence == "Session 10 was on Friday 20 November."
    assert (shown.page, shown.args[1]) == ("pmp:team_handover_step", "tutor-story")


def test_do_next_names_the_one_person_left_to_ask(cast):
    mark_all(cast, ["tutor-story", "leaflet"])
    for one in Enrolment.objects.exclude(person=cast.tom):
        choices.record(one, wish=Wish.THINKING, method=Method.ROOM, by=cast.sam)

    assert look(cast).do_next.heading == "ask Tom Reed about a group"


def test_do_next_then_comes_what_is_before_the_next_session(cast):
    mark_all(cast, ["tutor-story", "leaflet"])
    for one in Enrolment.objects.all():
        choices.record(one, wish=Wish.YES, method=Method.ROOM, by=cast.sam)
    shown = look(cast).do_next
    assert (shown.heading, shown.action, shown.posts) == ("ask Ruth about Friday", "Text Ruth", True)

    tutors.ask(handover_of(cast.larkfield), by=cast.sam)
    assert look(cast).do_next.heading == "ask Ruth again about Friday"
    Preference.objects.create(person=cast.ruth, channel="CALL")
    assert look(cast).do_next.action == "Ring Ruth"

    handovers.assign_tutor(handover_of(cast.larkfield), tutor=None, by=cast.sam)
    assert look(cast).do_next.page == "pmp:team_handover_tutor"


def test_do_next_settles_a_tutor_who_cannot_come(cast):
    mark_all(cast, ["tutor-story", "leaflet"])
    for one in Enrolment.objects.all():
        choices.record(one, wish=Wish.THINKING, method=Method.ROOM, by=cast.sam)
    handover = handover_of(cast.larkfield)
    handover.tutor_coming = False
    handover.save()

    shown = look(cast).do_next

    assert (shown.heading, shown.posts) == ("settle if the patient tutor helps", False)
    assert "can’t come to session 11" in shown.sentence


def ready(cast):
    """Every step of all three sessions is marked, everybody has answered."""
    mark_all(cast, ["tutor-story", "leaflet", "tutor-coming", "practicalities", "share-jobs", "agreement"])
    mark_all(cast, ["name-and-date"])
    for one in Enrolment.objects.all():
        choices.record(one, wish=Wish.THINKING, method=Method.ROOM, by=cast.sam)


def test_do_next_then_comes_somebody_not_reached(cast):
    ready(cast)
    colin, joan = answer(cast, cast.colin, purposes=[]), answer(cast, cast.joan, purposes=[])

    assert look(cast).do_next.heading == "ring Colin Price"
    reaching.mark_reached(colin, by=cast.sam)
    assert look(cast).do_next.heading == "send the test messages"
    reaching.send_test_messages(handover_of(cast.larkfield), by=cast.sam)
    assert look(cast).do_next.heading == "reach Joan Millar"
    reaching.mark_reached(joan, by=cast.sam)
    assert look(cast).do_next.heading == "form the group"
    assert look(cast).do_next.page == "groups:team_group_new"


def test_do_next_asks_about_sharing_before_the_end(cast):
    ready(cast)
    answer(cast, cast.joan)

    assert look(cast).do_next.heading == "ask Joan Millar about sharing details"


def test_do_next_is_nothing_once_it_is_over(cast):
    handovers.end_without_group(handover_of(cast.larkfield), because="They said no", by=cast.sam)

    assert look(cast).do_next is None


def test_do_next_without_anybody_is_to_add_people(cast):
    Enrolment.objects.all().delete()

    assert look(cast).do_next.page == "pmp:team_people_add"


# ── People
# ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_everybody_is_to_sort_out_at_first_and_totals_count_them(cast):
    answer(cast, cast.lena, Wish.NOT_FOR_ME)

    shown = look(cast)

    assert len(shown.to_sort_out) == 8
    assert [row.name for row in shown.all_set] == ["Lena Fox"]
    assert shown.totals == {"YES": 0, "THINKING": 0, "NOT_FOR_ME": 1, "NOT_ASKED": 8}
    assert row_of(shown, cast.lena).reach == "Please do not contact"


@pytest.mark.parametrize(
    ("purposes", "words"),
    [
        ([], "No"),
        ([Purpose.SHARE_NAME], "Name"),
        ([Purpose.SHARE_NAME, Purpose.SHARE_MOBILE], "Name and mobile"),
        ([Purpose.SHARE_EMAIL, Purpose.SHARE_NAME, Purpose.SHARE_MOBILE], "Name, mobile and email"),
        ([Purpose.SHARE_LANDLINE, Purpose.MEETUP_NEWS], "Home phone"),
    ],
)
def test_sharing_in_words(cast, purposes, words):
    answer(cast, cast.maria, purposes=purposes)

    assert row_of(look(cast), cast.maria).sharing == words


def test_sharing_taken_back_is_not_shown(cast):
    answer(cast, cast.maria, purposes=[Purpose.SHARE_NAME, Purpose.SHARE_MOBILE])
    answer(cast, cast.maria, purposes=[Purpose.SHARE_NAME])

    assert row_of(look(cast), cast.maria).sharing == "Name"


def heard(cast, who):
    return row_of(look(cast), who).heard


def test_what_became_of_the_test_message(cast):
    for who in (cast.maria, cast.colin, cast.grace, cast.tom):
        answer(cast, who, purposes=[])
    choices.reach_by(place(cast.larkfield, cast.tom), channel="LETTER", by=cast.sam)
    assert [heard(cast, who) for who in (cast.maria, cast.colin, cast.tom)] == [
        Heard.TO_SEND,
        Heard.TO_CALL,
        Heard.TO_POST,
    ]

    reaching.send_test_messages(handover_of(cast.larkfield), by=cast.sam)
    assert heard(cast, cast.maria) is Heard.WAITING
    Message.objects.filter(person=cast.maria).update(state="DELIVERED", address=cast.maria.mobile)
    Message.objects.filter(person=cast.grace).update(state="UNDELIVERED", address=cast.grace.email)
    Message.objects.filter(person=cast.colin).update(state="DONE_BY_HAND", reason="Told them")
    Message.objects.filter(person=cast.tom).update(state="DONE_BY_HAND", reason="Posted it")

    assert [heard(cast, who) for who in (cast.maria, cast.grace, cast.colin, cast.tom)] == [
        Heard.WORKS,
        Heard.FAILED,
        Heard.WORKS,
        Heard.WORKS,
    ]


@pytest.mark.parametrize("state", ["FAILED", "DEAD", "SUPPRESSED", "EXPIRED", "UNDELIVERED"])
def test_a_test_message_that_failed_is_said_so(cast, state):
    answer(cast, cast.maria, purposes=[])
    reaching.send_test_messages(handover_of(cast.larkfield), by=cast.sam)
    Message.objects.update(state=state)

    shown = look(cast)

    assert row_of(shown, cast.maria).heard is Heard.FAILED
    assert row_of(shown, cast.maria).still_to_do == "Maria Costa said yes. The test message did not arrive."


def test_a_left_message_is_not_being_reached(cast):
    answer(cast, cast.colin, purposes=[])
    reaching.send_test_messages(handover_of(cast.larkfield), by=cast.sam)
    Message.objects.update(state="DONE_BY_HAND", reason="Left a message")

    assert heard(cast, cast.colin) is Heard.TO_CALL


def test_delivery_to_an_old_number_does_not_count_for_a_new_one(cast):
    maria = answer(cast, cast.maria, purposes=[])
    reaching.send_test_messages(handover_of(cast.larkfield), by=cast.sam)
    Message.objects.update(state="DELIVERED", address=cast.maria.mobile)
    assert heard(cast, cast.maria) is Heard.WORKS

    choices.reach_by(maria, channel="SMS", addresses={"mobile": "+447700900999"}, by=cast.maria)

    assert heard(cast, cast.maria) is Heard.TO_SEND


def test_a_withdrawn_test_message_has_to_be_sent_again(cast):
    answer(cast, cast.maria, purposes=[])
    reaching.send_test_messages(handover_of(cast.larkfield), by=cast.sam)
    Message.objects.update(state="CANCELLED")

    assert heard(cast, cast.maria) is Heard.TO_SEND


def test_somebody_without_an_address_for_their_channel_cannot_be_reached(cast):
    answer(cast, cast.maria, purposes=[])
    cast.maria.mobile = ""
    cast.maria.save()
    Preference.objects.create(person=cast.maria, channel="SMS")

    assert heard(cast, cast.maria) is Heard.FAILED


def test_a_reason_given_settles_somebody(cast):
    maria = answer(cast, cast.maria, purposes=[])
    reaching.excuse_unreached(maria, because="Tom tells her", by=cast.sam)

    shown = look(cast)

    assert row_of(shown, cast.maria).heard is Heard.EXCUSED
    assert cast.maria not in [row.person for row in shown.to_sort_out]


def test_people_who_withdrew_are_not_on_the_board(cast):
    enrolments.withdraw(place(cast.larkfield, cast.lena), by=cast.sam)

    assert len(look(cast).rows) == 8


# ── The tutor's board
# ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_tutor_sees_their_steps_and_those_who_said_yes(cast):
    answer(cast, cast.maria, purposes=[])
    answer(cast, cast.lena, Wish.NOT_FOR_ME)

    shown = board.for_tutor(look(cast))

    assert [row.name for row in shown.rows] == ["Maria Costa"]
    assert [row.key for row in shown.stages[0].steps] == ["tutor-story"]
    assert [row.key for row in shown.stages[1].steps] == ["tutor-coming", "practicalities", "share-jobs"]
    assert shown.totals["NOT_ASKED"] == 7
    assert shown.do_next is None


# ── Cost
# ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("people", [1, 3, 9])
def test_a_board_takes_five_queries_for_any_number_of_people(cast, people, django_assert_num_queries):
    keep = list(Enrolment.objects.values_list("pk", flat=True)[:people])
    Enrolment.objects.exclude(pk__in=keep).delete()
    for one in Enrolment.objects.all():
        choices.record(one, wish=Wish.YES, method=Method.ROOM, by=cast.sam)
        choices.share(one, purposes={Purpose.SHARE_NAME}, method=Method.ROOM, by=cast.sam)
    reaching.send_test_messages(handover_of(cast.larkfield), by=cast.sam)
    handover = handover_of(cast.larkfield)

    with django_assert_num_queries(5):
        shown = board.board(handover, clock.today())

    assert len(shown.rows) == people


@pytest.mark.parametrize("programmes", [1, 3])
def test_many_boards_take_as_many_queries_as_one(cast, programmes, django_assert_num_queries):
    made = [
        handover_of(cohort(cast.severn, f"P{number}", first=clock.today() - timedelta(weeks=number)))
        for number in range(programmes)
    ]
    Enrolment.objects.create(cohort=made[0].cohort, person=cast.rhys)

    with django_assert_num_queries(4):
        shown = board.boards(made, clock.today())

    assert len(shown) == programmes


def test_a_text_that_failed_shows_as_not_delivered_although_a_call_is_to_be_made_instead(cast):
    """Farr et al. 2021, P24: somebody whose number does not work must stand out, not look unasked."""
    answer(cast, cast.maria)
    (text,) = reaching.send_test_messages(handover_of(cast.larkfield), by=cast.sam)
    Message.objects.filter(pk=text.pk).update(state=MessageState.UNDELIVERED, address=cast.maria.mobile)
    outbox.queue(
        ContactCheck, to=[cast.maria], about=text.about, key=f"{text.key}:instead:CALL", channel=Channel.CALL,
        payload=text.payload, by=cast.sam, service_id=cast.severn.pk,
    )  # fmt: skip

    assert row_of(look(cast), cast.maria).heard is Heard.FAILED
