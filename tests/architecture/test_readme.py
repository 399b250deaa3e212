"""What the README claims is there."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import resolve

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
# /be/ and /phone/ exist only in the demo, which test_demo holds.
ADDRESSES = re.findall(r"`(/(?:hooks|health)/[a-z/]+)`", README)


@pytest.mark.parametrize("command", sorted(set(re.findall(r"manage\.py (\w+)", README))))
def test_every_command_exists(command):
    assert command in get_commands()


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!http)([^)#]+)\)", README))))
def test_every_link_leads_to_a_file(link):
    assert (ROOT / link).exists()


@pytest.mark.parametrize("address", sorted(set(ADDRESSES)))
def test_every_address_is_answered(address):
    assert resolve(address)


@pytest.mark.parametrize("name", ["Nadia Rahman", "Sam Oyelaran", "Ruth Kemp", "Gwen Hale", "Olive Penrose"])
def test_the_cast_is_in_the_demo(name):
    story = "".join(path.read_text() for path in (ROOT / "groups" / "demo").glob("*.py"))

    assert name in README
    assert name in story


def test_readme_is_short_enough_to_be_read():
    assert len(README.splitlines()) <= 200
