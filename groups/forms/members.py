"""Forms of one member: pausing, leaving, what they share, always coming."""

from datetime import timedelta
from typing import Any

from django import forms

from followon import clock
from followon.web.fields import DateField
from followon.web.forms import Form
from groups.protocol import Purpose


class PauseForm(Form):
    """For how long; nobody asks why."""

    OPEN, FORTNIGHT, MONTH, DAY = "open", "2-weeks", "4-weeks", "day"
    how_long = forms.ChoiceField(
        label="For how long?",
        choices=[
            (OPEN, "Until I say so"), (FORTNIGHT, "For 2 weeks"), (MONTH, "For 4 weeks"), (DAY, "Until a day I choose"),
        ],
        widget=forms.RadioSelect,
        initial=OPEN,
    )  # fmt: skip
    until = DateField(
        label="Which day?", required=False, help_text="Only if you chose a day, such as 5 1 2027"
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("how_long") == self.DAY and "until" not in self.errors:
            day = cleaned.get("until")
            if not day:
                self.add_error("until", "Enter the day, or choose one of the other answers")
            elif day <= clock.today():
                self.add_error("until", "Choose a day after today")
        return cleaned

    @property
    def until_day(self) -> Any:
        """The first day with messages again; None for "until I say so"."""
        weeks = {self.FORTNIGHT: 2, self.MONTH: 4}.get(self.cleaned_data["how_long"])
        if weeks:
            return clock.today() + timedelta(weeks=weeks)
        return self.cleaned_data["until"] if self.cleaned_data["how_long"] == self.DAY else None


class LeaveForm(Form):
    """Going quietly is the default; nobody is told unless the person wants it."""

    QUIETLY, TELL = "quietly", "tell"
    how = forms.ChoiceField(
        label="Shall we tell your group?",
        choices=[(QUIETLY, "No, I would like to go quietly"), (TELL, "Yes, tell them I have left")],
        widget=forms.RadioSelect,
        initial=QUIETLY,
    )


SHARED = (
    (Purpose.SHARE_NAME, "First name"),
    (Purpose.SHARE_MOBILE, "Mobile number"),
    (Purpose.SHARE_LANDLINE, "Home phone number"),
    (Purpose.SHARE_EMAIL, "Email address"),
)


class ToggleForm(Form):
    """One thing for one audience, on or off, at once."""

    purpose = forms.CharField()
    audience = forms.CharField()
    on = forms.TypedChoiceField(
        choices=[("yes", "Share"), ("no", "Stop")], coerce=lambda value: value == "yes"
    )
