"""The papers for a buyer tell the truth about the tests: every control's test exists, every count is right."""

import ast
import re
from collections import Counter
from functools import cache

import pytest
from django.conf import settings

from followon.people import personal_data

ROOT = settings.BASE_DIR
FOLDER = ROOT / "followon" / "decisions" / "assurance"
PAPERS = sorted(FOLDER.glob("*.md"))
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ANY_TEST = re.compile(r"tests/[\w/]+\.py(?:::\w*)?")
FILE = re.compile(
    r"`((?:followon|groups|pmp|notifications|templates|static)/[\w/.-]+|pyproject\.toml|docker-compose\.yml)`"
)
STATES = ("met, tested", "met, read", "not applicable", "open")
SECTION = re.compile(r"^#+ .*\bopen\b|have not shown", re.IGNORECASE | re.MULTILINE)


@cache
def names_in(path):
    """The names of the tests of a file as pytest would collect them, without running it."""
    if not (ROOT / path).is_file():
        return frozenset()
    tree = ast.parse((ROOT / path).read_text())
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def missing(text):
    return [f"{path}::{name}" for path, name in TEST.findall(text) if name not in names_in(path)]


def table(paper, heading):
    """The rows of the tables whose first column is called so, each as its cells."""
    rows, inside = [], False
    for line in (FOLDER / paper).read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if line.startswith(f"| {heading} |"):
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and not line.startswith("|--"):
            rows.append(cells)
    return rows


def test_the_papers_are_there():
    assert {paper.name for paper in PAPERS} >= {
        "README.md", "hazard-log.md", "clinical-safety-plan.md", "dtac.md", "data-map-and-dpia.md",
        "threat-model.md", "accessibility-statement.md",
    }  # fmt: skip


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_every_test_that_a_paper_names_exists(paper):
    text = paper.read_text()

    assert missing(text) == []
    named = {found for found in ANY_TEST.findall(text) if "::" in found}
    whole = {f"{path}::{name}" for path, name in TEST.findall(text)}
    assert named - whole == set(), "each is written as `tests/path.py::test_name`"


def test_a_test_that_is_gone_would_be_noticed():
    here = "tests/architecture/test_assurance.py"

    assert missing(f"`{here}::test_the_papers_are_there` `{here}::test_of_long_ago` `tests/nowhere.py::test_x`") == [
        f"{here}::test_of_long_ago", "tests/nowhere.py::test_x",
    ]  # fmt: skip


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_every_file_that_a_paper_names_exists(paper):
    assert [name for name in FILE.findall(paper.read_text()) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize(
    "paper",
    [one for one in PAPERS if one.name not in ("README.md", "outside-scan.md")],
    ids=lambda paper: paper.name,
)
def test_no_paper_pretends_to_be_signed(paper):
    assert "not signed" in paper.read_text()


def test_every_hazard_has_controls_with_evidence_and_an_owner():
    rows = table("hazard-log.md", "no.")

    assert [row[0] for row in rows] == [f"H{number}" for number in range(1, len(rows) + 1)]
    assert len(rows) >= 16
    for number, _, _, harm, _, _, before, controls, evidence, after, owner in rows:
        assert TEST.search(evidence), number
        assert harm, number
        assert controls, number
        assert owner, number
        assert 1 <= int(after) <= int(before) <= 5, number


def test_every_requirement_of_level_two_has_one_state():
    rows = table("threat-model.md", "no.")
    numbers = [row[0] for row in rows]

    assert len(numbers) == len(set(numbers)) == 253
    assert {number.split(".")[0] for number in numbers} == {str(n) for n in range(1, 18)}
    for number, level, asked, state, *shown in rows:
        assert level in "12", number
        assert asked, number
        assert state in STATES, number
        how = " | ".join(shown)
        if state == "met, tested":
            assert TEST.search(how), number
        elif state == "met, read":
            assert FILE.search(how), number
        else:
            assert how.strip(), f"{number}: say why"


def test_the_counts_of_the_threat_model_are_right():
    rows = table("threat-model.md", "no.")
    told = {row[0]: [int(cell) for cell in row[1:]] for row in table("threat-model.md", "requirements")}
    for name, levels in (("level 1", "1"), ("level 2", "2"), ("together", "12")):
        counts = Counter(row[3] for row in rows if row[1] in levels)
        assert told[name] == [*(counts[state] for state in STATES), sum(counts.values())]


def test_the_data_map_lists_all_that_is_kept_about_people():
    listed = {row[0]: row for row in table("data-map-and-dpia.md", "table")}
    kept = {holding.model: holding for holding in personal_data.holdings()}

    assert set(listed) == set(kept)
    for model, holding in kept.items():
        assert listed[model][1] == ", ".join(holding.fields), model
        assert listed[model][2] == holding.keep, model


@pytest.mark.parametrize("paper", ["hazard-log.md", "data-map-and-dpia.md", "accessibility-statement.md"])
def test_a_paper_says_what_is_open(paper):
    assert SECTION.search((FOLDER / paper).read_text())
