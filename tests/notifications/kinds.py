"""Kinds that only the engine's tests send; their texts are in tests/notifications/templates."""

from notifications.kinds import Acknowledgement, Expects, MessageKind, register

ANSWERS = []  # what on_reply was given, newest last
UNWANTED = {}  # message key → why it is not wanted any more


class _Note(MessageKind):
    def sample(self):
        return {"text": "Wed 30 September, 11:30am", "first": "Maria"}

    def still_wanted(self, message):
        return UNWANTED.get(message.key, True)


@register
class Note(_Note):
    """An ordinary message."""

    slug = "test-note"
    label = "A note"


@register
class Change(_Note):
    slug = "test-change"
    label = "A change"
    essential = True
    urgent = True


@register
class Code(_Note):
    slug = "test-code"
    label = "A code"
    essential = True
    any_hour = True
    secret = True
    priority = 0


@register
class Ask(_Note):
    slug = "test-ask"
    label = "Can you come?"
    expects = Expects.ANSWER
    understands_pass = True

    def on_reply(self, message, reply):
        ANSWERS.append((message.person.first_name, message.about, reply.word, reply.note))
        return Acknowledgement("test-ack", {"text": f"{reply.word} for {message.about}"})


@register
class YesNo(Ask):
    slug = "test-yes-no"
    label = "Could you look after it?"
    expects = Expects.YES_NO
    understands_pass = False


@register
class HowMany(Ask):
    slug = "test-how-many"
    label = "Who came?"
    expects = Expects.NUMBER
    understands_pass = False

    def on_reply(self, message, reply):
        ANSWERS.append((message.person.first_name, message.about, reply.word, reply.numbers))
        return Acknowledgement("test-ack", {"text": f"{reply.numbers}"})


@register
class Which(HowMany):
    slug = "test-which-dates"
    label = "Which dates?"
    expects = Expects.NUMBERS


@register
class Ack(_Note):
    slug = "test-ack"
    label = "Thank you"
    essential = True
    answers = True
    by_hand = False


@register
class EmailOnly(_Note):
    slug = "test-letter"
    label = "A long letter"
    channels = ("EMAIL",)
    by_hand = False


@register
class Broken(_Note):
    slug = "test-broken"
    label = "Broken"

    def context(self, message):
        raise ValueError("this kind has a mistake in it")
