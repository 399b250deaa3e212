"""Steps are marked, taken back and excused; the state follows; the end waits for everybody who said yes."""

import pytest
from django.db import IntegrityError, transaction

from followon import clock
from followon.people.models import Method
from followon.states import MoveNotAllowed
from pmp.actions import choices, handovers, reaching, tutors
from pmp.models import Enrolment, HandoverStep, Outcome
from pmp.protocol import STEPS
from pmp.states import HANDOVER_MOVES, HandoverState, Wish
from tests.pmp.known import events, facts_of, handover_of, place, queued

DONE, NOT_NEEDED = Outcome.DONE, Outcome.NOT_NEEDED


def everybody_answers(cast, wish=Wish.YES, *, reached=True):
    for one in Enrolment.objects.filter(cohort=cast.larkfield).select_related("person"):
        choices.record(one, wish=wish, method=Method.ROOM, by=cast.sam)
        choices.share(one, purposes=set(), method=Method.ROOM, by=cast.sam)
        if reached:
            reaching.mark_reached(one, by=cast.sam)


def test_mark_step_done_says_who_and_when(cast, handover):
    step = handovers.mark_step(handover, key="leaflet", outcome=DONE, reason="ignored", by=cast.sam)

    assert (step.outcome, step.reason, step.recorded_by) == ("DONE", "", cast.sam)
    assert step.recorded_at == clock.now()
    assert facts_of("pmp.handover.step_marked") == {"step": "leaflet", "outcome": "done"}


def test_not_needed_wants_a_reason(cast, handover):
    with pytest.raises(handovers.ReasonMissing):
        handovers.mark_step(handover, key="tutor-story", outcome=NOT_NEEDED, reason="  ", by=cast.sam)

    step = handovers.mark_step(
        handover, key="tutor-story", outcome=NOT_NEEDED, reason=" Tutor was ill ", by=cast.sam
    )
    assert (step.outcome, step.reason) == ("NOT_NEEDED", "Tutor was ill")


def test_the_database_wants_a_reason_too(cast, handover):
    with pytest.raises(IntegrityError), transaction.atomic():
        HandoverStep.objects.create(handover=handover, key="leaflet", outcome=NOT_NEEDED)


@pytest.mark.parametrize("step", [step for step in STEPS if step.derived], ids=lambda step: step.key)
def test_a_step_that_ticks_itself_is_not_marked_by_hand(cast, handover, step):
    with pytest.raises(handovers.StepTicksItself):
        handovers.mark_step(handover, key=step.key, outcome=DONE, by=cast.sam)


def test_marking_the_same_way_again_changes_nothing(cast, handover):
    handovers.mark_step(handover, key="leaflet", outcome=DONE, by=cast.sam)
    before = events()

    step = handovers.mark_step(handover, key="leaflet", outcome=DONE, by=cast.ruth)

    assert (step.recorded_by, events()) == (cast.sam, before)


def test_marking_another_way_keeps_the_newest(cast, handover):
    handovers.mark_step(handover, key="leaflet", outcome=DONE, by=cast.sam)
    handovers.mark_step(handover, key="leaflet", outcome=NOT_NEEDED, reason="They had it", by=cast.ife)

    [step] = handover.steps.all()
    assert (step.outcome, step.recorded_by) == ("NOT_NEEDED", cast.ife)


def test_undo_opens_the_step_once(cast, handover):
    handovers.mark_step(handover, key="leaflet", outcome=DONE, by=cast.sam)

    handovers.undo_step(handover, key="leaflet", by=cast.sam)

    assert not handover.steps.exists()
    with pytest.raises(handovers.StepNotMarked):
        handovers.undo_step(handover, key="leaflet", by=cast.sam)


def test_the_state_follows_what_is_recorded_in_single_moves(cast, handover):
    def state():
        return handover_of(cast.larkfield).state

    handovers.mark_step(handover, key="name-and-date", outcome=DONE, by=cast.sam)
    assert state() == HandoverState.AGREED
    assert [name for name in events() if name == "pmp.handover.moved"] == ["pmp.handover.moved"] * 3
    handovers.mark_step(handover, key="practicalities", outcome=DONE, by=cast.sam)
    handovers.undo_step(handover, key="name-and-date", by=cast.sam)
    assert state() == HandoverState.EXPLORED
    handovers.mark_step(handover, key="leaflet", outcome=DONE, by=cast.sam)
    handovers.undo_step(handover, key="practicalities", by=cast.sam)
    assert state() == HandoverState.INTRODUCED
    handovers.undo_step(handover, key="leaflet", by=cast.sam)
    assert state() == HandoverState.NOT_STARTED


def test_already_meeting_settles_every_step_still_open(cast, handover):
    handovers.mark_step(handover, key="leaflet", outcome=DONE, by=cast.sam)

    settled = handovers.already_meeting(handover, by=cast.sam)

    by_hand = [step.key for step in STEPS if not step.derived]
    assert settled == len(by_hand) - 1
    assert set(handover.steps.values_list("key", flat=True)) == set(by_hand)
    assert handover.steps.get(key="leaflet").outcome == "DONE"
    assert handover_of(cast.larkfield).already_meeting


def test_note_plan_keeps_what_was_said_and_nothing_empty(cast, handover):
    handovers.note_plan(handover, day="Thursdays", time=" 11am ", place="", by=cast.sam)

    assert handover_of(cast.larkfield).draft_plan == {"day": "Thursdays", "time": "11am"}
    assert facts_of("pmp.handover.plan_noted") == {"fields": ["day", "time"]}


@pytest.mark.parametrize("old", list(HandoverState))
@pytest.mark.parametrize("new", list(HandoverState))
def test_move_to_allows_what_the_table_allows_but_never_the_two_endings(cast, handover, old, new):
    handover.state = old
    handover.save()
    allowed = new in HANDOVER_MOVES[old] and new not in (HandoverState.HANDED_OVER, HandoverState.NO_GROUP)

    if allowed:
        handovers.move_to(handover, state=new, reason="They asked", by=cast.sam)
        assert handover_of(cast.larkfield).state == new
    else:
        with pytest.raises(MoveNotAllowed):
            handovers.move_to(handover, state=new, reason="They asked", by=cast.sam)


def test_going_back_needs_a_reason_and_going_on_does_not(cast, handover):
    handovers.move_to(handover, state=HandoverState.INTRODUCED, by=cast.sam)

    with pytest.raises(handovers.ReasonMissing):
        handovers.move_to(handover, state=HandoverState.NOT_STARTED, by=cast.sam)


def test_people_may_change_their_minds_after_no_group(cast, handover):
    handovers.mark_step(handover, key="leaflet", outcome=DONE, by=cast.sam)
    handovers.end_without_group(handover, because="Nobody could", by=cast.sam)

    handovers.move_to(handover, state=HandoverState.NOT_STARTED, reason="Three people asked", by=cast.sam)

    fresh = handover_of(cast.larkfield)
    assert (fresh.state, fresh.finished_at) == (HandoverState.INTRODUCED, None)


def test_end_without_group_says_why_and_asks_nobody_any_more(cast, handover):
    tutors.ask(handover, by=cast.sam)
    with pytest.raises(handovers.ReasonMissing):
        handovers.end_without_group(handover, because=" ", by=cast.sam)

    handovers.end_without_group(handover, because="They keep in touch as friends", by=cast.sam)

    fresh = handover_of(cast.larkfield)
    assert (fresh.state, fresh.ended_because) == ("NO_GROUP", "They keep in touch as friends")
    assert fresh.finished_at == clock.now()
    assert queued() == []


def test_blockers_name_everybody_not_asked_or_not_reached(cast, handover):
    everybody_answers(cast)
    Enrolment.objects.filter(person=cast.tom).get().choice.delete()
    Enrolment.objects.filter(person=cast.colin).update(reached_at=None)

    found = {blocker.person.first_name: blocker.sentence for blocker in handovers.blockers(handover)}

    assert found == {
        "Tom": "Tom Reed has not been asked yet.",
        "Colin": "Colin Price said yes. Somebody needs to ring them.",
    }


@pytest.mark.parametrize("wish", [Wish.THINKING, Wish.NOT_FOR_ME])
def test_other_answers_do_not_block(cast, handover, wish):
    everybody_answers(cast, wish, reached=False)

    assert handovers.blockers(handover) == []


def test_hand_over_is_refused_while_somebody_is_to_sort_out(cast, handover):
    everybody_answers(cast)
    Enrolment.objects.filter(person=cast.grace).update(reached_at=None)

    with pytest.raises(handovers.StillToSortOut, match="1 person is still to sort out. Grace Obi") as refused:
        handovers.hand_over(handover, by=cast.sam)
    assert [blocker.person for blocker in refused.value.blockers] == [cast.grace]
    assert handover_of(cast.larkfield).state == HandoverState.INTRODUCED


def test_hand_over_goes_on_with_a_reason(cast, handover):
    everybody_answers(cast)
    Enrolment.objects.filter(person=cast.grace).update(reached_at=None)
    reaching.excuse_unreached(place(cast.larkfield, cast.grace), because="Moved away", by=cast.sam)

    handovers.hand_over(handover, by=cast.sam)

    fresh = handover_of(cast.larkfield)
    assert (fresh.state, fresh.finished_at) == ("HANDED_OVER", clock.now())
    assert events()[-2:] == ["pmp.handover.moved", "pmp.handover.finished"]


@pytest.mark.parametrize(
    "verb",
    [
        lambda h, by: handovers.mark_step(h, key="leaflet", outcome=DONE, by=by),
        lambda h, by: handovers.undo_step(h, key="leaflet", by=by),
        lambda h, by: handovers.assign_tutor(h, tutor=None, by=by),
        lambda h, by: handovers.send_test_messages(h, by=by),
        lambda h, by: handovers.already_meeting(h, by=by),
        lambda h, by: handovers.note_plan(h, day="Mondays", by=by),
        lambda h, by: handovers.hand_over(h, by=by),
        lambda h, by: handovers.end_without_group(h, because="Twice", by=by),
        lambda h, by: tutors.ask(h, by=by),
        lambda h, by: tutors.answer(h, coming=True, by=by),
    ],
)
def test_nothing_changes_once_it_is_over(cast, handover, verb):
    handovers.end_without_group(handover, because="They said no", by=cast.sam)
    before = events()

    with pytest.raises(tutors.HandoverIsOver):
        verb(handover, cast.sam)
    assert events() == before
