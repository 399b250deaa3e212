"""The part of Twilio's Messages API that we use, answered word for word: create, list, fetch, redact."""

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

from notifications import gsm
from notifications.standin.faults import Fault, Faults
from notifications.standin.store import Store, Text
from notifications.standin.web import Answer, Request

# What the last three figures of a number make happen; any other number works.
BAD_NUMBER, SAID_STOP, NOT_IN_USE, PHONE_OFF, LANDLINE = "998", "997", "999", "996", "995"
FATES = {NOT_IN_USE: 30005, PHONE_OFF: 30003, LANDLINE: 30006}


class TwilioApi:
    """Answers what the twilio client asks; `tell` is called with each message taken."""

    def __init__(self, store: Store, *, sid: str, token: str, tell: Callable[[Text], None]) -> None:
        self.store, self.sid, self.tell = store, sid, tell
        self.faults = Faults()
        self.basic = "Basic " + base64.b64encode(f"{sid}:{token}".encode()).decode()
        self.base = f"/2010-04-01/Accounts/{sid}/Messages"

    def answer(self, request: Request) -> Answer:
        """One request to /2010-04-01/…"""
        if request.headers.get("authorization") != self.basic:
            return _error(401, 20003, "Authenticate")
        if request.path == f"{self.base}.json":
            return self._create(request) if request.method == "POST" else self._list(request)
        one = self.store.texts.get(request.path.removeprefix(f"{self.base}/").removesuffix(".json"))
        if one is None or not request.path.startswith(f"{self.base}/"):
            return _error(404, 20404, "The requested resource was not found")
        if request.method == "POST":
            self.store.set_body(one.sid, request.form.get("Body", one.body))
        return Answer.of(self._as_json(one))

    def _create(self, request: Request) -> Answer:
        form = request.form
        to = form.get("To", "")
        fault = self.faults.next(to)
        refused = self._refuses(form)
        if fault and not fault.accept and fault.what != "latency":
            return self.spoil(fault, Answer())
        if refused:
            return refused
        text = self.store.add_text(
            to=to,
            sender=form.get("From") or form.get("MessagingServiceSid", ""),
            body=form["Body"],
            callback=form.get("StatusCallback", ""),
            parts=gsm.parts(form["Body"]),
        )
        self.tell(text)
        answer = Answer(201, json.dumps(self._as_json(text)).encode(), {"Content-Type": "application/json"})
        answer.after = self.faults.latency
        return self.spoil(fault, answer) if fault else answer

    def _refuses(self, form: dict[str, str]) -> Answer | None:
        to = form.get("To", "")
        if not form.get("Body"):
            return _error(400, 21602, "Message body is required.")
        if not to.startswith("+") or to.endswith(BAD_NUMBER):
            return _error(400, 21211, "Invalid 'To' Phone Number")
        if to.endswith(SAID_STOP) or to in self.store.stopped:
            return _error(400, 21610, "Attempt to send to unsubscribed recipient")
        return None

    def spoil(self, fault: Fault, answer: Answer) -> Answer:
        match fault.what:
            case "latency":
                answer.after = fault.seconds
            case "status":
                code = fault.code or {429: 20429, 500: 20500}.get(fault.status, 20500)
                answer = _error(fault.status, code, "A fault on order")
                answer.headers |= self._pointing(fault.status)
                if fault.retry_after:
                    answer.headers["Retry-After"] = fault.retry_after
            case "malformed":
                answer = Answer(201, b'{"sid": "SM', {"Content-Type": "application/json"})
            case "no-sid":
                answer = Answer.of({"status": "queued"}, 201)
            case _:  # silence, reset, cut, drip
                answer.manner = fault.what
        return answer

    def _pointing(self, status: int) -> dict[str, str]:
        return {"Location": self.faults.elsewhere} if 300 <= status < 400 else {}

    def _list(self, request: Request) -> Answer:
        if (status := self.faults.list_fails()) != 200:
            failed = _error(status, 20500, "A fault on order")
            failed.headers |= self._pointing(status)
            return failed
        size = self.faults.list_page or int(request.query.get("PageSize", 50))
        page, to = int(request.query.get("Page", 0)), request.query.get("To")
        there = self.store.by_phone.get(to, []) if to else list(self.store.texts.values())
        fresh = self.store.now() - timedelta(seconds=self.faults.list_lag)
        shown = [text for text in reversed(there) if _instant(text) <= fresh and (not to or text.to == to)]
        rows = shown[page * size : (page + 1) * size]
        more = f"{self.base}.json?To={(to or '').replace('+', '%2B')}&PageSize={size}&Page={page + 1}"
        return Answer.of(
            {
                "messages": [self._as_json(text) for text in rows],
                "page": page,
                "page_size": size,
                "next_page_uri": more if len(shown) > (page + 1) * size else None,
                "uri": request.path,
            }
        )

    def _as_json(self, text: Text) -> dict[str, Any]:
        created = format_datetime(_instant(text))
        return {
            "sid": text.sid,
            "account_sid": self.sid,
            "api_version": "2010-04-01",
            "to": text.to,
            "from": text.sender,
            "body": text.body,
            "status": text.status,
            "direction": "outbound-api" if text.way == "out" else "inbound",
            "date_created": created,
            "date_updated": created,
            "date_sent": None,
            "num_segments": str(text.parts),
            "num_media": "0",
            "error_code": text.code or None,
            "error_message": None,
            "messaging_service_sid": None,
            "price": None,
            "price_unit": "GBP",
            "uri": f"{self.base}/{text.sid}.json",
            "subresource_uris": {},
        }


def fate(text: Text) -> tuple[str, int]:
    """How a text ends: delivered, or not, by the last figures of the number."""
    code = FATES.get(text.to[-3:], 0)
    return ("undelivered", code) if code else ("delivered", 0)


def _instant(text: Text) -> datetime:
    return datetime.fromisoformat(text.at)


def _error(status: int, code: int, words: str) -> Answer:
    told = {"code": code, "message": words, "more_info": f"https://www.twilio.com/docs/errors/{code}"}
    return Answer.of({**told, "status": status}, status)
