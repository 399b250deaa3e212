#!/usr/bin/env python3
"""Runs the project's commands, inside an environment it builds from the hash-pinned lock the first time."""

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
INSTALLED = ENVIRONMENT / "installed-lock"  # which lock is in the environment: its name and its SHA-256
SUITABLE = ("python3.13", "python3.12", "python3.11")


def enter_environment() -> None:
    """Make `.venv` match the lock, then carry on inside it. Costs a few milliseconds once it does."""
    was = INSTALLED.read_text().split() if INSTALLED.exists() and PYTHON.exists() else []
    with_tests = "test" in sys.argv[1:2] or was[:1] == ["requirements-dev.txt"]
    lock = ROOT / ("requirements-dev.txt" if with_tests else "requirements.txt")
    if was != [lock.name, digest(lock)]:
        install(lock)
    if Path(sys.prefix).resolve() != ENVIRONMENT.resolve():
        os.execv(PYTHON, [str(PYTHON), *sys.argv])


def digest(lock: Path) -> str:
    import hashlib

    return hashlib.sha256(lock.read_bytes()).hexdigest()


def install(lock: Path) -> None:
    """Build or bring up to date the environment; one process at a time."""
    import fcntl
    import subprocess

    with Path(__file__).open() as myself:
        fcntl.flock(myself, fcntl.LOCK_EX)
        mark = f"{lock.name} {digest(lock)}"
        if PYTHON.exists() and INSTALLED.exists() and INSTALLED.read_text() == mark:
            return  # another process did it while we waited
        print(f"Installing what {lock.name} lists into .venv, once. This takes about a minute.", flush=True)
        afresh = [] if PYTHON.exists() else ["--clear"]
        if subprocess.call([sys.executable, "-m", "venv", *afresh, str(ENVIRONMENT)]):
            sys.exit(
                "Python's venv module is missing or broken. On Debian or Ubuntu: apt install python3-venv"
            )
        pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
        pip += ["--no-compile"]  # Python compiles what is used when it is used: ten seconds sooner
        if subprocess.call([*pip, "--require-hashes", "--requirement", str(lock)]):
            sys.exit("The packages could not be installed: pip says why above. Is there a network?")
        INSTALLED.write_text(mark)


def main() -> None:
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        other = next(filter(None, map(shutil.which, SUITABLE)), None)
        if not other:
            sys.exit(f"Python 3.11, 3.12 or 3.13 is needed; this is {sys.version.split()[0]}.")
        os.execv(other, [other, *sys.argv])
    enter_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followon.settings")
    if sys.argv[1:2] == ["up"]:  # it stays for as long as the product runs, and does so without Django
        from followon import up

        up.main(sys.argv[2:])
        return
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
