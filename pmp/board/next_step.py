"""The one thing to do next: what is overdue, else what comes before the next session,
else somebody not reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from followon.web.templatetags.dates import day
from notifications.kinds import Channel
from pmp.board.facts import Facts
from pmp.board.people import Heard, PersonRow
from pmp.board.steps import Column, StepRow
from pmp.protocol import HANDOVER_SESSIONS
from pmp.states import Wish

_VERBS = {Channel.SMS: "Text", Channel.EMAIL: "Email", Channel.CALL: "Ring", Channel.LETTER: "Write to"}
# Not steps to press on with: the table of people and the last page see to these.
_SEEN_TO_ELSEWHERE = ("test-messages", "swap-details")


@dataclass(frozen=True)
class DoNext:
    """What the top of the board says; `page` is a URL name with its arguments, opened or, with `posts`,
    sent."""

    heading: str
    sentence: str
    action: str
    page: str
    args: tuple[object, ...]
    posts: bool = False


def choose(facts: Facts, columns: Sequence[Column], rows: Sequence[PersonRow], today: date) -> DoNext | None:
    """The first of: dates or people missing, an overdue step, one for the next session, somebody to sort out.

    After all that, forming the group; nothing once the handover is over.
    """
    if facts.handover.is_over:
        return None
    if missing := _missing(facts, columns, rows):
        return missing
    if found := _first_step(columns):
        return _about_step(facts, rows, *found, today)
    to_sort_out = next((row for row in rows if row.still_to_do), None)
    return _about_person(facts, to_sort_out) if to_sort_out else _hand_over(facts)


def _missing(facts: Facts, columns: Sequence[Column], rows: Sequence[PersonRow]) -> DoNext | None:
    cohort = facts.handover.cohort_id
    if len(columns) < HANDOVER_SESSIONS:
        return DoNext(
            "add the last 3 dates",
            "The handover takes place in the last 3 sessions.",
            "Add a session",
            "pmp:team_session_add",
            (cohort,),
        )
    if not rows:
        return DoNext(
            "add the people on this programme",
            "You can type them one by one, paste a list or upload a file.",
            "Add people",
            "pmp:team_people_add",
            (cohort,),
        )
    return None


def _first_step(columns: Sequence[Column]) -> tuple[Column, StepRow] | None:
    """The overdue steps first, in their order; then those of the next session."""
    for wanted in ("is_past", "is_now"):
        for column in columns:
            for row in column.left if getattr(column, wanted) else ():
                if row.key not in _SEEN_TO_ELSEWHERE:
                    return column, row
    return None


def _about_step(facts: Facts, rows: Sequence[PersonRow], column: Column, row: StepRow, today: date) -> DoNext:
    was = "was" if column.session.on_date < today else "is"
    when = f"Session {column.session.number} {was} on {day(column.session.on_date)}."
    handover = facts.handover.pk
    match row.key:
        case "tutor-coming":
            return _about_tutor(facts, column, today)
        case "ask-choice":
            left = [one for one in rows if not one.wish]
            heading = f"ask {_whom(left)} about a group"
            return DoNext(heading, when, "Record answers", "pmp:team_handover_answers", (handover,))
        case "ask-sharing":
            left = [one for one in rows if one.wish == Wish.YES and not one.sharing_asked]
            heading = f"ask {_whom(left)} about sharing details"
            return DoNext(heading, when, "Record answers", "pmp:team_handover_answers", (handover,))
        case _:
            heading = row.step.title[:1].lower() + row.step.title[1:]
            return DoNext(heading, when, "Open this step", "pmp:team_handover_step", (handover, row.key))


def _whom(left: Sequence[PersonRow]) -> str:
    return left[0].name if len(left) == 1 else f"{len(left)} people" if left else "people"


def _about_tutor(facts: Facts, column: Column, today: date) -> DoNext:
    handover, session = facts.handover, column.session
    if handover.tutor is None:
        return DoNext(
            "choose a patient tutor",
            "Nobody is down as patient tutor. The group can also go ahead without one.",
            "Choose a tutor",
            "pmp:team_handover_tutor",
            (handover.pk,),
        )
    tutor = handover.tutor.person
    who = f"{tutor.full_name} is the patient tutor."
    if session.on_date < today or handover.tutor_coming is not None:
        said = {True: "can come", False: "can’t come", None: "did not say if they could come"}
        sentence = f"{who} They {said[handover.tutor_coming]} to session {session.number}."
        heading, args = "settle if the patient tutor helps", (handover.pk, "tutor-coming")
        return DoNext(heading, sentence, "Open this step", "pmp:team_handover_step", args)
    again = " again" if handover.tutor_asked_at else ""
    return DoNext(
        f"ask {tutor.first_name}{again} about {session.on_date:%A}",
        f"{who} They have not said if they can come to session {session.number}.",
        f"{_VERBS[Channel(facts.tutor_channel)]} {tutor.first_name}",
        "pmp:team_handover_tutor_ask",
        (handover.pk,),
        posts=True,
    )


def _about_person(facts: Facts, row: PersonRow) -> DoNext:
    handover, why = facts.handover.pk, row.still_to_do
    if row.wish is None or row.heard is Heard.WORKS:
        args: tuple[object, ...] = (handover, row.enrolment.pk)
        return DoNext(f"ask {row.name}", why, "Record answers", "pmp:team_handover_answer", args)
    if row.heard in (Heard.TO_CALL, Heard.TO_POST):
        verb = "ring" if row.heard is Heard.TO_CALL else "write to"
        return DoNext(f"{verb} {row.name}", why, "Calls and letters", "pmp:team_handover_calls", (handover,))
    if row.heard is Heard.TO_SEND:
        page = "pmp:team_handover_test"
        return DoNext("send the test messages", why, "Send test messages", page, (handover,))
    args = (facts.handover.cohort_id, row.enrolment.pk)
    return DoNext(f"reach {row.name}", why, "See how to reach them", "pmp:team_enrolment", args)


def _hand_over(facts: Facts) -> DoNext:
    return DoNext(
        "form the group",
        "Everybody has been asked, and everybody who said yes has heard from us.",
        "Form the group",
        "groups:team_group_new",
        (facts.handover.pk,),
    )
