"""Every scheduled name is a task, and the schedule uses intervals only."""

import subprocess
import sys
from datetime import timedelta

from followon.celery import app
from followon.schedule import SCHEDULE


def test_every_scheduled_name_is_a_task():
    app.loader.import_default_modules()

    assert {entry["task"] for entry in SCHEDULE.values()} <= set(app.tasks)


def test_schedule_is_made_of_intervals():
    # Celery's crontab skips 65 minutes when clocks go back (celery#10107).
    plain = int | float | timedelta
    assert [name for name, entry in SCHEDULE.items() if not isinstance(entry["schedule"], plain)] == []


def test_each_asking_has_an_end():
    """A broker that comes back after an hour must not bring sixty askings of every minute."""
    lasting = {name: entry["options"]["expires"] for name, entry in SCHEDULE.items()}
    assert {name: ends for name, ends in lasting.items() if not 60 <= ends <= 3600} == {}


def test_the_clock_reads_no_models():
    """So that it is small, and there at once."""
    said = "import sys, followon.beat as beat; beat.app.loader.import_default_modules(); beat.app.conf.beat_schedule; "
    said += (
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'groups', 'pmp', 'notifications'}))"
    )
    told = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_schedule_is_not_empty():
    assert SCHEDULE
