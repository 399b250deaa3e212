"""Three answers for each date, the same for a group's own dates and for those of the meetup."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms

from followon.web.forms import Form
from groups.models import MeetupSlot, PollOption, Suits


class ThreeAnswersForm(Form):
    """Yes, if I have to, or no; none is chosen beforehand, and a date left out stays unanswered."""

    def __init__(
        self,
        dates: Sequence[PollOption | MeetupSlot],
        *args: Any,
        length: timedelta,
        said: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.dates, self.length = dates, length
        for one in dates:
            self.fields[_name_of(one)] = forms.ChoiceField(
                choices=Suits.choices, widget=forms.RadioSelect, required=False, initial=said.get(one.pk, "")
            )
        self.order_fields(map(_name_of, dates))  # as on the page; what is wrong leads to the first

    @property
    def rows(self) -> list[tuple[PollOption | MeetupSlot, datetime, Any]]:
        """Each date with when it ends and what is chosen for it, for the template."""
        return [(one, one.local + self.length, self[_name_of(one)].value() or "") for one in self.dates]

    @property
    def suits(self) -> dict[int, str]:
        """What was chosen, by the number of the date's row."""
        said = {one.pk: self.cleaned_data.get(_name_of(one), "") for one in self.dates}
        return {pk: suits for pk, suits in said.items() if suits}


def _name_of(one: PollOption | MeetupSlot) -> str:
    return f"date-{one.pk}"
