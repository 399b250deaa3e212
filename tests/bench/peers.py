"""Our pages against those of other projects, asked in turn in one run: an anchor, not a contest.

    python tests/bench/peers.py peers.json [groups] [rounds]

The others run already, each with two web processes, on PostgreSQL, with kept connections and its own data of the same
size: so many groups of 8 people with 24 meetings. The file says where, who is signed in, and what to ask for; a page
that takes several requests names them all, and their times are added up:

    {"healthchecks": {"port": 8101, "cookies": "sessionid=…",
                      "group": {"details of a check": ["/checks/…/details/"]},
                      "list": {"200 checks": ["/projects/…/checks/"]}}}

Exits with 1 when ours is not as many times faster as section 6 of the budgets says. Their names there: healthchecks,
gettogether, karrot and pretix.
"""

import gc
import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench import web, world
from tests.bench.place import machine, services

FASTER_GROUP = {"healthchecks": 1.6, "gettogether": 5, "karrot": 6, "pretix": 10}
FASTER_LIST = 4  # than the fastest of them
IN_A_ROW = 5  # how often a page is asked before it is the next one's turn


@dataclass(frozen=True)
class Page:
    """One page of somebody's and how it is asked for."""

    whose: str
    name: str
    kind: str  # "group" or "list"
    line: web.Line
    cookies: str
    paths: tuple[str, ...]

    def ask(self):
        """How long it takes in ms, all its requests one after the other, and how many KB they bring."""
        answers = [self.line.ask(path, self.cookies) for path in self.paths]
        for path, (_, status, _) in zip(self.paths, answers, strict=True):
            if status != 200:
                raise SystemExit(f"{self.whose}, {path} answered {status}")
        return sum(took for took, _, _ in answers), sum(len(html) for _, _, html in answers) / 1000


def compare(file, groups, rounds):
    """Print the table; True when ours are as many times faster as they are to be."""
    with services() as home:
        seeded = world.seed(groups)
        with web.servers(home, ("followon.settings", {})) as (server,):
            pages = [*_ours(seeded, server), *_theirs(json.loads(file.read_text()))]
            print(machine())
            print(f"{groups} groups, {rounds} rounds, load {os.getloadavg()[0]:.1f} at the start\n")
            took, weights = _in_turn(pages, rounds)
    print(f"{'whose':14}{'page':34}{'p50 ms':>8}{'KB':>8}{'ours is':>9}{'budget':>8}")
    return all([*_rows(pages, took, weights, "group"), *_rows(pages, took, weights, "list")])


def _ours(seeded, server):
    for who, kind, name, path in (
        ("member", "group", "my group", f"/groups/{seeded['group'].code}/"),
        ("team", "list", "the team's groups", "/team/groups/"),
    ):
        yield Page("ours", name, kind, server, web.cookies(seeded[who]), (path,))


def _theirs(peers):
    for whose, peer in peers.items():
        line = web.Line(peer["port"])
        for kind in ("group", "list"):
            for name, paths in peer.get(kind, {}).items():
                yield Page(whose, name, kind, line, peer["cookies"], tuple(paths))


def _in_turn(pages, rounds):
    """The median time of each and its weight, after a few rounds that warm everything up."""
    for _ in range(5):
        weights = [page.ask()[1] for page in pages]
    took = [[] for _ in pages]
    gc.disable()
    for _ in range(rounds):
        for times, page in zip(took, pages, strict=True):
            page.ask()  # what the one before left in the processor's caches is nobody's fault
            times.extend(page.ask()[0] for _ in range(IN_A_ROW))
    gc.enable()
    return [median(times) for times in took], weights


def _rows(pages, took, weights, kind):
    """Print the pages of a kind, ours first, and say of each that has a budget whether it is kept."""
    rows = [row for row in zip(pages, took, weights, strict=True) if row[0].kind == kind]
    ours, fastest = rows[0][1], min((row[1] for row in rows[1:]), default=None)
    for page, ms, kb in rows:
        budget = FASTER_GROUP.get(page.whose) if kind == "group" else FASTER_LIST * (ms == fastest)
        is_kept = not budget or ms / ours >= budget
        faster = "" if page.whose == "ours" else f"{ms / ours:.1f}x"
        print(
            f"{page.whose:14}{page.name:34}{ms:8.1f}{kb:8.1f}{faster:>9}{f'{budget}x' if budget else '':>8}"
            f"{'' if is_kept else '  not so fast'}"
        )
        yield is_kept


if __name__ == "__main__":
    file, *words = sys.argv[1:] or sys.exit(__doc__)
    begun = time.monotonic()
    kept = compare(Path(file), *map(int, words[:2] + ["200", "20"][len(words[:2]) :]))
    print(
        f"\n{'every budget is kept' if kept else 'a budget was not kept'}; {time.monotonic() - begun:.0f} s"
    )
    sys.exit(not kept)
