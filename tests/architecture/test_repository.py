"""What may lie in this repository: the product, invented people, hash-pinned packages, and nothing else."""

import re
import subprocess
import tomllib

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import cast

ROOT = settings.BASE_DIR
TOP_LEVEL = {
    *(
        "manage.py",
        "pyproject.toml",
        "followon",
        "groups",
        "pmp",
        "notifications",
        "templates",
        "static",
        "tests",
    ),
    *("docker-compose.yml", "README.md", "LICENSE", "requirements.txt", "requirements-dev.txt"),
}
# Split, so that this file does not find itself.
FOREIGN = [
    *("/wo" + "rk/", "/ho" + r"me/\w", "/ro" + "ot/", r"\.\." + "/shared", "/opt/" + "pypi"),
    *(
        "files.python" + "hosted",
        "pypi" + r"\.org",
        "registry" + r"\.npm",
        "--index" + "-url",
        "--find" + "-links",
    ),
    *(
        r"\bChat" + "GPT",
        r"\bCla" + r"ude\b",
        r"\bAnth" + "ropic",
        r"\bOpen" + "A" + r"I\b",
        r"\bLL" + r"M\b",
        r"\bA" + r"I\b",
    ),
]
VENDORED = ("static/nhsuk/", "static/vendor/")
REAL_MOBILE = re.compile(r"(?<!\d)(?:\+44\s?|0)7(?!700[ ]?900)\d{3}[ ]?\d{6}(?!\d)")
REAL_EMAIL = re.compile(r"[\w.+-]+@(?!example\.|[\w-]+\.example\b)[\w-]+\.(?:com|org|net|uk|nhs\.uk)\b")


def tracked():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def texts():
    for name in tracked():
        if name.startswith(VENDORED):
            continue
        try:
            yield name, (ROOT / name).read_text()
        except UnicodeDecodeError:
            continue  # a picture


def test_the_top_level_holds_what_was_agreed():
    found = {name.split("/")[0] for name in tracked()}

    assert {name for name in found if not name.startswith(".")} <= TOP_LEVEL


def test_nothing_of_anybodys_machine_or_tools_is_here():
    foreign = re.compile("|".join(FOREIGN))

    found = [f"{name}: {match[0]}" for name, text in texts() for match in foreign.finditer(text)]

    assert found == []


def test_phone_numbers_are_from_the_range_kept_for_drama():
    found = [f"{name}: {match[0]}" for name, text in texts() for match in REAL_MOBILE.finditer(text)]

    assert found == []


def test_no_test_types_a_number_that_somebody_of_the_cast_may_have_by_chance():
    """Which number somebody has depends on the tests before: a list with the same one would be "to compare"."""
    given = {f"{number}" for number in cast.MOBILES}
    typed = re.compile(r"(?:\+447700|07700 ?)900 ?(\d{3})(?!\d)")

    found = [
        f"{name}: {match[0]}"
        for name, text in texts()
        if name.startswith("tests/") and name.endswith(".py")
        for match in typed.finditer(text)
        if match[1] in given
    ]

    assert found == []


def test_email_addresses_belong_to_nobody():
    found = [
        f"{name}: {match[0]}"
        for name, text in texts()
        if not name.startswith("LICENSE")
        for match in REAL_EMAIL.finditer(text)
    ]

    assert found == []


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_with_hashes_and_no_address(lock):
    text = (ROOT / lock).read_text()
    entries = re.split(r"\n(?=\S)", text.strip())

    unpinned = [
        entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry
    ]

    assert unpinned == []
    assert "://" not in text


def test_the_locks_hold_what_pyproject_asks_for_in_a_version_it_allows():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    runtime = [Requirement(line) for line in project["dependencies"]]
    for_tests = [Requirement(line) for line in project["optional-dependencies"]["dev"]]

    assert out_of_step(runtime, locked("requirements.txt")) == []
    assert out_of_step([*runtime, *for_tests], locked("requirements-dev.txt")) == []


def test_both_locks_agree():
    runtime, with_tests = locked("requirements.txt"), locked("requirements-dev.txt")

    assert {name: version for name, version in with_tests.items() if name in runtime} == runtime


def locked(lock):
    """Name → versions; a package may be pinned twice, for different machines."""
    found = {}
    for name, version in re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", (ROOT / lock).read_text(), re.M
    ):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


def out_of_step(wanted, found):
    return [
        str(one)
        for one in wanted
        if not found.get(canonicalize_name(one.name))
        or not all(one.specifier.contains(version) for version in found[canonicalize_name(one.name)])
    ]
