"""A kind and its context become words: subject and email, or a text with its number of parts and its cost."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template import Context, Engine, Template
from django.template.exceptions import TemplateDoesNotExist
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from notifications import gsm
from notifications.kinds import MessageKind
from notifications.models import SenderProfile
from notifications.states import Channel

_FILLS_IN = re.compile(r" (@\S+ #\d+)$")  # the last line of a code's text, by which phones fill the code in
_LINK = re.compile(r"https?://[^\s<>&\"']+[^\s<>&\"'.,)]")


@dataclass(frozen=True)
class Content:
    """What a message says on one channel."""

    body: str
    subject: str = ""
    html: str = ""
    parts: int = 0

    def pence(self, profile: SenderProfile) -> Decimal:
        """What sending it costs the service."""
        return self.parts * profile.pence_per_part


def render(kind: MessageKind, channel: str, context: dict[str, Any], profile: SenderProfile) -> Content:
    """Put a kind into words for a channel. A call is read out from the email, or else the text."""
    context = {
        "service": profile.name,
        "phone": profile.phone,
        "phone_hours": profile.phone_hours,
        "site": settings.PUBLIC_BASE_URL,
        **context,
    }
    if channel == Channel.SMS:
        return _text(kind, context)
    if channel == Channel.EMAIL or has_email(kind):
        return _email(kind, context)
    return _text(kind, context)


def has_email(kind: MessageKind) -> bool:
    """Whether the kind can be said by email."""
    return _find(f"{kind.app}/messages/{kind.slug}.email.txt") is not None


def _text(kind: MessageKind, context: dict[str, Any]) -> Content:
    words = gsm.plain(_fill(f"{kind.app}/messages/{kind.slug}.sms.txt", context))
    body = _FILLS_IN.sub(r"\n\1", " ".join(words.split()))
    return Content(body=body, parts=gsm.parts(body))


def _email(kind: MessageKind, context: dict[str, Any]) -> Content:
    base = f"{kind.app}/messages/{kind.slug}"
    subject = " ".join(_fill(f"{base}.subject.txt", context).split())
    body = re.sub(r"\n{3,}", "\n\n", _fill(f"{base}.email.txt", context)).strip() + "\n"
    html = _fill(f"{base}.email.html", context) if _find(f"{base}.email.html") else _html(body)
    return Content(body=body, subject=subject, html=html)


def _html(body: str) -> SafeString:
    """Simple HTML from the plain text: paragraphs, and links one can press."""
    paragraphs = []
    for block in re.split(r"\n\s*\n", body.strip()):
        linked = _LINK.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(block))
        paragraphs.append(f"<p>{linked.replace(chr(10), '<br>')}</p>")
    return mark_safe("".join(paragraphs))  # noqa: S308 - every block was escaped above


@lru_cache(maxsize=512)
def _find(name: str) -> Template | None:
    try:
        return Engine.get_default().get_template(name)
    except TemplateDoesNotExist:
        return None


def _fill(name: str, context: dict[str, Any]) -> str:
    """Fill a plain-text template; nothing is escaped, because nothing here is HTML."""
    template = _find(name)
    if template is None:
        raise TemplateDoesNotExist(name)
    return template.render(Context(context, autoescape=name.endswith(".html")))
