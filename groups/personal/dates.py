"""Which dates somebody said suit them."""

from calendar import day_name
from collections.abc import Iterable

from followon.people.models import User
from followon.people.personal_data import Holding, Row
from groups.models import PollAsked
from pmp.models import PartOfDay


def _dates(person: User) -> Iterable[Row]:
    rows = PollAsked.objects.filter(membership__person=person).select_related("poll__group")
    for asked in rows.prefetch_related("answers__option").order_by("pk"):
        yield {
            "Group": asked.poll.group.name,
            "Dates": "; ".join(
                f"{one.option.on_date:%d %B %Y}: {one.get_suits_display()}" for one in asked.answers.all()
            ),
            "Better for you": ", ".join(
                [PartOfDay(part).label for part in asked.better_parts]
                + [day_name[weekday] for weekday in asked.better_weekdays]
            ),
            "When": asked.answered_at,
        }


def _forget_better(person: User) -> int:
    asked = PollAsked.objects.filter(membership__person=person)
    return asked.update(better_parts=[], better_weekdays=[])


HOLDINGS = (
    Holding(
        model="groups.PollAsked",
        title="Dates you said suit you",
        fields=("membership", "recorded_by", "better_parts", "better_weekdays"),
        keep="As long as the account; then counted without a name",
        export=_dates,
        erase=_forget_better,
    ),
    Holding(
        model="groups.PollAnswer", title="Each date you said suits you", fields=("asked",), keep="As above"
    ),
    Holding(
        model="groups.Poll",
        title="Who asked about dates",
        fields=("asked_by",),
        keep="As long as the group",
    ),
)
