"""What the rows of a bench share: the sizes asked for, the seeded world, and the figures held to their budgets."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from tests.bench import outbox
from tests.bench.providers import StandIn
from tests.bench.sending import Run


@dataclass(frozen=True)
class Options:
    """How much of what."""

    rows: list[str]
    messages: int
    rounds: int
    many: int
    history: int


@dataclass
class World:
    """The services of this run, and people to write to."""

    home: Path
    standin: StandIn
    memberships: int = 0

    def seed(self, memberships: int) -> None:
        """So many people in groups of eight, each with a question to be asked."""
        self.memberships = outbox.plan(memberships)


@dataclass
class Table:
    """Prints figures and remembers which missed their budget."""

    kept: int = 0
    missed: list[str] = field(default_factory=list)
    row: str = ""

    @property
    def is_kept(self) -> bool:
        return not self.missed

    def begin(self, row: str, what: str) -> None:
        """The heading of a row."""
        self.row = row
        print(f"{row}: {what}")

    def runs(self, name: str, runs: Sequence[Run]) -> None:
        """A way of sending: milliseconds a message over its rounds, processor time, statements."""
        each = [run.seconds / run.messages * 1000 for run in runs]
        print(
            f"  {name:34} {median(run.rate for run in runs):7.0f}/s   ms each: median {median(each):.2f}, "
            f"p95 {p95(each):.2f}   CPU ms {median(run.cpu_ms for run in runs):.2f}"
            f"   SQL {median(run.sql for run in runs):.2f}"
        )

    def at_least(self, what: str, figure: float, budget: float) -> None:
        """A figure that should be high."""
        self._judge(what, figure, f">= {budget:g}", figure >= budget)

    def at_most(self, what: str, figure: float, budget: float) -> None:
        """A figure that should be low."""
        self._judge(what, figure, f"<= {budget:g}", figure <= budget)

    def _judge(self, what: str, figure: float, budget: str, is_kept: bool) -> None:
        print(f"  {what:54} {figure:8.2f}   budget {budget:8} {'ok' if is_kept else 'MISSED'}", flush=True)
        if is_kept:
            self.kept += 1
        else:
            self.missed.append(f"{self.row}: {what} {figure:.2f}, not {budget}")

    def closing_line(self) -> str:
        """The end of the run in one line."""
        if self.is_kept:
            return f"\nAll {self.kept} budgets were kept."
        return f"\n{self.kept} budgets were kept, {len(self.missed)} were NOT: {'; '.join(self.missed)}."


def p95(values: Sequence[float]) -> float:
    """The 95th percentile; the worst of a few."""
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
