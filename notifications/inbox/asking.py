"""Asking back: which meeting, or which of the people who share a phone; and what we asked before."""

from datetime import timedelta

from notifications.inbox.letter import Letter
from notifications.models import Inbound
from notifications.questions import Question
from notifications.replies import ANSWERS, Reply, Word
from notifications.states import InboundState

LASTS = timedelta(days=1)
MOST_OPTIONS = 4


def which_one(letter: Letter, options: list[Question]) -> None:
    """Two questions are open: ask which of them."""
    options = options[:MOST_OPTIONS]
    words = [f"{number}Y or {number}N for {one.words}" for number, one in enumerate(options, 1)]
    letter.inbound.person = options[0].person
    asked = {"ask": "which", "messages": [one.message.pk for one in options]}
    letter.ask_back(options[0].person, "which-one", asked=asked, choices=", ".join(words))


def who_is_it(letter: Letter) -> None:
    """The phone is shared: ask for a name. Two people of one name are a matter for a person."""
    names = [person.first_for_texts for person in letter.people]
    if len(set(names)) < len(names):
        letter.give_to_a_person("Two people with one first name share this phone")
        return
    said = f"{', '.join(names[:-1])} or {names[-1]}"
    letter.ask_back(None, "who-is-it", asked={"ask": "who"}, names=said, name=names[0])


def asked_before(letter: Letter) -> Inbound | None:
    """The newest text of this number, if we asked back about it within the day."""
    others = Inbound.objects.filter(from_address=letter.address).exclude(pk=letter.inbound.pk)
    last = others.filter(received_at__gt=letter.now - LASTS).order_by("-received_at", "-pk").first()
    return last if last is not None and last.state == InboundState.ASKED_BACK else None


def settled(asked: Inbound) -> None:
    """What we asked back has been answered."""
    Inbound.objects.filter(pk=asked.pk).update(state=InboundState.APPLIED)


def picked(reply: Reply, before: Reply) -> list[tuple[int, Word]]:
    """Which options were meant: "1Y 2N", or a bare number that goes with the yes or no they said before."""
    if reply.word == Word.CHOICES:
        return list(reply.choices)
    if reply.word in (Word.NUMBER, Word.NUMBERS) and before.word in ANSWERS:
        return [(number, before.word) for number in reply.numbers]
    return []
