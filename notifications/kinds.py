"""MessageKind and its registry: what an app must say to be able to send something.

Declare one in `<app>/messages.py` under `@register`; its texts are templates at
`<app>/messages/<slug>.sms.txt`, `.subject.txt` and `.email.txt`, and `.email.html` where the plain text with
its links is not enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.module_loading import import_string

from notifications.states import Channel, Expects, SwitchScope

if TYPE_CHECKING:
    from notifications.models import Message
    from notifications.replies import Reply

__all__ = [
    "Acknowledgement",
    "Channel",
    "Expects",
    "MessageKind",
    "SwitchScope",
    "UnknownKind",
    "all_kinds",
    "get",
]


@dataclass(frozen=True)
class Acknowledgement:
    """What to say to somebody who answered: the slug of a kind, and its payload."""

    kind: str
    payload: dict[str, Any] = field(default_factory=dict)


class MessageKind:
    """One thing the service says; subclass it and register the subclass."""

    slug: ClassVar[str]
    label: ClassVar[str]  # what staff read in the delivery log
    essential: ClassVar[bool] = False  # sent even when the person paused their messages
    urgent: ClassVar[bool] = False  # not counted in the one-ordinary-text-a-day cap
    priority: ClassVar[int] = 5  # 0 first, 9 last
    expects: ClassVar[Expects] = Expects.NOTHING
    understands_pass: ClassVar[bool] = False  # PASS means "somebody else please" (organisers)
    any_hour: ClassVar[bool] = False  # sign-in codes and concern pages only
    answers: ClassVar[bool] = (
        False  # says something back to a text: at once, whatever the hour, outside the caps
    )
    secret: ClassVar[bool] = False  # never kept, never shown, never sent by another channel
    private: ClassVar[bool] = False  # holds what others shared with the reader: its words are sent, not kept
    unlisted: ClassVar[bool] = False  # only those it concerns may know of it: not in the delivery log
    by_hand: ClassVar[bool] = (
        True  # people who chose calls or letters get a call to make instead; else nothing
    )
    channels: ClassVar[tuple[Channel, ...]] = (Channel.SMS, Channel.EMAIL)
    answered_by: ClassVar[str] = ""  # dotted path of a function (message=, reply=) -> Acknowledgement | None
    app: ClassVar[str]  # set on registration: where its templates are

    def sample(self) -> dict[str, Any]:
        """The worst case: the longest context that can occur, for the length test and for previews."""
        raise NotImplementedError

    def load(self, messages: Sequence["Message"]) -> None:
        """Fetch for many messages at once what the methods below need, and put it on `message.loaded`.

        Without it each message asks for itself, which is right but slow.
        """

    def still_wanted(self, message: "Message") -> bool | str:
        """Whether it still has a point: True, or False, or a reason in plain words. Asked when it is sent."""
        return True

    def context(self, message: "Message") -> dict[str, Any]:
        """What the templates need, worked out at the moment of sending."""
        return dict(message.payload)

    def address(self, message: "Message") -> str:
        """Where it goes when that is not the person's own address on the channel; empty when it is."""
        return ""

    def is_open(self, message: "Message") -> bool:
        """Whether a reply to it can still mean something; the engine itself stops listening after 14 days."""
        return True

    def question(self, message: "Message") -> str:
        """How to name this question when we must ask which one was meant, such as "Wed 30 September"."""
        return str(message.payload.get("day", self.label))

    def on_reply(self, message: "Message", reply: "Reply") -> Acknowledgement | None:
        """Act on a reply and say what we took it to mean; None when it means nothing here."""
        return import_string(self.answered_by)(message=message, reply=reply) if self.answered_by else None


class UnknownKind(LookupError):
    """No app has declared a kind of this name; an old row may outlive its kind."""


_kinds: dict[str, MessageKind] = {}


def register(kind: type[MessageKind]) -> type[MessageKind]:
    """Class decorator: make a kind known by its slug."""
    if kind.slug in _kinds and type(_kinds[kind.slug]).__qualname__ != kind.__qualname__:
        raise ValueError(f"two kinds are called {kind.slug}")
    if not 0 <= kind.priority <= 9:
        raise ValueError(f"{kind.slug}: priority is 0 to 9")
    kind.app = kind.__module__.split(".")[0]
    _kinds[kind.slug] = kind()
    return kind


def get(slug: str) -> MessageKind:
    """The kind with this slug. Raises UnknownKind."""
    try:
        return _kinds[slug]
    except KeyError:
        raise UnknownKind(slug) from None


def of(kind: "type[MessageKind] | MessageKind | str") -> MessageKind:
    """The registered kind, from its class, itself or its slug."""
    return get(kind if isinstance(kind, str) else kind.slug)


def unlisted() -> list[str]:
    """Slugs of what the delivery log does not show, such as concerns and codes."""
    return [kind.slug for kind in _kinds.values() if kind.unlisted or kind.secret]


def machine_only() -> list[str]:
    """Slugs of codes and of answers to texts: only of use at once, and nobody's work when they fail."""
    return [kind.slug for kind in _kinds.values() if kind.secret or kind.answers]


def all_kinds() -> list[MessageKind]:
    """Every kind there is, by slug."""
    return [_kinds[slug] for slug in sorted(_kinds)]
