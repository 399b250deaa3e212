"""Ask for every periodic task once: what came due while the clock was moved does not wait for its hour."""

from typing import Any

from django.core.management.base import BaseCommand

from followon import celery
from followon.schedule import SCHEDULE


class Command(BaseCommand):
    """Ask the worker for each task of the schedule, at once; those of which nothing is due do nothing."""

    help = __doc__ or ""
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        """Ask, in the order of the schedule."""
        for entry in SCHEDULE.values():
            celery.app.send_task(str(entry["task"]), ignore_result=True)
