"""What the stand-ins hold: texts both ways and emails, kept in a file that is only ever added to."""

import json
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from followon import clock


@dataclass
class Text:
    """One text, to a person (`out`) or from one (`in`)."""

    sid: str
    to: str
    sender: str
    body: str
    at: str  # ISO, UTC
    way: str = "out"
    status: str = "queued"
    code: int = 0
    callback: str = ""
    parts: int = 1

    @property
    def reference(self) -> str:
        """Our attempt, from the address of the callback."""
        return self.callback.rstrip("/").rpartition("/")[2]

    @property
    def phone(self) -> str:
        """The person's number."""
        return self.to if self.way == "out" else self.sender


@dataclass
class Mail:
    """One email as the mail server took it."""

    number: int
    sender: str
    to: list[str]
    raw: str
    at: str


@dataclass
class Store:
    """All of it in memory, and each change one line in the file."""

    path: Path | None = None
    now: Callable[[], datetime] = clock.now
    texts: dict[str, Text] = field(default_factory=dict)
    mails: list[Mail] = field(default_factory=list)
    by_phone: dict[str, list[Text]] = field(default_factory=dict)
    stopped: set[str] = field(default_factory=set)
    read_until: dict[str, str] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)  # Notify-style: message reference → id

    def __post_init__(self) -> None:
        self._file: IO[str] | None = None
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists():
            self._recall(self.path)
        self._file = self.path.open("a", encoding="utf-8")

    def _recall(self, path: Path) -> None:
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                told = json.loads(line)
            except ValueError:
                continue  # the last line of a process that was killed
            self._apply(told.pop("is"), told)

    def _apply(self, what: str, told: dict[str, Any]) -> None:
        match what:
            case "text":
                text = Text(**told)
                self.texts[text.sid] = text
                self.by_phone.setdefault(text.phone, []).append(text)
            case "status":
                text = self.texts[told["sid"]]
                text.status, text.code = told["status"], told["code"]
            case "body":
                self.texts[told["sid"]].body = told["body"]
            case "mail":
                self.mails.append(Mail(**told))
            case "stop":
                self.stopped.add(told["phone"])
            case "start":
                self.stopped.discard(told["phone"])
            case "read":
                self.read_until[told["who"]] = told["at"]
            case "reference":
                self.references[told["reference"]] = told["id"]

    def _keep(self, what: str, **told: Any) -> None:
        self._apply(what, told)
        if self._file is not None:
            self._file.write(json.dumps({"is": what, **told}) + "\n")

    def flush(self) -> None:
        """Put what was kept on the disk's way."""
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def stamp(self) -> str:
        return self.now().astimezone(UTC).isoformat()

    def add_text(self, **facts: Any) -> Text:
        text = Text(sid=f"SM{uuid.uuid4().hex}", at=self.stamp(), **facts)
        self._keep("text", **asdict(text))
        return self.texts[text.sid]

    def set_status(self, sid: str, status: str, code: int = 0) -> None:
        self._keep("status", sid=sid, status=status, code=code)

    def set_body(self, sid: str, body: str) -> None:
        self._keep("body", sid=sid, body=body)

    def add_mail(self, sender: str, to: list[str], raw: str) -> None:
        self._keep("mail", number=len(self.mails) + 1, sender=sender, to=to, raw=raw, at=self.stamp())

    def stop(self, phone: str) -> None:
        self._keep("stop", phone=phone)

    def start(self, phone: str) -> None:
        self._keep("start", phone=phone)

    def mark_read(self, who: str) -> None:
        """Somebody looked at this phone or mailbox."""
        self._keep("read", who=who, at=self.stamp())

    def add_reference(self, reference: str) -> str:
        made = uuid.uuid4().hex
        self._keep("reference", reference=reference, id=made)
        return made

    def empty(self) -> None:
        """Forget everything, as a test wants it; only for a store that keeps no file."""
        if self.path is not None:
            raise RuntimeError("What is kept in a file is not forgotten.")
        for held in (self.texts, self.mails, self.by_phone, self.stopped, self.read_until, self.references):
            held.clear()

    def taken(self) -> list[Text]:
        """Every text the service handed over, in order."""
        return [text for text in self.texts.values() if text.way == "out"]
