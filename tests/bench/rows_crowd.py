"""Rows with very many due at once: does the sender grow, and do pages stay quick meanwhile?"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.bench import outbox, sending, web
from tests.bench.place import ROOT
from tests.bench.table import Options, Table, World, p95

GROWTH = 10.0  # MB that still count as flat
ASKED = 150  # pages in each round
RATE = 10.0  # texts a second: what the operators allow a sender with a name


def memory(world: World, options: Options, table: Table) -> None:
    """One sending process from the first message to the last."""
    table.begin("memory", f"{world.memberships} due at once, one process")
    outbox.make_due(world.memberships)
    begin, sizes = time.perf_counter(), {}
    with _dispatching(world) as sender:
        while (done := outbox.accepted()) < world.memberships:
            assert time.perf_counter() - begin < 4 * sending.PATIENCE, "still not done"
            sizes[done] = megabytes(sender)
            time.sleep(0.5)
        last = megabytes(sender)
    seconds = time.perf_counter() - begin
    first = next(size for done, size in sizes.items() if done >= world.memberships / 10)
    rate = f"{world.memberships / seconds:.0f}/s over {seconds:.0f} s"
    print(f"  {rate}; after a tenth {first:.1f} MB, at the end {last:.1f} MB")
    table.at_most("MB that it grew", last - first, GROWTH)


def megabytes(process: int) -> float:
    """What a process holds in memory, shared libraries included."""
    pages_held = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages_held * os.sysconf("SC_PAGE_SIZE") / 2**20


def pages_meanwhile(world: World, options: Options, table: Table) -> None:
    """A member's home page while nothing happens and while the crowd is sent, in turn; as fast as can be, and paced."""
    with web.servers(world.home, ("followon.settings", {})) as (server,):
        for name, rate in (("as fast as it goes", None), (f"paced to {RATE:.0f} a second", RATE)):
            table.begin("web", f"{world.memberships} due at once, sent {name}")
            idle, busy, sent = _in_turn(world, options, server, rate)
            print(f"  idle       ms: median {median(idle):.1f}, p95 {p95(idle):.1f}")
            print(
                f"  meanwhile  ms: median {median(busy):.1f}, p95 {p95(busy):.1f}   {sent} sent in the meantime"
            )
            table.at_most("p95, of that when idle", p95(busy) / p95(idle), 2.0)


def _in_turn(
    world: World, options: Options, server: web.Server, rate: float | None
) -> tuple[list[float], list[float], int]:
    from notifications.models import ProviderState

    idle: list[float] = []
    busy: list[float] = []
    outbox.make_due(world.memberships)
    ProviderState.objects.create(provider="twilio", per_second=rate)
    for _ in range(options.rounds):
        idle += _ask(server)
        with _dispatching(world):
            begun = outbox.accepted()
            while outbox.accepted() == begun:
                time.sleep(0.05)
            busy += _ask(server)
    return idle, busy, outbox.accepted()


def _ask(server: web.Server) -> list[float]:
    """So many requests for a member's own page: milliseconds each."""
    from groups.models import Membership

    member = Membership.objects.select_related("person").order_by("pk")[0].person
    cookies, took = web.cookies(member), []
    for number in range(ASKED + 10):
        milliseconds, status, _ = server.ask("/home/", cookies)
        assert status == 200, status
        if number >= 10:
            took.append(milliseconds)
    return took


@contextmanager
def _dispatching(world: World) -> Iterator[int]:
    """A process that sends what is due until told to stop; gives its number."""
    from followon.embedded.children import Child

    command = [sys.executable, str(ROOT / "manage.py"), "dispatch", "--loop"]
    child = Child("The sender", command, world.home / "dispatch.log", environ=dict(os.environ))
    child.start()
    try:
        assert child.process is not None
        yield child.process.pid
    finally:
        child.stop(60)
