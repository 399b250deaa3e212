"""Forms about a whole group: its name and rhythm, and how its members look after each other."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, cast

from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from followon import clock
from followon.web.fields import TimeField
from followon.web.forms import EditedMeanwhile, Form
from groups.ideas import LINE_LENGTH, LINES
from groups.models import Channel, GrantScope, Group, GroupPurpose, RhythmKind
from groups.protocol import SHORT_NAME_LENGTH
from groups.rhythm import Rhythm

WEEKDAYS = [
    (str(n), name)
    for n, name in enumerate(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
]
NTH = [("1", "First"), ("2", "Second"), ("3", "Third"), ("4", "Fourth"), ("-1", "Last")]
# Words that tell a stranger something about health when a text lights up a screen (ux 10.4, rule 4).
PRIVATE = re.compile(
    r"\b(pain\w*|patient\w*|clinic\w*|hospital\w*|nhs|therap\w*|treatment|medic\w*|symptom\w*|flare\w*|chronic|"
    r"ill\w*|disab\w*|fibro\w*|rehab\w*|psych\w*)\b",
    re.IGNORECASE,
)


class AgreementForm(EditedMeanwhile):
    """How we look after each other, in the group's own words."""

    agreement = forms.CharField(
        label="How we look after each other",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="One line for each thing. Everybody in the group can read it.",
    )


class RhythmFields(forms.Form):
    """How often a group meets; shared by the settings of a group and by setting one up."""

    rhythm = forms.ChoiceField(
        label="How often do you meet?", choices=RhythmKind.choices, widget=forms.RadioSelect
    )
    every_weeks = forms.IntegerField(
        label="Every how many weeks?",
        required=False,
        min_value=1,
        max_value=26,
        help_text="Only if you chose weeks.",
    )
    nth_of_month = forms.ChoiceField(
        label="Which one of the month?", required=False, choices=[("", "Choose one"), *NTH],
        help_text="Only if you chose a day of the month.",
    )  # fmt: skip
    weekday = forms.ChoiceField(
        label="Which day of the week?", required=False, choices=[("", "Choose a day"), *WEEKDAYS],
        help_text="Only if you chose a day of the month.",
    )  # fmt: skip

    def check_rhythm(self, cleaned: dict[str, Any]) -> None:
        """Ask for what the chosen rhythm needs."""
        kind = cleaned.get("rhythm")
        if (
            kind == RhythmKind.EVERY_WEEKS
            and not cleaned.get("every_weeks")
            and "every_weeks" not in self.errors
        ):
            self.add_error("every_weeks", "Enter how many weeks, such as 2")
        if kind == RhythmKind.MONTHLY:
            for name, words in (
                ("nth_of_month", "Choose which one, such as the second"),
                ("weekday", "Choose the day"),
            ):
                if not cleaned.get(name):
                    self.add_error(name, words)

    def to_rhythm(self) -> Rhythm:
        """What was chosen; the parts of the other rhythms are left out."""
        cleaned = self.cleaned_data
        if cleaned["rhythm"] == RhythmKind.EVERY_WEEKS:
            return Rhythm(RhythmKind.EVERY_WEEKS, every_weeks=cleaned["every_weeks"])
        if cleaned["rhythm"] == RhythmKind.MONTHLY:
            return Rhythm(
                RhythmKind.MONTHLY, nth=int(cleaned["nth_of_month"]), weekday=int(cleaned["weekday"])
            )
        return Rhythm()


class NameFields(forms.Form):
    """A group's name, and the short one that opens its texts."""

    name = forms.CharField(label="Name of the group", max_length=60)
    short_name = forms.CharField(
        label="Short name for texts",
        max_length=SHORT_NAME_LENGTH,
        help_text=f"{SHORT_NAME_LENGTH} letters or fewer. It can be seen on a locked phone.",
    )
    kept_name = forms.CharField(required=False, widget=forms.HiddenInput)

    def check_private_words(self, cleaned: dict[str, Any]) -> None:
        """A gentle hint, once: the name may stay if somebody sends it again."""
        short = cleaned.get("short_name", "")
        found = PRIVATE.search(short)
        if found and cleaned.get("kept_name") != short:
            typed = cast("QueryDict", self.data).copy()
            typed[self.add_prefix("kept_name")] = short
            self.data = typed
            told = f"“{found[0]}” tells others about your health when it lights up a phone."
            hint = f"{told} Choose another, or save again to keep it"
            self.add_error("short_name", ValidationError(hint, code="private"))


class GroupSettingsForm(EditedMeanwhile, NameFields, RhythmFields):
    """What organisers may change about their group."""

    purposes = forms.MultipleChoiceField(
        label="What are you for?", choices=GroupPurpose.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Tick all that fit. There is no wrong answer.",
    )  # fmt: skip
    usual_time = TimeField(label="What time do you usually start?", required=False, help_text="Such as 11am")
    channels = forms.MultipleChoiceField(
        label="How else do you keep in touch?", choices=Channel.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text="Beside the messages from here.",
    )  # fmt: skip
    chat_link = forms.URLField(
        label="Link to your own chat", max_length=200, required=False, assume_scheme="https",
        help_text="Such as a WhatsApp invitation. Only members see it. The pain service does not.",
    )  # fmt: skip
    is_open = forms.BooleanField(label="We are happy to welcome people from other programmes", required=False)
    offers_plan = forms.BooleanField(
        label="Offer us ideas, and a plan in 5 lines for each meeting", required=False
    )
    looks: ClassVar[dict[str, dict[str, Any]]] = {
        "short_name": {"width": 20}, "every_weeks": {"width": 3}, "usual_time": {"width": 10},
    }  # fmt: skip

    field_order = (
        "version", "kept_name", "name", "short_name", "purposes", "rhythm", "every_weeks", "nth_of_month", "weekday",
        "usual_time", "channels", "chat_link", "is_open", "offers_plan",
    )  # fmt: skip

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        stored = {name: getattr(group, name) for name in _STORED}
        super().__init__(*args, initial=stored, version=group.edited_at, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.check_rhythm(cleaned)
        self.check_private_words(cleaned)
        chosen = set(cleaned.get("purposes", []))
        if {GroupPurpose.NO_GOALS, GroupPurpose.GOALS} <= chosen:
            self.add_error("purposes", "Choose “Setting goals” or “We do not set goals”, not both")
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        """What was filled in, as `lifecycle.change` takes it."""
        plain = (
            "name",
            "short_name",
            "purposes",
            "usual_time",
            "channels",
            "chat_link",
            "is_open",
            "offers_plan",
        )
        return {name: self.cleaned_data[name] for name in plain} | {"rhythm": self.to_rhythm()}


_STORED = (
    "name", "short_name", "purposes", "rhythm", "every_weeks", "nth_of_month", "weekday", "usual_time", "channels",
    "chat_link", "is_open", "offers_plan",
)  # fmt: skip


class MeetingPlanForm(Form):
    """A plan for a meeting in five lines; a line that is left empty is left out."""

    def __init__(self, *args: Any, lines: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, initial={f"line{n}": line for n, line in enumerate(lines, 1)}, **kwargs)
        for number in range(1, max(LINES, len(lines)) + 1):
            self.fields[f"line{number}"] = forms.CharField(
                label=f"Line {number}", max_length=LINE_LENGTH, required=False
            )

    @property
    def words(self) -> str:
        """The lines as a meeting keeps them, one below the other."""
        return "\n".join(filter(None, (self.cleaned_data[name].strip() for name in self.fields)))


class RestForm(Form):
    """A rest for the whole group, one to six months, with a day to ask again."""

    months = forms.TypedChoiceField(
        label="For how long?", coerce=int, widget=forms.RadioSelect,
        choices=[(1, "1 month"), (2, "2 months"), (3, "3 months"), (6, "6 months")],
    )  # fmt: skip

    @property
    def until_day(self) -> date:
        """The day on which we ask again."""
        return clock.today() + relativedelta(months=self.cleaned_data["months"])


class CloseForm(Form):
    """Saying goodbye; each of these is a good ending (R080)."""

    because = forms.ChoiceField(
        label="What is the reason?",
        choices=[
            ("had-what-we-needed", "We had what we came for"),
            ("friends", "We stay in touch as friends"),
            ("moved-on", "Life has moved on"),
            ("too-few", "We have become too few"),
            ("not-said", "I would rather not say"),
        ],
        widget=forms.RadioSelect,
    )


class GrantForm(Form):
    """One thing the service may see for a while."""

    scope = forms.ChoiceField(
        label="What may the pain service see?", choices=GrantScope.choices, widget=forms.RadioSelect
    )
    months = forms.TypedChoiceField(
        label="For how long?", coerce=int, widget=forms.RadioSelect,
        choices=[(1, "1 month"), (3, "3 months"), (6, "6 months")],
    )  # fmt: skip

    @property
    def until_day(self) -> date:
        """The first day on which they no longer see it."""
        return clock.today() + relativedelta(months=self.cleaned_data["months"])
