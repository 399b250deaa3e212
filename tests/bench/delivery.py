"""The delivery engine against the bare twilio client, in one run, in turn: rate, processor time, statements, memory.

    python tests/bench/delivery.py [row …] [--messages 4000] [--rounds 5] [--many 100000] [--help]

Starts a PostgreSQL, a Valkey and the stand-in of its own on free ports, seeds by bulk inserts, runs VACUUM ANALYZE,
and sends A B A B …. Every message is a real question about a meeting, from the due row to the recorded answer. On a
busy machine look at the ratios and at the processor time. Without a row, all of them.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench import rows_crowd, rows_sending, rows_still
from tests.bench.place import load, machine
from tests.bench.providers import everything
from tests.bench.table import Options, Table, World

ROWS: dict[str, Callable[[World, Options, Table], None]] = {
    "one": rows_sending.one_process,
    "threads": rows_sending.slow_provider,
    "celery": rows_sending.through_celery,
    "email": rows_sending.emails,
    "tick": rows_still.nothing_due,
    "planning": rows_still.planning_row,
    "claims": rows_still.claims,
    "memory": rows_crowd.memory,
    "web": rows_crowd.pages_meanwhile,
}
CROWDED = {"memory", "web"}  # rows that send many


def main(options: Options) -> int:
    """Print the tables; 1 if a budget was not kept."""
    table = Table()
    with everything() as (home, standin):
        world = World(home, standin)
        most = options.many if CROWDED & set(options.rows) else options.messages
        world.seed(most)
        print(f"{machine()}\n{options.messages} messages, {options.rounds} rounds in turn, load {load()}\n")
        for name in options.rows:
            ROWS[name](world, options, table)
    print(table.closing_line())
    return 0 if table.is_kept else 1


def _options() -> Options:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "rows", nargs="*", metavar="row", help=f"any of {', '.join(ROWS)}; all when none is named"
    )
    parser.add_argument("--messages", type=int, default=4000, help="a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--many", type=int, default=100_000, help="due at once, for memory and web; planned")
    parser.add_argument("--history", type=int, default=200_000, help="old rows, for tick")
    given = parser.parse_args()
    if unknown := set(given.rows) - ROWS.keys():
        parser.error(f"there is no row called {', '.join(sorted(unknown))}")
    rows = given.rows or list(ROWS)
    return Options(rows, given.messages, given.rounds, given.many, given.history)


if __name__ == "__main__":
    sys.exit(main(_options()))
