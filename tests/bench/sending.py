"""The two ways to hand messages over that are measured against each other: the bare client in a loop, and ours."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

PATIENCE = 900.0  # seconds after which messages that are still due are a fault of the bench
BODY = (
    "Group 118: Wed 30 September, 11:30am, Community Cafe. Can you come? Reply Y, N or MAYBE. "
    "More: http://127.0.0.1:8000/r/AbCdEfGhJk/"
)


@dataclass
class Run:
    """What handing so many messages over took."""

    messages: int
    seconds: float = 0.0
    cpu: float = 0.0  # of this process, all its threads
    statements: int = 0
    kinds: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.messages / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor time a message."""
        return self.cpu / self.messages * 1000

    @property
    def sql(self) -> float:
        """Statements a message."""
        return self.statements / self.messages

    def statements_like(self, words: str) -> int:
        """How many statements had these words, or were kept by such a name."""
        return sum(count for sql, count in self.kinds.items() if words in sql)


@contextmanager
def measured(messages: int) -> Iterator[Run]:
    """Time, processor time and statements of what happens inside."""
    from django.db import connection

    run = Run(messages)

    def counted(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        run.statements += 1
        run.kinds[sql] = run.kinds.get(sql, 0) + 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        cpu, begin = time.process_time(), time.perf_counter()
        yield run
        run.seconds, run.cpu = time.perf_counter() - begin, time.process_time() - cpu


def bare_texts(messages: int, threads: int = 1) -> Run:
    """The twilio client as it comes, made once, in a loop: so fast and no faster does it send."""
    from django.conf import settings
    from requests.adapters import HTTPAdapter
    from twilio.rest import Client

    client = Client(settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN)
    client.api.base_url = settings.TWILIO_BASE_URL
    session = client.http_client.session  # type: ignore[attr-defined]
    session.mount("http://", HTTPAdapter(pool_maxsize=max(10, threads)))

    def send(numbers: range) -> None:
        for number in numbers:
            made = client.messages.create(
                to=f"+4477{number * 10:08}",
                from_=settings.TWILIO_FROM,
                body=BODY,
                status_callback=f"{settings.PUBLIC_BASE_URL}/hooks/twilio/status/{number}/",
                validity_period=14400,
            )
            assert made.sid

    with measured(messages) as run:
        _share_out(send, messages, threads)
    return run


def bare_emails(messages: int) -> Run:
    """Django's own emails over one connection that stays open."""
    from django.core import mail

    with measured(messages) as run, mail.get_connection() as line:
        for number in range(messages):
            letter = mail.EmailMultiAlternatives(
                "Can you come on Wednesday 30 September?",
                BODY * 4,
                None,
                [f"p{number}@example.org"],
                connection=line,
            )
            letter.attach_alternative(f"<p>{BODY * 4}</p>", "text/html")
            letter.send()
    return run


def _share_out(send: Callable[[range], None], messages: int, threads: int) -> None:
    shares = [range(number, messages, threads) for number in range(threads)]
    if threads == 1:
        send(shares[0])
        return
    crew = [threading.Thread(target=send, args=(share,)) for share in shares]
    for one in crew:
        one.start()
    for one in crew:
        one.join()


def ours(messages: int) -> Run:
    """Everything that is due, pass after pass, as a worker does it; every row must be accepted in the end."""
    from notifications.delivery import passes
    from tests.bench import outbox

    until = time.monotonic() + PATIENCE
    with measured(messages) as run:
        while passes.dispatch_once():
            assert time.monotonic() < until, "still not done"
    done = outbox.accepted()
    assert done == messages, f"{done} of {messages} were accepted"
    return run
