"""The audit trail as sentences: each event's label, filled with what its keys and facts are called today."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string

from followon.audit import naming
from followon.audit.models import Event
from followon.web.templatetags.dates import clock_time, day

Say = Callable[[Any, Mapping[str, Any], Mapping[str, str]], str]

_WRITTEN_DOWN = "; written down by {actor}"
_ONE = re.compile(
    r"\b1 (people|organisers|others|meetings|messages|reminders|sessions|dates|places|rows|lines|months)\b"
)

_parts: dict[str, Callable[[int], Iterable[str]]] = {}
_said: dict[str, Say] = {}


@dataclass(frozen=True)
class Line:
    """One thing that happened, as it is told."""

    at: datetime
    sentence: str
    name: str


def parts(kind: str, keys: Callable[[int], Iterable[str]]) -> None:
    """Say what belongs to a kind of thing: a group's history tells of its meetings too."""
    _parts[kind] = keys


def say(fact: str, words: Say) -> None:
    """Say how a fact of this name is told: a function of its value, all facts, and what keys are called."""
    _said[fact] = words


def keys_about(about: str) -> list[str]:
    """The keys whose events make up the history of one thing."""
    found = naming.split(about)
    more = _parts[found[0]](found[1]) if found and found[0] in _parts else ()
    return [about, *more]


@lru_cache(maxsize=1)
def labels() -> dict[str, str]:
    """The sentence of every event, from each app's `events.py`."""
    found: dict[str, str] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.events"
        if config.label in {*naming.OURS, "audit"} and find_spec(name):
            found |= dict(import_module(name).Event.choices)
    return found


def tell(
    events: Iterable[Event],
    *,
    may_name: Callable[[set[int]], set[int]] | None = None,
    unnamed: str = "a member",
) -> list[Line]:
    """The events as sentences, in their order; see `naming.names_of` for who is named."""
    _, lines = tell_of("", events, may_name=may_name, unnamed=unnamed)
    return lines


def tell_of(
    about: str,
    events: Iterable[Event],
    *,
    may_name: Callable[[set[int]], set[int]] | None = None,
    unnamed: str = "a member",
) -> tuple[str, list[Line]]:
    """What one thing is called, and its events as sentences."""
    events = list(events)
    keys = {key for event in events for key in _keys(event)} | {about}
    names = naming.names_of(keys, may_name=may_name, unnamed=unnamed)
    return names[about], [Line(event.at, sentence(event, names, unnamed), event.name) for event in events]


def sentence(event: Event, names: Mapping[str, str], unnamed: str = "") -> str:
    """One event in words; what is not known any more is left out, never guessed.

    Two who are `unnamed` may be two people, so that who wrote it down is told of them always.
    """
    label = labels().get(event.name) or "{actor} did something with {about}"
    words = _Words({name: _fact(name, value, event, names) for name, value in event.facts.items()})
    words |= {"actor": names.get(event.actor, naming.GONE), "about": names.get(event.about, naming.GONE)}
    themselves = words["actor"] in (words["member"], words["person"], words["tutor"], words["about"])
    if themselves and words["actor"] not in (unnamed, naming.GONE):
        label = label.removesuffix(_WRITTEN_DOWN)  # who says what they do needs no scribe
    told = _ONE.sub(_singular, " ".join(label.format_map(words).split()))
    return told[:1].upper() + told[1:]


def _singular(found: re.Match[str]) -> str:
    return "1 person" if found[1] == "people" else found[0].removesuffix("s")


def _fact(name: str, value: Any, event: Event, names: Mapping[str, str]) -> str:
    return _said[name](value, event.facts, names) if name in _said else in_words(value, names)


def in_words(value: Any, names: Mapping[str, str]) -> str:
    """A fact as a sentence says it: a date as a day, a key as a name, a list with commas and "and"."""
    match value:
        case True | False:
            return "yes" if value else "no"
        case list():
            said = [in_words(one, names) for one in value]
            return f"{', '.join(said[:-1])} and {said[-1]}" if len(said) > 1 else "".join(said)
        case str():
            return names.get(value) or _moment(value) or _code(value)
        case None:
            return ""
        case _:
            return str(value)


def _code(text: str) -> str:
    """A state or a choice in small letters: NOT_STARTED is told as "not started"."""
    return (text.lower() if text.isupper() else text).replace("_", " ")


def _moment(text: str) -> str:
    try:
        if len(text) == 10:
            return day(date.fromisoformat(text))
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return f"{day(moment)}, {clock_time(moment)}" if len(text) > 10 else ""


class _Words(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def _keys(event: Event) -> Iterable[str]:
    yield event.actor
    yield event.about
    for value in event.facts.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and (naming.split(one) or one.startswith("job:")):
                yield one


def allowed(answers: Iterable[str], *args: Any) -> bool:
    """Whether any of these predicates, named by dotted paths, says yes."""
    return any(import_string(path)(*args) for path in answers)
