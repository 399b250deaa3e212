"""A yes, a no, a number, PAUSE: find who and what it belongs to, act, and say what we took it to mean."""

from dataclasses import replace

from followon.people.models import User
from notifications import kinds, questions, queueing
from notifications.actions import contact
from notifications.inbox import asking
from notifications.inbox.letter import ANSWER_WITHIN, Letter
from notifications.kinds import Acknowledgement
from notifications.models import Inbound, Message
from notifications.questions import Question
from notifications.queueing import Draft
from notifications.replies import ANSWERS, Reply, Word, read

DANGER = "Words that may mean danger"


def answer(letter: Letter, reply: Reply) -> None:
    """Find the one question it can be the answer to, or ask which."""
    asked = asking.asked_before(letter)
    if asked is not None and _after_asking(letter, reply, asked):
        return
    if reply.word in (Word.NAME, Word.CHOICES):
        letter.give_to_a_person("Not understood")
        return
    person = who(letter, reply)
    people = [person] if person else letter.people
    fitting = questions.fitting(questions.open_to(people, letter.now), reply)
    if reply.is_weak and all(question.is_answered for question in fitting):
        letter.understood("Thank you")
        return
    _bind_one(letter, reply, questions.unanswered_first(fitting), people)


def _bind_one(letter: Letter, reply: Reply, options: list[Question], people: list[User]) -> None:
    if not options:
        letter.say(people[0], "nothing-open")
        letter.give_to_a_person(f"Said {reply.word}, but we had not asked anything", answer=False)
    elif reply.is_worrying and len(options) > 1:
        letter.give_to_a_person(DANGER)  # now is not the time to ask which meeting was meant
    elif len({question.person.pk for question in options}) > 1:
        asking.who_is_it(letter)
    elif len(options) > 1:
        asking.which_one(letter, options)
    elif not bind(letter, options[0], reply):
        letter.give_to_a_person("Not understood")


def bind(letter: Letter, question: Question, reply: Reply, *, say: bool = True) -> bool:
    """Let the kind that asked act on the reply; False when it means nothing there."""
    message = question.message
    said = kinds.get(message.kind).on_reply(message, reply)
    if said is None:
        return False
    Message.objects.filter(pk=message.pk).update(answered_at=letter.now)
    letter.inbound.message, letter.inbound.person = message, question.person
    letter.inbound.service_id = message.service_id or letter.inbound.service_id
    meaning = f"{reply.word.capitalize()} to {message.about}"
    if reply.is_worrying:
        letter.give_to_a_person(f"{meaning}. {DANGER}", answer=False)
        if say:
            letter.say(question.person, "noted-and-help")
        return True
    letter.understood(meaning)
    if say:
        _acknowledge(letter, question, said)
    return True


def _acknowledge(letter: Letter, question: Question, said: Acknowledgement) -> None:
    draft = Draft.after(
        question.message,
        key=f"answer:{letter.inbound.pk}:{question.message.pk}",
        by=question.person,
        payload=said.payload,
        not_after=letter.now + ANSWER_WITHIN,
        batch="",
        channel="SMS",
    )
    queueing.store(queueing.build(kinds.get(said.kind), [question.person], draft))


def who(letter: Letter, reply: Reply) -> User | None:
    """The one person it can be from; None when the phone is shared and no name was put to it."""
    if reply.name:
        named = [person for person in letter.people if person.first_name == reply.name]
        return named[0] if len(named) == 1 else None
    return letter.people[0] if len(letter.people) == 1 else None


def rest(letter: Letter, reply: Reply) -> None:
    """PAUSE and BACK."""
    person = who(letter, reply)
    if person is None:
        asking.who_is_it(letter)
        return
    letter.inbound.person = person
    if reply.word == Word.PAUSE:
        contact.pause(person, by=person, how="by text")
        letter.say(person, "paused")
        letter.understood("Pause my messages")
    else:
        contact.come_back(person, by=person, how="by text")
        letter.say(person, "back")
        letter.understood("Send me messages again")


def _after_asking(letter: Letter, reply: Reply, asked: Inbound) -> bool:
    """Take a reply as the answer to "which one?" or "who is it?"; False when it is something new."""
    if asked.asked.get("ask") == "who":
        return bool(reply.name) and _named(letter, reply, asked)
    options = questions.again(asked.asked.get("messages", []), letter.people)
    picked = asking.picked(reply, read(asked.body))
    if not picked or any(not 1 <= number <= len(options) for number, _ in picked):
        return False
    asking.settled(asked)
    for number, word in picked:
        if not bind(letter, options[number - 1], Reply(word)):
            letter.give_to_a_person("Not understood")
            break
    return True


def _named(letter: Letter, reply: Reply, asked: Inbound) -> bool:
    before = read(asked.body, names=[person.first_name for person in letter.people])
    meant = replace(reply if reply.word in ANSWERS else before, name=reply.name)
    if who(letter, meant) is None:
        return False
    asking.settled(asked)
    (rest if meant.word in (Word.PAUSE, Word.BACK) else answer)(letter, meant)
    return True
