"""Every test, on a PostgreSQL and a Valkey of its own and a real browser; arguments go to pytest."""

import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

SAYS_HOW_MANY = ("-n", "--numprocesses", "--pdb", "--dist", "--trace", "-h", "--help", "--version")


class Command(BaseCommand):
    """Run the tests: `manage.py test`, or `manage.py test tests/groups -k moved` and so on.

    `--faults=full` by itself runs the fault suite alone, at full size.
    """

    help = __doc__ or ""
    requires_system_checks = ()

    def run_from_argv(self, argv: list[str]) -> None:
        """Become pytest, from the start: this process has read the settings before the services are there."""
        arguments = argv[2:]
        paths = [given for given in arguments if _is_path(given)]
        arguments = [str(Path(given).absolute()) if given in paths else given for given in arguments]
        if not paths and "--faults=full" in arguments:
            arguments = ["tests/faults", "-n", "0", *arguments]
        elif not paths and not any(given.startswith(SAYS_HOW_MANY) for given in arguments):
            arguments = ["-n", "2", "--dist", "loadgroup", *arguments]
        os.chdir(settings.BASE_DIR)
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])


def _is_path(given: str) -> bool:
    """Whether this argument names a file or folder of tests, perhaps with a test in it."""
    return not given.startswith("-") and Path(given.partition("::")[0]).exists()
