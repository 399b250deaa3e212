"""A small HTTP/1.1 server, fast enough to stand in for a provider, and able to misbehave on purpose."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

REASONS = {
    200: "OK",
    201: "Created",
    204: "No Content",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
}
LONGEST = 1_000_000


@dataclass
class Request:
    """What a client asked."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return {
            name: values[-1] for name, values in parse_qs(self.body.decode(), keep_blank_values=True).items()
        }

    @property
    def json(self) -> dict[str, Any]:
        told = json.loads(self.body or b"{}")
        return told if isinstance(told, dict) else {}


@dataclass
class Answer:
    """What it gets, and how: late, in drips, cut off, or not at all."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0.0  # seconds
    manner: str = ""  # "" | silence | reset | cut | drip

    @classmethod
    def of(cls, data: Any, status: int = 200) -> "Answer":
        return cls(status, json.dumps(data).encode(), {"Content-Type": "application/json"})


Handler = Callable[[Request], Answer]


class Line(asyncio.Protocol):
    """One connection. Answers leave in the order of the questions, each in one write."""

    def __init__(self, handle: Handler) -> None:
        self.handle = handle
        self.buffer = bytearray()
        self.transport: asyncio.Transport | None = None
        self.busy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.busy:
            self._next()

    def _next(self) -> None:
        request = self._read()
        if request is None or self.transport is None:
            return
        answer = self.handle(request)
        if answer.after:
            self.busy = True
            asyncio.get_running_loop().call_later(answer.after, self._give, answer)
        else:
            self._give(answer)

    def _read(self) -> Request | None:
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        first, *lines = self.buffer[:end].decode("latin-1").split("\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        length = int(headers.get("content-length") or 0)
        if length > LONGEST or len(self.buffer) < end + 4 + length:
            return None
        body = bytes(self.buffer[end + 4 : end + 4 + length])
        del self.buffer[: end + 4 + length]
        method, target, _ = first.split(" ", 2)
        there = urlsplit(target)
        query = {name: values[-1] for name, values in parse_qs(there.query).items()} if there.query else {}
        return Request(method, there.path, query, headers, body)

    def _give(self, answer: Answer) -> None:
        self.busy = False
        line = self.transport
        if line is None or line.is_closing() or answer.manner == "silence":
            self.busy = answer.manner == "silence"
            return
        if answer.manner == "reset":
            line.abort()
            return
        raw = self._raw(answer)
        if answer.manner == "cut":
            line.write(raw[: len(raw) - len(answer.body) // 2 - 1])
            line.abort() if not line.get_write_buffer_size() else line.close()
            return
        if answer.manner == "drip":
            self.busy = True
            self._drip(raw, 0)
            return
        line.write(raw)
        if self.buffer:
            self._next()

    def _drip(self, raw: bytes, sent: int) -> None:
        if self.transport is None or self.transport.is_closing() or sent >= len(raw):
            self.busy = False
            return
        self.transport.write(raw[sent : sent + 1])
        asyncio.get_running_loop().call_later(1.0, self._drip, raw, sent + 1)

    @staticmethod
    def _raw(answer: Answer) -> bytes:
        lines = [f"HTTP/1.1 {answer.status} {REASONS.get(answer.status, 'Status')}"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        lines.append(f"Content-Length: {len(answer.body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + answer.body
