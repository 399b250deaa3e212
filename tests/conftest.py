"""What every test has: no way to any other machine, and a real browser for those that ask."""

import ipaddress
import logging
import os
import re
import shutil
import socket
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import sync_playwright

NO_BROWSER = (
    "No Chromium was found, and tests that need one were asked for. Debian or Ubuntu: apt install chromium. "
    "Elsewhere: install Chromium or Chrome, and set FOLLOWON_CHROMIUM to its program. "
    'To leave these tests out on purpose: manage.py test -m "not browser".'
)
# Time is measured in tests/bench, never in the suite: a slow machine must not fail a property.
hypothesis_settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("here")

# Before any test module is read: the first one that renders something fixes where templates are looked for.
settings.TEMPLATES[0]["DIRS"].append(str(Path(__file__).parent / "notifications" / "templates"))

PROGRAMS = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"]
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def pytest_collection_modifyitems(items):
    for item in items:
        if {"browser", "page"} & set(getattr(item, "fixturenames", [])):
            item.add_marker("browser")


@pytest.fixture(autouse=True, scope="session")
def _only_this_machine():
    """A test that reaches for another machine fails, and says which."""
    connect = socket.socket.connect

    def connect_nearby(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_nearby(address[0]):
            raise AssertionError(f"A test tried to reach {address[0]}: tests stay on this machine.")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_nearby)
        yield


SOMEBODY = re.compile(
    r"(?:\+44|\b0)[ ]?7700[ ]?900[ ]?\d{3}|[\w.+-]+@example\.org|Oyelaran|Okafor|Rahman|Tranter|Penrose"
)


class _Watch(logging.Handler):
    """Reads every line as the console would write it, from the first test to the last."""

    found = ()

    def emit(self, record):
        said = self.format(record)
        if SOMEBODY.search(said):
            self.found = (*self.found, said)


@pytest.fixture(autouse=True, scope="session")
def _logs_name_nobody():
    """After the last test: no line that was logged names anybody or holds a number or an address."""
    [console] = [one for one in logging.getLogger().handlers if one.name == "console"]
    watch = _Watch()
    watch.setFormatter(console.formatter)
    watch.filters = list(console.filters)
    logging.getLogger().addHandler(watch)
    yield
    logging.getLogger().removeHandler(watch)
    assert watch.found == ()


def _is_nearby(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in ("localhost", "")


@pytest.fixture(scope="session")
def chromium():
    """The path of a Chromium. Fails, never skips, where there is none."""
    found = os.environ.get("FOLLOWON_CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    found = found or (str(MAC) if MAC.exists() else None)
    if not found or not shutil.which(found):
        pytest.fail(NO_BROWSER, pytrace=False)
    return found


@pytest.fixture(scope="session")
def browser(chromium):
    """One real browser for the run."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=as_root)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A fresh page as wide as a phone, with no cookies from any other test."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="en-GB", timezone_id="Europe/London"
    )
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()
