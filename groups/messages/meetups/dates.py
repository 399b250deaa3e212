"""Which dates suit? And: no meetup this season."""

from groups.messages.base import first_of
from groups.messages.meetups.facts import AboutMeetup, Facts
from groups.states import MeetupState
from notifications.kinds import Expects, register
from notifications.models import Message


@register
class MeetupDates(AboutMeetup):
    """Ten weeks before: which of these dates suit? Answered by numbers, by link, or by phone."""

    slug = "meetup-dates"
    label = "Which dates suit for the meetup?"
    expects = Expects.NUMBERS
    answered_by = "groups.actions.meetups.by_text.dates"

    def refusal(self, message: Message, facts: Facts) -> str:
        return super().refusal(message, facts) or first_of(
            (facts.meetup.state not in (MeetupState.ASKING, MeetupState.CHOOSING), "A date has been chosen"),
            (facts.asked is None, "Was not asked"),
            (facts.asked is not None and facts.asked.answered_at is not None, "Has answered already"),
            (not facts.slots, "No date is left"),
        )

    def is_open(self, message: Message) -> bool:
        facts = self.facts(message)
        return facts is not None and facts.meetup.can_answer_dates


@register
class MeetupNotThisTime(AboutMeetup):
    """The season is off before any day was chosen: to those who had been asked about dates."""

    slug = "meetup-not-this-time"
    label = "No meetup this season"

    def refusal(self, message: Message, facts: Facts) -> str:
        return first_of((facts.meetup.state != MeetupState.CANCELLED, "The meetup is on after all"))
