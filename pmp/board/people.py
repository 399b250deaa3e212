"""The people of a handover: what each answered, and who is still to sort out."""

from dataclasses import dataclass

from followon.people.models import User
from notifications.kinds import Channel
from notifications.states import NOT_REACHED, MessageState
from pmp.board.facts import PersonFact
from pmp.board.tags import Tag
from pmp.models import Enrolment
from pmp.protocol import Purpose
from pmp.states import Wish

_SHARED = {
    Purpose.SHARE_NAME: "name",
    Purpose.SHARE_MOBILE: "mobile",
    Purpose.SHARE_LANDLINE: "home phone",
    Purpose.SHARE_EMAIL: "email",
}
_FAILED = (*NOT_REACHED, MessageState.SUPPRESSED, MessageState.EXPIRED)
_WITHDRAWN = (MessageState.CANCELLED, MessageState.SUPERSEDED)


class Heard(Tag):
    """What became of somebody's test message: words, and the tag's colour."""

    WORKS = ("Works", "green")
    FAILED = ("Not delivered", "red")
    TO_CALL = ("To call", "blue")
    TO_POST = ("To post", "blue")
    WAITING = ("Sent", "white")
    TO_SEND = ("Not sent yet", "blue")
    EXCUSED = ("Not reached", "grey")
    NOT_NEEDED = ("Not needed", "no-colour")


_UNREACHED = {
    Heard.FAILED: "The test message did not arrive.",
    Heard.TO_CALL: "Somebody needs to ring them.",
    Heard.TO_POST: "Somebody needs to post a letter.",
    Heard.WAITING: "The test message was sent. We are waiting to hear that it arrived.",
    Heard.TO_SEND: "No test message has been sent yet.",
}


@dataclass(frozen=True)
class PersonRow:
    """One row of the table of people."""

    enrolment: Enrolment
    person: User
    wish: Wish | None
    sharing: str  # in words: "Name and mobile", "No", "Not yet"; empty when not asked yet
    shares_something: bool
    sharing_asked: bool
    reach: str
    heard: Heard
    still_to_do: str  # the sentence that says what is missing; empty when all is set
    wants_other_group: bool = False

    @property
    def name(self) -> str:
        return self.person.full_name

    @property
    def wish_words(self) -> str:
        return self.wish.label if self.wish else ""

    @property
    def is_unreached(self) -> bool:
        """Said yes, and nothing has got through to them so far."""
        settled = (Heard.WORKS, Heard.EXCUSED, Heard.NOT_NEEDED)
        return self.wish == Wish.YES and self.heard not in settled


def row(fact: PersonFact) -> PersonRow:
    """What the board shows of one person."""
    wish = Wish(fact.choice.wish) if fact.choice else None
    asked = bool(fact.choice and fact.choice.sharing_asked_at)
    heard = _heard(fact, wish)
    return PersonRow(
        enrolment=fact.enrolment,
        person=fact.person,
        wish=wish,
        sharing=_sharing(fact, wish, asked=asked),
        shares_something=bool(fact.shares),
        sharing_asked=asked,
        reach="Please do not contact" if wish == Wish.NOT_FOR_ME else Channel(fact.channel).label,
        heard=heard,
        still_to_do=_still_to_do(fact, wish, heard, asked=asked),
        wants_other_group=bool(fact.choice and fact.choice.wants_other_group),
    )


def _sharing(fact: PersonFact, wish: Wish | None, *, asked: bool) -> str:
    words = [label for purpose, label in _SHARED.items() if purpose in fact.shares]
    if words:
        listed = " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
        return listed[:1].upper() + listed[1:]
    if asked or wish == Wish.NOT_FOR_ME:
        return "No"
    return "Not yet" if wish == Wish.THINKING else ""


def _heard(fact: PersonFact, wish: Wish | None) -> Heard:
    if fact.is_reached and wish != Wish.NOT_FOR_ME:
        return Heard.WORKS
    if wish == Wish.YES and fact.enrolment.unreached_because:
        return Heard.EXCUSED
    if wish in (None, Wish.NOT_FOR_ME) or (wish == Wish.THINKING and fact.test is None):
        return Heard.NOT_NEEDED
    by_hand = {Channel.CALL: Heard.TO_CALL, Channel.LETTER: Heard.TO_POST}
    if fact.channel in by_hand:
        return by_hand[Channel(fact.channel)]
    return _sent(fact)


def _sent(fact: PersonFact) -> Heard:
    """What became of the last test message; one to an address they no longer have says nothing."""
    if not fact.address:
        return Heard.FAILED
    if fact.test is None or fact.test.channel != fact.channel or fact.test.state in _WITHDRAWN:
        return Heard.TO_SEND
    if fact.test.address not in ("", fact.address):
        return Heard.TO_SEND
    return Heard.FAILED if fact.test.state in _FAILED else Heard.WAITING


def _still_to_do(fact: PersonFact, wish: Wish | None, heard: Heard, *, asked: bool) -> str:
    """Why the handover can't finish yet because of this person, in a sentence;
    a reason given lets it go on."""
    name = fact.person.full_name
    if fact.enrolment.unreached_because or wish in (Wish.THINKING, Wish.NOT_FOR_ME):
        return ""
    if wish is None:
        return f"{name} has not been asked yet."
    if heard != Heard.WORKS:
        return f"{name} said yes. {_UNREACHED[heard]}"
    return "" if asked else f"{name} said yes and has not been asked what to share."
