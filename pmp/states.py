"""Cohort: PLANNED → RUNNING → FINISHED; handover: NOT_STARTED → … → HANDED_OVER or NO_GROUP."""

from django.db.models import TextChoices


class CohortState(TextChoices):
    PLANNED = "PLANNED", "Planned"
    RUNNING = "RUNNING", "Running"
    FINISHED = "FINISHED", "Finished"


COHORT_MOVES: dict[str, set[str]] = {
    CohortState.PLANNED: {CohortState.RUNNING, CohortState.FINISHED},
    CohortState.RUNNING: {CohortState.FINISHED},
    CohortState.FINISHED: {CohortState.RUNNING},  # a session added after the end
}


class HandoverState(TextChoices):
    """R020: each move is dated, attributed, and reversible with a reason."""

    NOT_STARTED = "NOT_STARTED", "Not started"
    INTRODUCED = "INTRODUCED", "Idea shared"
    EXPLORED = "EXPLORED", "Talked through"
    AGREED = "AGREED", "Agreed"
    HANDED_OVER = "HANDED_OVER", "Handed over"
    NO_GROUP = "NO_GROUP", "No group this time"


HANDOVER_MOVES: dict[str, set[str]] = {
    HandoverState.NOT_STARTED: {HandoverState.INTRODUCED, HandoverState.NO_GROUP, HandoverState.HANDED_OVER},
    HandoverState.INTRODUCED: {
        HandoverState.EXPLORED,
        HandoverState.NOT_STARTED,
        HandoverState.NO_GROUP,
        HandoverState.HANDED_OVER,
    },
    HandoverState.EXPLORED: {
        HandoverState.AGREED,
        HandoverState.INTRODUCED,
        HandoverState.NO_GROUP,
        HandoverState.HANDED_OVER,
    },
    HandoverState.AGREED: {HandoverState.HANDED_OVER, HandoverState.EXPLORED, HandoverState.NO_GROUP},
    HandoverState.HANDED_OVER: set(),
    HandoverState.NO_GROUP: {HandoverState.NOT_STARTED},  # people may change their minds (R004, R090)
}


class Wish(TextChoices):
    """What somebody answered about a group: three equal answers (F2)."""

    YES = "YES", "Yes"
    THINKING = "THINKING", "Thinking about it"
    NOT_FOR_ME = "NOT_FOR_ME", "Not for me"
