"""Emails by SMTP: one recipient each, one kept connection per thread, the same Message-ID at every try."""

import secrets
import smtplib
import threading
from datetime import datetime
from email.generator import BytesGenerator
from email.policy import Compat32
from email.utils import parseaddr
from io import BytesIO

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from notifications.channels.base import Found, Parcel, Result
from notifications.states import ContactStatus, Outcome

NO_SUCH_MAILBOX = {550, 551, 553}
_kept = threading.local()


class SmtpEmail:
    """The mail server in EMAIL_URL. It keeps no list: silence after the last byte stays a doubt."""

    provider = "smtp"
    supports_idempotency = False

    def send(self, parcel: Parcel) -> Result:
        mail = _mail(parcel)
        sender = parseaddr(mail.from_email)[1]
        try:
            smtp = _ready(sender)
        except (OSError, smtplib.SMTPException) as error:
            return _not_sent(error)
        try:
            code, said = smtp.rcpt(parcel.to)
            if code >= 400:
                return _turned_away(smtp, code, said)
            body = as_bytes(mail)
        except (OSError, smtplib.SMTPException) as error:
            close()
            return _not_sent(error)
        return _hand_over(smtp, body)

    def find(self, to: str, since: datetime) -> list[Found] | None:
        return None

    def forget(self, sid: str) -> None:
        """It keeps nothing that we could ask it to forget."""


def message_id(message_id: int) -> str:
    """The Message-ID of a message, the same at every try, so that mailboxes drop a second copy."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<message.{message_id}@{domain}>"


class _AsItIs(Compat32):
    """Short headers without anything to encode are written as they are: looking for places to fold each one
    cost as much processor time as handing the email over."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if len(name) + len(value) < _FOLDED_FROM and value.isascii() and value.isprintable():
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


_FOLDED_FROM = 74  # with ": ", no longer than the 78 characters that RFC 5322 asks for
_POLICY = _AsItIs()


def as_bytes(mail: EmailMultiAlternatives) -> bytes:
    """The email as it leaves. Its parts are parted by a word nobody can write, so that none has to be looked for."""
    message = mail.message()
    if message.is_multipart():
        message.set_boundary(secrets.token_hex(16))
    written = BytesIO()
    BytesGenerator(written, mangle_from_=False, policy=_POLICY).flatten(message, linesep="\r\n")
    return written.getvalue()


def close() -> None:
    """Put down this thread's connection."""
    backend = getattr(_kept, "backend", None)
    _kept.backend = None
    if backend is not None:
        try:
            backend.close()
        except (OSError, smtplib.SMTPException):
            backend.connection = None


def _mail(parcel: Parcel) -> EmailMultiAlternatives:
    headers = {"Message-ID": message_id(parcel.message_id), "Auto-Submitted": "auto-generated"}
    if parcel.stop_url:
        headers["List-Unsubscribe"] = f"<{parcel.stop_url}>"
    mail = EmailMultiAlternatives(
        subject=parcel.subject,
        body=parcel.body,
        from_email=parcel.from_address or settings.DEFAULT_FROM_EMAIL,
        to=[parcel.to],
        headers=headers,
    )
    if parcel.html:
        mail.attach_alternative(parcel.html, "text/html")
    return mail


def _ready(sender: str) -> smtplib.SMTP:
    """A connection that has taken our MAIL FROM; a kept one the server has closed is opened again."""
    kept: EmailBackend | None = getattr(_kept, "backend", None)
    if kept is not None and kept.connection is not None:
        try:
            return _begin(kept.connection, sender)
        except (OSError, smtplib.SMTPException):
            close()
    backend = _kept.backend = EmailBackend()
    backend.open()
    if backend.connection is None:
        raise smtplib.SMTPServerDisconnected("no connection")
    return _begin(backend.connection, sender)


def _begin(smtp: smtplib.SMTP, sender: str) -> smtplib.SMTP:
    smtp.ehlo_or_helo_if_needed()
    code, said = smtp.mail(sender)
    if code >= 400:
        smtp.rset()
        raise smtplib.SMTPSenderRefused(code, said, sender)
    return smtp


def _turned_away(smtp: smtplib.SMTP, code: int, said: bytes) -> Result:
    smtp.rset()
    if code < 500:
        return Result(
            Outcome.NOT_SENT, http=None, code=str(code), words="The mail server asked us to come back"
        )
    closes = ContactStatus.BOUNCED if code in NO_SUCH_MAILBOX else None
    return Result(Outcome.REFUSED, code=str(code), words="There is no such mailbox", closes=closes)


def _not_sent(error: Exception) -> Result:
    close()
    ours = isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPSenderRefused)
    return Result(
        Outcome.NOT_SENT,
        code=str(getattr(error, "smtp_code", "") or "silence"),
        words=f"The mail server could not be used ({type(error).__name__})",
        our_fault=ours and int(getattr(error, "smtp_code", 0)) >= 500,
    )


def _hand_over(smtp: smtplib.SMTP, body: bytes) -> Result:
    try:
        code, _ = smtp.data(body)
    except smtplib.SMTPDataError as error:  # refused before the first byte of it
        smtp.rset()
        code = error.smtp_code
    except (OSError, smtplib.SMTPException) as error:
        close()
        return Result(
            Outcome.UNSURE, code="silence", words=f"The mail server fell silent ({type(error).__name__})"
        )
    if code == 250:
        return Result(Outcome.ACCEPTED, code="250")
    if code < 500:
        return Result(Outcome.NOT_SENT, code=str(code), words="The mail server asked us to come back")
    return Result(Outcome.REFUSED, code=str(code), words="The mail server refused this email")
