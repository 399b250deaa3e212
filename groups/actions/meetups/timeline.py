"""The dates of a season that a coordinator may edit, and those that follow from the day of the meetup."""

from dataclasses import dataclass
from datetime import date

from followon import clock
from groups.meetup_dates import StepKind, steps_for
from groups.models import Meetup
from pmp.models import Service

FIELD_OF = {
    StepKind.ASK: "ask_on",
    StepKind.CHOOSE: "choose_on",
    StepKind.INVITE: "invite_on",
    StepKind.NEWS: "news_on",
    StepKind.REMIND: "remind_on",
    StepKind.THANK: "thank_on",
}


@dataclass(frozen=True)
class Timeline:
    """The dates a coordinator may edit."""

    aim_on: date
    ask_on: date
    choose_on: date
    invite_on: date
    news_on: date
    remind_on: date
    thank_on: date

    @classmethod
    def around(cls, aim: date, service: Service) -> "Timeline":
        """The dates that follow from the day of the meetup, clear of Sundays and bank holidays."""
        steps = {step.kind: step.day for step in steps_for(aim, clock.bank_holidays(service.nation))}
        return cls(aim_on=aim, **{name: steps[kind] for kind, name in FIELD_OF.items()})

    @classmethod
    def of(cls, meetup: Meetup) -> "Timeline":
        """A season's timeline as it stands."""
        return cls(**{name: getattr(meetup, name) for name in cls.__dataclass_fields__})

    def put_on(self, meetup: Meetup) -> None:
        """Write the dates on a row; the caller saves it."""
        for name in self.__dataclass_fields__:
            setattr(meetup, name, getattr(self, name))
        meetup.edited_at = clock.now()
