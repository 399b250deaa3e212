"""Small numbers are hidden before they leave: nothing below 5, nor what would let somebody work one out."""

from collections.abc import Mapping, Sequence

SMALLEST = 5  # R035, R093: counts below this are hidden
HIDDEN = "fewer than 5"


def shown(count: int) -> str:
    """A count on its own; nought is a fact about nobody and may be shown."""
    return str(count) if count == 0 or count >= SMALLEST else HIDDEN


def parts_of_a_whole(parts: Mapping[str, int]) -> dict[str, str] | None:
    """The parts of a known whole, such as men and women of a meeting; None when they must all be hidden.

    One small part gives itself away by subtraction, so a single one hides them all.
    """
    if any(0 < count < SMALLEST for count in parts.values()):
        return None
    return {name: str(count) for name, count in parts.items()}


def large_enough(counts: Mapping[str, int]) -> dict[str, int]:
    """Only those counts that may be shown, the largest first; for counts that do not add up to anything known."""
    kept = {name: count for name, count in counts.items() if count >= SMALLEST}
    return dict(sorted(kept.items(), key=lambda item: (-item[1], item[0])))


def safe_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula, whatever a group calls itself."""
    text = str(value)
    return (
        f"'{text}"
        if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") or text.lstrip()[:1] in ("=", "@")
        else text
    )


def safe_row(values: Sequence[object]) -> list[str]:
    """A whole line of such cells."""
    return [safe_cell(value) for value in values]
