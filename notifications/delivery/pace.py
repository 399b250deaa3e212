"""How much is decided about and written down at once: as little as keeps the threads busy.

What is marked and not yet answered is what a crash leaves in doubt. A provider that takes its time needs little in
stock, and leaves time to write down each answer by itself; one that answers at once needs batches.
"""

from dataclasses import dataclass

LONG = 0.05  # seconds until an answer; from here on a provider takes its time
LITTLE, USUAL, MOST = 16, 50, 100  # decided about in one transaction
TOGETHER, GATHER = 25, 0.02  # quick answers written down together; seconds to wait for one more of them
BACKLOG = 32  # slow answers that show that we are slower: as many as SEND_THREADS is by default


@dataclass
class Pace:
    """What one pass has seen of its provider. Once it is slow it stays so for the pass."""

    seconds: float = 0.0  # until an answer, about
    stock: int = LITTLE  # how many are decided about at once; little until the provider is known

    @property
    def is_slow(self) -> bool:
        """Whether answers take long, so that all threads are wanted."""
        return self.seconds >= LONG

    def answered(self, seconds: float) -> None:
        """An answer came after so long."""
        if not self.is_slow:
            self.seconds += (seconds - self.seconds) / 8

    def decided(self, left: int, threads: int) -> None:
        """A batch was decided about, and so many of those before it were left: had the threads enough to do?"""
        if left < threads:
            self.stock = min(self.stock * 2, MOST)
        elif left >= threads + self.stock // 4:
            self.stock = max(self.stock // 2, LITTLE if self.is_slow else min(USUAL, self.stock))

    def together(self, waiting: int, to_come: int) -> int:
        """How many answers to write down in one transaction: so many wait, so many will come before we are needed."""
        if self.is_slow:
            return 1 if waiting < BACKLOG else waiting
        return max(waiting, min(TOGETHER, to_come))
