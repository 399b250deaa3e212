"""F15 and F23: everything due at once, and hours of everything going wrong a little. With --faults=full only."""

import time
import uuid
from pathlib import Path

import pytest

from notifications.delivery import claiming
from tests.faults.machinery import runs
from tests.notifications import kinds

PAGE = "/sign-in/"


@pytest.mark.full
def test_f15_a_hundred_thousand_are_due_at_once(world):
    """Nothing is lost, no worker grows. How fast claims and pages are is written down; the bench has budgets for it."""
    world.web()
    idle = p95(world, seconds=10)
    world.owe(world.people(100_000))
    per_second = claims_a_second(world)
    pids = [world.loop() for _ in range(2)]
    assert world.wait(lambda: len(world.taken()) > 2_000, 300)
    before = [memory(pid) for pid in pids]
    busy = p95(world, seconds=20)

    world.drain(within=3 * 3600)

    after = [memory(pid) for pid in pids]
    grown = max(b - a for a, b in zip(before, after, strict=True))
    assert grown < 60, f"a worker grew by {grown} MB"
    note = (
        f"claims {per_second:.0f}/s; page p95 {idle:.0f} ms idle, {busy:.0f} ms busy; grown by {grown:.0f} MB"
    )
    world.verdict("F15", "100,000 due at once", note=note)


def claims_a_second(world, *, batches=50):
    """Rows claimed a second, in batches of 200, and put back."""
    token, began = uuid.uuid4(), time.monotonic()
    claimed = [claiming.claim("SMS", limit=200, token=token, now=world.clock.now()) for _ in range(batches)]
    seconds = time.monotonic() - began
    for batch in claimed:
        claiming.release(batch, token)
    return sum(map(len, claimed)) / seconds


def p95(world, *, seconds):
    times, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.monotonic()
        assert world.get(PAGE) == 200
        times.append(1000 * (time.monotonic() - began))
    return sorted(times)[int(len(times) * 0.95)]


def memory(pid):
    """Resident, in megabytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


@pytest.mark.full
def test_f23_a_soak(world, seed):
    """For as long as --soak-minutes says: a message every quarter of a second, 5 % faults, a kill a minute."""
    minutes = world.node.config.getoption("--soak-minutes")
    wrong = [
        {"what": what, "share": 0.01, "accept": n % 2 == 0}
        for n, what in enumerate(("reset", "cut", "no-sid"))
    ]
    wrong += [
        {"what": "status", "status": status, "share": 0.01, "accept": status == 500} for status in (500, 429)
    ]
    world.order(sending=wrong, latency=0.02)
    workers = [world.loop() for _ in range(3)]
    began, last_kill, sizes, n = time.monotonic(), time.monotonic(), [], 0
    while time.monotonic() - began < minutes * 60:
        people = world.people(20, first=n * 1000)
        world.owe(people, words=f"Wave {n}", kind=kinds.Change)
        n += 1
        time.sleep(5)
        if time.monotonic() - last_kill >= 60:
            last_kill = time.monotonic()
            world.kill(victim := world.luck.choice(workers))
            workers[workers.index(victim)] = world.loop()
            sizes.append(max(memory(pid) for pid in workers if runs(pid)))

    world.drain(within=1800)
    late = world.count("not_after < next_at AND state = 'SCHEDULED'")
    assert late == 0
    largest = max(sizes, default=0.0)
    note = f"{minutes:g} min, not 8 h; {len(sizes)} kills; largest worker {largest:.0f} MB"
    world.verdict("F23", "soak: 5 % mixed faults, a kill a minute", note=note)
