"""Every audit event is written by some action and reads as a sentence."""

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = [
    "followon.people.events",
    "followon.audit.events",
    "notifications.events",
    "pmp.events",
    "groups.events",
]


def events():
    for name in MODULES:
        try:
            module = import_module(name)
        except ModuleNotFoundError:
            continue
        yield from ((name, event) for event in module.Event)


EVENTS = list(events())


@pytest.mark.parametrize(("module", "event"), EVENTS, ids=[str(event) for _, event in EVENTS])
def test_event_reads_as_a_sentence(module, event):
    assert re.fullmatch(r"[a-z]+\.[a-z_]+\.[a-z_]+", event.value), event.value
    assert "{actor}" in event.label or "{about}" in event.label
    assert not event.label.endswith(".")


@pytest.mark.parametrize(("module", "event"), EVENTS, ids=[str(event) for _, event in EVENTS])
def test_event_is_written_somewhere(module, event):
    package = ROOT.joinpath(*module.split(".")[:-1])
    used = re.compile(rf"\b(Event|events\.Event)\.{event.name}\b")
    files = [
        path for path in package.rglob("*.py") if "migrations" not in path.parts and path.name != "events.py"
    ]

    assert any(used.search(path.read_text()) for path in files)
