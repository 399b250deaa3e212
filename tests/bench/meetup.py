"""The meetup of all groups: how long the choice takes, how it grows, and how good it is with several sites.

    python tests/bench/meetup.py [rounds]

Standard library only, one process, no database. Each figure is a median over rounds of the whole call: count the
answers, choose, seat everybody, write the sentences. On a busy machine look at the processor time: the work is one
thread, so on an idle core the clock shows the same. Whether a budget is kept is judged by processor time.
"""

import gc
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from groups.meetup_dates import Outcome, Season, choose
from tests.bench.place import machine
from tests.groups.meetup_dates import seasons

SLOTS, PLACES, MEMBERS = 60, 20, 8
GROWTH = (10, 50, 100, 200, 500, 1000)
ROOMY, USUAL, ALIKE, TIGHT = (9000, 9000), (40, 200), (200, 200), (20, 60)
ONE_SITE_SECONDS, ONE_SITE_MEGABYTES, TWO_SITES_SECONDS, GAP_PERCENT = 0.6, 200, 5.0, 2.0


@dataclass
class Taken:
    """Medians in seconds, and the outcome, which was the same every time."""

    clock: float
    processor: float
    outcome: Outcome


def main(rounds: int) -> int:
    """Print the tables; 1 if a budget was not kept."""
    print(machine())
    print(
        f"{MEMBERS} people a group, {SLOTS} slots, {PLACES} places, best five; medians of {rounds} rounds\n"
    )
    kept = [one_site(rounds), two_sites(rounds), more_sites(max(1, rounds // 3))]
    hard_cases()
    print("\nEvery budget was kept." if all(kept) else "\nA budget was NOT kept.")
    return 0 if all(kept) else 1


def one_site(rounds: int) -> bool:
    """From 10 to 1,000 groups; time and memory at 1,000 are held to the budget."""
    print(f"{'One site, exact':34}{'clock ms':>10}{'cpu ms':>9}{'µs/group':>10}{'peak MB':>9}")
    for groups in GROWTH:
        season = service(groups, USUAL)
        taken = measure(season, rounds, sites=1)
        peak = peak_megabytes()
        per_group = taken.processor / groups * 1e6
        print(
            f"{groups:>6,} groups{'':21}{ms(taken.clock)}{ms(taken.processor, 9)}{per_group:>10.0f}{peak:>9.0f}"
        )
    kept = taken.processor <= ONE_SITE_SECONDS and peak <= ONE_SITE_MEGABYTES
    print(f"budget at 1,000: {ONE_SITE_SECONDS * 1000:.0f} ms, {ONE_SITE_MEGABYTES} MB: {said(kept)}\n")
    return kept


def two_sites(rounds: int) -> bool:
    """With places where there is a seat for everybody, usual ones, and all alike, which leaves most ties."""
    print(f"{'Two sites, exact':34}{'clock ms':>10}{'cpu ms':>9}")
    slowest = 0.0
    for groups in (10, 100, 1000):
        for name, seats, farthest in (
            ("a seat for everybody", ROOMY, None),
            ("40 to 200 seats", USUAL, None),
            ("40 to 200 seats, 15 miles at most", USUAL, 15),
            ("200 seats each", ALIKE, None),
        ):
            taken = measure(service(groups, seats, farthest=farthest), rounds, sites=2)
            slowest = max(slowest, taken.processor)
            print(f"{groups:>6,} {name:27}{ms(taken.clock)}{ms(taken.processor, 9)}")
    print(f"budget: {TWO_SITES_SECONDS:.0f} s: {said(slowest <= TWO_SITES_SECONDS)}\n")
    return slowest <= TWO_SITES_SECONDS


def more_sites(rounds: int) -> bool:
    """Search with a proven limit: in one region, and in towns so far apart that one place cannot serve all."""
    print(
        f"{'Three sites and more':34}{'search ms':>10}{'proof ms':>9}{'groups':>8}{'people':>8}{'gap %':>7}"
    )
    worst = 0.0
    for groups in (17, 100, 1000):
        for sites in (3, 4):
            for name, seats, towns in (
                ("a seat for everybody", ROOMY, 0),
                ("40 to 200 seats", USUAL, 0),
                ("40 to 200 seats, towns", USUAL, sites),
            ):
                season = service(groups, seats, towns=towns, farthest=15 if towns else None)
                worst = max(worst, search(f"{groups:>6,} {sites} sites, {name}", season, sites, rounds))
    print(f"budget: {GAP_PERCENT:.0f} % to the proven limit: {said(worst <= GAP_PERCENT)}\n")
    return worst <= GAP_PERCENT


def hard_cases() -> None:
    """Where the limit is hardest to bring down: shown, not judged."""
    print("Hard: areas anywhere, 15 miles at most; tight places in towns (shown, not judged)")
    search("   100 3 sites, anywhere", service(100, ROOMY, farthest=15), 3, 1)
    search("   100 4 sites, anywhere", service(100, ROOMY, farthest=15), 4, 1)
    search("   100 3 sites, tight, towns", service(100, TIGHT, towns=3, farthest=15), 3, 1)
    search(" 1,000 3 sites, 300-400, towns", service(1000, (300, 400), towns=3, farthest=15), 3, 1)


def search(name: str, season: Season, sites: int, rounds: int) -> float:
    """One line for a search and its proof, which is the difference that patience makes. Returns the gap."""
    hasty = measure(season, rounds, sites=sites, patience=0)
    taken = measure(season, rounds, sites=sites)
    proof, first = taken.outcome.proof, taken.outcome.options[0]
    assert proof is not None
    proving = max(0.0, taken.processor - hasty.processor)
    print(
        f"{name:34}{ms(hasty.processor)}{ms(proving, 9)}{len(first.groups):>8,}{first.people:>8,}"
        f"{proof.gap_percent:>7.2f}"
    )
    return proof.gap_percent


def service(groups: int, seats: tuple[int, int], *, towns: int = 0, farthest: int | None = None) -> Season:
    return seasons.service(
        1,
        groups=groups,
        members=MEMBERS,
        slots=SLOTS,
        places=PLACES,
        seats=seats,
        towns=towns,
        farthest=farthest,
    )


def measure(season: Season, rounds: int, **how: int) -> Taken:
    outcomes, clocks, processors = [], [], []
    for _ in range(rounds):
        gc.collect()
        clock, processor = time.perf_counter(), time.process_time()
        outcomes.append(choose(season, **how))
        clocks.append(time.perf_counter() - clock)
        processors.append(time.process_time() - processor)
    assert all(outcome == outcomes[0] for outcome in outcomes), "the same season gave two answers"
    return Taken(median(clocks), median(processors), outcomes[0])


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ms(seconds: float, width: int = 10) -> str:
    return f"{seconds * 1000:>{width},.0f}"


def said(kept: bool) -> str:
    return "kept" if kept else "NOT kept"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
