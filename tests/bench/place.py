"""What every bench needs: services of its own in a folder of its own, and the machine's figures in one line."""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from followon.embedded import engines  # noqa: E402
from followon.embedded.addresses import addresses  # noqa: E402


@contextmanager
def services(**more: str) -> Iterator[Path]:
    """PostgreSQL and Valkey for this bench alone, as durable as in production; Django is set up and migrated.

    `more` goes into the environment before the settings are read.
    """
    home = Path(tempfile.mkdtemp(prefix="followon-bench-"))
    here = addresses(environ={"FOLLOWON_RUNTIME": str(home)})
    os.environ.update(
        DATABASE_URL=here.database_url, REDIS_URL=here.redis_url, FOLLOWON_TESTING="0", SECRET_KEY="bench",
        PUBLIC_BASE_URL="http://127.0.0.1:8000", ALLOWED_HOSTS="127.0.0.1", DJANGO_SETTINGS_MODULE="followon.settings",
        STATIC_ROOT=str(home / "static"), TWILIO_ACCOUNT_SID="ACbench", TWILIO_AUTH_TOKEN="bench",
        TWILIO_FROM="+447700900000", LOG_LEVEL="ERROR", **more,
    )  # fmt: skip
    children = [
        engines.postgres(home / "postgres", home, home / "postgres.log"),
        engines.valkey(home / "valkey", home, home / "valkey.log"),
    ]
    try:
        for child in children:
            child.start()
        for child in children:
            child.wait_until_ready()
        engines.make_database(home)
        _set_up_django()
        yield home
    finally:
        for child in reversed(children):
            child.stop()
        shutil.rmtree(home, ignore_errors=True)


def _set_up_django() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def machine() -> str:
    """Processor, cores, memory and versions, for the line above the figures."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, "
        f"commit {commit.stdout.strip() or 'unknown'}"
    )


def load() -> str:
    """What others ask of this machine: runnable processes over the last minute."""
    return f"{os.getloadavg()[0]:.1f}"
