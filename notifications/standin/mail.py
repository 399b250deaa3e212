"""A mail server that delivers nowhere: it keeps what it is given, for the Phone page and the tests."""

import asyncio

from aiosmtpd.smtp import SMTP, Envelope, Session

from notifications.standin.faults import Faults
from notifications.standin.store import Store

NO_SUCH_MAILBOX = "nobody@"  # an address that begins like this is refused


class Sink:
    """aiosmtpd's handler. Faults: refuse, later, silence (not taken), silence-taken, drop."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.faults = Faults()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith(NO_SUCH_MAILBOX) or self._hit("refuse"):
            return "550 5.1.1 There is no such mailbox"
        if self._hit("later"):
            return "451 4.7.1 Please come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self._hit("drop"):
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "421 Gone"
        if self._hit("silence"):
            await asyncio.sleep(3600)
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        self.store.add_mail(str(envelope.mail_from), list(envelope.rcpt_tos), raw.decode("utf-8", "replace"))
        if self._hit("silence-taken"):
            await asyncio.sleep(3600)
        return "250 OK"

    def _hit(self, what: str) -> bool:
        return self.faults.mail == what and self.faults.luck.random() < self.faults.mail_share
