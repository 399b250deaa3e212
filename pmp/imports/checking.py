"""Typed rows become people: what is wrong with each, in words, and who may be there already; no database."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from followon.web.phones import is_mobile, read_phone
from pmp.imports.reading import CHANNEL_WORDS, Row

_LONGEST = {"first_name": 40, "last_name": 60, "email": 254}
_WORDS = {"first_name": "first name", "last_name": "last name", "email": "email address"}
_FORMULA = re.compile(r"[=@]|[+-](?=[^\d\s(])")
_NOT_IN_NAMES = re.compile(r"[<>=@{}\[\]\\|^~\"0-9_/]")
_NEEDS = {"SMS": ("mobile", "a mobile number"), "EMAIL": ("email", "an email address")}
SAME, DIFFERENT = "same", "different"


class Standing(Enum):
    """Where a row stands on the review page."""

    READY = "ready to add"
    TO_FIX = "to fix"
    TO_COMPARE = "to compare"
    ALREADY_HERE = "already here"
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class Details:
    """A row as it would be stored: numbers in E.164, the channel by its code or empty."""

    first_name: str
    last_name: str
    mobile: str = ""
    landline: str = ""
    email: str = ""
    channel: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class Known:
    """Somebody the service knows already."""

    person_id: int
    details: Details
    programme: str
    is_here: bool  # on this very programme


@dataclass(frozen=True)
class Double:
    """The person or row that a row may be the same as, and what they have in common."""

    key: str  # person:7 or row:3
    name: str
    where: str
    shares: tuple[str, ...]
    person_id: int | None = None


@dataclass(frozen=True)
class CheckedRow:
    """One row with all there is to say about it."""

    row: Row
    details: Details
    standing: Standing
    problems: dict[str, str] = field(default_factory=dict)
    double: Double | None = None

    @property
    def person_id(self) -> int | None:
        """The account to put on the programme instead of opening one: staff said it is the same person."""
        same = self.double and self.row.decision == SAME and self.standing is Standing.READY
        return self.double.person_id if same and self.double else None


def check(
    rows: Iterable[Row], *, known: Sequence[Known] = (), taken_emails: frozenset[str] = frozenset()
) -> list[CheckedRow]:
    """Every row with its standing. `taken_emails` are in use by people this service does not know."""
    checked: list[CheckedRow] = []
    for row in rows:
        details, problems = _details(row)
        if details.email.casefold() in taken_emails:
            problems["email"] = "This email address can’t be used here. Leave it out, or use another one."
        double = _double(details, known, [one for one in checked if one.standing is not Standing.LEFT_OUT])
        checked.append(_place(row, details, problems, double))
    return checked


def _place(row: Row, details: Details, problems: dict[str, str], double: Double | None) -> CheckedRow:
    settled = double is not None and row.about == double.key
    if problems:
        return CheckedRow(row, details, Standing.TO_FIX, problems, double)
    if double is None:
        return CheckedRow(row, details, Standing.READY)
    if double.where == "here" and "email" in double.shares or double.where == "here" and _alike(double):
        return CheckedRow(row, details, Standing.ALREADY_HERE, {}, double)
    if not settled:
        return CheckedRow(row, details, Standing.TO_COMPARE, {}, double)
    if row.decision == SAME:
        in_list_or_here = double.person_id is None or double.where == "here"
        return CheckedRow(row, details, Standing.LEFT_OUT if in_list_or_here else Standing.READY, {}, double)
    if "email" in double.shares:
        sentence = (
            f"{double.name} has this email address. Two people can’t share one: change it or leave it out."
        )
        return CheckedRow(row, details, Standing.TO_FIX, {"email": sentence}, double)
    return CheckedRow(row, details, Standing.READY, {}, double)


def _alike(double: Double) -> bool:
    """The same name and the same number: nobody needs to be asked."""
    return "name" in double.shares and len(double.shares) > 1


def _double(details: Details, known: Sequence[Known], before: Sequence[CheckedRow]) -> Double | None:
    """The closest match among people of the service, else among the rows above this one."""
    found = [
        Double(
            f"person:{one.person_id}",
            one.details.name,
            "here" if one.is_here else one.programme,
            shares,
            one.person_id,
        )
        for one in known
        if (shares := _in_common(details, one.details)) and (one.is_here or shares != ("name",))
    ]
    found += [
        Double(f"row:{one.row.number}", one.details.name, f"row {one.row.number}", shares)
        for one in before
        if (shares := _in_common(details, one.details))
    ]
    return max(found, key=_closeness, default=None)


def _closeness(double: Double) -> tuple[int, bool]:
    """An email is one person's own, a name says more than a number that a household shares."""
    worth = {"email": 5, "name": 3}
    return sum(worth.get(what, 2) for what in double.shares), double.where == "here"


def _in_common(one: Details, other: Details) -> tuple[str, ...]:
    shared = [
        name
        for name in ("email", "mobile", "landline")
        if (mine := getattr(one, name)) and _same(mine, getattr(other, name))
    ]
    return (*(["name"] if one.name and _same(one.name, other.name) else []), *shared)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


# ── One row ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _details(row: Row) -> tuple[Details, dict[str, str]]:
    """The row as it would be stored, and what is wrong with it: the most telling sentence of each cell."""
    mobile, landline, problems = _phones(row)
    details = Details(row.first_name, row.last_name, mobile, landline, row.email)
    channel, wrong_way = _channel(row.reach, details)
    problems = {**wrong_way, **problems, **_email(row.email), **_names(row), **_formulas(row)}
    if row.has_more_cells:
        problems["first_name"] = "This row has more cells than there are headings. Check for a stray comma."
    return replace(details, channel=channel), problems


def _formulas(row: Row) -> dict[str, str]:
    """What a spreadsheet would run when the list is opened again; never stored."""
    typed = {name: getattr(row, name) for name in ("first_name", "last_name", "mobile", "landline", "email")}
    return {
        name: f"This starts with {value[0]}, as a formula does. Type it again without."
        for name, value in typed.items()
        if _FORMULA.match(value)
    }


def _names(row: Row) -> dict[str, str]:
    if not row.name:
        return {"first_name": "There is no name."}
    problems = {} if row.first_name else {"first_name": "There is no first name."}
    for name, longest in _LONGEST.items():
        value = getattr(row, name)
        if len(value) > longest:
            problems[name] = f"The {_WORDS[name]} has {len(value)} characters. It can have {longest}."
        elif name != "email" and _NOT_IN_NAMES.search(value):
            problems[name] = f"Check the {_WORDS[name]}. It has characters that names do not have."
    return problems


def _phones(row: Row) -> tuple[str, str, dict[str, str]]:
    """Both numbers as they would be stored; one in the wrong column is moved where the other is free."""
    read = {name: read_phone(getattr(row, name)) for name in ("mobile", "landline") if getattr(row, name)}
    problems = {
        name: _wrong_number(getattr(row, name), name) for name, number in read.items() if number is None
    }
    mobile, landline = read.get("mobile") or "", read.get("landline") or ""
    misplaced = bool(mobile) and not is_mobile(mobile)
    if misplaced and (not row.landline or (landline and is_mobile(landline))):
        mobile, landline = landline, mobile
    elif misplaced:
        problems["mobile"] = "This is not a mobile number. Put it under home phone."
    elif landline and is_mobile(landline) and not row.mobile:
        mobile, landline = landline, ""
    return mobile, landline, problems


def _wrong_number(typed: str, column: str) -> str:
    which = "mobile" if column == "mobile" else "home phone"
    if re.search(r"\de\+?\d", typed, re.IGNORECASE):
        return f"A spreadsheet has shortened the {which} number. Type it in full."
    digits = sum(char.isdigit() for char in typed)
    if column == "mobile" and digits and digits != 11:
        return f"The mobile number has {digits} digit{'' if digits == 1 else 's'}. It needs 11."
    if column == "mobile":
        return "Check the mobile number. UK mobiles have 11 digits and start with 07."
    return "Check the home phone number. UK numbers have 10 or 11 digits and start with 0."


def _email(typed: str) -> dict[str, str]:
    if not typed:
        return {}
    try:
        validate_email(typed)
    except ValidationError:
        return {"email": "Check the email address. It needs to look like name@example.org."}
    return {}


def _channel(typed: str, details: Details) -> tuple[str, dict[str, str]]:
    if not typed:
        return "", {}
    channel = CHANNEL_WORDS.get(typed.casefold().strip(" ."), "")
    if not channel:
        return "", {"reach": f"We do not know “{typed[:20]}”. Write text, email, call or letter."}
    if channel == "CALL" and not (details.mobile or details.landline):
        return channel, {"reach": "To be reached by phone call, a phone number is needed."}
    if channel in _NEEDS and not getattr(details, _NEEDS[channel][0]):
        way = "text" if channel == "SMS" else "email"
        return channel, {"reach": f"To be reached by {way}, {_NEEDS[channel][1]} is needed."}
    return channel, {}
