"""Everything kept about people, declared by the app that keeps it: how it is copied, erased, and for how long kept.

Each app has a module `personal.py`, found at start-up, which registers one `Holding` for every model that holds
something about a person (an architecture test lists the models that nobody registered):

    from followon.people import personal_data
    from followon.people.personal_data import Holding, Row

    def _places(person) -> Iterable[Row]:
        for place in Enrolment.objects.filter(person=person):
            yield {"Programme": place.cohort.name, "Since": place.enrolled_at}

    personal_data.register(
        Holding(
            model="pmp.Enrolment",
            title="Your places on programmes",     # heading in the copy; in the second person
            fields=("person", "unreached_because"),  # the columns that are personal
            keep="As long as the account; then counted without a name",   # in words, for the register
            export=_places,                         # rows of label → value, values plain or dates
            erase=_forget_places,                   # (person) → rows changed; takes names and words out, keeps counts
            overdue=_old_places,                    # (now) → queryset of what is over its time, or None
            expire=_drop_old_places,                # (queryset) → rows changed; default: delete them
        )
    )

Rules. `export` gives a person everything that is theirs and nothing that is somebody else's. `erase` leaves no name,
number, address or free text of the person in any column, but keeps rows that figures count; relations to the
account may stay, because the account itself is emptied last. It runs inside the caller's transaction, must be safe
to run twice, and may raise `Refused` when deletion has to wait: it is tried again within the hour. `overdue` and
`expire` are for retention, four times a day; a dry run only counts.

Consent purposes are declared in the same module, so that "What you have agreed to" can be read as sentences:

    personal_data.declare_purpose("share.mobile", "sharing the mobile number with {scope}")
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models, transaction

from followon import clock
from followon.people import words
from followon.people.models import User
from followon.web.templatetags.dates import clock_time, day

Row = Mapping[str, Any]

_NOTHING: tuple[Row, ...] = ()


def _no_rows(person: User) -> Iterable[Row]:
    return _NOTHING


def _nothing_to_erase(person: User) -> int:
    return 0


def _delete(rows: "models.QuerySet[Any]") -> int:
    return rows.delete()[0]


@dataclass(frozen=True)
class Holding:
    """What one model holds about people."""

    model: str
    title: str
    fields: tuple[str, ...]
    keep: str
    export: Callable[[User], Iterable[Row]] = _no_rows
    erase: Callable[[User], int] = _nothing_to_erase
    overdue: "Callable[[datetime], models.QuerySet[Any]] | None" = None
    expire: "Callable[[models.QuerySet[Any]], int]" = _delete


@dataclass(frozen=True)
class Section:
    """One part of a person's copy."""

    title: str
    rows: list[Row]
    keep: str

    @property
    def readable(self) -> list[list[tuple[str, str]]]:
        """The rows as words: days as people say them, yes and no, nothing where there is nothing."""
        said = [[(label, _in_words(value)) for label, value in row.items()] for row in self.rows]
        return [[(label, words) for label, words in row if words] for row in said]


def _in_words(value: Any) -> str:
    match value:
        case datetime():
            return f"{day(value)}, {clock_time(value)}"
        case date():
            return day(value)
        case True | False:
            return "Yes" if value else "No"
        case list() | tuple():
            return ", ".join(_in_words(one) for one in value)
        case _:
            return "" if value is None else str(value)


_holdings: dict[str, Holding] = {}
_purposes: dict[str, str] = {}


def register(holding: Holding) -> None:
    """Make a holding known; one per model."""
    if _holdings.get(holding.model, holding).title != holding.title:
        raise ValueError(f"{holding.model} is registered twice")
    apps.get_model(holding.model)
    _holdings[holding.model] = holding


def holdings() -> list[Holding]:
    """Every holding, upper layers first, because their rows point at those below; the account is the last."""
    order = ("groups", "pmp", "notifications")
    place = {label: number for number, label in enumerate(order)}
    last = {"people": len(order) + 1}
    return sorted(
        _holdings.values(),
        key=lambda one: (
            one.model == "people.User",
            (place | last).get(one.model.split(".")[0], len(order)),
            one.model,
        ),
    )


def declare_purpose(code: str, words: str) -> None:
    """Say what somebody agrees to: the words after "agreed to"; `{scope}` stands for whom it concerns."""
    _purposes[code] = words


def purpose_in_words(code: str, scope: str) -> str:
    """A purpose as the end of "You agreed to …"."""
    words = _purposes.get(code, f"“{code.replace('.', ' ').replace('_', ' ')}” for {{scope}}")
    return words.replace("{scope}", scope)


def copy_for(person: User) -> list[Section]:
    """All that is kept about somebody, for themselves; lower layers first, as the story goes."""
    found = []
    for holding in reversed(holdings()):
        rows: list[Row] = [dict(row) for row in holding.export(person)]
        if rows:
            found.append(Section(holding.title, rows, holding.keep))
    return found


def erase_everything(person: User) -> dict[str, int]:
    """Take somebody out of every table; gives back how many rows changed, by model. Runs in a transaction.

    After each app has done its part, every column of words is searched for the person's number, email and full
    name, so that what somebody else wrote down about them goes too.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("erasing is one transaction: all of it or nothing")
    said = words.identifying(person)
    changed = {holding.model: holding.erase(person) for holding in holdings()}
    return {**changed, "words": words.sweep(said)}


def keep_to_retention(*, dry_run: bool) -> dict[str, int]:
    """Drop what is over its time; gives back how many rows by model. A dry run only counts."""
    counts: dict[str, int] = {}
    for holding in holdings():
        if holding.overdue is None:
            continue
        with transaction.atomic():
            rows = holding.overdue(clock.now())
            counts[holding.model] = rows.count() if dry_run else holding.expire(rows)
    return counts
