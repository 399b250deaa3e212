"""Writes the table anew from what the site does now, for a person to read and judge:

FOLLOWON_WRITE_ACCESS=1 python3 manage.py test tests/architecture/test_access.py
"""

import fcntl
from pathlib import Path

from tests.access.addresses import addresses
from tests.access.world import ASKING

TABLE = Path(__file__).parent / "access.txt"
_GROUPS = (1, 4, 3, 5)
HEAD = f"""# Who may open what. One line for each address: its name, then GET, then POST with an empty form.
# a allowed · n 403 · u 404 · s sign in first · m no such request · g private link that opens nothing
# {" ".join(ASKING[:1])} | {" ".join(ASKING[1:5])} | {" ".join(ASKING[5:8])} | {" ".join(ASKING[8:])}
"""


def spaced(letters):
    """ "s aaaa uuu uuuuu": nobody, the group, strangers and patients, the team."""
    parts, at = [], 0
    for size in _GROUPS:
        parts.append(letters[at : at + size])
        at += size
    return " ".join(parts)


def read():
    """The table: address → (GET, POST)."""
    rows = {}
    for line in TABLE.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            name, get, post = (part.strip() for part in line.split("|"))
            rows[name] = (get, post)
    return rows


def write(name, row):
    """One row anew; several processes may write."""
    with TABLE.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        rows = read() | {name: row}
        names = [one for one, _, _ in addresses() if one in rows]
        width = max(map(len, names))
        lines = [f"{one:<{width}} | {rows[one][0]} | {rows[one][1]}" for one in dict.fromkeys(names)]
        TABLE.write_text(HEAD + "\n".join(lines) + "\n")
