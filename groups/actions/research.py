"""The file for research: that it was taken, by whom, and how many people are in it."""

from django.db import transaction

from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from groups.events import Event
from pmp.models import Service


class TooFewAgreed(Refused):
    """A file of so few would name them."""

    def __init__(self) -> None:
        super().__init__("Fewer than five people agreed, so there is no file: it would give them away.")


@transaction.atomic
def take(service: Service, *, people: int, by: Actor) -> None:
    """Write down that somebody took the file. Raises TooFewAgreed when there is nobody in it."""
    if not people:
        raise TooFewAgreed
    recorder.record(Event.RESEARCH_TAKEN, by=by, about=service, people=people)
