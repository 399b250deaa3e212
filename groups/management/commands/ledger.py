"""What a day's meetings should have brought, against what became of it; ends with an error if anything differs."""

from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from followon import clock
from groups.actions import ledger


class Command(BaseCommand):
    """Yesterday's, or that of the day given."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--day", type=date.fromisoformat, metavar="2026-12-31", help="yesterday if left out"
        )

    def handle(self, **options: Any) -> None:
        day = options["day"] or clock.today() - timedelta(days=1)
        found = ledger.differences(day)
        for one in found:
            self.stdout.write(str(one))
        if found:
            raise CommandError(f"{len(found)} differences on {day}.")
        self.stdout.write(f"Everything of {day} is accounted for.")
