"""Which reminders a meeting needs and when: local times in, instants out; no database and no clock."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from followon import clock
from groups.protocol import (
    ASK_BEFORE,
    NUDGE_BEFORE,
    USUAL_LENGTH,
    WHO_CAME_AFTER,
    WHO_CAME_GIVE_UP_AFTER,
    WHO_CAME_STAND_IN_AFTER,
)

# Kinds of reminder, as `due` knows them.
ASK, NUDGE, TOMORROW = "ask", "nudge", "tomorrow"
WHO_CAME, WHO_CAME_STAND_IN = "who-came", "who-came-stand-in"

DAY_BEFORE_AT = time(16)  # decision 12: the details go the day before at 4pm
OF_USE_UNTIL = timedelta(minutes=90)  # a reminder nearer to the meeting than this is no help to anybody
NUDGE_AFTER_ASKING = timedelta(days=1)  # somebody asked a day ago has had no time to answer
EVENING_MARGIN = timedelta(hours=1)  # what can't wait for the morning goes this long before quiet begins


@dataclass(frozen=True)
class Quiet:
    """Hours in which nothing may arrive: from the evening until the morning, by the wall clock."""

    begins: time = time(20)
    ends: time = time(9)

    def forbids(self, local: datetime) -> bool:
        """Whether a message may not arrive at this wall-clock time."""
        return not self.ends <= local.time() < self.begins

    def fit(self, local: datetime, *, of_use_until: datetime | None = None) -> datetime:
        """The wall-clock time at which something due then goes: the next allowed, or the evening before if the
        next allowed would be too late to help (decision 12)."""
        if not self.forbids(local):
            return local
        morning = datetime.combine(local.date() + timedelta(days=local.time() >= self.begins), self.ends)
        if of_use_until is None or morning <= of_use_until:
            return morning
        evening = local.date() - timedelta(days=local.time() < self.begins)
        return datetime.combine(evening, self.begins) - EVENING_MARGIN


@dataclass(frozen=True)
class Slot:
    """When one kind of reminder goes, until when it is of use, and the last instant at which somebody who only
    then joined, came back or answered still needs it."""

    send_at: datetime
    not_after: datetime
    last_need_at: datetime

    def for_need(self, need_at: datetime) -> tuple[datetime, datetime] | None:
        """When it goes to somebody who has needed it since then: at its time, or at once; None if not at all."""
        return (max(self.send_at, need_at), self.not_after) if need_at <= self.last_need_at else None


@dataclass(frozen=True)
class Slots:
    """The three reminders before a meeting."""

    ask: Slot
    nudge: Slot
    tomorrow: Slot


def slots(local_start: datetime, tz: str, quiet: Quiet) -> Slots:
    """The reminders before a meeting that starts at a wall-clock time, by the clock on the wall in the zone.

    Days are subtracted on the wall, so that a 2pm meeting is asked about at 2pm on both sides of a clock change.
    """
    start = clock.at_local(local_start, tz)
    useful = local_start - OF_USE_UNTIL

    def at(local: datetime) -> datetime:
        return clock.at_local(quiet.fit(local, of_use_until=useful), tz)

    ask, nudge = at(local_start - ASK_BEFORE), at(local_start - NUDGE_BEFORE)
    tomorrow = at(datetime.combine(local_start.date() - timedelta(days=1), DAY_BEFORE_AT))
    return Slots(
        ask=Slot(ask, not_after=start, last_need_at=start - OF_USE_UNTIL),
        nudge=Slot(nudge, not_after=start, last_need_at=nudge - NUDGE_AFTER_ASKING),
        tomorrow=Slot(tomorrow, not_after=start, last_need_at=tomorrow),
    )


def due(
    kind: str,
    local_start: datetime,
    tz: str,
    quiet_from: time,
    quiet_until: time,
    planned_at: datetime,
    length: timedelta = USUAL_LENGTH,
) -> tuple[datetime, datetime] | None:
    """When one reminder goes and until when it is of use; None when it is not needed any more.

    `planned_at` is when the need arose: the meeting was planned or moved, or the person joined or answered.
    """
    quiet = Quiet(quiet_from, quiet_until)
    if kind in (WHO_CAME, WHO_CAME_STAND_IN):
        return who_came(local_start, tz, quiet, length=length, stand_in=kind == WHO_CAME_STAND_IN)
    before = slots(local_start, tz, quiet)
    slot = {ASK: before.ask, NUDGE: before.nudge, TOMORROW: before.tomorrow}[kind]
    return slot.for_need(planned_at)


def who_came(
    local_start: datetime, tz: str, quiet: Quiet, *, length: timedelta = USUAL_LENGTH, stand_in: bool = False
) -> tuple[datetime, datetime]:
    """When the organiser, or two days after the meeting the stand-in, is asked who came; nobody is after a week."""
    after = WHO_CAME_STAND_IN_AFTER if stand_in else max(WHO_CAME_AFTER, length)
    return (
        clock.at_local(quiet.fit(local_start + after), tz),
        clock.at_local(local_start + WHO_CAME_GIVE_UP_AFTER, tz),
    )
