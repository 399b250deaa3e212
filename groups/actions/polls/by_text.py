"""What a text answer to "which dates suit?" does, and what we say back."""

from groups.actions import which_suit
from groups.actions.meetings import NotInThisGroup
from groups.actions.polls import answers
from groups.messages import polls as messages
from groups.models import How, Membership, Poll
from notifications.kinds import Acknowledgement
from notifications.models import Message
from notifications.replies import Reply, Word


def dates(*, message: Message, reply: Reply) -> Acknowledgement | None:
    """Numbers of dates, or 0 for none."""
    poll = Poll.objects.filter(pk=message.payload["poll"]).select_related("group").first()
    member = Membership.objects.filter(group=poll.group_id, person=message.person).first() if poll else None
    if poll is None or member is None or reply.word not in (Word.NUMBER, Word.NUMBERS):
        return None
    try:
        taken = answers.answer_numbers(
            poll, membership=member, numbers=reply.numbers, how=How.TEXT, by=message.person
        )
    except which_suit.NoSuchDate:
        return Acknowledgement(messages.AckPollNumbers.slug, {"poll": poll.pk})
    except (answers.AskingIsOver, NotInThisGroup):
        return Acknowledgement(messages.AckPollOver.slug, {"poll": poll.pk})
    words = [str(option.number) for option in taken]
    listed = f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
    return Acknowledgement(messages.AckPollDates.slug, {"poll": poll.pk, "numbers": listed})
