"""`python -m notifications.standin`: the stand-ins for Twilio and a mail server, which `manage.py up` starts.

They need the settings and none of the models, so Django is not set up and they stay small.
"""

import argparse
import asyncio
import contextlib
import logging.config
import os
import signal
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from followon.logs import CONFIG
from notifications.standin.server import StandIn

log = logging.getLogger(__name__)


def main(words: Sequence[str] | None = None) -> None:
    """Serve them on this machine until told to stop. They post back to `--web`, signed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followon.settings")
    logging.config.dictConfig(CONFIG)
    given = _parser().parse_args(words)
    standin = StandIn(
        sid=settings.TWILIO_ACCOUNT_SID,
        token=settings.TWILIO_AUTH_TOKEN,
        number=settings.TWILIO_FROM,
        notify_key=settings.NOTIFY_API_KEY,
        web=given.web or settings.PUBLIC_BASE_URL,
        state=given.state_dir,
    )
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(standin, given.http_port, given.smtp_port))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="notifications.standin", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--state-dir", type=Path, help="where texts and emails are kept between runs")
    parser.add_argument("--web", default="", help="where our own web server listens")
    return parser


async def _serve(standin: StandIn, http_port: int, smtp_port: int) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, standin.stop)
    log.info("stand-ins on ports %d (texts) and %d (email)", http_port, smtp_port)
    await standin.serve(http_port, smtp_port)


if __name__ == "__main__":
    main()
