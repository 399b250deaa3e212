"""Every scheduled name is a task, and the schedule uses intervals only."""

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


def test_schedule_is_not_empty():
    assert SCHEDULE
