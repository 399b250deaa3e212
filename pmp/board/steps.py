"""The three columns of the board: the steps of each session, how far they are, and when they are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pmp.board.facts import Facts, SessionFact
from pmp.board.people import Heard, PersonRow
from pmp.board.tags import Tag
from pmp.models import HandoverStep, Outcome
from pmp.protocol import STEPS, Owner, Stage, Step
from pmp.states import HandoverState, Wish


class Status(Tag):
    """How far a step is: the word on its tag, and the tag's colour."""

    DONE = ("Done", "green")
    NOT_NEEDED = ("Not needed", "grey")
    STARTED = ("Started", "white")
    TO_DO = ("To do", "blue")
    OVERDUE = ("Overdue", "red")
    LATER = ("Later", "no-colour")
    NOT_MARKED = ("Not marked", "grey")  # the handover is over: nobody has to do it any more

    @property
    def is_finished(self) -> bool:
        return self in (Status.DONE, Status.NOT_NEEDED)


@dataclass(frozen=True)
class StepRow:
    """One step as the board shows it."""

    step: Step
    status: Status
    hint: str
    due: date
    record: HandoverStep | None = None

    @property
    def key(self) -> str:
        return self.step.key

    @property
    def by_whom(self) -> str:
        """Who marked it; empty when it ticked itself."""
        return self.record.recorded_by.full_name if self.record and self.record.recorded_by else ""


@dataclass(frozen=True)
class Column:
    """One of the last three sessions with its steps."""

    stage: Stage
    session: SessionFact
    steps: tuple[StepRow, ...]
    is_now: bool
    is_past: bool

    @property
    def title(self) -> str:
        return f"Session {self.session.number}: {self.stage.title}"

    @property
    def left(self) -> list[StepRow]:
        return [row for row in self.steps if not row.status.is_finished]

    @property
    def finished(self) -> list[StepRow]:
        return [row for row in self.steps if row.status.is_finished]


def columns(facts: Facts, rows: Sequence[PersonRow], today: date) -> list[Column]:
    """The columns there are sessions for, oldest first; the next session's is now,
    all later ones come later."""
    sessions = facts.last_three
    coming = [stage for stage, session in sessions.items() if session.on_date >= today]
    made = []
    for stage, session in sessions.items():
        is_later = stage in coming[1:]
        steps = tuple(
            _step_row(step, facts, rows, session, is_later=is_later, is_past=session.on_date < today)
            for step in STEPS
            if step.stage is stage
        )
        made.append(
            Column(stage, session, steps, is_now=stage in coming[:1], is_past=session.on_date < today)
        )
    return made


def owned_by_tutor(column: Column) -> Column:
    """The column as the patient tutor sees it: their own steps and those of the whole room."""
    mine = tuple(row for row in column.steps if row.step.owner is not Owner.CLINICIAN)
    return Column(column.stage, column.session, mine, column.is_now, column.is_past)


def _step_row(
    step: Step,
    facts: Facts,
    rows: Sequence[PersonRow],
    session: SessionFact,
    *,
    is_later: bool,
    is_past: bool,
) -> StepRow:
    record, hint = facts.records.get(step.key), _hint(step, facts, rows)
    if record:
        status = Status.DONE if record.outcome == Outcome.DONE else Status.NOT_NEEDED
        return StepRow(step, status, hint, session.on_date, record)
    done, begun = _derived(step.key, facts, rows) if step.derived else (False, False)
    if done:
        status = Status.DONE
    elif facts.handover.is_over:
        status = Status.NOT_MARKED
    elif begun:
        status = Status.STARTED
    elif is_later:
        status = Status.LATER
    else:
        status = Status.OVERDUE if is_past else Status.TO_DO
    return StepRow(step, status, hint, session.on_date)


def _derived(key: str, facts: Facts, rows: Sequence[PersonRow]) -> tuple[bool, bool]:
    """Whether a step that ticks itself is done, and whether it has begun, as the answers say."""
    asked = [row for row in rows if row.wish]
    said_yes = [row for row in rows if row.wish == Wish.YES]
    all_asked = bool(rows) and len(asked) == len(rows)
    match key:
        case "ask-choice":
            return all_asked, bool(asked)
        case "ask-sharing":
            told = [row for row in said_yes if row.sharing_asked]
            return all_asked and len(told) == len(said_yes), bool(told)
        case "test-messages":
            not_begun = (Heard.TO_SEND, Heard.TO_CALL, Heard.TO_POST)
            begun = any(row.heard not in not_begun for row in said_yes)
            return all_asked and not any(row.is_unreached for row in said_yes), begun
        case _:  # swap-details: the group's own message does it when the handover is finished
            return facts.handover.state == HandoverState.HANDED_OVER, False


def _hint(step: Step, facts: Facts, rows: Sequence[PersonRow]) -> str:
    said_yes = [row for row in rows if row.wish == Wish.YES]
    match step.key:
        case "ask-choice" if rows:
            return f"{sum(1 for row in rows if row.wish)} of {len(rows)} asked"
        case "ask-sharing" if any(row.sharing_asked for row in rows):
            return f"{sum(1 for row in rows if row.shares_something)} of {len(rows)} said yes"
        case "test-messages" if said_yes:
            return f"{sum(1 for row in said_yes if row.heard is Heard.WORKS)} of {len(said_yes)} work"
        case "tutor-coming":
            return _tutor_hint(facts)
        case "practicalities" if facts.handover.draft_plan:
            return ", ".join(str(words) for words in facts.handover.draft_plan.values() if words)
    return step.help


def _tutor_hint(facts: Facts) -> str:
    handover = facts.handover
    if handover.tutor is None:
        return "No patient tutor yet"
    name = handover.tutor.person.first_name
    if handover.tutor_coming is not None:
        return f"{name} can come" if handover.tutor_coming else f"{name} can’t come"
    return "No answer yet" if handover.tutor_asked_at else f"{name} has not been asked yet"
