"""How far the clock of the demo is ahead of ours. It only goes forward, and goes on from there at the next start."""

from datetime import datetime, timedelta
from pathlib import Path

from followon import clock


class WouldGoBack(Exception):
    """The demo has seen a later time, and what was sent cannot be unsent. Says so to the person at the terminal."""


def so_far(data: Path) -> timedelta:
    """How far ahead the demo in this folder is."""
    kept = data / "demo-ahead"
    return timedelta(seconds=float(kept.read_text())) if kept.exists() else timedelta()


def move(data: Path, *, to: str) -> timedelta:
    """Move the demo's clock to a time such as 2026-12-08T10:00, in London unless it names its zone.

    Gives back how far that is ahead of ours. Raises WouldGoBack, and ValueError for what is no time.
    """
    wanted = datetime.fromisoformat(to)
    if wanted.tzinfo is None:
        wanted = clock.at_local(wanted, clock.LONDON)
    now, before = clock.now(), so_far(data)
    if wanted < now + before:
        at = clock.to_local(now + before, clock.LONDON)
        raise WouldGoBack(
            f"In this demo it is {at:%d %B %Y, %H:%M} already, and its clock only goes forward.\n"
            f"To begin afresh, delete the folder {data.name} first."
        )
    data.mkdir(exist_ok=True)
    (data / "demo-ahead").write_text(str((wanted - now).total_seconds()))
    return wanted - now
