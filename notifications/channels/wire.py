"""The wire to Twilio: what its client sends its requests through, on urllib3 alone and with timeouts.

What comes with the client goes through requests, which costs more processor time than all the rest of sending a
text, reads proxies and passwords from the environment at each call, and waits for ever.
"""

import logging
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import certifi
from twilio.http import HttpClient
from twilio.http.response import Response
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import make_headers

from notifications.channels import in_time

POOL = 64  # as many connections as a process has sending threads

log = logging.getLogger(__name__)


class Elsewhere(HTTPError):
    """Something was to go to another server than the provider's; nothing went."""


class _Line(HTTPConnection):
    """A connection that looks at the time before each of its bytes; without the last ones nothing can be taken."""

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()  # which may take seconds
        in_time.look()
        super().send(data)


class _SecureLine(_Line, HTTPSConnection):
    """The same over TLS."""


class _Lines(HTTPConnectionPool):
    ConnectionCls = _Line


class _SecureLines(HTTPSConnectionPool):
    ConnectionCls = _SecureLine


class Wire(HttpClient):
    """Connections that stay open, one for each thread that sends, to one server. Nothing is ever tried twice."""

    def __init__(self, timeout: Timeout, *, to: str) -> None:
        """`to` is the address of the one server, such as https://api.twilio.com."""
        super().__init__(log, False)
        self.only = _server(to)
        self.heard = threading.local()
        self.pool = PoolManager(
            num_pools=2,
            maxsize=POOL,
            retries=False,
            timeout=timeout,
            cert_reqs="CERT_REQUIRED",
            ca_certs=certifi.where(),
        )
        self.pool.pool_classes_by_scheme = {"http": _Lines, "https": _SecureLines}

    def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One request, as Twilio's client asks for it. Raises urllib3's HTTPError.

        Never followed elsewhere, whatever the client asks: our password and somebody's words go to Twilio alone.
        """
        if _server(url) != self.only:
            raise Elsewhere
        sent = {**(headers or {}), **(make_headers(basic_auth=":".join(auth)) if auth else {})}
        answer = self.pool.request(
            method.upper(),
            f"{url}?{_form(params)}" if params else url,
            body=_form(data) if data else None,
            headers=sent,
            redirect=False,
        )
        self.heard.wait = answer.headers.get("Retry-After")
        return Response(answer.status, answer.data.decode("utf-8", "replace"), answer.headers)


def _server(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _form(fields: Mapping[str, Any]) -> str:
    return urlencode({name: value for name, value in fields.items() if value is not None}, doseq=True)
