"""Where each handover stands, for a table of many: the next session, who wants a group, how many steps are late.

The same rules as the handover board of pmp, asked of the database at once: one query for the whole table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat, JSONObject

from followon.prepared import prepared
from groups.models import Group, Meeting
from groups.states import MeetingState
from notifications.models import Message
from notifications.states import MessageState
from pmp.models import Enrolment, Handover, HandoverStep, Service, Session
from pmp.protocol import STEPS, Step
from pmp.states import HandoverState, Wish

_BEGINS_BEFORE_END = timedelta(days=28)  # three weekly sessions, and a week to see it coming
_SHOWN_AFTER = timedelta(days=28)  # until about the first meeting (R042)
_MOST = 50
_NOBODY = {"people": 0, "chose": 0, "yes": 0, "asked": 0, "reached": 0}


@dataclass(frozen=True)
class HandoverLine:
    """One handover of the table."""

    handover: Handover
    session_number: int | None  # the next session; None when the programme has ended
    session_on: date | None
    group_code: str  # the group it became; empty while there is none
    first_meeting_on: date | None
    people: int
    want_a_group: int
    overdue: tuple[Step, ...]
    to_do: tuple[Step, ...]

    @property
    def order(self) -> tuple[int, date]:
        """The most urgent first."""
        return (0 if self.overdue else 1 if self.to_do else 2, self.handover.cohort.ends_on)


def lines(service: Service, today: date) -> list[HandoverLine]:
    """The handovers of a service that are under way or just finished, the most urgent first."""
    rows = _begun(service, finished_since=today - _SHOWN_AFTER, ending_by=today + _BEGINS_BEFORE_END)
    return sorted((_line(row, today) for row in rows), key=lambda line: line.order)


@prepared
def _begun(service: Service, finished_since: date, ending_by: date) -> QuerySet[Handover]:
    recent = Q(state=HandoverState.HANDED_OVER, finished_at__date__gte=finished_since)
    over = Q(state__in=[HandoverState.HANDED_OVER, HandoverState.NO_GROUP])
    begun = Handover.objects.filter(recent | ~over, cohort__service=service, cohort__ends_on__lte=ending_by)
    return _with_facts(begun).select_related("cohort").order_by("cohort__ends_on", "pk")[:_MOST]


def _with_facts(handovers: QuerySet[Handover]) -> QuerySet[Handover]:
    sessions = Session.objects.filter(cohort=OuterRef("cohort")).order_by("on_date")
    recorded = HandoverStep.objects.filter(handover=OuterRef("pk")).order_by("pk")
    first = (
        Meeting.objects.filter(group=OuterRef("pk"))
        .exclude(state=MeetingState.CANCELLED)
        .order_by("starts_at")
    )
    became = Group.objects.filter(cohort=OuterRef("cohort")).order_by("pk")
    became_facts = JSONObject(code="code", meets=Subquery(first.values("on_date")[:1]))
    return handovers.annotate(
        session_days=ArraySubquery(sessions.values_list("on_date")),
        recorded=ArraySubquery(recorded.values_list("key")),
        became=Subquery(became.values_list(became_facts)[:1]),
        counted=Subquery(_counts()),
    )


def _counts() -> QuerySet[Enrolment, Any]:
    """How many are on the programme, chose, said yes, were asked about sharing, and heard from us."""
    about = Concat(Value("cohort:"), Cast(OuterRef("cohort_id"), CharField()), output_field=CharField())
    test = Message.objects.filter(about=about, kind="contact-check", person=OuterRef("person"))
    arrived = Q(Exists(test.filter(state=MessageState.DELIVERED)))
    yes = Q(choice__wish=Wish.YES)
    reached = yes & (Q(reached_at__isnull=False) | ~Q(unreached_because="") | arrived)
    rows = Enrolment.objects.current().filter(cohort=OuterRef("cohort")).order_by().values("cohort")
    told = JSONObject(
        people=Count("pk"),
        chose=Count("choice"),
        yes=Count("pk", filter=yes),
        asked=Count("pk", filter=yes & Q(choice__sharing_asked_at__isnull=False)),
        reached=Count("pk", filter=reached),
    )
    counted: QuerySet[Enrolment, Any] = rows.annotate(told=told).values_list("told")
    return counted


def _line(row: Any, today: date) -> HandoverLine:
    counts, became = row.counted or _NOBODY, row.became or {}
    upcoming = [(number, on) for number, on in enumerate(row.session_days, 1) if on >= today]
    number, on = upcoming[0] if upcoming else (None, None)
    is_open = not row.is_over
    overdue, to_do = _steps(row.session_days, set(row.recorded), counts, today) if is_open else ((), ())
    return HandoverLine(
        handover=row,
        session_number=number,
        session_on=on,
        group_code=became.get("code", ""),
        first_meeting_on=date.fromisoformat(became["meets"]) if became.get("meets") else None,
        people=counts["people"],
        want_a_group=counts["yes"],
        overdue=overdue,
        to_do=to_do,
    )


def _steps(
    days: Sequence[date], recorded: set[str], counts: dict[str, int], today: date
) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The steps whose session has gone by undone, and those of the next handover session."""
    done = recorded | _done_by_the_facts(counts)
    left = [(step, due) for step in STEPS if step.key not in done and (due := _due(step, days))]
    coming = [due for due in days[-3:] if due >= today][:1]
    overdue = tuple(step for step, due in left if due < today)
    return overdue, tuple(step for step, due in left if due in coming)


def _done_by_the_facts(counts: dict[str, int]) -> set[str]:
    if not counts["people"] or counts["chose"] < counts["people"]:
        return set()
    done = {"ask-choice"}
    if counts["asked"] == counts["yes"]:
        done.add("ask-sharing")
    if counts["reached"] == counts["yes"]:
        done.add("test-messages")
    return done


def _due(step: Step, days: Sequence[date]) -> date | None:
    before_end = step.stage.sessions_before_end
    return days[-1 - before_end] if len(days) > before_end else None
