"""One text in hand: who it may be from, and the three ways to be done with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from followon.audit.actors import Job
from followon.people.models import User
from notifications import kinds, queueing
from notifications.models import ContactPoint, Inbound
from notifications.queueing import Draft
from notifications.states import Channel, ContactStatus, InboundState

ENGINE = Job("inbox")
ANSWER_WITHIN = timedelta(hours=12)


@dataclass(frozen=True)
class Letter:
    """One text with the people it may be from."""

    inbound: Inbound
    people: list[User]
    now: datetime

    @property
    def address(self) -> str:
        return self.inbound.from_address

    @property
    def is_stopped(self) -> bool:
        """Whether this number has said STOP, so that we may not text it, not even an answer."""
        closed = ContactPoint.objects.filter(address=self.address, status=ContactStatus.OPTED_OUT)
        return closed.exists()

    def understood(self, meaning: str) -> None:
        """Done: this is what we took it to mean."""
        self._close(InboundState.APPLIED, meaning)

    def give_to_a_person(self, why: str, *, answer: bool = True) -> None:
        """Put it in the team's queue; and unless we may not text, say at once where help is."""
        self._close(InboundState.NEEDS_PERSON, why)
        if answer and self.people:
            self.say(self.people[0], "not-understood")

    def ask_back(self, person: User | None, kind: str, *, asked: dict[str, Any], **payload: Any) -> None:
        """Ask which one or who it is, and remember what we asked."""
        self.inbound.asked = asked
        self._close(InboundState.ASKED_BACK, "We asked back")
        self.say(person or self.people[0], kind, **payload)

    def say(self, person: User, kind: str, **payload: Any) -> None:
        """Answer by text, whatever channel the person chose: they texted."""
        draft = Draft(
            about=f"inbound:{self.inbound.pk}",
            key=f"answer:{self.inbound.pk}:{kind}",
            by=ENGINE,
            service_id=self.inbound.service_id,
            payload=payload,
            not_after=self.now + ANSWER_WITHIN,
            channel=Channel.SMS,
        )
        queueing.store(queueing.build(kinds.get(kind), [person], draft))

    def _close(self, state: InboundState, meaning: str) -> None:
        self.inbound.state, self.inbound.meaning = state, meaning[:120]
        self.inbound.save()
