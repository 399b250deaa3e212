"""Which of our questions a text can be the answer to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from followon.people.models import User
from notifications import kinds
from notifications.models import Message
from notifications.replies import Reply, Word
from notifications.states import MAY_HAVE_LEFT, Channel, Expects, MessageState

LISTENING = timedelta(days=14)
TAKES: dict[Word, tuple[Expects, ...]] = {
    Word.YES: (Expects.ANSWER, Expects.YES_NO),
    Word.NO: (Expects.ANSWER, Expects.YES_NO),
    Word.MAYBE: (Expects.ANSWER,),
    Word.NUMBER: (Expects.NUMBER, Expects.NUMBERS),
    Word.NUMBERS: (Expects.NUMBERS,),
}


@dataclass(frozen=True)
class Question:
    """The newest thing we asked one person about one subject."""

    message: Message
    person: User
    words: str  # how to name it when asking which one

    @property
    def is_answered(self) -> bool:
        return self.message.answered_at is not None


def open_to(people: Sequence[User], now: datetime) -> list[Question]:
    """What these people were asked by text in the last fortnight and can still answer, the newest first.

    An ask, a nudge and a reminder about one meeting are one question, however often it was put.
    """
    known = {person.pk: person for person in people}
    asked = (
        Message.objects.filter(person__in=known, channel=Channel.SMS, sent_at__gt=now - LISTENING)
        .filter(state__in=(*MAY_HAVE_LEFT, MessageState.UNDELIVERED))
        .exclude(expects=Expects.NOTHING)
        .order_by("-sent_at", "-pk")
    )
    newest: dict[tuple[int, str], Question] = {}
    answered: set[tuple[int, str]] = set()
    for message in asked:
        message.person = known[message.person_id]
        place = (message.person_id, message.about)
        if message.answered_at:
            answered.add(place)
        if place not in newest and _is_open(message):
            newest[place] = _question(message)
    for place in answered & newest.keys():
        newest[place].message.answered_at = newest[place].message.answered_at or now
    return list(newest.values())


def again(messages: Iterable[int], people: Sequence[User]) -> list[Question]:
    """The questions we offered before, in the order we offered them; without those that are over."""
    known = {person.pk: person for person in people}
    rows = Message.objects.filter(person__in=known).in_bulk(list(messages))
    found = []
    for pk in messages:
        if pk in rows:
            rows[pk].person = known[rows[pk].person_id]
            found.append(_question(rows[pk]))
    return found


def fitting(questions: Iterable[Question], reply: Reply) -> list[Question]:
    """Those a reply of this sort can be an answer to."""
    if reply.word == Word.PASS:
        return [one for one in questions if kinds.get(one.message.kind).understands_pass]
    takes = TAKES.get(reply.word, ())
    return [one for one in questions if one.message.expects in takes]


def unanswered_first(questions: Sequence[Question]) -> list[Question]:
    """Those not answered yet; when all are, all of them, because people may change their minds."""
    return [one for one in questions if not one.is_answered] or list(questions)


def only_one(questions: Sequence[Question]) -> Question | None:
    """The question, if there is exactly one to answer."""
    found = unanswered_first(questions)
    return found[0] if len(found) == 1 else None


def _is_open(message: Message) -> bool:
    try:
        return kinds.get(message.kind).is_open(message)
    except kinds.UnknownKind:
        return False


def _question(message: Message) -> Question:
    return Question(message, message.person, kinds.get(message.kind).question(message))
