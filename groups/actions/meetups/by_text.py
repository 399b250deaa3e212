"""What a text answer to a question of the meetup does; each says what we took it to mean."""

from groups.actions import which_suit
from groups.actions.meetups import answers, day
from groups.messages import meetups as messages
from groups.models import Coming, How, MeetupAsked, MeetupSite
from notifications.kinds import Acknowledgement
from notifications.models import Message
from notifications.replies import Reply, Word

_COMING = {Word.YES: Coming.YES, Word.NO: Coming.NO, Word.MAYBE: Coming.SEE}


def dates(*, message: Message, reply: Reply) -> Acknowledgement | None:
    """Numbers of dates, or 0 for none."""
    asked = _asked(message)
    if asked is None or reply.word not in (Word.NUMBER, Word.NUMBERS):
        return None
    try:
        taken = answers.answer_numbers(asked, numbers=reply.numbers, how=How.TEXT, by=message.person)
    except which_suit.NoSuchDate:
        return _about(messages.AckMeetupNumbers.slug, message)
    except answers.AskingIsOver:
        return _about(messages.AckMeetupOver.slug, message)
    words = [str(slot.number) for slot in taken]
    listed = f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
    return _about(messages.AckMeetupDates.slug, message, numbers=listed)


def coming(*, message: Message, reply: Reply) -> Acknowledgement | None:
    """Y, N or MAYBE to "can you come?"."""
    asked = _asked(message)
    site = MeetupSite.objects.filter(pk=message.payload.get("site")).first()
    if asked is None or site is None or reply.word not in _COMING:
        return None
    said = _COMING[reply.word]
    try:
        day.reply(site, asked=asked, coming=said, how=How.TEXT, by=message.person)
    except day.SiteIsFull:
        return _about(messages.AckMeetupOver.slug, message, is_full=True)
    except day.SiteIsOver:
        return _about(messages.AckMeetupOver.slug, message)
    return _about(messages.AckMeetupComing.slug, message, coming=said.value, site=site.pk)


def _asked(message: Message) -> MeetupAsked | None:
    rows = MeetupAsked.objects.select_related("meetup__service", "person")
    return rows.filter(meetup=message.payload["meetup"], person=message.person).first()


def _about(slug: str, message: Message, **more: object) -> Acknowledgement:
    return Acknowledgement(slug, {"meetup": message.payload["meetup"], **more})
