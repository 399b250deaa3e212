"""Why a meeting cannot be as somebody wants it, in words that say what to do instead."""

from datetime import datetime

from followon.errors import Refused
from followon.web.templatetags.dates import clock_time, day
from groups.models import Meeting
from groups.states import GroupState


class InThePast(Refused):
    """The start is not ahead of us."""

    def __init__(self) -> None:
        super().__init__("That day and time have gone by. Choose a day and time to come.")


class TooFarAhead(Refused):
    """More than a year away, most likely a slip of the finger."""

    def __init__(self, year: int) -> None:
        super().__init__(f"That is in {year}, more than a year from now. Check the year.")


class ClockSkipsThatTime(Refused):
    """The wall-clock time does not exist on that day."""

    def __init__(self, local: datetime) -> None:
        super().__init__(
            f"The clocks go forward on {day(local)}, so {clock_time(local)} does not happen. Choose another time."
        )


class Overlaps(Refused):
    """The group has another meeting at that time."""

    def __init__(self, other: Meeting) -> None:
        super().__init__(
            f"The group meets on {day(other.local)} at {clock_time(other.start_time)} already. Choose another time."
        )


class PlaceNotYours(Refused):
    """The place is not on the group's list, or has been taken off it."""

    def __init__(self) -> None:
        super().__init__("Choose a place from your group's list, or add a new one.")


class OnlyFromHome(Refused):
    """The service has asked all groups to meet from home for now (R091)."""

    def __init__(self) -> None:
        super().__init__("For now, groups meet online or by phone only. Choose one of those.")


class GroupHasEnded(Refused):
    """The group is resting or has ended."""

    def __init__(self, state: str) -> None:
        way = "Begin it again first." if state == GroupState.CLOSED else "End its rest first."
        words = "has ended" if state == GroupState.CLOSED else "is resting"
        super().__init__(f"The group {words}. {way}")


class NotCalledOff(Refused):
    """Only what was called off can be put back."""

    def __init__(self) -> None:
        super().__init__("This meeting was not called off, so it can't be put back.")


class HasBeen(Refused):
    """The meeting is over; it can be reported, not moved or called off."""

    def __init__(self) -> None:
        super().__init__("This meeting has been. Say who came, or plan a new one.")


class WrongLength(Refused):
    """Shorter or longer than a meeting can be."""

    def __init__(self) -> None:
        super().__init__("A meeting lasts from 15 minutes to 10 hours. Check how long it is.")
