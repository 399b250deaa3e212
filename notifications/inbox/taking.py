"""The door: a text comes in, is kept, and is acted on in one transaction."""

import logging
from datetime import timedelta

from django.db import transaction

from followon import clock
from followon.people.models import User
from notifications import questions
from notifications.actions import contact
from notifications.inbox import answering
from notifications.inbox.letter import Letter
from notifications.models import Inbound, Message, SenderProfile
from notifications.replies import ANSWERS, EASILY_MEANT_OTHERWISE, Reply, Word, read
from notifications.states import InboundState

log = logging.getLogger(__name__)

STRANGERS_HEAR = 3  # answers a day to a number that belongs to nobody here
NOT_OURS = (
    "Sorry, we do not know this number, and no one reads it. Call {phone}. "
    "In danger? Call 999. Need help now? Call 111, option 2."
)


def receive(*, sid: str, sender: str, to: str, body: str, opt_out: str = "") -> str:
    """Keep a text and act on it; gives back what to say at once to a number that belongs to nobody here.

    The same text delivered again does nothing. A mistake in the app that asked leaves the text to a person.
    """
    inbound, new = Inbound.objects.get_or_create(
        sid=sid[:64],
        defaults={
            "from_address": sender[:320],
            "to_address": to[:320],
            "body": body[:1600],
            "opt_out_type": opt_out[:10],
            "received_at": clock.now(),
        },
    )
    return handle(inbound) if new else ""


def handle(inbound: Inbound) -> str:
    """Act on a kept text, in one transaction; once only."""
    try:
        with transaction.atomic():
            return _handle(Inbound.objects.select_for_update().get(pk=inbound.pk))
    except Exception:
        log.exception("text %s could not be acted on", inbound.pk)
    with transaction.atomic():
        inbound.refresh_from_db()
        letter = Letter(inbound, _people(inbound.from_address), clock.now())
        letter.give_to_a_person("We could not act on it", answer=not letter.is_stopped)
    return ""


def _people(address: str) -> list[User]:
    return list(User.objects.filter(mobile=address, is_active=True).order_by("pk"))


def _handle(inbound: Inbound) -> str:
    if inbound.state != InboundState.NEW:
        return ""
    letter = Letter(inbound, _people(inbound.from_address), clock.now())
    inbound.service_id = _service(letter)
    if not letter.people:
        return _from_a_stranger(letter)
    inbound.person = letter.people[0] if len(letter.people) == 1 else None
    reply = read(inbound.body, names=[person.first_name for person in letter.people])
    if inbound.opt_out_type.upper() == "STOP":
        reply = Reply(Word.STOP)  # the carrier has stopped it, whatever the words were
    _act(letter, reply)
    return ""


def _service(letter: Letter) -> int | None:
    """The service that wrote to this number last: its team looks after the text."""
    last = Message.objects.filter(address=letter.address, service_id__isnull=False).order_by("-sent_at")
    found = last.values_list("service_id", flat=True).first()
    if found is None and letter.people:
        own = Message.objects.filter(person__in=letter.people, service_id__isnull=False).order_by("-pk")
        found = own.values_list("service_id", flat=True).first()
    return found


def _act(letter: Letter, reply: Reply) -> None:
    match reply.word:
        case Word.STOP:
            _stop(letter)
        case Word.START:
            contact.start_texts(letter.address, by=letter.people[0], how="by text")
            letter.understood("Text me again")
            letter.say(letter.people[0], "started")
        case Word.HELP:
            letter.give_to_a_person("Texted HELP", answer=False)
            if letter.inbound.opt_out_type.upper() != "HELP" and not letter.is_stopped:
                letter.say(letter.people[0], "help")  # else the carrier has answered
        case Word.THANKS:
            letter.understood("Thank you")
        case _ if letter.is_stopped:
            _while_stopped(letter, reply)
        case Word.PAUSE | Word.BACK:
            answering.rest(letter, reply)
        case Word.UNKNOWN:
            letter.give_to_a_person("Not understood")
        case _:
            answering.answer(letter, reply)


def _stop(letter: Letter) -> None:
    service_id = letter.inbound.service_id
    contact.stop_texts(letter.address, by=letter.people[0], how="by text", service_id=service_id)
    letter.understood("No more texts")
    if letter.inbound.body.strip().lower() in EASILY_MEANT_OTHERWISE:
        letter.give_to_a_person("Texts are stopped. They may have meant the meeting", answer=False)


def _while_stopped(letter: Letter, reply: Reply) -> None:
    """A yes after a STOP answers the question; it never starts the texts again, nor can we say so."""
    question = None
    if reply.word in ANSWERS and len(letter.people) == 1:
        question = questions.only_one(questions.open_to(letter.people, letter.now))
    if question is None or not answering.bind(letter, question, reply, say=False):
        letter.give_to_a_person("They have texted STOP, so we can't answer by text", answer=False)


def _from_a_stranger(letter: Letter) -> str:
    letter.give_to_a_person("From a number we do not know")
    lately = Inbound.objects.filter(
        from_address=letter.address, received_at__gt=letter.now - timedelta(days=1)
    )
    word = read(letter.inbound.body).word
    if lately.count() > STRANGERS_HEAR or word in (Word.STOP, Word.START, Word.HELP, Word.THANKS):
        return ""
    return NOT_OURS.format(phone=SenderProfile.of(letter.inbound.service_id).phone)
