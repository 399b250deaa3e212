"""Fields as people type them: a UK phone number, a date in three boxes, a time of day, yes or no."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Literal

from django import forms
from django.core.exceptions import ValidationError

from followon import clock
from followon.web.phones import is_mobile, read_phone, show_phone
from followon.web.templatetags.dates import clock_time, day
from followon.web.typed import read_date, read_time
from followon.web.widgets import DateBoxes

_MOBILE_WRONG = "Check the mobile number. UK mobiles have 11 digits and start with 07."
_PHONE_WRONG = "Check the phone number. UK numbers have 10 or 11 digits and start with 0."


class UKPhoneField(forms.CharField):
    """A UK phone number in any format; its value is E.164 or an empty string.

    `kind="mobile"` wants a number that texts can reach; `kind="any"` takes landlines too.
    """

    def __init__(self, *, kind: Literal["mobile", "any"] = "mobile", **kwargs: Any) -> None:
        self.kind = kind
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        if not typed:
            return ""
        number = read_phone(typed)
        if self.kind == "mobile" and (number is None or not is_mobile(number)):
            raise ValidationError(_MOBILE_WRONG, code="invalid")
        if number is None:
            raise ValidationError(_PHONE_WRONG, code="invalid")
        return number

    def prepare_value(self, value: Any) -> Any:
        return show_phone(value) if isinstance(value, str) and value.startswith("+44") else value


class DateField(forms.Field):
    """A date in three boxes. Months may be names. Years of two digits are of this century.

    An error's code names the boxes it is about (`day`, `month-year`), so that only those turn red.
    """

    widget = DateBoxes

    def __init__(self, *, earliest: date | None = None, latest: date | None = None, **kwargs: Any) -> None:
        """`earliest` and `latest` are the first and last day allowed; both days count."""
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date) or value is None:
            return value
        parts = dict(zip(("day", "month", "year"), value, strict=True))
        if not any(parts.values()):
            return None
        empty = [name for name, text in parts.items() if not text]
        if empty:
            raise ValidationError(f"The date must have a {' and a '.join(empty)}", code="-".join(empty))
        return read_date(parts["day"], parts["month"], parts["year"])

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise ValidationError(f"The date must be {day(self.earliest)} or later", code="day-month-year")
        if value and self.latest and value > self.latest:
            raise ValidationError(f"The date must be {day(self.latest)} or earlier", code="day-month-year")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(DateBoxes().decompress(initial) != [str(part) for part in data or ["", "", ""]])


def allow_days(form: forms.BaseForm, name: str, *, earliest: date, latest: date) -> None:
    """The first and the last day that a form's date may have, where they depend on what the page is about."""
    field = form.fields[name]
    assert isinstance(field, DateField)
    field.earliest, field.latest = earliest, latest


class TimeField(forms.Field):
    """A time of day: typed ("11am", "2.30pm", "14:00", "midday") or, with `choose=True`, picked."""

    example = "11am"  # added to what an empty field says

    def __init__(
        self, *, choose: bool = False, earliest: time = time(7), latest: time = time(21, 30), **kwargs: Any
    ) -> None:
        self.earliest, self.latest = earliest, latest
        kwargs.setdefault(
            "widget", forms.Select(choices=_half_hours(earliest, latest)) if choose else forms.TextInput
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, time) or not value:
            return value or None
        return read_time(str(value), earliest=self.earliest, latest=self.latest)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, time):
            return value.strftime("%H:%M") if isinstance(self.widget, forms.Select) else clock_time(value)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((self.prepare_value(initial) or "") != (data or ""))


def _half_hours(earliest: time, latest: time) -> list[tuple[str, str]]:
    times = [time(hour, minute) for hour in range(24) for minute in (0, 30)]
    return [("", "Choose a time")] + [(f"{t:%H:%M}", clock_time(t)) for t in times if earliest <= t <= latest]


def check_local_time(local: datetime, tz: str) -> None:
    """Refuse a wall-clock time that the clock change skips or repeats where the meeting is.

    `local` is naive, `tz` a zone's name. Raises ValidationError.
    """
    kind = clock.kind_of_wall_time(local, tz)
    if kind is clock.Wall.MISSING:
        raise ValidationError(
            f"The clocks go forward that night, so there is no {clock_time(local)}. Choose another time",
            code="missing-time",
        )
    if kind is clock.Wall.TWICE:
        raise ValidationError(
            f"The clocks go back that night, so {clock_time(local)} happens twice. Choose another time",
            code="double-time",
        )


class YesNoField(forms.TypedChoiceField):
    """Two radios; the value is True, False, or None when nothing was chosen and nothing had to be."""

    def __init__(self, *, yes: str = "Yes", no: str = "No", **kwargs: Any) -> None:
        choices: Sequence[tuple[str, str]] = (("yes", yes), ("no", no))
        super().__init__(
            choices=choices,
            coerce=lambda value: value == "yes",
            empty_value=None,
            widget=forms.RadioSelect,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
