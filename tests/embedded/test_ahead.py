"""`up --now`: the clock of the demo is moved forward, never back, and never anywhere but in the demo."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from followon import ahead, clock
from followon.up import children_environment

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
ASK = "from django.conf import settings; settings.DEBUG; from followon import clock; print(clock.now().isoformat())"


@pytest.fixture(autouse=True)
def _noon():
    with clock.moved_to(NOON):
        yield


def test_a_time_without_a_zone_is_that_of_london(tmp_path):
    assert ahead.move(tmp_path, to="2027-07-01T10:00") == datetime(2027, 7, 1, 9, tzinfo=UTC) - NOON
    assert ahead.move(tmp_path, to="2027-07-01T12:00+02:00") == datetime(2027, 7, 1, 10, tzinfo=UTC) - NOON


def test_it_goes_on_from_there_at_the_next_start(tmp_path):
    assert ahead.so_far(tmp_path) == timedelta()

    ahead.move(tmp_path, to="2026-12-08T12:00")

    assert ahead.so_far(tmp_path) == timedelta(days=10)


def test_it_never_goes_back(tmp_path):
    ahead.move(tmp_path, to="2026-12-08T12:00")

    with pytest.raises(ahead.WouldGoBack, match="08 December 2026, 12:00 already") as refused:
        ahead.move(tmp_path, to="2026-12-08T11:59")

    assert "delete the folder" in str(refused.value)
    assert ahead.so_far(tmp_path) == timedelta(days=10)


@pytest.mark.parametrize("nonsense", ["", "tomorrow", "2026-13-01", "10:00"])
def test_what_is_no_time_is_refused_and_changes_nothing(tmp_path, nonsense):
    with pytest.raises(ValueError, match="isoformat|month"):
        ahead.move(tmp_path, to=nonsense)

    assert ahead.so_far(tmp_path) == timedelta()


def told_by(**more):
    own = {name: value for name, value in os.environ.items() if not name.startswith("FOLLOWON_DEMO")}
    ran = subprocess.run(
        [sys.executable, "-c", ASK], cwd=settings.BASE_DIR, text=True, capture_output=True, check=True,
        env=own | {"DJANGO_SETTINGS_MODULE": "followon.settings"} | more,
    )  # fmt: skip
    return datetime.fromisoformat(ran.stdout.strip())


def test_only_the_demo_is_ahead():
    environ = children_environment("http://127.0.0.1:8000", demo=True, ahead=timedelta(days=10))
    moved = {name: value for name, value in environ.items() if name.startswith("FOLLOWON_DEMO")}

    there = told_by(**moved)
    here = told_by(FOLLOWON_DEMO_AHEAD=moved["FOLLOWON_DEMO_AHEAD"])

    assert timedelta(days=9, hours=23) < there - here < timedelta(days=10, minutes=1)
