"""Sends what the story causes, at the story's own time, to stand-ins that this process runs while it loads."""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from followon import clock
from followon.people.models import User
from notifications import outbox
from notifications.delivery import receiving
from notifications.delivery.passes import dispatch_once
from notifications.models import Attempt, Message
from notifications.standin.faults import Faults
from notifications.standin.server import StandIn
from notifications.states import ByHandOutcome, MessageState

TWILIO = "twilio"


class PostOffice:
    """The stand-ins of the demo, with a clock that the story moves."""

    def __init__(self, standin: StandIn) -> None:
        self.standin = standin
        self._at = clock.now()
        standin.store.now = lambda: self._at

    def deliver(self) -> None:
        """Send everything due by the story's clock, and take what became of it."""
        self._at = clock.now()
        dispatch_once(self._at)
        self._take_receipts(self._at)

    def ring(self, *, by: User, **about: object) -> None:
        """Somebody rings, or writes to, all those whose turn it is among these messages, and tells them."""
        for call in Message.objects.by_hand().filter(**about):
            outbox.mark_by_hand(call, outcome=ByHandOutcome.TOLD, by=by)

    def _take_receipts(self, at: datetime) -> None:
        """What Twilio would post back in a moment, taken here because no web server runs while the story loads."""
        waiting = Attempt.objects.filter(
            provider=TWILIO, provider_sid__isnull=False, message__state=MessageState.ACCEPTED
        )
        for attempt in waiting:
            text = self.standin.store.texts[attempt.provider_sid or ""]
            receiving.take(
                provider=TWILIO, attempt_id=attempt.pk, sid=text.sid, status=text.status,
                code=str(text.code or ""), now=at,
            )  # fmt: skip


@contextlib.contextmanager
def open_post_office(state: Path | None) -> Iterator[PostOffice]:
    """Run the stand-ins on the addresses the settings name, for as long as the block lasts."""
    http_port = int(settings.TWILIO_BASE_URL.rpartition(":")[2])
    standin = StandIn(
        sid=settings.TWILIO_ACCOUNT_SID,
        token=settings.TWILIO_AUTH_TOKEN,
        number=settings.TWILIO_FROM,
        state=state,
    )
    standin.faults = Faults.ordered({"callbacks": "off"})
    standin.start(http_port, int(settings.EMAIL_PORT))
    try:
        yield PostOffice(standin)
    finally:
        standin.stop()
