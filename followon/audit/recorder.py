"""The only way to write an Event, always inside the transaction of the change it describes."""

from datetime import date, datetime, time
from typing import Any

from django.db import connection, models

from followon import clock
from followon.audit import events
from followon.audit.actors import Actor, actor_key
from followon.audit.models import Event

READ = events.Event.DETAILS_READ.value


def about_key(thing: models.Model | str) -> str:
    """The thing as the audit table keeps it, such as `group:12`; person for accounts."""
    if isinstance(thing, str):
        return thing
    name = "person" if thing._meta.model_name == "user" else thing._meta.model_name
    return f"{name}:{thing.pk}"


def record(event: str, *, by: Actor, about: models.Model | str, **facts: Any) -> Event:
    """Write down that something happened. Facts are ids, dates, codes and counts; never names or free text.

    Raises RuntimeError outside a transaction: a history that can disagree with the data is worse than none.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{event} must be recorded in the transaction that makes the change")
    return Event.objects.create(
        at=clock.now(), name=str(event), actor=actor_key(by), about=about_key(about), facts=_plain(facts)
    )


def record_read(*, by: Actor, about: models.Model | str, what: str) -> Event:
    """Write down that somebody of the team opened a person's details; the person can see it."""
    return Event.objects.create(
        at=clock.now(), name=READ, actor=actor_key(by), about=about_key(about), facts={"what": what}
    )


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(item) for item in value]
        case datetime() | date() | time():
            return value.isoformat()
        case models.Model():
            return about_key(value)
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)
