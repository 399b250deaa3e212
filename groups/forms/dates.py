"""Forms about a group's own dates: which to ask about, which suit, what would be better, booking one."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict

from followon import clock
from followon.web.fields import DateField, TimeField
from followon.web.forms import Form
from groups.actions.meetings import Plan
from groups.actions.polls.answers import Better
from groups.actions.polls.asking import ANSWER_WITHIN, Question
from groups.forms.groups import WEEKDAYS
from groups.forms.meetings import WayFields, planned, usual
from groups.forms.three_answers import ThreeAnswersForm
from groups.models import Group, Mode, Poll, PollOption
from groups.poll_dates import MOST_OPTIONS, Suggestion, When
from pmp.models import PartOfDay

_AT = "%Y-%m-%dT%H:%M"


class AskDatesForm(WayFields):
    """Dates we suggest, and own ones; until when to answer; how the group would meet."""

    suggested = forms.MultipleChoiceField(
        label="Which of these shall we ask about?", required=False, widget=forms.CheckboxSelectMultiple
    )
    closes_on = DateField(label="Until when can people answer?")
    field_order = ["suggested"]
    looks: ClassVar[dict[str, dict[str, Any]]] = {
        "closes_on": {"label_size": "s"},
        **{f"time{number}": {"width": 10} for number in range(1, MOST_OPTIONS + 1)},
    }

    def __init__(
        self, *args: Any, group: Group, suggestions: Sequence[Suggestion], like: Plan | None, **kwargs: Any
    ) -> None:
        self.suggestions = {one.when.local.strftime(_AT): one for one in suggestions}
        chosen = {"suggested": list(self.suggestions), "closes_on": clock.today(group.tz) + ANSWER_WITHIN}
        super().__init__(*args, initial=(planned(like) if like else usual(group)) | chosen, **kwargs)
        self.know_group(group)
        self.offer("suggested", [(key, key) for key in self.suggestions])
        for number in range(1, MOST_OPTIONS + 1):
            self.fields[f"day{number}"] = DateField(label=f"Your date {number}", required=False)
            self.fields[f"time{number}"] = TimeField(
                label=f"What time, date {number}?", help_text="Such as 11am or 2.30pm", required=False
            )

    @property
    def own_rows(self) -> list[tuple[Any, Any]]:
        """The boxes for own dates, for the template."""
        return [(self[f"day{n}"], self[f"time{n}"]) for n in range(1, MOST_OPTIONS + 1)]

    @property
    def has_own(self) -> bool:
        """Whether anything was typed for an own date."""
        return self.is_bound and any(day.value() and any(day.value()) for day, _ in self.own_rows)

    @property
    def rows(self) -> list[tuple[str, Suggestion, bool]]:
        """Each suggestion with whether it is ticked, for the template."""
        ticked = self["suggested"].value() or []
        return [(key, one, key in ticked) for key, one in self.suggestions.items()]

    def begin_again(self) -> None:
        """Show what was typed, and count nothing as wrong: somebody came back from checking it."""
        self._errors = ErrorDict()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for number in range(1, MOST_OPTIONS + 1):
            day, at = f"day{number}", f"time{number}"
            if cleaned.get(day) and not cleaned.get(at) and at not in self.errors:
                self.add_error(at, "Enter what time it starts, such as 11am")
        if not self.errors and not 2 <= len(self.dates) <= MOST_OPTIONS:
            self.add_error("suggested", f"Choose 2 to {MOST_OPTIONS} dates, ours or your own")
        return cleaned

    @property
    def dates(self) -> tuple[When, ...]:
        """The chosen dates, each once."""
        cleaned = self.cleaned_data
        ours = [self.suggestions[key].when for key in cleaned.get("suggested", ())]
        own = [(cleaned.get(f"day{n}"), cleaned.get(f"time{n}")) for n in range(1, MOST_OPTIONS + 1)]
        return tuple(sorted({*ours, *(When(on, at) for on, at in own if on and at)}))

    def to_question(self) -> Question:
        """What was filled in, as the action takes it."""
        cleaned = self.cleaned_data
        return Question(
            self.dates, cleaned["closes_on"], timedelta(minutes=cleaned["length"]), cleaned["mode"],
            cleaned["place"], cleaned["join_details"],
        )  # fmt: skip


class AnswerDatesForm(ThreeAnswersForm):
    """What a member says about their group's own dates."""

    def __init__(
        self, poll: Poll, options: Sequence[PollOption], said: Mapping[int, str], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(options, *args, length=poll.length, said=said, **kwargs)


class BetterForm(Form):
    """Which part of which days would be better: for somebody whom none of the dates suits."""

    parts = forms.MultipleChoiceField(
        label="Which part of the day is better?", choices=PartOfDay.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    weekdays = forms.MultipleChoiceField(
        label="Which days are better?", choices=WEEKDAYS, required=False, widget=forms.CheckboxSelectMultiple
    )

    @property
    def better(self) -> Better:
        """What was ticked, as the action takes it."""
        days = sorted(int(weekday) for weekday in self.cleaned_data["weekdays"])
        return Better(tuple(self.cleaned_data["parts"]), tuple(days))


class BookForm(WayFields):
    """Where and how, for the date that is booked."""

    length = None  # type: ignore[assignment]  # Django's way to leave an inherited field out

    def __init__(self, *args: Any, poll: Poll, from_home: bool, **kwargs: Any) -> None:
        mode = Mode.MIXED if from_home and poll.mode == Mode.IN_PERSON else poll.mode
        first = {"mode": mode, "place": poll.place_id, "join_details": poll.join_details}
        super().__init__(*args, initial=first, **kwargs)
        self.know_group(poll.group)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("mode") == Mode.MIXED and not cleaned.get("join_details"):
            self.add_error("join_details", "Enter how people join from home, such as a number to ring")
        return cleaned
