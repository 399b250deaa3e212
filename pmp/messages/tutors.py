"""Kinds for the patient tutor of a handover: can you come to session 11,
and what we took the answer to mean."""

from datetime import date, datetime, time
from typing import Any

from followon.web.links import absolute_to
from followon.web.templatetags.dates import clock_time, short_day
from notifications.kinds import Channel, Expects, MessageKind, register
from notifications.models import Message
from pmp.messages import longest
from pmp.models import Handover, Session


def starts(session: Session) -> datetime:
    """The wall-clock time a session begins, as far as it is known; the end of the day otherwise."""
    return datetime.combine(session.on_date, session.starts_at_local or time(23, 59))


class _ToTutor(MessageKind):
    """Something for the patient tutor of a handover; its payload names the handover and the session."""

    def context(self, message: Message) -> dict[str, Any]:
        session = Session.objects.filter(pk=message.payload["session"]).select_related("cohort").first()
        if session is None:
            return {}
        return {
            "first": message.person.first_for_texts,
            "number": session.number,
            "day": short_day(session.on_date),
            "time": f", {clock_time(session.starts_at_local)}" if session.starts_at_local else "",
            "place": f", {session.cohort.place[:30].strip()}" if session.cohort.place else "",
            "programme": session.cohort.name,
            "link": absolute_to("pmp:team_handover_step", message.payload["handover"], "tutor-coming"),
            "coming": message.payload.get("coming", ""),
        }

    def sample(self) -> dict[str, Any]:
        return {
            "first": longest.FIRST,
            "number": 12,
            "day": longest.SHORT_DAY,
            "time": ", 11:30am",
            "place": ", Larkfield Health Centre Annex",
            "programme": longest.PROGRAMME,
            "link": longest.LINK,
            "coming": "yes",
        }


@register
class TutorSession(_ToTutor):
    """Can you come to session 11? Answering is enough; no reason is asked."""

    slug = "tutor-session"
    label = "Can you come to the session?"
    urgent = True
    expects = Expects.YES_NO
    answered_by = "pmp.actions.tutors.answer_by_text"

    def still_wanted(self, message: Message) -> bool | str:
        session = Session.objects.filter(pk=message.payload["session"]).first()
        if session is None or session.on_date.isoformat() != message.payload["on"]:
            return "The session has another day"
        handover = Handover.objects.filter(pk=message.payload["handover"]).select_related("tutor").first()
        if handover is None or handover.tutor is None or handover.tutor.person_id != message.person_id:
            return "Somebody else is the patient tutor now"
        return True

    def is_open(self, message: Message) -> bool:
        return self.still_wanted(message) is True

    def question(self, message: Message) -> str:
        return short_day(date.fromisoformat(message.payload["on"]))


@register
class TutorThanks(_ToTutor):
    slug = "tutor-thanks"
    label = "Thank you: the tutor’s answer"
    essential = True
    answers = True
    by_hand = False
    priority = 2
    channels = (Channel.SMS,)
