"""Where somebody is signed in: allauth's list of sessions, one query, ended ones left out."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session

from followon import clock
from followon.people.models import User

_SYSTEMS: tuple[tuple[str, str], ...] = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
)
_SYSTEMS += (("CrOS", "Chromebook"), ("Mac OS X", "Mac"), ("Linux", "Linux"))
_BROWSERS: tuple[tuple[str, str], ...] = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
)
_BROWSERS += (("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


@dataclass(frozen=True)
class Device:
    """One place where somebody is signed in."""

    pk: int
    name: str
    since: datetime
    is_this: bool


def devices_of(person: User, *, current: str) -> list[Device]:
    """This device first, then the newest; `current` is this session's key."""
    alive = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    rows = _sessions().filter(user=person, session_key__in=alive).order_by("-created_at")
    found = [
        Device(row.pk, name_of(row.user_agent), row.created_at, row.session_key == current) for row in rows
    ]
    return sorted(found, key=lambda device: not device.is_this)


def end(person: User, *, pk: int, current: str) -> bool:
    """Sign somebody out on another of their devices; False when there is none such, or it is this one."""
    row = _sessions().filter(user=person, pk=pk).exclude(session_key=current).first()
    if row is None:
        return False
    row.end()
    return True


def end_others(person: User, *, current: str) -> int:
    """Sign somebody out everywhere but here; gives back on how many devices."""
    rows = list(_sessions().filter(user=person).exclude(session_key=current))
    for row in rows:
        row.end()
    return len(rows)


def moved(key: str, *, to: str) -> None:
    """A session goes on under another key; it stays the same device, which can still be ended."""
    _sessions().filter(session_key=key).update(session_key=to)


def name_of(user_agent: str) -> str:
    """A device as people would call it: "Chrome on Android"."""
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    browser = next((name for sign, name in _BROWSERS if re.search(re.escape(sign), user_agent)), "")
    return " on ".join(filter(None, [browser, system])) or "A device we do not know"


def _sessions() -> Any:
    return apps.get_model("usersessions", "UserSession").objects
