"""Fields as people type them: a UK phone number, a date in three boxes, a time of day, yes or no."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, ClassVar, Literal

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from followon import clock
from followon.web.templatetags.dates import clock_time, day
from followon.web.widgets import DateBoxes

# ── Phone numbers ───────────────────────────────────────────────────────────────────────────────────────────────

# Ofcom keeps these for films and books; the phone library calls them invalid. Our demo and tests live there,
# and the sending side refuses to hand one to a real provider.
_DRAMA = re.compile(r"\+44(7700900|1632960)\d{3}")
_SPOKEN = {"double": 2, "treble": 3, "triple": 3}
_DIGIT_WORDS = dict(
    zip(("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), "0123456789", strict=True)
) | {"oh": "0", "o": "0", "nought": "0"}
_MOBILE_WRONG = "Check the mobile number. UK mobiles have 11 digits and start with 07."
_PHONE_WRONG = "Check the phone number. UK numbers have 10 or 11 digits and start with 0."
# Personal numbers (070) are left out: they look like mobiles and cost like premium lines.
_ALLOWED = {
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.VOIP,
    PhoneNumberType.UAN,
}


def read_phone(typed: str) -> str | None:
    """A UK phone number as people type, paste or dictate it, in E.164; None when it is not one we can use.

    Short codes, 999, premium and personal (070) numbers are refused.
    """
    text = _spoken_digits(typed.casefold().replace("(0)", ""))
    text = re.sub(r"^\s*(\+|00)\s*44\s*0?", "+44", re.sub(r"[^\d+]", "", text))
    if "+" in text[1:]:
        return None
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return None
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if _DRAMA.fullmatch(e164):
        return e164
    usable = phonenumbers.is_valid_number(number) and number.country_code == 44
    return e164 if usable and phonenumbers.number_type(number) in _ALLOWED else None


def is_mobile(e164: str) -> bool:
    """Whether texts can reach the number."""
    if _DRAMA.fullmatch(e164):
        return e164.startswith("+447")
    return phonenumbers.number_type(phonenumbers.parse(e164)) == PhoneNumberType.MOBILE


def show_phone(e164: str) -> str:
    """A stored number the way people in the UK write it: 07700 900118."""
    if _DRAMA.fullmatch(e164):
        return f"0{e164[3:7]} {e164[7:]}"
    try:
        return phonenumbers.format_number(phonenumbers.parse(e164), PhoneNumberFormat.NATIONAL)
    except phonenumbers.NumberParseException:
        return e164


def _spoken_digits(text: str) -> str:
    """ "oh seven seven double oh" → "07700"; anything else is left alone."""
    digits: list[str] = []
    times = 1
    for word in re.split(r"[\s,.\-]+", text):
        if word in _SPOKEN:
            times = _SPOKEN[word]
        elif word in _DIGIT_WORDS or len(word) == 1 and word.isdigit():
            digits.append(_DIGIT_WORDS.get(word, word) * times)
            times = 1
        else:
            digits.append(word)
            times = 1
    return "".join(digits)


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


# ── Dates ───────────────────────────────────────────────────────────────────────────────────────────────────────

_MONTHS = "january february march april may june july august september october november december".split()


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
        return _read_date(parts["day"], parts["month"], parts["year"])

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise ValidationError(f"The date must be {day(self.earliest)} or later", code="day-month-year")
        if value and self.latest and value > self.latest:
            raise ValidationError(f"The date must be {day(self.latest)} or earlier", code="day-month-year")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.widget.decompress(initial) != [str(part) for part in data or ["", "", ""]])


def _read_date(day_text: str, month_text: str, year_text: str) -> date:
    day_number = re.sub(r"(st|nd|rd|th)$", "", day_text.casefold())
    if not day_number.isdecimal() or not 1 <= int(day_number) <= 31:
        raise ValidationError("The day must be a number from 1 to 31", code="day")
    month = _read_month(month_text)
    if not year_text.isdecimal() or len(year_text) not in (2, 4):
        raise ValidationError(f"The year must have 4 numbers, such as {clock.today().year}", code="year")
    year = int(year_text) + (2000 if len(year_text) == 2 else 0)
    if not 1900 <= year <= 2200:
        raise ValidationError(f"The year must have 4 numbers, such as {clock.today().year}", code="year")
    try:
        return date(year, month, int(day_number))
    except ValueError:
        name = _MONTHS[month - 1].capitalize()
        raise ValidationError(f"There is no {int(day_number)} {name} in {year}. Check the date", code="day") from None


def _read_month(text: str) -> int:
    typed = text.casefold().strip(". ")
    if typed.isdecimal() and 1 <= int(typed) <= 12:
        return int(typed)
    if len(typed) >= 3:
        for number, name in enumerate(_MONTHS, start=1):
            if name.startswith(typed) or typed == "sept" and number == 9:
                return number
    raise ValidationError("The month must be a number from 1 to 12, or a name such as March", code="month")


# ── Times ───────────────────────────────────────────────────────────────────────────────────────────────────────

_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.\s]?(?P<minute>\d{2}))?\s*(?P<half>am|pm|a\.m\.?|p\.m\.?|a|p)?")
_NAMED = {"midday": time(12), "noon": time(12), "midnight": time(0)}
_TIME_WRONG = "Enter a time, such as 11am or 2.30pm"


def read_time(typed: str, *, earliest: time = time(7), latest: time = time(21, 30)) -> time:
    """A time of day as people type it: "11am", "2.30pm", "14:00", "midday".

    "2" and "2:30" mean the one reading between `earliest` and `latest`; when both or neither fit, we ask.
    Raises ValidationError.
    """
    text = re.sub(r"\s+", " ", typed.casefold().strip(" .,")).removeprefix("at ").removesuffix(" o'clock")
    text = re.sub(r"^12(?:[:.]00)? ?(midday|noon|midnight)$", r"\1", text)
    if text in _NAMED:
        return _NAMED[text]
    found = _TIME.fullmatch(text)
    if not found:
        raise ValidationError(_TIME_WRONG, code="invalid")
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "")[:1]
    if hour > 23 or minute > 59 or half and not 1 <= hour <= 12:
        raise ValidationError(_TIME_WRONG, code="invalid")
    if half:
        return time(hour % 12 + (12 if half == "p" else 0), minute)
    if hour > 12 or found["hour"].startswith("0"):
        return time(hour, minute)
    readings = [time(hour % 12, minute), time(hour % 12 + 12, minute)]
    fitting = [reading for reading in readings if earliest <= reading <= latest]
    if len(fitting) != 1:
        raise ValidationError(f"Say if {typed.strip()} is am or pm, such as {clock_time(readings[0])}", code="invalid")
    return fitting[0]


class TimeField(forms.Field):
    """A time of day, typed ("11am", "2.30pm", "14:00", "midday") or, with `choose=True`, picked from half hours."""

    default_error_messages: ClassVar[dict[str, Any]] = {"required": "Enter a time, such as 11am"}

    def __init__(
        self, *, choose: bool = False, earliest: time = time(7), latest: time = time(21, 30), **kwargs: Any
    ) -> None:
        self.earliest, self.latest = earliest, latest
        kwargs.setdefault("widget", forms.Select(choices=_half_hours(earliest, latest)) if choose else forms.TextInput)
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


# ── Yes or no ───────────────────────────────────────────────────────────────────────────────────────────────────


class YesNoField(forms.TypedChoiceField):
    """Two radios; the value is True, False, or None when nothing was chosen and nothing had to be."""

    def __init__(self, *, yes: str = "Yes", no: str = "No", **kwargs: Any) -> None:
        choices: Sequence[tuple[str, str]] = (("yes", yes), ("no", no))
        super().__init__(
            choices=choices, coerce=lambda value: value == "yes", empty_value=None, widget=forms.RadioSelect, **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
