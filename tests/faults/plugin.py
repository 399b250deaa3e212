"""The suite's options, and its one table at the end of a run; loaded in every run, so it imports little."""

import pytest

COLUMNS = ("case", "expected", "accepted", "lost", "duplicates", "late", "wrong", "seconds", "seed", "what")
HEADINGS = ("case", "expected", "accepted", "lost", "dup", "late", "wrong", "drained in", "seed", "fault")


def pytest_addoption(parser):
    group = parser.getgroup("faults", "the fault suite of the delivery engine")
    group.addoption(
        "--faults", choices=("small", "full"), default="small", help="small runs with the other tests"
    )
    group.addoption("--fault-seed", type=int, default=None, help="repeat the faults of a run that failed")
    group.addoption("--soak-minutes", type=float, default=10.0, help="how long F23 lasts with --faults=full")


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter):
    rows = [
        value
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in getattr(report, "user_properties", [])
        if name == "fault"
    ]
    if not rows:
        return
    terminalreporter.section("faults: what was owed against what the providers took")
    for line in table(rows):
        terminalreporter.write_line(line)


def table(rows):
    """The rows as lines of text, by case."""
    rows = sorted(rows, key=lambda row: (number(row["case"]), row["what"]))
    cells = [HEADINGS, *(tuple(shown(row, column) for column in COLUMNS) for row in rows)]
    widths = [max(len(line[n]) for line in cells) for n in range(len(COLUMNS))]
    for line in cells:
        yield "  ".join(
            cell.ljust(width) if n in (0, len(COLUMNS) - 1) else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()


def number(case):
    digits = "".join(letter for letter in case if letter.isdigit())
    return (int(digits or 0), case)


def shown(row, column):
    value = row[column]
    if column == "seconds":
        return f"{value:.1f} s"
    if column == "what" and row["note"]:
        return f"{value} ({row['note']})"
    return str(value)
