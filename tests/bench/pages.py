"""Pages against a bare Django view, in one run, in turn: time, processor time, queries, weight, memory, growth.

    python tests/bench/pages.py [groups] [rounds]      every page of section 6 of the budgets
    python tests/bench/pages.py growth [rounds]        the same pages at 100 and at 5,000 groups, in turn

Seeds a service of so many groups of 8 people with 24 meetings (12 before, 12 to come), 20 handovers under way and 60
failed messages (`world.py`), runs ANALYZE, starts gunicorns of two processes each and asks them A B A B … over kept
connections from one client. A page that writes is measured against a bare view that writes (decision 14). Exits with
1 when a page is over its budget.
"""

import gc
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench import web, world
from tests.bench.place import machine, services

BARE, OURS = "tests.bench.bare.settings", "followon.settings"
WORKER_MB = 90


@dataclass(frozen=True)
class Page:
    """One page, who asks for it, and what it may cost: times the bare view, SQL statements, KB of HTML."""

    name: str
    who: str | None
    path: str
    times_bare: float
    sql: int
    kb: float = 60
    bodies: tuple[str, ...] = ()  # sent in turn; a page without is asked by GET


def pages(seeded):
    """Every page that has a budget, and the delivery log, which is a staff list too."""
    code, meeting, token = seeded["group"].code, seeded["meeting"].pk, seeded["token"]
    return [
        Page("member home", "member", "/home/", 3.0, 8),
        Page("my group", "member", f"/groups/{code}/", 3.0, 8),
        Page("meeting", "member", f"/groups/{code}/meetings/{meeting}/", 3.0, 8),
        Page("my meetings", "member", f"/groups/{code}/meetings/", 3.0, 8),
        Page("people", "member", f"/groups/{code}/people/", 3.0, 8),
        Page("who does what", "member", f"/groups/{code}/organising/", 3.0, 8),
        Page("answer link, GET", None, f"/r/{token}/", 2.0, 8, 15),
        Page("answer link, POST", None, f"/r/{token}/", 2.0, 99, 15, _answers()),
        Page("team overview", "team", "/team/", 4.0, 9),
        Page("team handovers", "team", "/team/handovers/", 4.0, 9),
        Page("team groups", "team", "/team/groups/", 4.0, 9),
        Page("compare groups", "team", "/team/insights/groups/", 4.0, 9),
        Page("team programmes", "team", "/team/programmes/", 4.0, 9),
        Page("delivery log", "team", "/team/messages/", 4.0, 9),
    ]


def _answers():
    return tuple(f"coming={coming}&csrfmiddlewaretoken={web.CSRF}" for coming in ("NO", "YES"))


def compare(groups, rounds):
    """Print the table; True when every budget holds."""
    with services() as home:
        seeded = world.seed(groups)
        with web.servers(home, (OURS, {}), (BARE, {})) as (ours, bare):
            print(machine())
            print(f"{groups} groups, {rounds} rounds, load {os.getloadavg()[0]:.1f} at the start\n")
            columns = ("p50 ms", "p95", "x bare", "budget", "CPU ms", "x bare", "SQL", "KB")
            print(f"{'page':20}" + "".join(f"{column:>8}" for column in columns))
            held = [measure(page, seeded, ours, bare, rounds) for page in pages(seeded)]
            memory = ours.pss_mb()
            print(
                f"\nlargest web worker: {memory:.0f} MB PSS (budget {WORKER_MB}); bare: {bare.pss_mb():.0f} MB"
            )
    return all(held) and memory <= WORKER_MB


def measure(page, seeded, ours, bare, rounds):
    """One line of the table; whether its budget holds."""
    person = seeded[page.who] if page.who else None
    mine = web.cookies(person)
    other = web.cookies(person or seeded["member"], web.BARE)
    bodies = page.bodies or (None,)
    limit = f"/bare/{seeded['meeting'].pk}/" if page.bodies else "/bare/"
    _, status, html = ours.ask(page.path, mine, bodies[0])
    if status != (302 if page.bodies else 200):
        print(f"{page.name:20} answered {status}")
        return False
    turns = [
        (lambda n: ours.ask(page.path, mine, bodies[n % len(bodies)])),
        (lambda n: bare.ask(limit, other, bodies[n % len(bodies)])),
    ]
    for n in range(20):
        for ask in turns:
            ask(n)
    before = ours.cpu_ms(), bare.cpu_ms()
    took, took_bare = in_turn(turns, rounds)
    after = ours.cpu_ms(), bare.cpu_ms()
    cpu, cpu_bare = ((now - then) / rounds for now, then in zip(after, before, strict=True))
    ratio, sql = median(took) / median(took_bare), queries(page, person, bodies)
    is_held = ratio <= page.times_bare and sql <= page.sql and len(html) <= page.kb * 1000
    print(
        f"{page.name:20}{median(took):8.2f}{quantiles(took, n=20)[-1]:8.2f}{ratio:8.2f}{page.times_bare:8.1f}"
        f"{cpu:8.2f}{cpu / cpu_bare:8.2f}{sql:8}{len(html) / 1000:8.1f}{'' if is_held else '  over'}",
        flush=True,
    )
    return is_held


def in_turn(turns, rounds):
    """How long each took, asked in turn so often."""
    took = [[] for _ in turns]
    gc.disable()
    for n in range(rounds):
        for times, ask in zip(took, turns, strict=True):
            times.append(ask(n)[0])
    gc.enable()
    return took


def queries(page, person, bodies):
    """How many statements the page costs in all, session and user included."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1", headers={"cookie": web.cookies(person)})

    def ask(body):
        if body is None:
            return client.get(page.path)
        return client.post(page.path, body, content_type="application/x-www-form-urlencoded")

    for body in bodies:
        ask(body)
    with CaptureQueriesContext(connection) as seen:
        ask(bodies[0])
    return len(seen)


def growth(rounds, few=100, many=5000):
    """Print each page at few and at many groups, asked in turn; True when none grows by more than 15 %."""
    with services() as home:
        seeded = world.seed(few)
        asked = {who: web.cookies(seeded[who] if who else None) for who in ("member", "team", None)}
        url = _enlarge(home, seeded, range(few, many))
        with web.servers(home, (OURS, {}), (OURS, {"DATABASE_URL": url})) as (small, large):
            print(machine())
            print(f"{few} and {many} groups, {rounds} rounds, load {os.getloadavg()[0]:.1f} at the start\n")
            print(f"{'page':20}{few:>8}{many:>8}{'grows':>8}{'budget':>8}   p50 ms")
            held = [_grows(page, asked[page.who], small, large, rounds) for page in pages(seeded)]
    return all(held)


def _grows(page, mine, small, large, rounds):
    bodies = page.bodies or (None,)
    turns = [
        lambda n, server=server: server.ask(page.path, mine, bodies[n % len(bodies)])
        for server in (small, large)
    ]
    for n in range(10):
        for ask in turns:
            _, status, _ = ask(n)
            assert status == (302 if page.bodies else 200), f"{page.name} answered {status}"
    few, many = (median(times) for times in in_turn(turns, rounds))
    is_held = many / few <= 1.15
    print(
        f"{page.name:20}{few:8.2f}{many:8.2f}{many / few:8.2f}{1.15:8.2f}{'' if is_held else '  over'}",
        flush=True,
    )
    return is_held


def _enlarge(home, seeded, numbers):
    """A copy of the database with more groups in it; its address."""
    from django.db import connection

    from followon.embedded import binaries

    connection.close()
    place = ["-h", str(home), "-U", "followon", "--maintenance-db=postgres"]
    subprocess.run([binaries.postgres() / "createdb", *place, "-T", "followon", "large"], check=True)
    connection.settings_dict["NAME"] = "large"
    world.more_groups(seeded["service"], seeded["place"], numbers)
    world.analyse()
    connection.close()
    connection.settings_dict["NAME"] = "followon"
    return os.environ["DATABASE_URL"].removesuffix("followon") + "large"


if __name__ == "__main__":
    words = sys.argv[1:]
    begun = time.monotonic()
    if words[:1] == ["growth"]:
        well = growth(*map(int, words[1:2] or [100]))
    else:
        well = compare(*map(int, words[:2] + ["100", "200"][len(words[:2]) :]))
    print(f"\n{'every budget holds' if well else 'over budget'}; {time.monotonic() - begun:.0f} s")
    sys.exit(not well)
