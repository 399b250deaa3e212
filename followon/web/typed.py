"""Dates and times as people type them, with an error that says how to mend each part."""

import re
from datetime import date, time

from django.core.exceptions import ValidationError

from followon import clock
from followon.web.templatetags.dates import MONTHS, clock_time

_MOST_DIGITS = 18  # what any key of the database can hold


def read_number(text: str | None) -> int | None:
    """A whole number as addresses and hidden fields carry it; None for anything else, such as "²" or a thousand
    nines."""
    if not text or len(text) > _MOST_DIGITS or not (text.isascii() and text.isdecimal()):
        return None
    return int(text)


def read_date(day_text: str, month_text: str, year_text: str) -> date:
    day_number = re.sub(r"(st|nd|rd|th)$", "", day_text.casefold())
    if not day_number.isdecimal() or len(day_number) > 2 or not 1 <= int(day_number) <= 31:
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
        name = MONTHS[month - 1]
        raise ValidationError(
            f"There is no {int(day_number)} {name} in {year}. Check the date", code="day"
        ) from None


def _read_month(text: str) -> int:
    typed = text.casefold().strip(". ")
    if typed.isdecimal() and len(typed) <= 2 and 1 <= int(typed) <= 12:
        return int(typed)
    if len(typed) >= 3:
        for number, name in enumerate(MONTHS, start=1):
            if name.casefold().startswith(typed) or typed == "sept" and number == 9:
                return number
    raise ValidationError("The month must be a number from 1 to 12, or a name such as March", code="month")


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
        raise ValidationError(
            f"Say if {typed.strip()} is am or pm, such as {clock_time(readings[0])}", code="invalid"
        )
    return fitting[0]
