"""Bytes or pasted text become rows as they were typed: encodings, separators, headings; no database."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from followon.errors import Refused

MOST_BYTES, MOST_ROWS, LONGEST_CELL = 2_000_000, 200, 300

FIELDS = ("first_name", "last_name", "mobile", "landline", "email", "reach")
HEADINGS = ("First name", "Last name", "Mobile", "Home phone", "Email", "Reach by")
_KNOWN = {
    "first_name": {"firstname", "first", "forename", "givenname", "knownas"},
    "last_name": {"lastname", "last", "surname", "familyname"},
    "name": {"name", "fullname", "patient", "patientname", "person"},
    "mobile": {"mobile", "mobilenumber", "mobilephone", "mobileno", "cell", "cellphone", "text"},
    "landline": {
        *("homephone", "landline", "phone", "telephone", "tel", "telephonenumber", "phonenumber"),
        *("hometelephone", "homenumber", "home"),
    },
    "email": {"email", "emailaddress", "mail"},
    "reach": {"reachby", "reach", "howtoreach", "howtoreachthem", "contactby", "preferredcontact", "channel"},
}
_COLUMN = {alias: name for name, aliases in _KNOWN.items() for alias in aliases}
_OTHER_FILES = (
    (b"PK\x03\x04", "This is an Excel workbook, not a CSV file. In Excel choose Save as, then CSV UTF-8."),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel file, not a CSV file. In Excel choose Save as, then CSV."),
    (b"%PDF", "This is a PDF, not a CSV file. Save the list as CSV where it was made."),
)
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOT_A_LIST = "We could not read this as a list of people. Use the template, or paste the rows instead."


class UnreadableList(Refused):
    """What was given is not a list we can read; the sentence says what to do."""


@dataclass(frozen=True)
class Row:
    """One person as somebody typed them, nothing checked or changed. `number` is the row in their spreadsheet.

    `decision` is what staff said of a possible double, `about` which one they meant.
    """

    number: int
    first_name: str = ""
    last_name: str = ""
    mobile: str = ""
    landline: str = ""
    email: str = ""
    reach: str = ""
    has_more_cells: bool = False
    decision: str = ""
    about: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def as_json(self) -> dict[str, Any]:
        """The row as the database keeps it for a week."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """A kept row; what an older version kept beside it is left out."""
        names = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name in names})


@dataclass(frozen=True)
class Reading:
    """The rows of a list, and the headings of the columns we did not read."""

    rows: tuple[Row, ...]
    left_out: tuple[str, ...] = ()


def read_file(data: bytes) -> Reading:
    """A CSV file: UTF-8 with or without mark, UTF-16, or Windows; commas, semicolons or tabs; headings on top.

    Raises UnreadableList.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableList(
            "The file is bigger than 2 MB. A list of people is much smaller: check the file."
        )
    for beginning, sentence in _OTHER_FILES:
        if data.startswith(beginning):
            raise UnreadableList(sentence)
    return _read(_decode(data), needs_headings=True)


def read_paste(text: str) -> Reading:
    """Rows pasted from a spreadsheet or typed, with or without headings. Raises UnreadableList."""
    if len(text) > MOST_BYTES:
        raise UnreadableList("That is more than we can read at once. Paste only the rows with people.")
    return _read(text, needs_headings=False)


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: Sequence[str] = ["utf-16"]
    elif data.count(0) > len(data) / 3:  # UTF-16 without its mark: every other byte of plain letters is 0
        encodings = ["utf-16-le" if data[1::2].count(0) > data[::2].count(0) else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]  # Excel in the UK still saves the last when asked for "CSV"
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableList(_NOT_A_LIST)


def _read(text: str, *, needs_headings: bool) -> Reading:
    text = text.removeprefix("\ufeff")
    if _NOT_TEXT.search(text):
        raise UnreadableList(_NOT_A_LIST)
    if not text.strip():
        raise UnreadableList("There is nothing in it. Add at least one person.")
    records = _records(text)
    columns = _columns(records[0][1])
    if columns is None and needs_headings:
        raise UnreadableList(
            "The first row must name the columns, with at least a first name: "
            f"{', '.join(HEADINGS)}. The template has them."
        )
    people = records[1:] if columns is not None else records
    if len(people) > MOST_ROWS:
        raise UnreadableList(
            f"This list has {len(people)} rows, and we read {MOST_ROWS} at most. "
            "A programme has about 8 to 12 people: check that it is the right list."
        )
    if not people:
        raise UnreadableList("There are headings but no people. Add a row for each person.")
    if columns is None:
        return Reading(tuple(_guess(number, cells) for number, cells in people))
    left_out = [cell[:40] for cell, name in zip(records[0][1], columns, strict=True) if cell and not name]
    return Reading(tuple(_row(number, cells, columns) for number, cells in people), tuple(left_out[:12]))


def _records(text: str) -> list[tuple[int, list[str]]]:
    """The rows that have something in them, each with its number as a spreadsheet counts."""
    first, _, rest = text.lstrip("\r\n").partition("\n")
    if hint := re.fullmatch(r'"?sep=([,;\t|])"?\s*', first, re.IGNORECASE):  # Excel's own note to itself
        separator, text = hint[1], rest
    else:
        separator = _separator(first) or _separator(text) or ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        records = [(number, [_tidy(cell) for cell in cells]) for number, cells in enumerate(reader, 1)]
    except csv.Error:
        raise UnreadableList(_NOT_A_LIST) from None
    found = [(number, cells) for number, cells in records if any(cells)]
    if not found:
        raise UnreadableList("There is nothing in it. Add at least one person.")
    return found


def _separator(line: str) -> str:
    outside = re.sub(r'"[^"]*"', "", line)
    likely = max("\t;,", key=outside.count)
    return likely if likely in outside else ""


def _tidy(cell: str) -> str:
    """The cell without the wrapping that spreadsheets and people put around it."""
    text = " ".join(cell.replace("\u00a0", " ").split())
    if kept := re.fullmatch(r'="(.*)"', text):  # how people make Excel keep the 0 of a phone number
        text = kept[1]
    return text.removeprefix("'").strip()[:LONGEST_CELL]


def _columns(headings: list[str]) -> list[str] | None:
    """What each column holds ("" for one we do not read); None when these are not headings."""
    found = [_COLUMN.get(re.sub(r"[^a-z]", "", heading.casefold()), "") for heading in headings]
    once = [name if name and name not in found[:place] else "" for place, name in enumerate(found)]
    return once if {"first_name", "name"} & set(once) else None


def _row(number: int, cells: list[str], columns: list[str]) -> Row:
    values = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    if full := values.pop("name", ""):
        first, last = _split(full)
        values = {"first_name": first, "last_name": last, **{k: v for k, v in values.items() if v}}
    return Row(number, **values, has_more_cells=any(cells[len(columns) :]))


def _split(full: str) -> tuple[str, str]:
    """ "Colin Price" and "Price, Colin" as first and last name."""
    if "," in full:
        last, _, first = full.partition(",")
        return first.strip(), last.strip()
    first, _, last = full.partition(" ")
    return first, last.strip()


def _guess(number: int, cells: list[str]) -> Row:
    """A row without headings: what has an @ is an email, what has digits is a phone, the rest is the name."""
    values: dict[str, str] = {}
    words: list[str] = []
    for cell in filter(None, cells):
        digits = sum(char.isdigit() for char in cell)
        if "@" in cell:
            values.setdefault("email", cell)
        elif digits >= 5:
            kind = "mobile" if re.match(r"\D*(0|44)?\D*7", cell) and "mobile" not in values else "landline"
            values.setdefault(kind, cell)
        elif words and cell.casefold() in CHANNEL_WORDS:
            values.setdefault("reach", cell)
        else:
            words.append(cell)
    first, last = _split(words[0]) if len(words) == 1 else (words[0] if words else "", " ".join(words[1:]))
    return Row.from_json({**values, "number": number, "first_name": first, "last_name": last})


CHANNEL_WORDS = {
    **dict.fromkeys(("text", "sms", "txt", "texts", "mobile"), "SMS"),
    **dict.fromkeys(("email", "e-mail", "mail"), "EMAIL"),
    **dict.fromkeys(("call", "phone", "phone call", "ring", "telephone", "landline"), "CALL"),
    **dict.fromkeys(("letter", "post", "paper"), "LETTER"),
}
