"""The first-contact watchdog's list: people who said yes, whose programme is over, and who have heard nothing (F3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from notifications.models import Message
from notifications.states import MessageState
from pmp.board import facts, people
from pmp.board.people import PersonRow
from pmp.models import Handover


@dataclass(frozen=True)
class NotHeard:
    """Somebody to reach, and the handover they belong to."""

    handover: Handover
    row: PersonRow


def not_heard(handovers: Iterable[Handover]) -> list[NotHeard]:
    """Who said yes and was neither reached, nor excused, nor got any other message of ours since the end.

    Takes the same number of queries for any number of handovers.
    """
    found = [
        NotHeard(known.handover, row)
        for known in facts.load(handovers).values()
        for row in map(people.row, known.people)
        if row.is_unreached
    ]
    reached = _reached_since(found)
    return [one for one in found if (one.row.person.pk, one.handover.cohort_id) not in reached]


def _reached_since(found: list[NotHeard]) -> set[tuple[int, int]]:
    """The (person, cohort) pairs for which anything arrived, or was answered, after the last session."""
    ends = {one.handover.cohort_id: one.handover.cohort.ends_on for one in found}
    arrived = Message.objects.filter(
        person__in={one.row.person.pk for one in found}, state=MessageState.DELIVERED
    ).values_list("person_id", "final_at")
    dates: dict[int, list[date]] = {}
    for person, at in arrived:
        if at is not None:
            dates.setdefault(person, []).append(at.date())
    return {
        (one.row.person.pk, one.handover.cohort_id)
        for one in found
        if any(day > ends[one.handover.cohort_id] for day in dates.get(one.row.person.pk, []))
    }
