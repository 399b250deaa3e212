"""Reads what the health rule looks at, for many groups at once, and puts groups in order of need."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from followon import clock
from followon.people.models import User
from followon.prepared import prepared
from followon.web.templatetags.dates import day_in_year
from groups.insights.health import Health, Life, Met, how_is_it_going
from groups.insights.keeping import Keeping
from groups.insights.words import every, place_words
from groups.models import Group, Meeting, Membership, RhythmKind
from groups.models.membership import organises
from groups.states import GroupState, MembershipState
from notifications.models import Message
from pmp.models import Service

NOT_REACHED_WITHIN = timedelta(days=30)
_MONTH_DAYS = 30
# What a row of a long table needs of a group, as a tuple: fifty models with their places take longer than their SQL.
_SHOWN = (
    *("pk", "code", "name", "state", "formed_at", "tz", "rhythm", "every_weeks", "service_id"),
    *("usual_place__kind", "organiser_states", "belonging"),
)


def rhythm_days(group: Group) -> int | None:
    """The agreed rhythm in days; None when the group agrees each next date."""
    if group.rhythm == RhythmKind.EVERY_WEEKS and group.every_weeks:
        return group.every_weeks * 7
    return _MONTH_DAYS if group.rhythm == RhythmKind.MONTHLY else None


def healths(groups: Sequence[Any], today: date | None = None) -> dict[int, Health]:
    """How each of these groups is going, by its number."""
    today = today or clock.today()
    return {pk: how_is_it_going(life, today) for pk, life in lives(groups).items()}


def lives(groups: Sequence[Any]) -> dict[int, Life]:
    """What the rule looks at for each group (found by `for_lives`); two queries however many there are."""
    dates = {row[0]: _Dates(*row[1:]) for row in _dates([group.pk for group in groups])}
    unreached = not_reached(groups)
    return {
        group.pk: _life(group, dates.get(group.pk, _Dates()), unreached.get(group.pk, 0)) for group in groups
    }


class _Dates(NamedTuple):
    """The days a group met, oldest first, how many came, the next one, and the latest that nobody reported."""

    met: Sequence[date] | None = None
    came: Sequence[int | None] | None = None
    next_on: date | None = None
    perhaps_on: date | None = None


def _life(group: Any, dates: _Dates, unreached: int) -> Life:
    return Life(
        state=group.state,
        formed_on=clock.to_local(group.formed_at, group.tz).date(),
        met=list(map(Met._make, zip(dates.met or (), dates.came or (), strict=True))),
        perhaps=dates.perhaps_on,
        rhythm_days=rhythm_days(group),
        next_on=dates.next_on,
        organisers=len(group.organiser_states),
        organisers_resting=group.organiser_states.count(MembershipState.PAUSED),
        not_reached=unreached,
    )


@prepared
def _dates(groups: list[int]) -> QuerySet[Meeting, Any]:
    return Meeting.objects.filter(group__in=groups).dates_of_groups(clock.now())


def for_lives(groups: QuerySet[Group]) -> QuerySet[Group]:
    """The groups, each with its members counted and the state of all who organise it, those who rest included."""
    members = Membership.objects.current().filter(group=OuterRef("pk")).order_by().values("group")
    states: Any = ArrayAgg("turns__membership__state", filter=organises("turns__"), default=Value([]))
    return groups.select_related("usual_place").annotate(
        belonging=Coalesce(Subquery(members.annotate(all=Count("pk")).values("all")), 0),
        organiser_states=states,
    )


def not_reached(groups: Iterable[Any]) -> dict[int, int]:
    """How many people of each group our messages did not reach lately."""
    groups = list(groups)
    services = {group.service_id for group in groups}
    return dict(_not_reached(list(services), [group.pk for group in groups]))


@prepared
def _not_reached(services: list[int], groups: list[int]) -> QuerySet[Message, tuple[int, int]]:
    rows = Message.objects.not_reached().filter(
        service_id__in=services, group_id__in=groups, send_at__gte=clock.now() - NOT_REACHED_WITHIN
    )
    counted: QuerySet[Message, Any] = (
        rows.order_by().values_list("group_id").annotate(people=Count("person", distinct=True))
    )
    return counted


class Row(NamedTuple):
    """A group and how it is going, in the words of a table; of the group what `_SHOWN` names."""

    group: Any
    health: Health

    @property
    def last_met(self) -> str:
        last = self.health.last_met
        return day_in_year(last.on) if last else "Not yet"

    @property
    def came_last_time(self) -> str:
        """3 of 8; what nobody reported is not known, never nought."""
        last = self.health.last_met
        if last is None:
            return "Not yet"
        of = max(self.group.belonging, last.came or 0)
        return f"{last.came} of {of}" if last.came is not None else "Not known"

    @property
    def how_often_and_where(self) -> str:
        """Every 2 weeks, café."""
        often = every(self.health.usual_gap) if self.health.usual_gap else "no rhythm yet"
        words = ", ".join(filter(None, [often, place_words(self.group.usual_place__kind)]))
        return words[:1].upper() + words[1:]


class ByNeed:
    """The groups of a service that somebody oversees, those who may need them first; a Paginator can cut it.

    With `only_running` ended groups are left out. With `only_needing` those that do well are, and so are resting and
    ended ones: they are left in peace. The order is kept as `keeping` says; which groups somebody may see, and what is
    shown of each, is read at each visit.
    """

    def __init__(
        self, person: User, service: Service, keeping: Keeping, *, only_running: bool = False,
        only_needing: bool = False,
    ) -> None:  # fmt: skip
        self.person, self.service, self.keeping = person, service, keeping
        self.only_running, self.only_needing = only_running, only_needing

    @cached_property
    def _order(self) -> list[int]:
        name = f"need:{self.service.pk}:{self.person.pk}:{self.only_running}:{self.only_needing}"
        return self.keeping.kept(f"{name}:{clock.today()}", self._work_out_order, size=len)

    def _work_out_order(self) -> list[int]:
        groups = _all(self.person, self.service)
        if self.only_running:
            groups = [group for group in groups if group.state != GroupState.CLOSED]
        health = healths(groups)
        rows = [Row(group, health[group.pk]) for group in groups]
        if self.only_needing:
            rows = [row for row in rows if needs_a_hand(row)]
        rows.sort(key=lambda row: (*row.health.order, row.group.name, row.group.pk))
        return [row.group.pk for row in rows]

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, part: slice) -> list[Row]:
        wanted = self._order[part]
        found = {group.pk: group for group in _these(self.person, self.service, wanted)} if wanted else {}
        groups = [found[pk] for pk in wanted if pk in found]
        health = healths(groups)
        return [Row(group, health[group.pk]) for group in groups]


def _shown(person: User, service: Service) -> QuerySet[Group, Any]:
    overseen = Group.objects.overseen_by(person).filter(service=service).order_by()
    return for_lives(overseen).values_list(*_SHOWN, named=True)


_all = prepared(_shown)


@prepared
def _these(person: User, service: Service, numbers: list[int]) -> QuerySet[Group, Any]:
    return _shown(person, service).filter(pk__in=numbers)


def needs_a_hand(row: Row) -> bool:
    """Whether the team may want to look at this group first."""
    return row.group.state not in (GroupState.RESTING, GroupState.CLOSED) and row.health.needs_a_hand
