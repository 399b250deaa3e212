"""Texts by a Notify-style service: our reference makes a message once only, on their side too."""

import http.client
import json
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from notifications.channels.base import DRAMA_REFUSED, Found, Parcel, Result, is_drama, is_loopback
from notifications.states import ContactStatus, Outcome

TIMEOUT = 30.0


class NotifySms:
    """A provider that refuses a reference it has seen: 422 then means "we have it", so a retry is safe.

    The reference is the message's, not the attempt's. Configured by NOTIFY_BASE_URL and NOTIFY_API_KEY.
    """

    provider = "notify"
    supports_idempotency = True

    def send(self, parcel: Parcel) -> Result:
        if is_drama(parcel.to) and not is_loopback(settings.NOTIFY_BASE_URL):
            return DRAMA_REFUSED
        wanted: dict[str, object] = {
            "messageReference": f"message-{parcel.message_id}",
            "recipient": {"phoneNumber": parcel.to},
            "body": parcel.body,
        }
        try:
            status, headers, answer = _post("/v1/messages", wanted)
        except (ConnectionRefusedError, TimeoutError) as error:
            left = isinstance(error, TimeoutError)
            return Result(
                Outcome.UNSURE if left else Outcome.NOT_SENT, words="Notify did not answer", code="silence"
            )
        except (OSError, http.client.HTTPException) as error:
            return Result(
                Outcome.UNSURE, words=f"Notify did not answer ({type(error).__name__})", code="silence"
            )
        return _meaning(status, headers.get("Retry-After"), answer)

    def find(self, to: str, since: datetime) -> list[Found] | None:
        return None

    def forget(self, sid: str) -> None:
        """It keeps nothing that we could ask it to forget."""


def _post(path: str, wanted: dict[str, object]) -> tuple[int, dict[str, str], dict[str, object]]:
    there = urlsplit(settings.NOTIFY_BASE_URL)
    kind = http.client.HTTPSConnection if there.scheme == "https" else http.client.HTTPConnection
    line = kind(
        there.hostname or "", there.port, timeout=TIMEOUT
    )  # follows nothing: 3xx is an answer like others
    try:
        headers = {"Authorization": f"Bearer {settings.NOTIFY_API_KEY}", "Content-Type": "application/json"}
        line.request("POST", there.path.rstrip("/") + path, json.dumps(wanted), headers)
        response = line.getresponse()
        text = response.read()
    finally:
        line.close()
    try:
        answer = json.loads(text)
    except ValueError:
        answer = {}
    return response.status, dict(response.headers), answer if isinstance(answer, dict) else {}


def _meaning(status: int, wait: str | None, answer: dict[str, object]) -> Result:
    sid = str(answer["id"]) if answer.get("id") else None
    if status in (200, 201, 422) and (sid or status == 422):  # 422: they have this reference already
        return Result(Outcome.ACCEPTED, sid=sid, http=status)
    if status == 429:
        seconds = float(wait) if wait and wait.isdigit() else None
        return Result(
            Outcome.NOT_SENT, http=status, words="Notify asked us to slow down", wait_seconds=seconds
        )
    if status in (401, 403):
        return Result(Outcome.NOT_SENT, http=status, words="Notify does not accept our key", our_fault=True)
    if status == 400:
        closes = ContactStatus.INVALID if answer.get("code") == "CM_INVALID_NUMBER" else None
        return Result(Outcome.REFUSED, http=status, words="Notify does not accept this number", closes=closes)
    return Result(Outcome.UNSURE, http=status, words=f"Notify said {status}")
