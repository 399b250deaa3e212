"""Puts the stand-ins together in one process: an asyncio loop with an HTTP and a mail port."""

import asyncio
import logging
import os
import random
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

from notifications.replies import opt_out_word
from notifications.standin import twilio_api
from notifications.standin.faults import Faults
from notifications.standin.mail import Sink
from notifications.standin.postman import Postman
from notifications.standin.store import Store, Text
from notifications.standin.twilio_api import TwilioApi
from notifications.standin.views_of import boxes, conversation, mailbox, read_mail
from notifications.standin.web import Answer, Line, Request

log = logging.getLogger(__name__)

STOPPED = (
    "You will get no more texts from us. To begin again text START. In danger now? Call 999. "
    "To talk, call 111 and choose option 2."
)
STARTED = "You will get our texts again. Text STOP to end them."
HELP = "In danger? Call 999. Need help now? Call 111, option 2, or Samaritans 116 123."
OPT_OUT_ANSWERS = {"STOP": STOPPED, "START": STARTED, "HELP": HELP}


class StandIn:
    """Twilio, a Notify-style provider and a mail server on loopback, sharing one store."""

    def __init__(
        self,
        *,
        sid: str,
        token: str,
        number: str,
        web: str = "",
        state: Path | None = None,
        notify_key: str = "",
    ) -> None:
        self.store = Store(state / "messages.jsonl" if state else None)
        self.number, self.notify_key = number, notify_key
        self.postman = Postman(web=web, token=token)
        self.twilio = TwilioApi(self.store, sid=sid, token=token, tell=self._taken)
        self.sink = Sink(self.store)
        self.http_port = self.smtp_port = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._ready = threading.Event()
        self._serving: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def faults(self) -> Faults:
        return self.twilio.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self.twilio.faults = self.sink.faults = faults

    # ── running ─────────────────────────────────────────────────────────────────────────────────────────────
    async def serve(self, http_port: int, smtp_port: int) -> None:
        """Serve until `stop` is called. Port 0 takes any free one."""
        loop = self._loop = asyncio.get_running_loop()
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells of every connection
        self._stop = asyncio.Event()
        lines: weakref.WeakSet[asyncio.Protocol] = weakref.WeakSet()

        def answer_texts() -> asyncio.Protocol:
            lines.add(line := Line(self.answer))
            return line

        def answer_mail() -> asyncio.Protocol:
            lines.add(line := SMTP(self.sink, loop=loop, enable_SMTPUTF8=True, timeout=600))
            return line

        web = await loop.create_server(answer_texts, "127.0.0.1", http_port, backlog=512)
        mail = await loop.create_server(answer_mail, "127.0.0.1", smtp_port)
        self.http_port = web.sockets[0].getsockname()[1]
        self.smtp_port = mail.sockets[0].getsockname()[1]
        self._ready.set()
        keeping = loop.create_task(self._keep())
        async with web, mail:
            await self._stop.wait()
            for line in list(lines):
                if (transport := getattr(line, "transport", None)) is not None:
                    transport.abort()
            await asyncio.sleep(0.05)
        keeping.cancel()
        self.store.close()

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(0.2)
            self.store.flush()

    def start(self, http_port: int = 0, smtp_port: int = 0) -> "StandIn":
        """Serve from a thread of this process; for tests."""
        self._serving = threading.Thread(
            target=lambda: asyncio.run(self.serve(http_port, smtp_port)), daemon=True
        )
        self._serving.start()
        if not self._ready.wait(10):
            raise TimeoutError("the stand-ins did not start")
        return self

    def stop(self) -> None:
        """End `serve`; may be called from any thread."""
        if self._loop is not None and self._stop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop.set)
        if self._serving is not None:
            self._serving.join(5)

    # ── answering ───────────────────────────────────────────────────────────────────────────────────────────
    def answer(self, request: Request) -> Answer:
        """Every request to the HTTP port."""
        try:
            if request.path.startswith("/2010-04-01/"):
                return self.twilio.answer(request)
            if request.path == "/v1/messages":
                return self._notify(request)
            own = _OWN.get((request.method, request.path))
            return own(self, request) if own else Answer.of({"error": "no such page"}, 404)
        except Exception as error:
            log.exception("the stand-in failed")
            return Answer.of({"error": type(error).__name__}, 500)

    def _notify(self, request: Request) -> Answer:
        if request.headers.get("authorization") != f"Bearer {self.notify_key}":
            return Answer.of({"code": "CM_DENIED"}, 401)
        told = request.json
        reference, to = str(told["messageReference"]), str(told["recipient"]["phoneNumber"])
        fault = self.faults.next(to)
        if fault and not fault.accept:
            return self.twilio.spoil(fault, Answer())
        if reference in self.store.references:
            return Answer.of({"code": "CM_DUPLICATE_REQUEST"}, 422)
        if to.endswith(twilio_api.BAD_NUMBER):
            return Answer.of({"code": "CM_INVALID_NUMBER"}, 400)
        made = self.store.add_reference(reference)
        self.store.add_text(to=to, sender="notify", body=str(told["body"]), callback=f"/{reference}/")
        answer = Answer.of({"id": made}, 201)
        return self.twilio.spoil(fault, answer) if fault else answer

    def _taken(self, text: Text) -> None:
        """A text was taken: say so, later how it ended."""
        status, code = twilio_api.fate(text)
        if self.faults.callbacks == "off" or not text.callback:
            self.store.set_status(text.sid, status, code)
            return
        steps: list[tuple[str, int]] = [("sent", 0), (status, code)]
        if self.faults.callback_shuffle:
            random.shuffle(steps)
        for number, (step, why) in enumerate(steps, 1):
            for copy in range(self.faults.callback_copies):
                self._call_back(text, step, why, after=0.3 * number + 0.05 * copy)
        self.store.set_status(text.sid, status, code)

    def _call_back(self, text: Text, status: str, code: int, *, after: float) -> None:
        form = {
            "MessageSid": text.sid,
            "SmsSid": text.sid,
            "AccountSid": self.twilio.sid,
            "From": text.sender,
            "To": text.to,
            "MessageStatus": status,
            "SmsStatus": status,
            "ApiVersion": "2010-04-01",
        }
        if code:
            form["ErrorCode"] = str(code)
        if self.faults.callbacks == "keep":
            self.postman.keep(text.callback, form)
        else:
            self.postman.post_later(text.callback, form, after=after + self.faults.callback_delay)

    # ── our own pages: the Phone page and the tests ask here ────────────────────────────────────────────────
    def text_in(self, sender: str, body: str, *, sid: str = "") -> Text:
        """Somebody texts the service. STOP, START and HELP are answered as Twilio answers them."""
        text = self.store.add_text(to=self.number, sender=sender, body=body, way="in", status="received")
        word = opt_out_word(body)
        if word in ("STOP", "START"):
            (self.store.stop if word == "STOP" else self.store.start)(sender)
        if word:
            self._say(sender, OPT_OUT_ANSWERS[word])
        for line in self.postman.text_in(
            sender=sender, to=self.number, body=body, opt_out=word, sid=sid or text.sid
        ):
            self._say(sender, line)
        return text

    def _say(self, to: str, body: str) -> None:
        self.store.add_text(to=to, sender=self.number, body=body, status="delivered")

    def _health(self, request: Request) -> Answer:
        return Answer.of({"pid": os.getpid(), "texts": len(self.store.texts), "mails": len(self.store.mails)})

    def _boxes(self, request: Request) -> Answer:
        return Answer.of(boxes(self.store))

    def _conversation(self, request: Request) -> Answer:
        self.store.mark_read(request.query["phone"])
        return Answer.of(conversation(self.store, request.query["phone"]))

    def _mailbox(self, request: Request) -> Answer:
        self.store.mark_read(request.query["address"])
        return Answer.of(mailbox(self.store, request.query["address"]))

    def _inbound(self, request: Request) -> Answer:
        told = request.json

        def later() -> None:
            try:
                self.text_in(str(told["from"]), str(told["body"]))
            except OSError:
                log.warning("nobody took a text from the Phone page")

        threading.Thread(target=later, daemon=True).start()
        return Answer.of({"ok": True}, 201)

    def _order(self, request: Request) -> Answer:
        self.faults = Faults.ordered(request.json)
        return Answer.of({"ok": True})

    def _accepted(self, request: Request) -> Answer:
        begin = int(request.query.get("from", 0))
        rows = [(t.sid, t.reference, t.to, t.body, t.at) for t in self.store.taken()[begin:]]
        return Answer.of(rows)

    def _mails(self, request: Request) -> Answer:
        begin = int(request.query.get("from", 0))
        return Answer.of([read_mail(mail) for mail in self.store.mails[begin:]])

    def _deliver(self, request: Request) -> Answer:
        """Post what was kept, each so many times, in no order."""
        letters = self.postman.kept * int(request.json.get("copies", 1))
        self.postman.kept.clear()
        self.faults.luck.shuffle(letters)
        for url, form in letters:
            self.postman.post_later(url, form, after=0)
        return Answer.of({"posted": len(letters)})

    def _empty(self, request: Request) -> Answer:
        self.store.empty()
        self.postman.forget()
        return Answer.of({"ok": True})


_OWN: dict[tuple[str, str], Callable[[Any, Request], Answer]] = {
    ("GET", "/standin/health"): StandIn._health,
    ("GET", "/standin/boxes"): StandIn._boxes,
    ("GET", "/standin/thread"): StandIn._conversation,
    ("GET", "/standin/mailbox"): StandIn._mailbox,
    ("GET", "/standin/accepted"): StandIn._accepted,
    ("GET", "/standin/mails"): StandIn._mails,
    ("POST", "/standin/deliver"): StandIn._deliver,
    ("POST", "/standin/empty"): StandIn._empty,
    ("POST", "/standin/inbound"): StandIn._inbound,
    ("POST", "/standin/faults"): StandIn._order,
}
