"""Which reminders should be there: for each kind a queryset of who needs it, since when, and when it goes.

The keys of its rows are those of `planning.key_of`, made by the database. People whom another clock wakes are left
out here; `planning` works theirs out one by one.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Concat, Greatest, JSONObject

from followon import clock
from followon.people.models import User
from followon.prepared import Prepared, prepared
from groups.messages import meetings as messages
from groups.models import Answer, Coming, How, Meeting, Membership, TakesPart
from groups.reminders import NUDGE_AFTER_ASKING, OF_USE_UNTIL
from groups.states import GroupState, MeetingState, MembershipState
from notifications.kinds import MessageKind
from notifications.models import Preference

Rows = QuerySet[Any, dict[str, Any]]
Expected = tuple[type[MessageKind], Rows]
Source = Callable[[QuerySet[Meeting], list[int] | None, Collection[int]], Rows]


def still_to_come(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Those of these meetings that are planned, in groups that go on."""
    running = Q(group__state__in=[GroupState.FORMING, GroupState.MEETING])
    return meetings.filter(running, state=MeetingState.PLANNED, starts_at__gt=clock.now()).order_by()


def by_kind(due: QuerySet[Meeting], members: list[int] | None, abroad: Collection[int]) -> list[Expected]:
    """For each kind, the rows that should be there: who needs it, since when, and when it goes."""
    return [(kind, rows(due, members, abroad)) for kind, rows in _SOURCES.items()]


def ahead(until: datetime, abroad: Collection[int]) -> list[Expected]:
    """The same for everybody and every meeting until then; put together once, for this is asked every hour."""
    return [(kind, rows.unread(until, list(abroad))) for kind, rows in _AHEAD.items()]


def _asks(due: QuerySet[Meeting], members: list[int] | None, abroad: Collection[int]) -> Rows:
    unasked = _invited(due, members, abroad).filter(_nothing_said(F("revision")))
    return _rows(
        messages.MeetingAsk, unasked.filter(need_at__lte=_minus("starts_at", OF_USE_UNTIL)), "ask_at"
    )


def _counted_in(due: QuerySet[Meeting], members: list[int] | None, abroad: Collection[int]) -> Rows:
    standing = _invited(due, members, abroad).filter(Exists(_answers(how=How.STANDING)))
    in_time = standing.filter(need_at__lte=_minus("starts_at", OF_USE_UNTIL))
    return _rows(messages.MeetingCountedIn, in_time, "ask_at")


def _nudges(due: QuerySet[Meeting], members: list[int] | None, abroad: Collection[int]) -> Rows:
    unanswered = _invited(due, members, abroad).filter(_nothing_said())
    in_time = unanswered.filter(need_at__lte=_minus("nudge_at", NUDGE_AFTER_ASKING))
    return _rows(messages.MeetingNudge, in_time, "nudge_at")


def _days_before(due: QuerySet[Meeting], members: list[int] | None, abroad: Collection[int]) -> Rows:
    return _rows(messages.MeetingTomorrow, _expecting(due, members, abroad), "tomorrow_at")


@prepared
def details(meeting: Meeting, people: list[int]) -> Rows:
    """The day-before messages of these people about one meeting."""
    return _days_before(still_to_come(Meeting.objects.filter(pk=meeting.pk)), people, ())


def _invited(due: QuerySet[Meeting], members: list[int] | None, abroad: Collection[int]) -> QuerySet[Any]:
    """A row for each meeting and each member who comes to meetings and is not resting; `need_at` is since when."""
    belongs = Q(
        group__memberships__state=MembershipState.ACTIVE, group__memberships__takes_part=TakesPart.MEETS
    )
    rows = due.alias(member=FilteredRelation("group__memberships", condition=belongs))
    rows = rows.filter(member__isnull=False)
    if members is not None:
        rows = rows.filter(member__person__in=members)
    need = Greatest(F("planned_at"), F("member__here_since"))
    rows = rows.alias(need_at=need, person_number=F("member__person_id"), member_number=F("member__pk"))
    return _at_home(rows, abroad)


def _expecting(due: QuerySet[Meeting], members: list[int] | None, abroad: Collection[int]) -> QuerySet[Any]:
    """A row for each answer that says somebody may come, given before the day-before message goes."""
    rows = due.alias(
        said=FilteredRelation("answers", condition=Q(answers__coming__in=[Coming.YES, Coming.SEE]))
    )
    rows = rows.filter(said__isnull=False, said__membership__state=MembershipState.ACTIVE)
    if members is not None:
        rows = rows.filter(said__membership__person__in=members)
    need = Greatest(F("planned_at"), F("said__answered_at"), F("said__membership__here_since"))
    rows = rows.alias(need_at=need, person_number=F("said__membership__person_id"))
    return _at_home(rows, abroad).filter(need_at__lte=F("tomorrow_at"))


def _at_home(rows: QuerySet[Any], abroad: Collection[int]) -> QuerySet[Any]:
    """Without the rows of people who live elsewhere. By a column: to exclude by a relation would leave out each
    meeting with somebody from elsewhere, and with it everybody else who is invited."""
    return rows.exclude(person_number__in=abroad) if abroad else rows


def _answers(**facts: Any) -> QuerySet[Answer]:
    return Answer.objects.filter(meeting=OuterRef("pk"), membership=OuterRef("member_number"), **facts)


def _nothing_said(revision: F | None = None) -> Any:
    """No answer yet; with `revision`, none about the meeting as it is planned now."""
    return ~Exists(_answers(**({"revision": OuterRef("revision")} if revision else {})))


def _minus(field: str, delta: timedelta) -> ExpressionWrapper:
    return ExpressionWrapper(F(field) - Value(delta), output_field=DateTimeField())


def _rows(kind: type[MessageKind], rows: QuerySet[Any], slot: str) -> Rows:
    """The rows as `outbox.plan` wants them."""
    number = Cast("pk", CharField())
    since = Cast(_Milliseconds("need_at"), CharField())
    person = Cast("person_number", CharField())
    key = Concat(
        Value(f"{kind.slug}:meeting:"), number, Value(":r"), Cast("revision", CharField()), Value(":"), since,
        Value(":person:"), person, output_field=CharField(),
    )  # fmt: skip
    return rows.values(
        "group_id",
        "revision",
        person_id=F("person_number"),
        about=Concat(Value("meeting:"), number, output_field=CharField()),
        key=key,
        payload=JSONObject(meeting=F("pk")),
        service_id=F("group__service_id"),
        send_at=Greatest(F(slot), F("need_at")),
        not_after=F("starts_at"),
    )


class _Milliseconds(Func):
    """An instant as keys hold it, in the database: the same number as `moment` gives, whatever the time zone."""

    template = "floor(extract(epoch from %(expressions)s) * 1000)::bigint"
    output_field = BigIntegerField()


def living_elsewhere(due: QuerySet[Meeting], members: list[int] | None) -> QuerySet[Membership, int]:
    """The few who told us another time zone than that of a group of theirs."""
    there = Membership.objects.active().filter(group__meetings__in=due)
    if members is not None:
        there = there.filter(person__in=members)
    own = (
        Preference.objects.exclude(tz="").filter(person=OuterRef("person")).exclude(tz=OuterRef("group__tz"))
    )
    return there.filter(Exists(own)).values_list("person_id", flat=True).distinct()


@prepared
def own_zone(person: User) -> QuerySet[Preference, str]:
    """The time zone somebody told us, if they did."""
    return Preference.objects.filter(person=person).exclude(tz="").values_list("tz", flat=True)


@prepared
def elsewhere_ahead(until: datetime) -> QuerySet[Membership, int]:
    """The same of everybody invited until then."""
    return living_elsewhere(still_to_come(Meeting.objects.filter(starts_at__lte=until)), None)


def _of_everybody(source: Source) -> Prepared[[datetime, list[int]], dict[str, Any]]:
    @prepared
    def rows(until: datetime, abroad: list[int]) -> Rows:
        return source(still_to_come(Meeting.objects.filter(starts_at__lte=until)), None, abroad)

    return rows


_SOURCES: dict[type[MessageKind], Source] = {
    messages.MeetingAsk: _asks,
    messages.MeetingCountedIn: _counted_in,
    messages.MeetingNudge: _nudges,
    messages.MeetingTomorrow: _days_before,
}
_AHEAD = {kind: _of_everybody(source) for kind, source in _SOURCES.items()}
