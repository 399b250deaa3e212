"""How many groups still meet 4, 6, 12 and 24 months after their programme (R003); a good ending is no loss (R080)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from followon import clock
from groups.models import Group, Meeting
from groups.protocol import CHECK_IN_MONTHS, ENDED_WELL
from groups.states import GroupState, MeetingState

_STILL_MEETS = timedelta(days=92)  # met in the three months before the mark, or at any time after it


@dataclass(frozen=True)
class Lived:
    """What is looked at of one group: when its programme ended, when it met, how it stands now."""

    ended_on: date
    met: Sequence[date] = ()
    closed_on: date | None = None
    closed_because: str = ""
    resting_until: date | None = None

    def at(self, mark: date) -> str:
        """How the group stood on a day: going, ended_well, ended or quiet."""
        if any(day > mark - _STILL_MEETS for day in self.met):
            is_over = self.closed_on is not None and self.closed_on <= mark
            return self._ending if is_over else "going"
        if self.closed_on is not None and self.closed_on <= mark:
            return self._ending
        return "going" if self.resting_until and self.resting_until > mark else "quiet"

    @property
    def _ending(self) -> str:
        return "ended_well" if self.closed_because in ENDED_WELL else "ended"


@dataclass(frozen=True)
class Mark:
    """The groups whose programme ended that long ago, by how they stood then."""

    months: int
    going: int
    ended_well: int
    ended: int
    quiet: int

    @property
    def groups(self) -> int:
        return self.going + self.ended_well + self.ended + self.quiet

    @property
    def in_words(self) -> str:
        """9 of 11 still met; 1 had ended well, 1 was quiet."""
        if not self.groups:
            return "No group is that old yet"
        more = [
            (self.ended_well, "had ended well"),
            (self.ended, "had ended"),
            (self.quiet, "had gone quiet"),
        ]
        rest = ", ".join(f"{count} {words}" for count, words in more if count)
        return f"{self.going} of {self.groups} still met" + (f"; {rest}" if rest else "")


def marks(groups: Iterable[Group], today: date) -> list[Mark]:
    """The figures at each mark for these groups; one more query."""
    lived = _lived(list(groups))
    return [_mark(months, lived, today) for months in CHECK_IN_MONTHS]


def _mark(months: int, lived: Iterable[Lived], today: date) -> Mark:
    counts: dict[str, int] = defaultdict(int)
    for one in lived:
        mark = one.ended_on + relativedelta(months=months)
        if mark <= today:
            counts[one.at(mark)] += 1
    return Mark(months, counts["going"], counts["ended_well"], counts["ended"], counts["quiet"])


def _lived(groups: Sequence[Group]) -> list[Lived]:
    met: dict[int, list[date]] = defaultdict(list)
    held = Meeting.objects.filter(group__in=groups, state=MeetingState.HELD).order_by()
    for number, on in held.values_list("group_id", "on_date"):
        met[number].append(on)
    return [_one(group, met[group.pk]) for group in groups]


def _one(group: Group, met: list[date]) -> Lived:
    is_closed = group.state == GroupState.CLOSED and group.closed_at is not None
    return Lived(
        ended_on=group.programme_ended_on or clock.to_local(group.formed_at, group.tz).date(),
        met=met,
        closed_on=clock.to_local(group.closed_at, group.tz).date() if is_closed and group.closed_at else None,
        closed_because=group.closed_because,
        resting_until=group.resting_until if group.state == GroupState.RESTING else None,
    )
