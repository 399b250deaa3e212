"""Texts by Twilio: the one client of this process, and what Twilio's answers mean."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.conf import settings
from twilio.base import values
from twilio.base.exceptions import TwilioException
from twilio.rest import Client
from urllib3 import Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from notifications.channels import codes
from notifications.channels.base import DRAMA_REFUSED, CannotAsk, Found, Parcel, Result, is_drama, is_loopback
from notifications.channels.codes import BAD_NUMBER, OPTED_OUT, OURS, TOO_MANY, WORDS
from notifications.channels.in_time import TooLate
from notifications.channels.wire import Wire
from notifications.states import ContactStatus, Outcome

TWILIO = "https://api.twilio.com"
CONNECT, READ = 5.0, 30.0  # seconds; Twilio itself may take 26 (twilio-ruby#519)


def _client() -> Client:
    return _made(settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_BASE_URL)


@cache
def _made(sid: str, token: str, url: str) -> Client:
    """One client per process and account: its connections stay open."""
    wire = Wire(Timeout(connect=CONNECT, read=READ), to=url or TWILIO)
    client = Client(sid, token, http_client=wire, environment={"TWILIO_REGION": ""})
    client.api.base_url = url or TWILIO
    return client


class TwilioSms:
    """Twilio's Messages API. It has no idempotency key: what is not answered is never simply sent again."""

    provider = "twilio"
    supports_idempotency = False

    def send(self, parcel: Parcel) -> Result:
        if is_drama(parcel.to) and not is_loopback(settings.TWILIO_BASE_URL):
            return DRAMA_REFUSED
        client = _client()
        try:
            made = client.messages.create(
                to=parcel.to,
                body=parcel.body,
                status_callback=f"{settings.PUBLIC_BASE_URL}/hooks/twilio/status/{parcel.reference}/",
                validity_period=parcel.valid_seconds,
                **_from(),
            )
        except TwilioException as error:
            return _refusal(error, _wait(client))
        except HTTPError as error:
            return _silence(error)
        except TooLate:
            raise
        except Exception as error:  # an answer we can't read is no answer
            return Result(Outcome.UNSURE, words=f"Twilio's answer made no sense ({type(error).__name__})")
        if not made.sid:
            return Result(Outcome.UNSURE, http=201, words="Twilio's answer made no sense (no id)")
        return Result(Outcome.ACCEPTED, sid=made.sid, http=201)

    def find(self, to: str, since: datetime) -> list[Found] | None:
        try:
            # Not by DateSent: a message that still waits in Twilio's queue has none.
            listed = _client().messages.list(to=to, page_size=50, limit=500)
        except Exception as error:
            raise CannotAsk(type(error).__name__) from error
        return [
            Found(str(one.sid), one.body or "", made, str(one.status), str(one.error_code or ""))
            for one in listed
            if (made := _utc(one.date_created)) >= since and str(one.direction).startswith("outbound-api")
        ]

    def forget(self, sid: str) -> None:
        try:
            _client().messages(sid).update(body="")
        except TwilioException as error:
            if getattr(error, "status", 0) != 404:  # gone altogether is forgotten, too
                raise CannotAsk(type(error).__name__) from error
        except Exception as error:
            raise CannotAsk(type(error).__name__) from error


def _from() -> dict[str, Any]:
    if settings.TWILIO_MESSAGING_SERVICE_SID:
        return {"messaging_service_sid": settings.TWILIO_MESSAGING_SERVICE_SID, "from_": values.unset}
    return {"from_": settings.TWILIO_FROM}


def _utc(when: datetime | None) -> datetime:
    return when.astimezone(UTC) if when else datetime.min.replace(tzinfo=UTC)


def _wait(client: Client) -> str | None:
    return getattr(client.http_client.heard, "wait", None)


def _refusal(error: TwilioException, wait: str | None) -> Result:
    """What an answer of 400 or more means: first by its HTTP status, then by a short list of codes."""
    status, code = int(getattr(error, "status", 0) or 0), codes.number(getattr(error, "code", None))
    said: dict[str, Any] = {
        "http": status or None,
        "code": str(code or ""),
        "words": WORDS.get(code, f"Twilio said {code or status}"),
    }
    if status == 429 or code in TOO_MANY:
        return Result(Outcome.NOT_SENT, wait_seconds=_seconds(wait), **said)
    if (
        status == 0 or status >= 500 or status < 400
    ):  # 3xx: sent elsewhere, where we do not go; the list will tell
        return Result(Outcome.UNSURE, **said)
    if code in OPTED_OUT:
        return Result(Outcome.REFUSED, closes=ContactStatus.OPTED_OUT, **said)
    if code in BAD_NUMBER:
        return Result(Outcome.REFUSED, closes=ContactStatus.INVALID, **said)
    if code in OURS or status in (401, 403, 404):
        return Result(Outcome.NOT_SENT, our_fault=True, **said)
    return Result(Outcome.REFUSED, **said)


def _silence(error: HTTPError) -> Result:
    """Whether Twilio can have the message although it did not answer."""
    words = f"Twilio did not answer ({type(error).__name__})"
    never_left = isinstance(error, NewConnectionError | ConnectTimeoutError)
    return Result(Outcome.NOT_SENT if never_left else Outcome.UNSURE, words=words, code="silence")


def _seconds(wait: str | None) -> float | None:
    try:
        return min(float(wait), 600.0) if wait else None
    except ValueError:
        return None
