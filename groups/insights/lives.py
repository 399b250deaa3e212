"""Reads what the health rule looks at, for many groups at once, and puts groups in order of need."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from followon import clock
from groups.insights.health import Health, Life, Met, how_is_it_going
from groups.insights.words import every, place_words
from groups.models import Group, Job, Meeting, Membership, OrganiserTurn, RhythmKind
from groups.states import GroupState, MeetingState, MembershipState
from notifications.models import Message

NOT_REACHED_WITHIN = timedelta(days=30)
_MONTH_DAYS = 30
# Up to so many groups are put in order at each visit; above that the order is kept for two minutes. What a page
# shows of each group is always worked out afresh.
_ORDER_AT_ONCE, _KEPT_SECONDS = 200, 120


def rhythm_days(group: Group) -> int | None:
    """The agreed rhythm in days; None when the group agrees each next date."""
    if group.rhythm == RhythmKind.EVERY_WEEKS and group.every_weeks:
        return group.every_weeks * 7
    return _MONTH_DAYS if group.rhythm == RhythmKind.MONTHLY else None


def healths(groups: Sequence[Group], today: date | None = None) -> dict[int, Health]:
    """How each of these groups is going, by its number."""
    today = today or clock.today()
    return {pk: how_is_it_going(life, today) for pk, life in lives(groups).items()}


def lives(groups: Sequence[Group]) -> dict[int, Life]:
    """What the rule looks at for each group (found by `with_counts`); two queries however many there are."""
    ids = [group.pk for group in groups]
    met, perhaps, upcoming = _meetings(ids)
    unreached = not_reached(groups)
    return {
        group.pk: Life(
            state=group.state,
            formed_on=clock.to_local(group.formed_at, group.tz).date(),
            met=met[group.pk],
            perhaps=perhaps.get(group.pk),
            rhythm_days=rhythm_days(group),
            next_on=upcoming.get(group.pk),
            organisers=group.organising,  # type: ignore[attr-defined]
            organisers_resting=group.organising_resting,  # type: ignore[attr-defined]
            not_reached=unreached.get(group.pk, 0),
        )
        for group in groups
    }


def _meetings(ids: Sequence[int]) -> tuple[dict[int, list[Met]], dict[int, date], dict[int, date]]:
    """Meetings held, the latest that nobody reported, and the next one, of each group."""
    met: dict[int, list[Met]] = defaultdict(list)
    perhaps: dict[int, date] = {}
    upcoming: dict[int, date] = {}
    now = clock.now()
    rows = Meeting.objects.filter(group_id__in=ids, state__in=[MeetingState.PLANNED, MeetingState.HELD])
    rows = rows.annotate(named=Count("attendances", filter=Q(attendances__came=True))).order_by(
        "starts_at", "pk"
    )
    for group, state, on, ends, named, headcount in rows.values_list(
        "group_id", "state", "on_date", "ends_at", "named", "headcount"
    ):
        if state == MeetingState.HELD:
            met[group].append(Met(on, named or headcount))
        elif ends <= now:
            perhaps[group] = on
        else:
            upcoming.setdefault(group, on)
    return met, perhaps, upcoming


def with_counts(groups: QuerySet[Group]) -> QuerySet[Group]:
    """The groups, each with how many belong to it, organise it, and organise it but are resting; no query more."""
    members = Membership.objects.current().filter(group=OuterRef("pk")).order_by().values("group")
    turns = OrganiserTurn.objects.now().filter(group=OuterRef("pk"), job=Job.ORGANISER)
    held = turns.exclude(membership__state=MembershipState.LEFT).order_by().values("group")
    resting = held.filter(membership__state=MembershipState.PAUSED)
    return groups.select_related("usual_place").annotate(
        belonging=_number(members), organising=_number(held), organising_resting=_number(resting)
    )


def _number(rows: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(all=Count("pk")).values("all")), 0)


def not_reached(groups: Iterable[Group]) -> dict[int, int]:
    """How many people of each group our messages did not reach lately."""
    groups = list(groups)
    rows = Message.objects.not_reached().filter(
        service_id__in={group.service_id for group in groups},
        group_id__in=[group.pk for group in groups],
        send_at__gte=clock.now() - NOT_REACHED_WITHIN,
    )
    counted: Any = rows.order_by().values_list("group_id").annotate(people=Count("person", distinct=True))
    return dict(counted)


@dataclass(frozen=True)
class Row:
    """A group and how it is going."""

    group: Group
    health: Health

    @property
    def came_last_time(self) -> str:
        """3 of 8; what nobody reported is not known, never nought."""
        last = self.health.last_met
        if last is None:
            return "Not yet"
        of = max(self.group.belonging, last.came or 0)  # type: ignore[attr-defined]  # with_counts put it there
        return f"{last.came} of {of}" if last.came is not None else "Not known"

    @property
    def how_often_and_where(self) -> str:
        """Every 2 weeks, café."""
        often = every(self.health.usual_gap) if self.health.usual_gap else "no rhythm yet"
        where = place_words(self.group.usual_place.kind) if self.group.usual_place else ""
        words = ", ".join(filter(None, [often, where]))
        return words[:1].upper() + words[1:]


class ByNeed:
    """Groups and how each is going, those who may need somebody first; a Paginator can cut it into pages.

    `key` names the set for the cache, such as the services it covers. With `only_needing` those that do well are
    left out, and so are resting and ended groups: they are left in peace.
    """

    def __init__(self, groups: QuerySet[Group], *, key: str, only_needing: bool = False) -> None:
        self.groups, self.key, self.only_needing = with_counts(groups), key, only_needing

    @property
    def _name(self) -> str:
        return f"groups:need:{self.key}:{self.only_needing}:{clock.today()}"

    @cached_property
    def _few(self) -> list[Row] | None:
        """All of them at once, where they are few."""
        if cache.get(self._name) is not None:
            return None
        groups = list(self.groups[: _ORDER_AT_ONCE + 1])
        return _ranked(groups, self.only_needing) if len(groups) <= _ORDER_AT_ONCE else None

    @cached_property
    def _order(self) -> list[int]:
        """Their numbers in order, kept for a while, where they are many."""
        known: list[int] | None = cache.get(self._name)
        if known is None:
            known = [row.group.pk for row in _ranked(list(self.groups), self.only_needing)]
            cache.set(self._name, known, timeout=_KEPT_SECONDS)
        return known

    def __len__(self) -> int:
        return len(self._order if self._few is None else self._few)

    def __getitem__(self, part: slice) -> list[Row]:
        if self._few is not None:
            return self._few[part]
        wanted = self._order[part]
        found = {group.pk: group for group in self.groups.filter(pk__in=wanted)}
        groups = [found[pk] for pk in wanted if pk in found]
        health = healths(groups)
        return [Row(group, health[group.pk]) for group in groups]


def _ranked(groups: Sequence[Group], only_needing: bool) -> list[Row]:
    health = healths(groups)
    rows = [Row(group, health[group.pk]) for group in groups]
    if only_needing:
        rows = [row for row in rows if needs_a_hand(row)]
    return sorted(rows, key=lambda row: (*row.health.order, row.group.name, row.group.pk))


def needs_a_hand(row: Row) -> bool:
    """Whether the team may want to look at this group first."""
    return row.group.state not in (GroupState.RESTING, GroupState.CLOSED) and row.health.needs_a_hand
