"""What members say about the dates: by link, on the site, by text in numbers, or by phone through the organiser."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from groups.actions import which_suit
from groups.actions.meetings import NotInThisGroup
from groups.actions.polls import closing
from groups.events import Event
from groups.messages import polls as messages
from groups.models import How, Membership, Poll, PollAnswer, PollAsked, PollOption, Suits
from notifications import outbox
from notifications.models import Message


class AskingIsOver(Refused):
    """A date has been booked, or the organiser stopped asking."""

    def __init__(self) -> None:
        super().__init__("This has been decided since you opened the page. We show you how.")


@dataclass(frozen=True)
class Better:
    """Which part of which days would be better, from somebody whom none of the dates suits."""

    parts: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()


@transaction.atomic
def answer(
    poll: Poll,
    *,
    membership: Membership,
    suits: Mapping[int, str],
    how: str,
    by: Actor,
    none_suit: bool = False,
    better: Better | None = None,
) -> PollAsked:
    """Write down which dates suit, by the number of the date's row; a date left out stays unanswered.

    The latest answer wins, and the same answer again changes nothing. `none_suit` says no to every date. When the
    last of those asked has answered, asking ends. Raises AskingIsOver, NotInThisGroup, NothingSaid, NoSuchDate.
    """
    poll = Poll.objects.lock(poll)
    if not poll.is_undecided:
        raise AskingIsOver
    membership = Membership.objects.select_related("person").get(pk=membership.pk)
    if membership.has_left or membership.group_id != poll.group_id:
        raise NotInThisGroup
    options = set(poll.options.values_list("pk", flat=True))
    wanted = which_suit.checked(options, suits, none_suit=none_suit)
    asked, _ = PollAsked.objects.get_or_create(poll=poll, membership=membership)
    if _says_the_same(asked, wanted, better):
        return asked
    _write(asked, wanted, how=How(how), better=better, by=by)
    recorder.record(Event.POLL_ANSWERED, by=by, about=poll, member=membership, how=How(how).label)
    _settle_messages(poll, membership, how=how, by=by)
    closing.close_when_all_have_answered(poll, by=by)
    return asked


def answer_numbers(
    poll: Poll, *, membership: Membership, numbers: Sequence[int], how: str, by: Actor
) -> list[PollOption]:
    """Texted numbers: those dates suit and the others do not; 0 alone is none. Gives back the dates taken.

    Raises NoSuchDate, AskingIsOver, NotInThisGroup.
    """
    options = {option.number: option for option in poll.options.all()}
    wanted = which_suit.chosen(options, numbers)
    said = {option.pk: Suits.YES if number in wanted else Suits.NO for number, option in options.items()}
    answer(poll, membership=membership, suits=said, how=how, by=by, none_suit=not wanted)
    return [options[number] for number in wanted]


def _says_the_same(asked: PollAsked, wanted: Mapping[int, str], better: Better | None) -> bool:
    before = dict(asked.answers.values_list("option", "suits"))
    told = Better(tuple(asked.better_parts), tuple(asked.better_weekdays))
    return asked.answered_at is not None and before == wanted and better in (None, told)


def _write(
    asked: PollAsked, wanted: Mapping[int, str], *, how: How, better: Better | None, by: Actor
) -> None:
    asked.answers.all().delete()
    PollAnswer.objects.bulk_create(
        PollAnswer(asked=asked, option_id=option, suits=said) for option, said in sorted(wanted.items())
    )
    asked.none_suit = set(wanted.values()) == {Suits.NO} and len(wanted) == asked.poll.options.count()
    if better is not None or not asked.none_suit:
        better = better if better is not None and asked.none_suit else Better()
        asked.better_parts, asked.better_weekdays = list(better.parts), list(better.weekdays)
    asked.answered_at, asked.how = clock.now(), how
    asked.recorded_by = by if isinstance(by, User) and by.pk != asked.membership.person_id else None
    asked.save()


def _settle_messages(poll: Poll, membership: Membership, *, how: str, by: Actor) -> None:
    """Take the call off the list, and withdraw what need not be asked any more."""
    about = messages.about_poll(poll)
    if how == How.PHONE:
        for call in Message.objects.concerning(about).filter(person=membership.person).by_hand():
            outbox.mark_by_hand(call, outcome=outbox.ByHandOutcome.TOLD, by=by)
    outbox.withdraw(
        about=about, kinds=[messages.PollAsk.slug, messages.PollNudge.slug], to=[membership.person],
        reason="Has answered",
    )  # fmt: skip
