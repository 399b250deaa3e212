"""When a message may arrive: instants in, instants out, by the wall clock where the person lives."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from followon import clock

LATEST_USE = timedelta(minutes=90)  # a message that arrives later than this before its end is no help
EVENING_MARGIN = timedelta(hours=1)  # an earlier-evening message goes this long before quiet begins


@dataclass(frozen=True)
class Hours:
    """Quiet from one wall-clock time in the evening until another in the morning, in one time zone."""

    quiet_from: time
    quiet_until: time
    tz: str

    def allow(self, instant: datetime) -> bool:
        """Whether a message may arrive at this instant."""
        return self.quiet_until <= clock.to_local(instant, self.tz).time() < self.quiet_from

    def next(self, instant: datetime) -> datetime:
        """The first allowed instant from this one on."""
        if self.allow(instant):
            return instant
        local = clock.to_local(instant, self.tz)
        day = local.date() + timedelta(days=local.time() >= self.quiet_from)
        return clock.at_local(datetime.combine(day, self.quiet_until), self.tz)

    def evening_before(self, instant: datetime) -> datetime:
        """The last good instant before this one: an hour before quiet begins."""
        local = clock.to_local(instant, self.tz)
        day = local.date() - timedelta(days=local.time() < self.quiet_from)
        return clock.at_local(datetime.combine(day, self.quiet_from) - EVENING_MARGIN, self.tz)

    def fit(self, due: datetime, *, now: datetime, not_after: datetime | None) -> datetime | None:
        """The instant at which something due then should go, or None when every allowed one is too late.

        Ordinarily the next allowed instant; when that is too late to help, the evening before instead.
        """
        due = max(due, now)
        if self.allow(due):
            return due
        later = self.next(due)
        if not_after is None or later <= not_after - LATEST_USE:
            return later
        earlier = max(self.evening_before(due), now)
        if earlier < due and self.allow(earlier):
            return earlier
        return later if later < not_after else None
