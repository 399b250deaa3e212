"""The stand-in of Twilio and of a mail server, in a process of its own."""

import http.client
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.place import services


@dataclass(frozen=True)
class StandIn:
    """Where it listens."""

    http_port: int
    smtp_port: int

    def order(self, **faults: object) -> None:
        """Say how it is to behave. Callbacks stay off: there is no web server to post them to."""
        self.ask("POST", "/standin/faults", json.dumps({"callbacks": "off", **faults}))

    def taken(self) -> int:
        """How many texts and emails it has taken in all."""
        told = json.loads(self.ask("GET", "/standin/health"))
        return int(told["texts"] + told["mails"])

    def ask(self, method: str, path: str, body: str | None = None) -> bytes:
        line = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=30)
        try:
            line.request(method, path, body)
            return line.getresponse().read()
        finally:
            line.close()


@contextmanager
def everything() -> Iterator[tuple[Path, StandIn]]:
    """PostgreSQL, Valkey and the stand-in on free ports; Django is set up, its settings lead to them."""
    from followon.embedded.children import Child
    from followon.embedded.supervisor import free_port

    here = StandIn(free_port(), free_port())
    ports = ["--http-port", str(here.http_port), "--smtp-port", str(here.smtp_port)]
    url, mail = f"http://127.0.0.1:{here.http_port}", f"smtp://127.0.0.1:{here.smtp_port}"
    with services(TWILIO_BASE_URL=url, EMAIL_URL=mail, SMS_PARTS_PER_SECOND="0") as home:
        # With a file to keep things in, as `up` has it: its writes are buffered.
        command = [
            sys.executable,
            "-m",
            "notifications.standin",
            *ports,
            "--state-dir",
            str(home / "standin"),
        ]
        child = Child(
            "The stand-in",
            command,
            home / "standin.log",
            environ=dict(os.environ),
            is_ready=lambda _: _up(here),
        )
        child.start()
        try:
            child.wait_until_ready()
            here.order()
            yield home, here
        finally:
            child.stop()


def _up(here: StandIn) -> bool:
    try:
        here.taken()
    except (OSError, http.client.HTTPException):
        return False
    return True
