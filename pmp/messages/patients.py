"""Kinds for people on a programme: would you like a group, did this reach you,
and what we took their answer to mean."""

from collections.abc import Sequence
from typing import Any

from followon.web.links import absolute, without_scheme
from followon.web.templatetags.dates import day
from notifications.kinds import Channel, Expects, MessageKind, register
from notifications.models import Link, Message
from pmp.messages import longest
from pmp.models import Enrolment
from pmp.states import Wish


class _ToPatient(MessageKind):
    """Something for a person on a programme; its payload names the programme."""

    def load(self, messages: Sequence[Message]) -> None:
        """Each message's place on the programme, in one query."""
        cohorts = {message.payload["cohort"] for message in messages}
        people = {message.person_id for message in messages}
        places = Enrolment.objects.filter(cohort__in=cohorts, person__in=people)
        found = {
            (place.cohort_id, place.person_id): place
            for place in places.select_related("cohort__service", "person", "choice")
        }
        for message in messages:
            message.loaded = found.get((message.payload["cohort"], message.person_id))

    def _place(self, message: Message) -> Enrolment | None:
        if message.loaded is None:
            self.load([message])
        place: Enrolment | None = message.loaded
        return place

    def still_wanted(self, message: Message) -> bool | str:
        place = self._place(message)
        return True if place and not place.withdrawn_at else "No longer on the programme"

    def context(self, message: Message) -> dict[str, Any]:
        place = self._place(message)
        if place is None:
            return {}
        return {
            "first": place.person.first_for_texts,
            "programme": place.cohort.name,
            "ends": day(place.cohort.ends_on),
            "link": _link_of(place, message),
        }

    def sample(self) -> dict[str, Any]:
        return {
            "service": longest.SERVICE,
            "first": longest.FIRST,
            "programme": longest.PROGRAMME,
            "ends": longest.DAY,
            "link": longest.LINK,
        }

    def is_open(self, message: Message) -> bool:
        """Until the handover is over, also after an answer: people may change their minds. Then the group's own
        questions must not have to compete with it."""
        place = self._place(message)
        return bool(place and not place.withdrawn_at and not place.cohort.handover.is_over)

    def question(self, message: Message) -> str:
        return self.label


def _link_of(place: Enrolment, message: Message) -> str:
    """The private address of the person's choice; texts leave the https:// out,
    phones find it all the same. A preview shows nobody's: whoever holds it can answer."""
    if not message.pk:
        address = absolute("/c/theirs-only/")
        return without_scheme(address) if message.channel == Channel.SMS else address
    link, _ = Link.objects.make(
        purpose="choice",
        person=place.person,
        about=f"enrolment:{place.pk}",
        expires_at=place.cohort.choice_closes_at,
    )
    return without_scheme(link.address) if message.channel == Channel.SMS else link.address


def _answer(place: Enrolment | None) -> str:
    return str(place.answer.wish) if place and place.answer else ""


@register
class InviteChoice(_ToPatient):
    """Would you like to keep meeting? Asked privately, answered by text, by link or in the room (F2)."""

    slug = "invite-choice"
    label = "Would you like a group?"
    expects = Expects.ANSWER
    answered_by = "pmp.actions.choices.answer_by_text"

    def still_wanted(self, message: Message) -> bool | str:
        return "Has answered already" if _answer(self._place(message)) else super().still_wanted(message)


@register
class LateDecider(_ToPatient):
    """Two weeks after the end, once, to those still thinking about it (R004: never again)."""

    slug = "late-decider"
    label = "Have you decided about a group?"
    expects = Expects.ANSWER
    answered_by = "pmp.actions.choices.answer_by_text"

    def still_wanted(self, message: Message) -> bool | str:
        thinking = _answer(self._place(message)) == Wish.THINKING
        return super().still_wanted(message) if thinking else "Has decided"


@register
class ContactCheck(_ToPatient):
    """The test message: did it reach you? Being delivered, a reply or the button all show that it did
    (F3)."""

    slug = "contact-check"
    label = "Test message"
    urgent = True  # one per programme; must not wait behind the day's other text
    expects = Expects.YES_NO
    answered_by = "pmp.actions.reaching.answer_by_text"

    def still_wanted(self, message: Message) -> bool | str:
        place = self._place(message)
        return "Has been reached" if place and place.reached_at else super().still_wanted(message)

    def context(self, message: Message) -> dict[str, Any]:
        made = super().context(message)
        return {**made, "link": f"{made['link']}reached/"} if made else made


class _Thanks(_ToPatient):
    """Says back what we took an answer to mean."""

    essential = True
    answers = True
    by_hand = False
    priority = 2
    channels = (Channel.SMS,)

    def still_wanted(self, message: Message) -> bool | str:
        return True


@register
class ChoiceYes(_Thanks):
    slug = "choice-yes"
    label = "Thank you: yes to a group"


@register
class ChoiceMaybe(_Thanks):
    slug = "choice-maybe"
    label = "Thank you: thinking about it"


@register
class ChoiceNo(_Thanks):
    slug = "choice-no"
    label = "Thank you: not for me"


@register
class ContactThanks(_Thanks):
    slug = "contact-thanks"
    label = "Thank you: this number works"
