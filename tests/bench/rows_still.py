"""Rows about what happens without a provider: nothing due, planning, claiming."""

import subprocess
import sys
import threading
import time
import uuid
from datetime import timedelta
from statistics import median
from typing import Any

from tests.bench import outbox, planning, sending
from tests.bench.place import ROOT
from tests.bench.sending import measured
from tests.bench.table import Options, Table, World, p95

TICKS = 200
PLANNED = 100_000  # memberships, as the budget says
WORKERS = 2


def nothing_due(world: World, options: Options, table: Table) -> None:
    """A beat tick with nothing due, without and with a long history; and the planner when nothing is new."""
    from notifications.delivery import passes

    table.begin("tick", f"a tick with nothing due, {TICKS} ticks, {options.history} old messages")
    cpu = {}
    for history in (0, options.history):
        outbox.make_history(history)
        passes.dispatch_once()
        runs = []
        for _ in range(TICKS):
            with measured(1) as run:
                assert passes.dispatch_once() == 0
            runs.append(run)
        cpu[history] = median(run.cpu_ms for run in runs)
        table.runs(f"with {history} old messages", runs)
        table.at_most("statements a tick", max(run.statements for run in runs), 3)
    table.at_most("processor ms a tick", cpu[options.history], 5)
    table.at_most("processor time, of that without history", cpu[options.history] / cpu[0], 1.25)
    _plan_again(world, options, table)


def _plan_again(world: World, options: Options, table: Table) -> None:
    """The planner's two passes when nothing is new; groups meet every four weeks, so a quarter of them soon."""
    planning.execute("UPDATE groups_meeting SET starts_at = starts_at - interval '7 days'")
    planning.plan()
    thousands = world.memberships / planning.MEMBERS / 1000
    hourly, daily = (_passes(options, **days) for days in ({"days": _planner().NEAR}, {}))
    for name, took in (("hourly pass, 8 days ahead", hourly), ("daily pass, 60 days ahead", daily)):
        print(f"  {name:34} ms: median {median(took):.1f}, p95 {p95(took):.1f}")
    table.at_most("hourly pass, ms for each 1,000 groups", median(hourly) / thousands, 60)
    table.at_most("daily pass, ms for each 1,000 groups", median(daily) / thousands, 60)


def _passes(options: Options, **days: timedelta) -> list[float]:
    from followon.audit.actors import Job

    took = []
    for _ in range(options.rounds):
        begin = time.perf_counter()
        assert _planner().plan_ahead(by=Job("bench"), **days) == 0
        took.append((time.perf_counter() - begin) * 1000)
    return took


def _planner() -> Any:
    """Django must be set up before."""
    from groups.actions import planning as planner

    return planner


def planning_row(world: World, options: Options, table: Table) -> None:
    """Planning 100,000 memberships against a raw INSERT … SELECT: the bench of its own, in its own place."""
    table.begin("planning", f"{PLANNED} memberships; tests/bench/planning.py")
    command = [sys.executable, str(ROOT / "tests/bench/planning.py"), str(PLANNED), str(options.rounds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    print("  " + done.stdout.strip().replace("\n", "\n  "))
    assert "ratio" in done.stdout, done.stderr
    ratio = next(line.split()[1] for line in done.stdout.splitlines() if line.startswith("ratio"))
    table.at_most("planner, of a raw INSERT … SELECT", float(ratio), planning.LIMIT)


def claims(world: World, options: Options, table: Table) -> None:
    """Taking rows in hand is never the limit: ten times as fast as the bare loop sends."""
    table.begin("claims", "taking due rows in hand, 200 at once")
    bare, alone, together = [], [], []
    for _ in range(options.rounds):
        bare.append(sending.bare_texts(options.messages // 8).rate)
        alone.append(_claim_all(options.messages, 1))
        together.append(_claim_all(options.messages, WORKERS))
    rows = {"bare twilio loop, messages": bare, "one worker, rows": alone, "two workers, rows": together}
    for name, rates in rows.items():
        print(f"  {name:34} {median(rates):7.0f}/s   lowest {min(rates):.0f}/s")
    table.at_least("rows claimed for each message the bare loop sends", median(alone) / median(bare), 10)
    table.at_least("the same by two workers", median(together) / median(bare), 10)


def _claim_all(rows: int, workers: int) -> float:
    """Rows a second, until all are claimed."""
    from django.db import connection

    outbox.make_due(rows)
    ready, taken = threading.Barrier(workers + 1), [0] * workers

    def work(number: int) -> None:
        connection.ensure_connection()
        ready.wait()
        taken[number] = _claim_until_none()
        connection.close()

    crew = [threading.Thread(target=work, args=(number,)) for number in range(workers)]
    for one in crew:
        one.start()
    ready.wait()
    begin = time.perf_counter()
    for one in crew:
        one.join()
    assert sum(taken) == rows
    return rows / (time.perf_counter() - begin)


def _claim_until_none() -> int:
    from followon import clock
    from notifications.delivery import claiming
    from notifications.states import Channel

    token, count = uuid.uuid4(), 0
    while rows := claiming.claim(Channel.SMS, limit=200, token=token, now=clock.now()):
        count += len(rows)
    return count
