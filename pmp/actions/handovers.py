"""The way of a handover: its steps, its states, its end. Who is reached is in `reaching`,
the tutor in `tutors`."""

from dataclasses import dataclass

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from followon.states import MoveNotAllowed, check_move
from notifications import outbox
from pmp import board
from pmp.actions import reaching, tutors
from pmp.actions.tutors import lock
from pmp.events import Event
from pmp.models import Choice, Handover, HandoverStep, Outcome
from pmp.protocol import STEP_BY_KEY, STEPS, Stage, Step
from pmp.states import HANDOVER_MOVES, HandoverState

# A handover's verbs read with this module, wherever they are written.
assign_tutor = tutors.assign
send_test_messages = reaching.send_test_messages
mark_reached = reaching.mark_reached
excuse_unreached = reaching.excuse_unreached

WAY = (HandoverState.NOT_STARTED, HandoverState.INTRODUCED, HandoverState.EXPLORED, HandoverState.AGREED)
AGREED_BY = "name-and-date"


class StepTicksItself(Refused):
    """The facts decide whether the step is done."""

    def __init__(self, step: Step) -> None:
        super().__init__(f"“{step.title}” ticks itself when everybody is done. It can’t be marked by hand.")


class ReasonMissing(Refused):
    """Leaving something out, or going back, needs a reason."""

    def __init__(self) -> None:
        super().__init__("Say why, in a few words.")


class StepNotMarked(Refused):
    """There is nothing to take back."""

    def __init__(self) -> None:
        super().__init__("This step is open already. Somebody may have taken it back before you.")


@dataclass(frozen=True)
class Blocker:
    """Somebody because of whom the handover can't be finished yet, and why, in a sentence."""

    person: User
    sentence: str


class StillToSortOut(Refused):
    """Somebody has not been asked, or said yes and has no channel that works."""

    def __init__(self, blockers: list[Blocker]) -> None:
        self.blockers = blockers
        count = "1 person is" if len(blockers) == 1 else f"{len(blockers)} people are"
        super().__init__(f"{count} still to sort out. " + " ".join(one.sentence for one in blockers[:5]))


@transaction.atomic
def mark_step(handover: Handover, *, key: str, outcome: Outcome, by: Actor, reason: str = "") -> HandoverStep:
    """Mark a step as done, or as not needed with a reason. Marking it the same way again changes nothing.

    Raises StepTicksItself, ReasonMissing and HandoverIsOver.
    """
    handover = lock(handover)
    step, outcome = STEP_BY_KEY[key], Outcome(outcome)
    reason = reason.strip() if outcome == Outcome.NOT_NEEDED else ""
    if step.derived:
        raise StepTicksItself(step)
    if outcome == Outcome.NOT_NEEDED and not reason:
        raise ReasonMissing
    found = HandoverStep.objects.filter(handover=handover, key=key).first()
    if found and (found.outcome, found.reason) == (outcome, reason):
        return found
    facts = {"outcome": outcome, "reason": reason, "recorded_at": clock.now()}
    marked, _ = HandoverStep.objects.update_or_create(
        handover=handover, key=key, defaults={**facts, "recorded_by": by if isinstance(by, User) else None}
    )
    recorder.record(Event.STEP_MARKED, by=by, about=handover, step=key, outcome=outcome.label.lower())
    keep_state_in_step(handover, by=by)
    if key == tutors.TUTOR_STEP:
        tutors.withdraw_question(handover, reason="The step is settled")
    return marked


@transaction.atomic
def undo_step(handover: Handover, *, key: str, by: Actor) -> None:
    """Open a step again. Raises StepNotMarked and HandoverIsOver."""
    handover = lock(handover)
    if not HandoverStep.objects.filter(handover=handover, key=key).delete()[0]:
        raise StepNotMarked
    recorder.record(Event.STEP_UNDONE, by=by, about=handover, step=key)
    keep_state_in_step(handover, by=by)


@transaction.atomic
def already_meeting(handover: Handover, *, by: Actor) -> int:
    """They meet by themselves already (R041): every step still open is settled; how many were."""
    handover = lock(handover)
    handover.already_meeting = True
    handover.save(update_fields=["already_meeting"])
    marked = set(HandoverStep.objects.filter(handover=handover).values_list("key", flat=True))
    open_steps = [step for step in STEPS if not step.derived and step.key not in marked]
    for step in open_steps:
        mark_step(
            handover, key=step.key, outcome=Outcome.NOT_NEEDED, reason="They are meeting already", by=by
        )
    return len(open_steps)


@transaction.atomic
def note_plan(
    handover: Handover, *, by: Actor, day: str = "", time: str = "", place: str = "", rhythm: str = ""
) -> Handover:
    """Write down what the room talked about so far; the group decides when it forms (R018)."""
    handover = lock(handover)
    plan = {"day": day, "time": time, "place": place, "rhythm": rhythm}
    handover.draft_plan = {name: words.strip() for name, words in plan.items() if words.strip()}
    handover.save(update_fields=["draft_plan"])
    recorder.record(Event.PLAN_NOTED, by=by, about=handover, fields=sorted(handover.draft_plan))
    return handover


@transaction.atomic
def move_to(handover: Handover, *, state: HandoverState, by: Actor, reason: str = "") -> Handover:
    """Move a handover along or back; back, or out of an ending, needs a reason (R020).

    Nothing reaches HANDED_OVER here: only forming the group does. Raises MoveNotAllowed and ReasonMissing.
    """
    handover = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    old, new = HandoverState(handover.state), HandoverState(state)
    if new in (HandoverState.HANDED_OVER, HandoverState.NO_GROUP):
        raise MoveNotAllowed(old, new)
    check_move(HANDOVER_MOVES, old, new)
    forward = old in WAY and WAY.index(new) > WAY.index(old)
    if not forward and not reason.strip():
        raise ReasonMissing
    _set_state(handover, new, by=by)
    if old == HandoverState.NO_GROUP:
        keep_state_in_step(handover, by=by)
    return handover


def keep_state_in_step(handover: Handover, *, by: Actor) -> None:
    """Let the state follow what is recorded, one allowed move at a time; for callers that hold the lock."""
    target = WAY.index(_state_of(handover))
    while (here := WAY.index(HandoverState(handover.state))) != target:
        new = WAY[here + 1] if here < target else WAY[here - 1]
        check_move(HANDOVER_MOVES, handover.state, new)
        _set_state(handover, new, by=by)


def _state_of(handover: Handover) -> HandoverState:
    keys = set(HandoverStep.objects.filter(handover=handover).values_list("key", flat=True))
    stages = {STEP_BY_KEY[key].stage for key in keys}
    if AGREED_BY in keys:
        return HandoverState.AGREED
    if stages & {Stage.TALK, Stage.HAND_OVER}:
        return HandoverState.EXPLORED
    asked = Choice.objects.filter(enrolment__cohort=handover.cohort_id).exists()
    return HandoverState.INTRODUCED if stages or asked else HandoverState.NOT_STARTED


def _set_state(handover: Handover, new: HandoverState, *, by: Actor) -> None:
    old = handover.state
    handover.state, handover.state_since = new, clock.now()
    handover.finished_at = clock.now() if handover.is_over else None
    handover.save(update_fields=["state", "state_since", "finished_at"])
    recorder.record(Event.HANDOVER_MOVED, by=by, about=handover, old=old, new=new)


def blockers(handover: Handover) -> list[Blocker]:
    """Why it cannot finish yet: who has not been asked, or said yes and was not reached;
    empty when it may."""
    fresh = Handover.objects.select_related("cohort__service", "tutor__person").get(pk=handover.pk)
    found = board.board(fresh, clock.today(fresh.cohort.service.tz))
    return [Blocker(row.person, row.still_to_do) for row in found.to_sort_out]


@transaction.atomic
def hand_over(handover: Handover, *, by: Actor) -> Handover:
    """Finish the handover: the group is theirs. Called by `groups.actions.formation` alone.

    Raises HandoverIsOver and StillToSortOut.
    """
    handover = lock(handover)
    if found := blockers(handover):
        raise StillToSortOut(found)
    check_move(HANDOVER_MOVES, handover.state, HandoverState.HANDED_OVER)
    _set_state(handover, HandoverState.HANDED_OVER, by=by)
    recorder.record(Event.HANDED_OVER, by=by, about=handover)
    _stop_asking(handover, reason="The handover is finished")
    return handover


@transaction.atomic
def end_without_group(handover: Handover, *, because: str, by: Actor) -> Handover:
    """End a handover without a group: a good ending too (R004, R090).
    Raises HandoverIsOver and ReasonMissing."""
    handover = lock(handover)
    if not because.strip():
        raise ReasonMissing
    check_move(HANDOVER_MOVES, handover.state, HandoverState.NO_GROUP)
    handover.ended_because = because.strip()
    handover.save(update_fields=["ended_because"])
    _set_state(handover, HandoverState.NO_GROUP, by=by)
    recorder.record(Event.NO_GROUP, by=by, about=handover)
    _stop_asking(handover, reason="There will be no group this time")
    return handover


def _stop_asking(handover: Handover, *, reason: str) -> None:
    kinds = ["tutor-session", "contact-check", "invite-choice", "step-reminder"]
    outbox.withdraw(about=f"cohort:{handover.cohort_id}", kinds=kinds, reason=reason)
