"""The worries somebody told the service about."""

from collections.abc import Iterable

from followon.errors import Refused
from followon.people.models import User
from followon.people.personal_data import Holding, Row
from groups.models import (
    Membership,
)
from groups.models.concern import Concern, ConcernNote
from groups.states import ConcernState


class ConcernIsOpen(Refused):
    """A worry this person told the service about is still being looked into."""

    def __init__(self) -> None:
        super().__init__(
            "A worry you told us about is still being looked after. We delete your details after that."
        )


def _concerns(person: User) -> Iterable[Row]:
    for concern in Concern.objects.raised_by(person).order_by("raised_at"):
        yield {
            "What you told us": concern.what,
            "About": concern.get_about_display(),
            "Who": concern.about_whom,
            "When": concern.raised_at,
            "How to reach you": concern.reach_on,
            "Read": concern.acknowledged_at,
            "Closed": concern.closed_at,
        }


def _forget_concerns(person: User) -> int:
    """The words go once the worry has been looked after; that there was one, and how it ended, stays for the counts.

    Raises ConcernIsOpen.
    """
    mine = Concern.objects.filter(raised_by=person)
    if mine.exclude(state=ConcernState.CLOSED).filter(is_drill=False).exists():
        raise ConcernIsOpen
    ConcernNote.objects.filter(concern__in=mine).update(words="")
    if person.first_name:
        groups = Membership.objects.of(person).values("group")
        others = Concern.objects.filter(group__in=groups, state=ConcernState.CLOSED)
        others.filter(about_whom__icontains=person.first_name).update(about_whom="")
    return mine.update(what="", about_whom="", reach_on="", outcome_line="")


HOLDINGS = (
    Holding(
        model="groups.Concern",
        title="Worries you told us about",
        fields=(
            "raised_by",
            "recorded_by",
            "acknowledged_by",
            "what",
            "about_whom",
            "reach_on",
            "outcome_line",
        ),
        keep="As long as the account; deletion waits until it has been looked after",
        export=_concerns,
        erase=_forget_concerns,
    ),
    Holding(
        model="groups.ConcernNote",
        title="What was done about a worry",
        fields=("by", "words"),
        keep="With the worry",
    ),
    Holding(model="groups.ConcernPage", title="Who was told", fields=("person",), keep="With the worry"),
)
