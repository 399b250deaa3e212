"""Test messages go to everybody who said yes; who is not reached is rung, or excused with a reason."""

from datetime import timedelta

import pytest

from followon import clock
from followon.people.models import Method
from notifications.models import Message
from pmp.actions import choices, handovers, reaching
from pmp.states import Wish
from tests.pmp.known import events, facts_of, place, queued


@pytest.fixture
def said_yes(cast):
    """Maria, Colin, Grace and Joan said yes; Tom is thinking, Lena said no."""
    for who in (cast.maria, cast.colin, cast.grace, cast.joan):
        choices.record(place(cast.larkfield, who), wish=Wish.YES, method=Method.ROOM, by=cast.sam)
    for who, wish in ((cast.tom, Wish.THINKING), (cast.lena, Wish.NOT_FOR_ME)):
        choices.record(place(cast.larkfield, who), wish=wish, method=Method.ROOM, by=cast.sam)


def test_test_messages_go_to_everybody_who_said_yes_by_their_own_channel(cast, handover, said_yes):
    sent = handovers.send_test_messages(handover, by=cast.sam)

    assert queued() == [
        ("contact-check", "Colin", "CALL"),
        ("contact-check", "Grace", "EMAIL"),
        ("contact-check", "Joan", "SMS"),
        ("contact-check", "Maria", "SMS"),
    ]
    assert len(sent) == 4
    assert facts_of("pmp.handover.tested") == {"people": 4}


def test_test_messages_to_some_never_go_to_those_who_did_not_say_yes(cast, handover, said_yes):
    handovers.send_test_messages(
        handover, to=[place(cast.larkfield, cast.joan), place(cast.larkfield, cast.lena)], by=cast.sam
    )

    assert queued() == [("contact-check", "Joan", "SMS")]


def test_test_messages_pressed_twice_go_once(cast, handover, said_yes):
    handovers.send_test_messages(handover, by=cast.sam)

    with pytest.raises(reaching.NobodyToTest):
        handovers.send_test_messages(handover, by=cast.nadia)
    assert Message.objects.count() == 4


def test_test_messages_again_later_go_to_those_not_reached(cast, handover, said_yes):
    handovers.send_test_messages(handover, by=cast.sam)
    reaching.mark_reached(place(cast.larkfield, cast.joan), by=cast.joan)

    with clock.moved_to(clock.now() + timedelta(hours=1)):
        handovers.send_test_messages(handover, by=cast.sam)

    again = Message.objects.filter(created_at__gt=clock.now()).values_list("person__first_name", flat=True)
    assert sorted(again) == ["Colin", "Grace", "Maria"]


def test_mark_reached_ticks_off_the_call(cast, handover, said_yes):
    handovers.send_test_messages(handover, by=cast.sam)

    handovers.mark_reached(place(cast.larkfield, cast.colin), by=cast.nadia)

    call = Message.objects.get(person=cast.colin)
    assert (call.state, call.reason) == ("DONE_BY_HAND", "Told them")
    assert events()[-1] == "pmp.enrolment.reached"


def test_mark_reached_twice_keeps_the_first_time(cast, said_yes):
    handovers.mark_reached(place(cast.larkfield, cast.colin), by=cast.nadia)
    before = events()

    with clock.moved_to(clock.now() + timedelta(hours=1)):
        handovers.mark_reached(place(cast.larkfield, cast.colin), by=cast.sam)

    assert events() == before


def test_unmark_reached_takes_back_both_ways_of_settling(cast, said_yes):
    colin = place(cast.larkfield, cast.colin)
    handovers.mark_reached(colin, by=cast.nadia)
    handovers.excuse_unreached(colin, because="Away", by=cast.nadia)

    reaching.unmark_reached(colin, by=cast.nadia)

    colin.refresh_from_db()
    assert (colin.reached_at, colin.unreached_because) == (None, "")
    before = events()
    reaching.unmark_reached(colin, by=cast.nadia)
    assert events() == before


def test_excuse_wants_a_reason_and_keeps_it_out_of_the_history(cast, said_yes):
    colin = place(cast.larkfield, cast.colin)
    with pytest.raises(reaching.BecauseMissing):
        handovers.excuse_unreached(colin, because=" ", by=cast.nadia)

    handovers.excuse_unreached(colin, because="His sister tells him", by=cast.nadia)

    assert facts_of("pmp.enrolment.excused") == {}
