"""Rows that send: one process without and with a provider's latency, two processes of Celery, emails."""

import multiprocessing
import os
import smtplib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from statistics import median

from tests.bench import outbox, sending
from tests.bench.sending import Run
from tests.bench.table import Options, Table, World

LATENCY, THREADS, PROCESSES = 0.150, 32, 2


def one_process(world: World, options: Options, table: Table) -> None:
    """Latency 0: the limit is the processor, and the bare client uses most of it."""
    from notifications.delivery.hands import FEW

    table.begin("one", "texts, one process, latency 0")
    alone, threaded, ours = [], [], []
    for _ in range(options.rounds):
        alone.append(sending.bare_texts(options.messages))
        threaded.append(sending.bare_texts(options.messages, FEW))
        ours.append(_ours(options.messages))
    table.runs("bare twilio loop", alone)
    table.runs(f"bare twilio loops, {FEW} threads", threaded)
    table.runs("ours", ours)
    table.at_least(f"rate, of the bare loops in {FEW} threads", _ratio(ours, threaded), 0.85)
    table.at_least("rate, of the bare loop alone", _ratio(ours, alone), 0.85)
    table.at_most("processor ms a message", median(run.cpu_ms for run in ours), 1.5)
    table.at_most("statements a message", median(run.sql for run in ours), 1.2)


def slow_provider(world: World, options: Options, table: Table) -> None:
    """With latency: threads wait side by side, and each answer is written down by itself."""
    messages = options.messages
    table.begin("threads", f"texts, one process, {THREADS} threads, latency {LATENCY * 1000:.0f} ms")
    world.standin.order(latency=LATENCY)
    bare, ours = [], []
    for _ in range(max(1, options.rounds // 2)):
        bare.append(sending.bare_texts(messages, THREADS))
        ours.append(_ours(messages))
    world.standin.order()
    table.runs("bare twilio loops", bare)
    table.runs("ours", ours)
    table.at_least("rate, of threads / latency", median(run.rate for run in ours) * LATENCY / THREADS, 0.95)
    table.at_least("rate, of the bare loops", _ratio(ours, bare), 0.95)
    whole, kept = "UPDATE notifications_attempt", "recording.attempts"  # as it is sent first, and afterwards
    alone = median((run.statements_like(whole) + run.statements_like(kept)) / run.messages for run in ours)
    table.at_least("share of answers written down on their own", alone, 0.95)


def through_celery(world: World, options: Options, table: Table) -> None:
    """Two processes of the worker, asked to look once each; against two processes of the bare loop."""
    from notifications.delivery.hands import FEW

    table.begin("celery", f"texts, {PROCESSES} processes, latency 0")
    bare, ours = [], []
    with _worker(world):
        for _ in range(options.rounds):
            bare.append(_bare_in_processes(options.messages, FEW))
            ours.append(_celery(options.messages))
    table.runs(f"bare twilio loops, {FEW} threads each", bare)
    table.runs("ours through Celery", ours)
    table.at_least("rate, of the bare loops", _ratio(ours, bare), 0.85)


def emails(world: World, options: Options, table: Table) -> None:
    """Emails over lines that stay open, against Django's own over one."""
    from notifications.delivery.hands import FEW

    messages = options.messages // 4
    table.begin("email", "emails, one process")
    bare, ours, lines = [], [], []
    for _ in range(options.rounds):
        bare.append(sending.bare_emails(messages))
        with _connections() as made:
            ours.append(_ours(messages, "EMAIL"))
        lines.append(made[0])
    table.runs("Django's send(), one open line", bare)
    table.runs("ours", ours)
    table.at_most("processor ms an email", median(run.cpu_ms for run in ours), 1.8)
    table.at_most("lines opened, all rounds together", sum(lines), FEW)


def _ours(messages: int, channel: str = "SMS") -> Run:
    outbox.make_due(messages, channel)
    return sending.ours(messages)


def _ratio(ours: list[Run], bare: list[Run]) -> float:
    """The median of the ratios of each round."""
    return median(mine.rate / theirs.rate for mine, theirs in zip(ours, bare, strict=True))


@contextmanager
def _connections() -> Iterator[list[int]]:
    """Counts the lines opened to a mail server."""
    made, connect = [0], smtplib.SMTP.connect

    def counted(*args: object, **kwargs: object) -> object:
        made[0] += 1
        return connect(*args, **kwargs)  # type: ignore[arg-type]

    smtplib.SMTP.connect = counted  # type: ignore[method-assign,assignment]
    try:
        yield made
    finally:
        smtplib.SMTP.connect = connect  # type: ignore[method-assign]


@contextmanager
def _worker(world: World) -> Iterator[None]:
    """The product's own worker, as `up` starts it."""
    from followon.embedded import programs

    child = programs.worker(world.home, {**os.environ, "LOG_LEVEL": "INFO"})
    child.start()
    try:
        until = time.monotonic() + 60
        while " ready." not in child.tail(50):
            assert time.monotonic() < until, child.tail()
            time.sleep(0.1)
        yield
    finally:
        child.stop()


def _celery(messages: int) -> Run:
    """One task for each process; it ends when the last answer is written down."""
    from notifications import tasks

    outbox.make_due(messages)
    until = time.monotonic() + sending.PATIENCE
    begin = time.perf_counter()
    for _ in range(PROCESSES):
        tasks.look_now.apply_async()
    while not outbox.is_empty():
        assert time.monotonic() < until, "still not done"
        time.sleep(0.02)
    run = Run(messages, time.perf_counter() - begin)
    assert outbox.accepted() == messages
    return run


def _bare_in_processes(messages: int, threads: int) -> Run:
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    line = context.Barrier(PROCESSES + 1)
    share: Callable[..., None] = _bare_share
    crew = [
        context.Process(target=share, args=(messages // PROCESSES, threads, line)) for _ in range(PROCESSES)
    ]
    for one in crew:
        one.start()
    line.wait()
    begin = time.perf_counter()
    for one in crew:
        one.join()
        assert one.exitcode == 0
    return Run(messages, time.perf_counter() - begin)


def _bare_share(messages: int, threads: int, line: Barrier) -> None:
    line.wait()
    sending.bare_texts(messages, threads)
