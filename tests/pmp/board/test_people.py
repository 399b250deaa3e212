"""Who is still to sort out, what each shares and has heard; and what of it the tutor sees."""

import pytest

from notifications import outbox
from notifications.kinds import Channel
from notifications.models import Message, Preference
from notifications.states import MessageState
from pmp import board
from pmp.actions import choices, enrolments, reaching
from pmp.board.people import Heard
from pmp.messages.patients import ContactCheck
from pmp.protocol import Purpose
from pmp.states import Wish
from tests.pmp.board.reading import answer, look
from tests.pmp.known import handover_of, place


def row_of(shown, person):
    return next(row for row in shown.rows if row.person == person)


# People ─────────────────────────────────────────────────────────────────────────────────────────────────────


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


# The tutor's board ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_tutor_sees_their_steps_and_those_who_said_yes(cast):
    answer(cast, cast.maria, purposes=[])
    answer(cast, cast.lena, Wish.NOT_FOR_ME)

    shown = board.for_tutor(look(cast))

    assert [row.name for row in shown.rows] == ["Maria Costa"]
    assert [row.key for row in shown.stages[0].steps] == ["tutor-story"]
    assert [row.key for row in shown.stages[1].steps] == ["tutor-coming", "practicalities", "share-jobs"]
    assert shown.totals["NOT_ASKED"] == 7
    assert shown.do_next is None
