"""UK phone numbers, read as people type, paste or dictate them, kept in E.164, shown as people write them."""

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

# Ofcom keeps these for films and books; the phone library calls them invalid. Our demo and tests live there,
# and the sending side refuses to hand one to a real provider.
_DRAMA = re.compile(r"\+44(7700900|1632960)\d{3}")
_SPOKEN = {"double": 2, "treble": 3, "triple": 3}
_DIGIT_WORDS = dict(
    zip(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
        "0123456789",
        strict=True,
    )
) | {"oh": "0", "o": "0", "nought": "0"}
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
