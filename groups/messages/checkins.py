"""Some months after the programme: three short questions, asked once."""

from collections.abc import Sequence
from typing import Any

from groups.messages.base import WORST, link_to
from groups.models import CheckIn
from groups.protocol import CHECK_IN_OPEN_FOR
from notifications.kinds import MessageKind, register
from notifications.models import Message


@register
class CheckInAsk(MessageKind):
    """Three questions by private link, to everybody of a programme; no answer is fine and is the end of it (F38)."""

    slug = "check-in"
    label = "How are things, some months on"
    by_hand = False
    priority = 8

    def sample(self) -> dict[str, Any]:
        return {**WORST, "months": 24}

    def load(self, messages: Sequence[Message]) -> None:
        people = [message.person_id for message in messages]
        rows = CheckIn.objects.filter(enrolment__person__in=people).select_related("enrolment")
        found = {(row.enrolment.person_id, row.enrolment.cohort_id, row.months): row for row in rows}
        for message in messages:
            wanted = (message.person_id, message.payload["cohort"], message.payload["months"])
            message.loaded = found.get(wanted)

    def check_in(self, message: Message) -> CheckIn | None:
        """What the message is about, fetched now unless `load` did."""
        if message.loaded is None:
            self.load([message])
        return message.loaded if isinstance(message.loaded, CheckIn) else None

    def still_wanted(self, message: Message) -> bool | str:
        found = self.check_in(message)
        if found is None:
            return "The check-in is gone"
        if found.answered_at:
            return "Has answered already"
        return "Not on the programme any more" if found.enrolment.withdrawn_at else True

    def context(self, message: Message) -> dict[str, Any]:
        found = self.check_in(message)
        if found is None:
            return self.sample()
        until = found.asked_at + CHECK_IN_OPEN_FOR
        link = link_to("check-in", message, until, about=f"check-in:{found.pk}")
        return {"first": message.person.first_for_texts, "months": found.months, "link": link}
