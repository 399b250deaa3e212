"""Send what is due without a broker: once, or again and again until stopped."""

import signal
import threading
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from notifications.delivery import passes


class Command(BaseCommand):
    """Do the workers' job from a shell; `--loop` carries on when Redis is gone."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        how = parser.add_mutually_exclusive_group(required=True)
        how.add_argument("--once", action="store_true", help="one pass, then stop")
        how.add_argument("--loop", action="store_true", help="pass after pass until Ctrl-C or SIGTERM")
        parser.add_argument("--now", metavar="ISO", help="the instant this one pass takes for now")

    def handle(self, **options: Any) -> None:
        if options["loop"]:
            if options["now"]:
                raise CommandError("--now goes with --once: a clock that stands still does not loop.")
            self._loop()
            return
        tried = passes.dispatch_once(_instant(options["now"]))
        self.stdout.write("Nothing was due." if not tried else f"{tried} messages were handed over.")

    def _loop(self) -> None:
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        self.stdout.write("Sending what is due. Ctrl-C stops it.")
        passes.loop(stopping)
        self.stdout.write("Stopped; nothing was left half done.")


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is not a time such as 2026-11-26T09:00:00+00:00.") from error
    if instant.tzinfo is None:
        raise CommandError("Say in which zone, such as 2026-11-26T09:00:00+00:00.")
    return instant
