"""`manage.py retention [--dry-run]`: what is kept about people, for how long, and what is over its time."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from followon.people import personal_data
from followon.people.actions import leaving


class Command(BaseCommand):
    help = "Drop what is over its time. With --dry-run: say what would be dropped, and change nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count only")

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run = options["dry_run"]
        counts = leaving.keep_to_retention(dry_run=dry_run)
        for holding in sorted(personal_data.holdings(), key=lambda one: one.model):
            over = counts.get(holding.model)
            words = "no time limit" if over is None else f"{over} over their time"
            self.stdout.write(f"{holding.model:32} {words:22} kept: {holding.keep}")
        total = sum(counts.values())
        self.stdout.write(f"{total} rows would be dropped." if dry_run else f"{total} rows were dropped.")
