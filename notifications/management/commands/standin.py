"""The stand-ins for Twilio and a mail server, for the demo; `manage.py up` starts it."""

import asyncio
import contextlib
import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from notifications.standin.server import StandIn


class Command(BaseCommand):
    """Serve the stand-ins on this machine until told to stop. They post back to `--web`, signed."""

    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--http-port", type=int, required=True)
        parser.add_argument("--smtp-port", type=int, required=True)
        parser.add_argument("--state-dir", type=Path, help="where texts and emails are kept between runs")
        parser.add_argument("--web", default="", help="where our own web server listens")

    def handle(self, **options: Any) -> None:
        standin = StandIn(
            sid=settings.TWILIO_ACCOUNT_SID,
            token=settings.TWILIO_AUTH_TOKEN,
            number=settings.TWILIO_FROM,
            notify_key=settings.NOTIFY_API_KEY,
            web=options["web"] or settings.PUBLIC_BASE_URL,
            state=options["state_dir"],
        )
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(self._serve(standin, options["http_port"], options["smtp_port"]))

    async def _serve(self, standin: StandIn, http_port: int, smtp_port: int) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, standin.stop)
        self.stdout.write(f"Stand-ins on ports {http_port} (texts) and {smtp_port} (email).")
        await standin.serve(http_port, smtp_port)
