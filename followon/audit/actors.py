"""Who did it: a signed-in person or a named job; never nobody."""

from dataclasses import dataclass
from typing import Any, Protocol


class Person(Protocol):
    """What the audit needs of a person: the number of their account."""

    pk: Any


@dataclass(frozen=True)
class Job:
    """A piece of the software acting by itself, such as Job("demo") or Job("nudge handovers")."""

    name: str


Actor = Person | Job


def actor_key(actor: Actor) -> str:
    """The actor as the audit table keeps it: `person:7` or `job:demo`. Refuses nobody."""
    if isinstance(actor, Job):
        return f"job:{actor.name}"
    if actor is None or actor.pk is None:
        raise TypeError("Every change has somebody who made it: pass a signed-in person or a Job.")
    return f"person:{actor.pk}"
