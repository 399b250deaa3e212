"""The story's clock: days counted from today, at an hour of the day where the service is."""

from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta

from followon import clock


def day(offset: int) -> date:
    """So many days from today; negative ones are past."""
    return clock.today() + timedelta(days=offset)


def months_ago(months: int) -> date:
    """About so many months before today, by months of 30.4 days."""
    return day(-round(months * 30.4))


def on(that: date, hour: int = 12, minute: int = 0) -> AbstractContextManager[None]:
    """Move the clock to an hour of a day."""
    return clock.moved_to(clock.at_local(datetime.combine(that, time(hour, minute)), clock.LONDON))
