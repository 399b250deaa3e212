"""Asking to join a group, in private: who is asked, who decides, and that the old group hears nothing."""

from datetime import timedelta

import pytest

from followon import clock
from followon.audit.models import Event as Happened
from followon.people.models import Method
from followon.states import MoveNotAllowed
from groups import sharing
from groups.actions import lifecycle, members
from groups.actions.between import joining
from groups.models import Group, JoinAsk, Membership
from groups.states import JOIN_ASK_MOVES, JoinAskState
from notifications import kinds
from notifications.models import Message
from tests.groups.actions.conftest import kinds_for, outbox


@pytest.fixture
def harbour(stage):
    """Harbour Walkers welcome people from other programmes; Rhys organises."""
    return lifecycle.change(stage.harbour, by=stage.rhys, is_open=True)


def asks(who, group, **more):
    return joining.ask(group, person=who, by=who, **more)


def test_the_organisers_are_asked_and_nobody_else(stage, harbour):
    asks(stage.khadija, harbour)

    assert {(kind, first) for kind, first, _ in outbox()} == {("join-ask", "Rhys")}


def test_the_message_names_nobody(stage, harbour):
    asks(stage.khadija, harbour)
    message = Message.objects.get(kind="join-ask")

    words = str(kinds.get("join-ask").context(message))

    assert "Khadija" not in words
    assert "Steady Steppers" not in words


def test_asking_twice_changes_nothing(stage, harbour):
    first, again = asks(stage.khadija, harbour), asks(stage.khadija, harbour)

    assert first == again
    assert Message.objects.filter(kind="join-ask").count() == 1


def test_a_group_that_does_not_say_so_is_not_asked(stage):
    with pytest.raises(joining.NotOpen):
        asks(stage.khadija, stage.harbour)


def test_nobody_asks_to_join_their_own_group(stage, harbour):
    with pytest.raises(joining.InItAlready):
        asks(stage.rhys, harbour)


def test_only_ones_own_place_can_be_left(stage, harbour):
    with pytest.raises(joining.NotYours):
        asks(stage.khadija, harbour, leaving=stage.membership(stage.bill))


def test_welcomed_into_the_group_they_choose_anew_what_they_share(stage, harbour):
    members.share(
        stage.membership(stage.khadija),
        purposes=set(sharing.PURPOSES),
        method=Method.SCREEN,
        by=stage.khadija,
    )

    there = joining.welcome(asks(stage.khadija, harbour), by=stage.rhys)

    assert there.is_active
    assert sharing.purposes_of(there) == set()
    assert not stage.membership_in(stage.khadija, stage.steppers).has_left
    assert "group-joined" in kinds_for(stage.khadija)


def test_moving_is_quiet(stage, harbour):
    ask = asks(stage.khadija, harbour, leaving=stage.membership(stage.khadija))
    assert not stage.membership(stage.khadija).has_left  # nothing happens before they are in

    joining.welcome(ask, by=stage.rhys)

    assert stage.membership_in(stage.khadija, stage.steppers).has_left
    assert not Message.objects.filter(person__in=[stage.gwen, stage.ellis, stage.len, stage.bill]).exists()
    left = Happened.objects.get(name="groups.member.left")
    assert left.actor == f"person:{stage.khadija.pk}"  # not by whoever welcomed them elsewhere
    assert "harbour" not in str(left.facts).lower()


def test_their_time_in_the_old_group_stays_on_record(stage, harbour):
    before = Membership.objects.get(person=stage.khadija, group=stage.steppers).joined_at

    joining.welcome(asks(stage.khadija, harbour, leaving=stage.membership(stage.khadija)), by=stage.rhys)

    old = Membership.objects.get(person=stage.khadija, group=stage.steppers)
    assert (old.joined_at, old.left_at) == (before, clock.now())


def test_a_full_group_keeps_their_turn(stage, harbour):
    ask = joining.let_wait(asks(stage.khadija, harbour), by=stage.rhys)

    assert ask.is_open
    assert kinds_for(stage.khadija) == ["join-answer"]
    assert joining.welcome(ask, by=stage.rhys).is_active


def test_a_no_is_kind_and_is_not_asked_again_soon(stage, harbour):
    joining.decline(asks(stage.khadija, harbour), by=stage.rhys)

    assert kinds_for(stage.khadija) == ["join-answer"]
    with pytest.raises(joining.SaidNoBefore):
        asks(stage.khadija, harbour)
    with clock.moved_to(clock.now() + joining.ASKED_AGAIN_AFTER + timedelta(days=1)):
        assert asks(stage.khadija, harbour).is_open


def test_taken_back_nobody_is_told(stage, harbour):
    ask = asks(stage.khadija, harbour)

    joining.withdraw(ask, by=stage.khadija)

    assert outbox() == set()


def test_the_service_asks_a_group_for_somebody(stage, harbour):
    ask = joining.ask_service(stage.severn, person=stage.maria, area="la1", by=stage.maria)
    assert ask == joining.ask_service(stage.severn, person=stage.maria, by=stage.maria)
    assert (ask.area, ask.from_cohort) == ("LA1", stage.larkfield)

    joining.pass_on(ask, to=harbour, by=stage.nadia)

    assert kinds_for(stage.rhys) == ["join-ask"]
    ask.refresh_from_db()
    assert joining.welcome(ask, by=stage.rhys).from_cohort == stage.larkfield


def test_a_group_of_another_service_is_never_asked(stage):
    elsewhere = lifecycle.change(stage.tamar_group, by=stage.piran, is_open=True)
    ask = joining.ask_service(stage.severn, person=stage.maria, by=stage.maria)

    with pytest.raises(joining.NotOpen):
        joining.pass_on(ask, to=elsewhere, by=stage.nadia)


def test_an_ended_group_welcomes_nobody(stage, harbour):
    ask = asks(stage.khadija, harbour)
    lifecycle.close(harbour, because="moved-on", by=stage.rhys)
    ask.refresh_from_db()

    with pytest.raises(members.GroupHasEnded):
        joining.welcome(ask, by=stage.rhys)
    assert JoinAsk.objects.get().state == JoinAskState.ASKED


ACTS = {
    JoinAskState.WAITING: joining.let_wait, JoinAskState.YES: joining.welcome, JoinAskState.NO: joining.decline,
    JoinAskState.WITHDRAWN: joining.withdraw,
}  # fmt: skip
REFUSED = [
    (old, new) for old in JoinAskState for new in ACTS if new not in JOIN_ASK_MOVES[old]
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), REFUSED)
def test_what_has_been_decided_stands(stage, harbour, old, new):
    ask = asks(stage.khadija, harbour)
    JoinAsk.objects.update(state=old)

    with pytest.raises(MoveNotAllowed):
        ACTS[new](ask, by=stage.rhys)
    assert JoinAsk.objects.get().state == old


def test_with_no_organiser_everybody_who_does_not_rest_is_asked(stage):
    stage.steppers.turns.update(until=clock.now())
    Group.objects.filter(pk=stage.steppers.pk).update(is_open=True)

    asks(stage.rhys, Group.objects.get(pk=stage.steppers.pk))

    assert {first for _, first, _ in outbox()} == {"Gwen", "Ellis", "Khadija", "Bill"}
