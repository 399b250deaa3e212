"""Where each handover stands, for a table of many: the next session, who wants a group, how many steps are late."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from groups.models import Group, Meeting
from groups.states import MeetingState
from pmp.models import Enrolment, Handover, HandoverStep, Session
from pmp.protocol import STEPS, Step
from pmp.states import HandoverState, Wish

_SOON = timedelta(days=21)
_SHOWN_AFTER = timedelta(days=28)  # until about the first meeting (R042)


@dataclass(frozen=True)
class HandoverLine:
    """One handover of the table."""

    handover: Handover
    session_number: int | None  # the next session; None when the programme has ended
    session_on: date | None
    group: Group | None
    first_meeting_on: date | None
    people: int
    want_a_group: int
    overdue: tuple[Step, ...]
    to_do: tuple[Step, ...]

    @property
    def last_session_on(self) -> date:
        return self.handover.cohort.ends_on

    @property
    def order(self) -> tuple[int, date]:
        return (0 if self.overdue else 1 if self.to_do else 2, self.handover.cohort.ends_on)


def lines(handovers: QuerySet[Handover], today: date) -> list[HandoverLine]:
    """The lines of these handovers, the most urgent first; one query, and one more for groups just formed."""
    recent = Q(state=HandoverState.HANDED_OVER, finished_at__date__gte=today - _SHOWN_AFTER)
    under_way = ~Q(state__in=[HandoverState.HANDED_OVER, HandoverState.NO_GROUP])
    rows = list(_with_facts(handovers.filter(recent | under_way)).select_related("cohort"))
    formed = _formed(row.cohort_id for row in rows if row.state == HandoverState.HANDED_OVER)
    return sorted((_line(row, formed.get(row.cohort_id), today) for row in rows), key=lambda line: line.order)


def _with_facts(handovers: QuerySet[Handover]) -> QuerySet[Handover]:
    sessions = Session.objects.filter(cohort=OuterRef("cohort")).order_by("number")
    recorded = HandoverStep.objects.filter(handover=OuterRef("pk")).order_by("pk")
    yes = Q(choice__wish=Wish.YES)
    counts = Enrolment.objects.current().filter(cohort=OuterRef("cohort")).order_by().values("cohort")
    counts = counts.annotate(
        told=JSONObject(
            people=Count("pk"),
            chose=Count("choice"),
            yes=Count("pk", filter=yes),
            asked=Count("pk", filter=yes & Q(choice__sharing_asked_at__isnull=False)),
            reached=Count("pk", filter=yes & (Q(reached_at__isnull=False) | ~Q(unreached_because=""))),
        )
    )
    return handovers.annotate(
        session_days=ArraySubquery(sessions.values_list("on_date")),
        recorded=ArraySubquery(recorded.values_list("key")),
        counted=ArraySubquery(counts.values_list("told")),
    )


def _line(row: Any, formed: "tuple[Group, date | None] | None", today: date) -> HandoverLine:
    counts = row.counted[0] if row.counted else {"people": 0, "chose": 0, "yes": 0, "asked": 0, "reached": 0}
    group, first_meeting_on = formed or (None, None)
    upcoming = [(number, on) for number, on in enumerate(row.session_days, 1) if on >= today]
    overdue, to_do = (
        ((), ()) if group or row.is_over else _steps(row.session_days, set(row.recorded), counts, today)
    )
    return HandoverLine(
        handover=row,
        session_number=upcoming[0][0] if upcoming else None,
        session_on=upcoming[0][1] if upcoming else None,
        group=group,
        first_meeting_on=first_meeting_on,
        people=counts["people"],
        want_a_group=counts["yes"],
        overdue=tuple(overdue),
        to_do=tuple(to_do),
    )


def _steps(
    days: Sequence[date], recorded: set[str], counts: dict[str, int], today: date
) -> tuple[list[Step], list[Step]]:
    """The steps whose session has gone by undone, and those of the next handover session."""
    done = recorded | _done_by_the_facts(counts)
    open_steps = [(step, _due(step, days)) for step in STEPS if step.key not in done]
    overdue = [step for step, due in open_steps if due and due < today]
    coming = [due for _, due in open_steps if due and today <= due <= today + _SOON]
    return overdue, [step for step, due in open_steps if coming and due == min(coming)]


def _done_by_the_facts(counts: dict[str, int]) -> set[str]:
    done = set()
    if counts["people"] and counts["chose"] == counts["people"]:
        done.add("ask-choice")
    if counts["yes"] and counts["asked"] == counts["yes"]:
        done.add("ask-sharing")
    if counts["yes"] and counts["reached"] == counts["yes"]:
        done.add("test-messages")
    return done


def _due(step: Step, days: Sequence[date]) -> date | None:
    before_end = step.stage.sessions_before_end
    return days[-1 - before_end] if len(days) > before_end else None


def _formed(cohorts: Iterable[int]) -> "dict[int, tuple[Group, date | None]]":
    """The groups these programmes became, and the day each first meets."""
    wanted = list(cohorts)
    if not wanted:
        return {}
    first = (
        Meeting.objects.filter(group=OuterRef("pk"))
        .exclude(state=MeetingState.CANCELLED)
        .order_by("starts_at")
    )
    groups = Group.objects.filter(cohort__in=wanted).annotate(
        meets=ArraySubquery(first.values_list("on_date")[:1])
    )
    return {
        group.cohort_id: (group, group.meets[0] if group.meets else None)
        for group in groups
        if group.cohort_id
    }
