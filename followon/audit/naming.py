"""What the keys of the audit trail are called today: `person:7` → "Maria Costa", `group:12` → "Steady Steppers".

The trail keeps ids, so a name is looked up when it is read, and an erased person has none. A key is the name of a
model in small letters and a number. A thing that belongs to a person, such as `membership:5`, is called by that
person's name, unless its app says how such things are called; `{person}` in what it says is that name:

    naming.call("meeting", lambda meetings: {m.pk: f"the meeting on {day(m.on_date)}" for m in meetings})
    naming.call("message", lambda messages: {m.pk: "a message to {person}" for m in messages})
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db.models import Model

from followon.web.typed import read_number

Names = Callable[[Iterable[Any]], Mapping[Any, str]]

GONE = "somebody who has left"
SOFTWARE = "the service"
OURS = ("people", "notifications", "pmp", "groups")
_called: dict[str, Names] = {}


def call(kind: str, names: Names) -> None:
    """Say how things of a kind are called: a function from the rows to their names by primary key."""
    _called[kind] = names


def names_of(
    keys: Iterable[str], *, may_name: Callable[[set[int]], set[int]] | None = None, unnamed: str = "a member"
) -> dict[str, str]:
    """What each key is called, in one query per kind and one for people.

    With `may_name`, only the people it lets through by number are named; the others are `unnamed`.
    """
    keys = set(keys)
    rows = _rows(key for key in keys if not key.startswith("person:"))
    people = {key: number for key, row in rows.items() if (number := getattr(row, "person_id", None))}
    people |= {key: who[1] for key in keys if key.startswith("person:") and (who := split(key))}
    named = _people(set(people.values()), may_name, unnamed)
    found = {key: named.get(number, GONE) for key, number in people.items()}
    for kind, names in _called.items():
        same = {key: row for key, row in rows.items() if key.startswith(f"{kind}:")}
        called = names(same.values()) if same else {}
        found |= {
            key: called[row.pk].replace("{person}", found.get(key, ""))
            for key, row in same.items()
            if row.pk in called
        }
    return {key: found.get(key) or _plainly(key, rows.get(key)) for key in keys}


def model_of(kind: str) -> type[Model] | None:
    """The model whose rows a kind of key names."""
    name = "user" if kind == "person" else kind
    for label in OURS:
        if model := apps.get_app_config(label).models.get(name):
            return model
    return None


def split(key: str) -> tuple[str, int] | None:
    """A key as its kind and number; None for one of another make."""
    kind, _, typed = key.partition(":")
    number = read_number(typed)
    return None if number is None else (kind, number)


def _rows(keys: Iterable[str]) -> dict[str, Model]:
    wanted: dict[str, set[int]] = {}
    for key in set(keys):
        if parts := split(key):
            wanted.setdefault(parts[0], set()).add(parts[1])
    rows: dict[str, Model] = {}
    for kind, numbers in wanted.items():
        if model := model_of(kind):
            rows |= {f"{kind}:{pk}": row for pk, row in model._base_manager.in_bulk(numbers).items()}
    return rows


def _people(
    numbers: set[int], may_name: Callable[[set[int]], set[int]] | None, unnamed: str
) -> dict[int, str]:
    allowed = numbers if may_name is None else may_name(numbers)
    model = model_of("person")
    if model is None or not numbers:
        return {}
    people = model._base_manager.in_bulk(allowed)
    named = {pk: getattr(person, "full_name", "") or GONE for pk, person in people.items()}
    return dict.fromkeys(numbers - allowed, unnamed) | named


def _plainly(key: str, row: Model | None) -> str:
    if key.startswith("job:"):
        return SOFTWARE
    if row is not None:
        return str(row)
    return GONE if key.startswith("person:") else "something that is gone"
