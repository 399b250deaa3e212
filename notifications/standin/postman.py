"""Posts back what Twilio would: signed status callbacks and texts that people send; to this machine only."""

import http.client
import logging
import queue
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as ET

from twilio.request_validator import RequestValidator

from notifications.channels.base import is_loopback

log = logging.getLogger(__name__)

HANDS = 4
TRIES = 3


@dataclass(order=True)
class Letter:
    """One POST to our own web server, due at a moment of the monotonic clock."""

    due: float
    luck: float
    url: str = field(compare=False)
    form: dict[str, str] = field(compare=False)
    tries: int = field(default=0, compare=False)


class Postman:
    """Delivers letters from a few threads, in order of their due time."""

    def __init__(self, *, web: str, token: str) -> None:
        if web and not is_loopback(web):
            raise ValueError("The stand-ins talk to this machine only.")
        self.web = web.rstrip("/")
        self.validator = RequestValidator(token)
        self.kept: list[tuple[str, dict[str, str]]] = []
        self._letters: queue.PriorityQueue[Letter] = queue.PriorityQueue()
        self._own = threading.local()
        self._wake = threading.Condition()
        for number in range(HANDS):
            threading.Thread(target=self._work, name=f"postman-{number}", daemon=True).start()

    def post_later(self, url: str, form: dict[str, str], *, after: float) -> None:
        """Post a form to an address of ours after some seconds."""
        self._put(Letter(time.monotonic() + after, random.random(), url, form))  # noqa: S311 - whose turn it is

    def keep(self, url: str, form: dict[str, str]) -> None:
        """Do not post it: a test fetches it and posts it itself."""
        self.kept.append((url, form))

    def forget(self) -> None:
        """Throw away what has not been posted yet, kept or on its way: those it speaks of are gone."""
        with self._wake:
            self.kept.clear()
            self._letters = queue.PriorityQueue()

    def sign(self, url: str, form: dict[str, str]) -> str:
        """The signature Twilio would send."""
        return str(self.validator.compute_signature(url, form))

    def text_in(self, *, sender: str, to: str, body: str, opt_out: str, sid: str = "") -> list[str]:
        """Hand a person's text to our web server now; gives back what it answers at once (TwiML)."""
        form = {
            "MessageSid": sid or f"SM{uuid.uuid4().hex}",
            "AccountSid": "ACstandin",
            "From": sender,
            "To": to,
            "Body": body,
            "NumMedia": "0",
            "NumSegments": "1",
        }
        if opt_out:
            form["OptOutType"] = opt_out
        status, answer = self._post(f"{self.web}/hooks/twilio/inbound/", form)
        if status != 200 or not answer.strip():
            return []
        return [node.text or "" for node in ET.fromstring(answer).iter("Message")]  # noqa: S314 - our own answer

    def _put(self, letter: Letter) -> None:
        with self._wake:
            self._letters.put(letter)
            self._wake.notify()

    def _work(self) -> None:
        while True:
            letter = self._next()
            try:
                status, _ = self._post(letter.url, letter.form)
            except OSError:
                status = 0
            if (status == 0 or status >= 500) and letter.tries < TRIES:
                letter.tries += 1
                letter.due = time.monotonic() + 2.0**letter.tries
                self._put(letter)

    def _next(self) -> Letter:
        with self._wake:
            while True:
                try:
                    letter = self._letters.get_nowait()
                except queue.Empty:
                    self._wake.wait(1.0)
                    continue
                wait = letter.due - time.monotonic()
                if wait <= 0:
                    return letter
                self._letters.put(letter)
                self._wake.wait(min(wait, 1.0))

    def _post(self, url: str, form: dict[str, str]) -> tuple[int, bytes]:
        """Signed for the address the client named, posted to the web server we were started with."""
        there = urlsplit(self.web or url)
        if not is_loopback(f"http://{there.netloc}"):
            raise ConnectionRefusedError("The stand-ins talk to this machine only.")
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": self.sign(url, form),
        }
        line = http.client.HTTPConnection(there.hostname or "", there.port or 80, timeout=15)
        try:
            line.request("POST", urlsplit(url).path, urlencode(form), headers)
            response = line.getresponse()
            return response.status, response.read()
        finally:
            line.close()
