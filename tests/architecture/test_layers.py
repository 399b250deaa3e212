"""Imports point down the four layers only; the contracts stand in pyproject.toml."""

import subprocess
import sys
from pathlib import Path

from django.conf import settings


def test_every_import_contract_holds():
    """In a process of its own: the linter sets up logging anew, and would leave our loggers switched off."""
    linter = Path(sys.executable).with_name("lint-imports")

    ran = subprocess.run(
        [linter, "--no-cache"], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stdout
